"""Deliveries as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from larum.base.ids import named
from larum.db.upsert import insert_new
from larum.db.work import Work
from larum.notify.model import Delivery


def call(work: Work, *, person_id: UUID, about: str, step: str, subject: str, body: str, due_at: datetime) -> None:
    """Queue a message to a person. Asked twice for the same step of the same thing, it is one message."""
    insert_new(
        work.session,
        cast(Table, Delivery.__table__),
        [
            {
                "id": named("delivery", about, person_id, step),
                "person_id": person_id,
                "about": about,
                "subject": subject,
                "body": body,
                "due_at": due_at,
                "state": "due",
                "attempts": 0,
                "sent_at": None,
                "trouble": "",
                "to": "",
            }
        ],
    )
    work.touch("deliveries")


def call_off(work: Work, about: str) -> None:
    """Nobody is called about this any more."""
    work.session.execute(
        update(Delivery).where(Delivery.about == about, Delivery.state == "due").values(state="called_off")
    )


def due(session: Session, now: datetime, limit: int = 50) -> Sequence[Delivery]:
    """Messages whose time has come, oldest first."""
    return session.scalars(
        select(Delivery)
        .where(Delivery.state == "due", Delivery.due_at <= now)
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
    ).all()


def last_about(session: Session, what: str) -> datetime | None:
    """When somebody was last called about a thing, whatever became of it; None where nobody was."""
    return session.scalar(select(func.max(Delivery.due_at)).where(Delivery.about == what))


def about(session: Session, what: str) -> Sequence[Delivery]:
    """Who was called about a thing, and what became of it."""
    return session.scalars(select(Delivery).where(Delivery.about == what).order_by(Delivery.due_at)).all()
