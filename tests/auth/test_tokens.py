"""Ways in for machines."""

import pytest

from larum.auth import store
from larum.auth.actions.account import add_address, choose_preferences
from larum.auth.actions.invite import invite
from larum.auth.actions.people import change_role
from larum.auth.actions.token import create_token, revoke_token
from larum.auth.errors import OnlyInPerson, RoleTooHigh
from larum.auth.identify import by_token
from larum.base.clock import FrozenClock
from larum.base.errors import Invalid, NotAllowed, NotFound
from larum.db.work import Database
from tests.auth.people import joined


def test_a_token_acts_for_its_person_with_its_own_lower_role(database: Database) -> None:
    ola = joined(database, "Ola", "owner")
    with database.working(ola.actor) as work:
        issued = create_token(work, "Import from the archive", "responder")
    assert issued.secret.startswith("larum_")
    identity = by_token(database, issued.secret)
    assert identity is not None
    assert (identity.actor.kind, identity.actor.name) == ("token", "Ola (Import from the archive)")
    with pytest.raises(NotAllowed), database.working(identity.actor) as work:
        invite(work, "viewer")


def test_a_token_sinks_with_its_person(database: Database) -> None:
    ola, adam = joined(database, "Ola", "owner"), joined(database, "Adam", "approver")
    with database.working(adam.actor) as work:
        issued = create_token(work, "Posts", "approver")
    with database.working(ola.actor) as work:
        change_role(work, adam.id, "viewer")
    identity = by_token(database, issued.secret)
    assert identity is not None
    assert identity.actor.role == "viewer"


def test_nobody_makes_a_token_stronger_than_themselves(database: Database) -> None:
    rita = joined(database, "Rita", "responder")
    with pytest.raises(RoleTooHigh), database.working(rita.actor) as work:
        create_token(work, "Posts", "approver")
    for name, role in (("", "viewer"), ("Posts", "king")):
        with pytest.raises(Invalid), database.working(rita.actor) as work:
            create_token(work, name, role)  # type: ignore[arg-type]


def test_a_token_cannot_look_after_the_account(database: Database) -> None:
    ola = joined(database, "Ola", "owner")
    with database.working(ola.actor) as work:
        issued = create_token(work, "All", "owner")
    identity = by_token(database, issued.secret)
    assert identity is not None
    for step in (
        lambda work: create_token(work, "More", "viewer"),
        lambda work: choose_preferences(work, name="Mallory"),
        lambda work: add_address(work, "ntfy://mallory"),
    ):
        with pytest.raises(OnlyInPerson), database.working(identity.actor) as work:
            step(work)


def test_a_revoked_token_opens_nothing_and_only_its_person_revokes_it(database: Database) -> None:
    rita, adam = joined(database, "Rita", "responder"), joined(database, "Adam", "approver")
    with database.working(rita.actor) as work:
        issued = create_token(work, "Posts", "viewer")
    with pytest.raises(NotFound), database.working(adam.actor) as work:
        revoke_token(work, issued.id)
    with database.working(rita.actor) as work:
        revoke_token(work, issued.id)
        revoke_token(work, issued.id)
    assert by_token(database, issued.secret) is None
    with database.reading() as session:
        assert store.tokens_of(session, rita.id) == []


def test_one_sees_when_a_token_was_last_used(database: Database, clock: FrozenClock) -> None:
    rita = joined(database, "Rita", "responder")
    with database.working(rita.actor) as work:
        issued = create_token(work, "Posts", "viewer")
    for minutes in (0, 5, 5):
        clock.advance(minutes=minutes)
        by_token(database, issued.secret)
    with database.reading() as session:
        assert store.tokens_of(session, rita.id)[0].used_at == clock.now()
