"""Where bad items wait: refused at the door, or alone in failing a step. People can look, mend and resend."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary, Row, Table, Text, Uuid, func, select, update
from sqlalchemy.orm import Session

from larum.auth.action import action
from larum.base.errors import NotFound
from larum.base.ids import named
from larum.connectors.records import RAW_KEPT, Refused
from larum.db.columns import Instant, metadata
from larum.db.upsert import insert_new
from larum.db.work import Work

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("source_id", Uuid),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("item", LargeBinary, nullable=False),
    Column("place", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False),
)
"""`state` is `waiting`, `resent` or `dropped`."""
Index("ix_quarantine_state_at", quarantine.c.state, quarantine.c.at)


def set_aside(work: Work, stage: str, refused: Sequence[Refused], source_id: UUID | None) -> None:
    """Keep bad items for people to look at. The same item refused twice is kept once."""
    insert_new(
        work.session,
        quarantine,
        [
            {
                "id": named("refused", stage, source_id, item.where, item.reason, item.raw.hex()),
                "stage": stage,
                "source_id": source_id,
                "reason": item.reason,
                "detail": item.detail,
                "item": item.raw[:RAW_KEPT],
                "place": item.where,
                "at": work.now(),
                "state": "waiting",
            }
            for item in refused
        ],
    )
    if refused:
        work.touch("quarantine")


@action("flow.drop_refused", needs="responder")
def drop_refused(work: Work, id: UUID) -> None:
    """Put a bad item away for good."""
    _set_state(work, id, "dropped")


def mark_resent(work: Work, id: UUID) -> None:
    """A mended copy of the item went through."""
    _set_state(work, id, "resent")


def _set_state(work: Work, id: UUID, state: str) -> None:
    open_refused(work.session, id)
    work.session.execute(update(quarantine).where(quarantine.c.id == id).values(state=state))
    work.touch("quarantine")


def open_refused(session: Session, id: UUID) -> Row[tuple[object, ...]]:
    """The bad item; `NotFound` where there is none."""
    row = session.execute(select(quarantine).where(quarantine.c.id == id)).first()
    if row is None:
        raise NotFound
    return row


def waiting(session: Session, limit: int = 100) -> Sequence[Row[tuple[object, ...]]]:
    """Bad items nobody has dealt with, newest first."""
    return session.execute(
        select(quarantine).where(quarantine.c.state == "waiting").order_by(quarantine.c.at.desc()).limit(limit)
    ).all()


def waiting_by_reason(session: Session) -> dict[str, int]:
    """How many bad items wait, by reason."""
    rows = session.execute(
        select(quarantine.c.reason, func.count()).where(quarantine.c.state == "waiting").group_by(quarantine.c.reason)
    )
    return {row[0]: row[1] for row in rows}
