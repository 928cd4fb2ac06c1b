"""Events told and not yet heard: written with the change they tell of, heard at least once afterwards."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from larum.base.actor import SYSTEM
from larum.db.events import Event, outbox
from larum.db.work import Database, Work

log = structlog.get_logger()

ATTEMPTS = 5
"""After so many failures an event stays unheard with its trouble, for people to look at; the rest goes on."""

Reaction = Callable[[Work, Any], None]


def hear(database: Database, reactions: Mapping[type[Event], Sequence[Reaction]], limit: int = 200) -> int:
    """Let the reactions hear what was told, oldest first; each event in a transaction of its own.

    Gives how many were heard. An event whose reaction fails is tried again later, `ATTEMPTS` times in all.
    """
    with database.reading() as session:
        waiting = session.execute(
            select(outbox.c.id, outbox.c.name, outbox.c.body)
            .where(outbox.c.heard_at.is_(None), outbox.c.attempts < ATTEMPTS)
            .order_by(outbox.c.told_at, outbox.c.id)
            .limit(limit)
        ).all()
    return sum(_hear_one(database, reactions, row.id, row.name, row.body) for row in waiting)


def given_up(session: Session) -> int:
    """How many events were tried as often as they are tried, and still wait for people."""
    query = select(func.count()).select_from(outbox)
    return session.scalar(query.where(outbox.c.heard_at.is_(None), outbox.c.attempts >= ATTEMPTS)) or 0


def _hear_one(
    database: Database, reactions: Mapping[type[Event], Sequence[Reaction]], id: UUID, name: str, body: str
) -> bool:
    kind = Event.registry[name]
    try:
        with database.working(SYSTEM) as work:
            for reaction in reactions.get(kind, ()):
                reaction(work, msgspec.json.decode(body, type=kind))
            work.session.execute(update(outbox).where(outbox.c.id == id).values(heard_at=work.now()))
    except Exception as trouble:  # any reaction may fail in its own way; it must not stop the others
        log.exception("reaction failed", told=name)
        with database.working(SYSTEM) as work:
            work.session.execute(
                update(outbox)
                .where(outbox.c.id == id)
                .values(attempts=outbox.c.attempts + 1, trouble=f"{type(trouble).__name__}: {trouble}")
            )
        return False
    return True
