"""What everybody decides for themselves, and what never shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from larum.audit import trail
from larum.auth import store
from larum.auth.actions.account import ADDRESSES, add_address, choose_preferences, remove_address
from larum.auth.actions.claim import claim, offer_claim
from larum.auth.actions.invite import accept_invitation, accept_new_password, invite, offer_new_password
from larum.auth.actions.token import create_token
from larum.auth.addresses import digest_of, masked
from larum.auth.joining import Profile
from larum.auth.model import ApiToken, Attempt, Claim, Invitation, Person, PersonSession
from larum.auth.passwords import COMMON, SHORTEST, check_rules
from larum.auth.signin import change_password, sign_in
from larum.base.actor import PUBLIC, SYSTEM
from larum.base.errors import Invalid
from larum.db.events import outbox
from larum.db.work import Database
from tests.auth.people import HOME, PASSWORD, joined


def test_a_person_chooses_name_language_theme_and_zone_and_leaves_the_rest(database: Database) -> None:
    rita = joined(database, "Rita", "responder")
    with database.working(rita.actor) as work:
        choose_preferences(work, language="pl", theme="dark")
        choose_preferences(work, zone="America/New_York", name="  Rita   R. ")
    with database.reading() as session:
        kept = store.open_person(session, rita.id)
    assert (kept.name, kept.language, kept.theme, kept.zone) == ("Rita R.", "pl", "dark", "America/New_York")
    for wish in ({"language": "de"}, {"theme": "pink"}, {"zone": "Moon/Base"}, {"name": " "}):
        with pytest.raises(Invalid), database.working(rita.actor) as work:
            choose_preferences(work, **wish)  # type: ignore[arg-type]


def test_ways_to_be_reached_are_kept_in_order_once_and_shown_masked(database: Database) -> None:
    rita = joined(database, "Rita", "responder")
    first, second = "mailto://rita:hush@example.org", "ntfy://ntfy.example.org/topic"
    with database.working(rita.actor) as work:
        for url in (first, f" {second} ", first):
            person = add_address(work, url)
    assert person.notify == [first, second]
    assert "hush" not in masked(first)
    with database.working(rita.actor) as work:
        assert remove_address(work, digest_of(first)).notify == [second]
    for wrong in ("", "rita@example.org", "mailto://", "java script://x", "mailto://a\0b"):
        with pytest.raises(Invalid), database.working(rita.actor) as work:
            add_address(work, wrong)
    with database.working(rita.actor) as work:
        for number in range(ADDRESSES - 1):
            add_address(work, f"ntfy://topic{number}")
    with pytest.raises(Invalid), database.working(rita.actor) as work:
        add_address(work, "ntfy://one-too-many")


def test_no_secret_is_kept_or_told_as_it_is(database: Database) -> None:
    with database.working(SYSTEM) as work:
        offered = offer_claim(work)
    assert offered is not None
    with database.working(PUBLIC) as work:
        ola = claim(work, offered.secret, Profile("Ola", "ola@example.org", PASSWORD))
    with database.working(ola.actor) as work:
        invited = invite(work, "viewer")
        renewing = offer_new_password(work, ola.id)
        token = create_token(work, "Posts", "viewer")
        add_address(work, "mailto://ola:swordfish@example.org")
    with database.working(PUBLIC) as work:
        accept_invitation(work, invited.secret, Profile("Wit", "wit@example.org", None))
        accept_new_password(work, renewing.secret, "nine loud herons")
    cookie = sign_in(database, ola.email, "nine loud herons", address=HOME)
    change_password(database, ola.actor, "nine loud herons", "three slow otters", address=HOME)

    with database.reading() as session:
        tables = [trail.audit_entries, outbox]
        tables += [kind.__table__ for kind in (Person, Claim, Invitation, PersonSession, ApiToken, Attempt)]
        everything = [str(row) for table in tables for row in session.execute(select(table)).all()]
        told = [str(row) for table in tables[:2] for row in session.execute(select(table)).all()]
    issued = [one.secret for one in (offered, invited, renewing, token, cookie)]
    for secret in (*issued, PASSWORD, "nine loud herons", "three slow otters"):
        assert not any(secret in row for row in everything)
    assert not any("swordfish" in row for row in told)
    with database.reading() as session:
        assert trail.first_broken(session) is None


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "password1234",
        "PASSWORD1234",
        "kochamciebardzo",
        "ola.nowak@example.org",
        "ola.nowak@example",
        "my ola.nowak@example.org!",
        "ola.nowakola.nowak",
        "Aleksandra Nowak 1",
        "x y z q w " * 101,
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_rules(password, email="ola.nowak@example.org", name="Aleksandra Nowak")
    assert refused.value.field == "password"


def test_every_common_password_is_one_that_length_alone_would_let_pass() -> None:
    assert all(len(password) >= SHORTEST and password == password.casefold() for password in COMMON)


@settings(max_examples=200)
@given(st.text(max_size=SHORTEST - 1) | st.sampled_from(sorted(COMMON)) | st.sampled_from("abc").map(lambda a: a * 20))
def test_no_short_common_or_repeated_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    for one in (password, password.upper()):
        if len(one.casefold()) < SHORTEST or one.casefold() in COMMON or len(set(one)) == 1:
            with pytest.raises(Invalid):
                check_rules(one, email="ola@example.org", name="Ola")
