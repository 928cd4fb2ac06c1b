"""Who is asking: from the secret in a cookie or the token in a header to an actor."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from larum.auth import store
from larum.auth.model import SESSION_FOR, Person
from larum.base.actor import SYSTEM, Actor
from larum.db.work import Database

NOTED_EVERY = timedelta(minutes=10)
"""How exactly we know when a session or a token was last used: a page must not cost a write."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who is let in: as whom they act, who they are, and in which session (None for a token)."""

    actor: Actor
    person: Person
    session_id: UUID | None


def by_session(database: Database, secret: str) -> Identity | None:
    """Whoever is signed in with this cookie. Being used makes a session last longer.

    That is no action: nobody decided it, and the audit trail is for what people decide.
    """
    now = database.clock.now()
    with database.reading() as session:
        found = store.session_by_secret(session, secret, now)
    if found is None:
        return None
    browsing, person = found
    if now - browsing.seen_at >= NOTED_EVERY:
        with database.working(SYSTEM) as work:
            store.keep_session(work.session, browsing.id, now, now + SESSION_FOR)
    return Identity(person.actor, person, browsing.id)


def by_token(database: Database, secret: str) -> Identity | None:
    """Whoever acts with this token, with the lower of its role and its person's."""
    now = database.clock.now()
    with database.reading() as session:
        found = store.token_by_secret(session, secret)
    if found is None:
        return None
    token, person = found
    if token.used_at is None or now - token.used_at >= NOTED_EVERY:
        with database.working(SYSTEM) as work:
            store.note_token_used(work.session, token.id, now)
    return Identity(token.actor(person), person, None)
