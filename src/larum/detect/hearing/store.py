"""Where listening to each source stands, and its gaps."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Column, Float, ForeignKey, LargeBinary, Table, Uuid, select, update
from sqlalchemy.orm import Session

from larum.db.columns import Instant, metadata
from larum.db.upsert import put
from larum.db.work import Work
from larum.detect.hearing.listen import WIDTH, Ear
from larum.detect.silence import SilenceState, of_sources
from larum.detect.state import layout, pack, recall

hearings = Table(
    "hearings",
    metadata,
    Column("source_id", Uuid, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("as_of", Instant, nullable=False),
    Column("news", BigInteger, nullable=False),
    Column("memory", LargeBinary, nullable=False),
    Column("silent_since", Instant),
    Column("silent_until", Instant),
    Column("missing", Float, nullable=False, default=0.0),
)
"""Up to when each source was listened to, what is usual there, and its last gap, which goes on where it has no end."""

REMEMBERED: Final = timedelta(days=1)
"""So long a gap that is over is still told of: what was posted then may be missing."""


class Gap(msgspec.Struct, frozen=True):
    """A time in which nothing came from a source."""

    since: datetime
    until: datetime | None
    """None while it goes on."""
    missing: float
    """Posts that are usual in that time."""


def about_gap(source_id: UUID, since: datetime) -> str:
    """What the messages about a gap are filed under."""
    return f"silence:{source_id}:{since.isoformat(timespec='seconds')}"


def ears(session: Session) -> dict[UUID, Ear]:
    """Where listening stands, source by source; one whose memory another version kept is missing, and learnt anew."""
    wanted = layout(of_sources.start(1, WIDTH))
    query = select(hearings.c.source_id, hearings.c.as_of, hearings.c.news, hearings.c.memory)
    return {
        row.source_id: Ear(row.as_of.timestamp(), row.news, memory)
        for row in session.execute(query)
        if (memory := recall(SilenceState, row.memory, wanted)) is not None
    }


def gaps(session: Session, now: datetime) -> dict[UUID, Gap]:
    """The gaps that go on, or were over a short while ago."""
    query = select(hearings.c.source_id, hearings.c.silent_since, hearings.c.silent_until, hearings.c.missing).where(
        hearings.c.silent_since.is_not(None)
    )
    return {
        row.source_id: Gap(row.silent_since, row.silent_until, row.missing)
        for row in session.execute(query)
        if row.silent_until is None or now - row.silent_until < REMEMBERED
    }


def silent(session: Session) -> set[UUID]:
    """Sources whose gap goes on."""
    query = select(hearings.c.source_id).where(hearings.c.silent_since.is_not(None), hearings.c.silent_until.is_(None))
    return set(session.scalars(query))


def keep_ears(work: Work, ears: Mapping[UUID, Ear]) -> None:
    """Keep where listening stands; word from an earlier instant does not undo that of a later one (law 4)."""
    rows = [
        {
            "source_id": id,
            "as_of": datetime.fromtimestamp(ear.heard_until, UTC),
            "news": ear.news,
            "memory": pack(ear.memory),
            "missing": 0.0,
        }
        for id, ear in ears.items()
    ]
    put(work.session, hearings, rows, only_if=["as_of"], never=["missing"])


def keep_gap(work: Work, source_id: UUID, gap: Gap) -> None:
    """Keep how a gap stands."""
    _set(work, source_id, silent_since=gap.since, silent_until=gap.until, missing=gap.missing)


def forget_gap(work: Work, source_id: UUID) -> None:
    """Why nothing comes is known by now: it was no silence."""
    _set(work, source_id, silent_since=None, silent_until=None, missing=0.0)


def _set(work: Work, source_id: UUID, **values: datetime | float | None) -> None:
    work.session.execute(update(hearings).where(hearings.c.source_id == source_id).values(**values))
