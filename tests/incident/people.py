"""The team of these stories: the actors of `tests.conftest`, with the accounts they act from."""

from larum.auth.model import Person
from larum.base.actor import Actor
from larum.db.work import Database
from tests.conftest import APPROVER, NOON, OWNER, RESPONDER, VIEWER


def settle(database: Database) -> None:
    """Give everybody an account."""
    with database.working(OWNER) as work:
        work.session.add_all(account(actor) for actor in (OWNER, APPROVER, RESPONDER, VIEWER))


def account(actor: Actor) -> Person:
    assert actor.id is not None
    assert actor.role is not None
    return Person(
        id=actor.id,
        name=actor.name,
        email=f"{actor.name.split()[0].lower()}@bystra.example",
        role=actor.role,
        password_hash=None,
        language="en",
        zone="Europe/Warsaw",
        created_at=NOON,
    )
