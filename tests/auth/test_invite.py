"""Letting people in by link."""

from uuid import UUID

import pytest

from larum.auth import store
from larum.auth.actions.invite import (
    accept_invitation,
    accept_new_password,
    invitation_url,
    invite,
    offer_new_password,
    revoke_invitation,
)
from larum.auth.errors import EmailTaken, LinkNotValid, SignInFailed
from larum.auth.issued import Issued
from larum.auth.joining import Profile
from larum.auth.model import Person
from larum.auth.signin import sign_in
from larum.base.actor import PUBLIC, Role
from larum.base.clock import FrozenClock
from larum.base.errors import NotAllowed
from larum.db.work import Database
from tests.auth.people import HOME, PASSWORD, joined
from tests.conftest import APPROVER, OWNER

RITA = Profile("Rita Responder", "rita@example.org", None)


def invited(database: Database, role: Role = "responder") -> Issued:
    with database.working(OWNER) as work:
        return invite(work, role, "Rita from the press office")


def accepted(database: Database, secret: str, profile: Profile = RITA) -> Person:
    with database.working(PUBLIC) as work:
        return accept_invitation(work, secret, profile)


def revoked(database: Database, id: UUID) -> None:
    with database.working(OWNER) as work:
        revoke_invitation(work, id)


def test_a_link_lets_one_person_in_with_its_role(database: Database) -> None:
    link = invited(database, "approver")
    assert accepted(database, link.secret).role == "approver"
    with pytest.raises(LinkNotValid):
        accepted(database, link.secret, Profile("Mal", "mal@example.org", None))
    with database.reading() as session:
        assert [person.name for person in store.people(session)] == ["Rita Responder"]


def test_a_link_works_for_seven_days(database: Database, clock: FrozenClock) -> None:
    early, late = invited(database), invited(database)
    clock.advance(days=6, hours=23)
    assert accepted(database, early.secret).active
    clock.advance(hours=1)
    with pytest.raises(LinkNotValid):
        accepted(database, late.secret, Profile("Mal", "mal@example.org", None))
    with database.reading() as session:
        assert store.open_invitations(session, clock.now()) == []


def test_a_withdrawn_link_lets_nobody_in(database: Database) -> None:
    link = invited(database)
    revoked(database, link.id)
    with pytest.raises(LinkNotValid):
        accepted(database, link.secret)


def test_only_an_owner_invites(database: Database) -> None:
    with pytest.raises(NotAllowed), database.working(APPROVER) as work:
        invite(work, "viewer")


def test_an_address_has_one_account_and_the_link_stays_open_for_another(database: Database) -> None:
    joined(database, "Rita", "viewer")
    link = invited(database)
    with pytest.raises(EmailTaken):
        accepted(database, link.secret, Profile("Impostor", "RITA@example.org", None))
    assert accepted(database, link.secret, Profile("Marta", "marta@example.org", None)).name == "Marta"


def test_who_forgot_their_password_chooses_a_new_one_by_link_and_is_signed_out_elsewhere(database: Database) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    sign_in(database, rita.email, PASSWORD, address=HOME)
    with database.working(OWNER) as work:
        older = offer_new_password(work, rita.id)
        link = offer_new_password(work, rita.id)
    with pytest.raises(LinkNotValid), database.working(PUBLIC) as work:
        accept_new_password(work, older.secret, "nine loud herons")
    with database.working(PUBLIC) as work:
        accept_new_password(work, link.secret, "nine loud herons")
    with database.reading() as session:
        assert store.sessions_of(session, rita.id, database.clock.now()) == []
    with pytest.raises(SignInFailed):
        sign_in(database, rita.email, PASSWORD, address=HOME)
    assert sign_in(database, rita.email, "nine loud herons", address=HOME)


def test_a_link_of_one_kind_does_not_open_the_other(database: Database) -> None:
    rita = joined(database, "Rita", "responder")
    joining = invited(database)
    with database.working(OWNER) as work:
        renewing = offer_new_password(work, rita.id)
    with pytest.raises(LinkNotValid):
        accepted(database, renewing.secret, Profile("Mal", "mal@example.org", None))
    with pytest.raises(LinkNotValid), database.working(PUBLIC) as work:
        accept_new_password(work, joining.secret, "nine loud herons")


def test_the_link_stands_below_the_public_address() -> None:
    assert invitation_url("https://larum.example.org/", "s3cret") == "https://larum.example.org/invitation/s3cret"
