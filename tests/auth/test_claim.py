"""The first owner: whoever can read the console, once."""

import pytest

from larum.auth import store
from larum.auth.actions.claim import claim, claim_url, offer_claim
from larum.auth.errors import ClaimNotValid
from larum.auth.issued import Issued
from larum.auth.joining import Profile
from larum.auth.signin import sign_in
from larum.base.actor import PUBLIC, SYSTEM
from larum.base.errors import Invalid, NotAllowed
from larum.db.work import Database
from tests.auth.people import HOME, PASSWORD
from tests.conftest import OWNER

OLA = Profile("Ola Owner", "Ola@Example.org", PASSWORD, "pl", "Europe/Warsaw")


def offered(database: Database) -> Issued:
    with database.working(SYSTEM) as work:
        issued = offer_claim(work)
    assert issued is not None
    return issued


def test_the_link_on_the_console_makes_its_reader_the_owner_once(database: Database) -> None:
    first, second = offered(database), offered(database)
    with database.working(PUBLIC) as work:
        ola = claim(work, first.secret, OLA)
    assert (ola.role, ola.email, ola.language) == ("owner", "ola@example.org", "pl")
    for secret in (first.secret, second.secret):
        with pytest.raises(ClaimNotValid), database.working(PUBLIC) as work:
            claim(work, secret, OLA)
    with database.working(SYSTEM) as work:
        assert offer_claim(work) is None
    assert sign_in(database, " OLA@example.org", PASSWORD, address=HOME)


def test_a_refused_password_leaves_the_link_open(database: Database) -> None:
    issued = offered(database)
    with pytest.raises(Invalid), database.working(PUBLIC) as work:
        claim(work, issued.secret, Profile("Ola", "ola@example.org", "short"))
    with database.working(PUBLIC) as work:
        assert claim(work, issued.secret, OLA).role == "owner"


def test_a_guessed_link_claims_nothing(database: Database) -> None:
    offered(database)
    with pytest.raises(ClaimNotValid), database.working(PUBLIC) as work:
        claim(work, "guess", OLA)
    with database.reading() as session:
        assert not store.has_owner(session)


def test_nobody_but_larum_itself_offers_a_claim(database: Database) -> None:
    with pytest.raises(NotAllowed), database.working(OWNER) as work:
        offer_claim(work)


def test_the_link_stands_below_the_public_address() -> None:
    assert claim_url("http://127.0.0.1:8400", "s3cret") == "http://127.0.0.1:8400/claim/s3cret"
