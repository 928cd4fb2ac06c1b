"""The way in with a password, and how often it may be tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from larum.auth import store
from larum.auth.actions.people import deactivate
from larum.auth.actions.session import attempt_sign_in, sign_out, sign_out_everywhere
from larum.auth.errors import PasswordWrong, SignInFailed, TooManyAttempts
from larum.auth.identify import by_session
from larum.auth.issued import Issued
from larum.auth.model import SESSION_FOR, Person
from larum.auth.passwords import matches
from larum.auth.signin import change_password, sign_in
from larum.auth.throttle import PER_ACCOUNT, PER_NETWORK, WITHIN
from larum.base.actor import PUBLIC
from larum.base.clock import FrozenClock
from larum.db.work import Database
from tests.auth.people import HOME, PASSWORD, joined

AWAY = "198.51.100.9"


def attempts(database: Database, count: int, email: str, address: str = AWAY) -> None:
    """As many tries, of which the throttle sees everything but the password."""
    for _ in range(count):
        with database.working(PUBLIC) as work:
            attempt_sign_in(work, email, address)


def signed_in(database: Database, person: Person, address: str = HOME) -> Issued:
    return sign_in(database, person.email, PASSWORD, address=address, browser="Firefox")


def test_the_answer_is_the_same_for_an_unknown_address_a_wrong_password_and_a_closed_account(
    database: Database,
) -> None:
    ola, rita = joined(database, "Ola", "owner"), joined(database, "Rita", "responder", PASSWORD)
    persona = joined(database, "Persona", "viewer")
    answers = []
    for email, password in (
        ("nobody@example.org", PASSWORD),
        (rita.email, "wrong wrong wrong"),
        (persona.email, PASSWORD),
        ("nul\0@example.org", PASSWORD),
    ):
        with pytest.raises(SignInFailed) as refused:
            sign_in(database, email, password, address=HOME)
        answers.append((refused.value.code, refused.value.fields))
    with database.working(ola.actor) as work:
        deactivate(work, rita.id)
    with pytest.raises(SignInFailed):
        signed_in(database, rita)
    assert len(set(map(str, answers))) == 1


def test_after_ten_attempts_an_account_waits_and_the_right_password_does_not_help(
    database: Database, clock: FrozenClock
) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    attempts(database, PER_ACCOUNT, rita.email)
    with pytest.raises(TooManyAttempts) as refused:
        signed_in(database, rita)
    assert refused.value.fields["wait_for"] == WITHIN
    clock.advance(seconds=WITHIN.total_seconds())
    assert signed_in(database, rita)


def test_an_unknown_account_is_throttled_all_the_same(database: Database) -> None:
    attempts(database, PER_ACCOUNT, "nobody@example.org")
    with pytest.raises(TooManyAttempts):
        attempts(database, 1, "nobody@example.org", HOME)


def test_one_network_cannot_try_many_accounts(database: Database) -> None:
    for number in range(PER_NETWORK):
        attempts(database, 1, f"person{number}@example.org", f"2001:db8::{number:x}")
    with pytest.raises(TooManyAttempts):
        attempts(database, 1, "another@example.org", "2001:db8::ffff")
    attempts(database, 1, "another@example.org", HOME)


def test_a_stranger_who_locks_an_account_does_not_lock_out_its_person_where_they_usually_are(
    database: Database,
) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    signed_in(database, rita)
    attempts(database, PER_ACCOUNT, rita.email)
    with pytest.raises(TooManyAttempts):
        signed_in(database, rita, AWAY)
    assert signed_in(database, rita)


def test_signing_in_forgets_the_typing_errors_before_it(database: Database) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    for _ in range(2):
        attempts(database, PER_ACCOUNT - 1, rita.email, HOME)
        signed_in(database, rita)


def test_attempts_at_the_same_moment_are_all_counted(database: Database) -> None:
    def attempt(_: int) -> bool:
        try:
            attempts(database, 1, "rita@example.org")
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(2 * PER_ACCOUNT))) == PER_ACCOUNT


def test_a_session_lasts_as_long_as_it_is_used(database: Database, clock: FrozenClock) -> None:
    cookie = signed_in(database, joined(database, "Rita", "responder", PASSWORD))
    for _ in range(3):
        clock.advance(days=13)
        assert by_session(database, cookie.secret)
    clock.move_to(clock.now() + SESSION_FOR)
    assert by_session(database, cookie.secret) is None
    assert by_session(database, "guess") is None


def test_looking_at_pages_writes_at_most_every_ten_minutes(database: Database, clock: FrozenClock) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    cookie = signed_in(database, rita)
    clock.advance(minutes=9)
    by_session(database, cookie.secret)
    with database.reading() as session:
        assert store.sessions_of(session, rita.id, clock.now())[0].seen_at == clock.now() - timedelta(minutes=9)
    clock.advance(minutes=1)
    by_session(database, cookie.secret)
    with database.reading() as session:
        assert store.sessions_of(session, rita.id, clock.now())[0].seen_at == clock.now()


def test_one_signs_out_here_or_everywhere_else(database: Database) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    phone, desk, lost = (signed_in(database, rita) for _ in range(3))
    with database.working(rita.actor) as work:
        sign_out(work, phone.id)
    assert by_session(database, phone.secret) is None
    with database.working(rita.actor) as work:
        assert sign_out_everywhere(work, keep=desk.id) == 1
    assert by_session(database, lost.secret) is None
    assert by_session(database, desk.secret)


def test_nobody_ends_the_session_of_another(database: Database) -> None:
    rita, adam = joined(database, "Rita", "responder", PASSWORD), joined(database, "Adam", "approver")
    cookie = signed_in(database, rita)
    with database.working(adam.actor) as work:
        sign_out(work, cookie.id)
    assert by_session(database, cookie.secret)


def test_a_new_password_needs_the_current_one_and_ends_the_other_sessions(database: Database) -> None:
    rita = joined(database, "Rita", "responder", PASSWORD)
    here, elsewhere = signed_in(database, rita), signed_in(database, rita)
    with pytest.raises(PasswordWrong):
        change_password(database, rita.actor, "not this one", "nine loud herons", address=HOME, keep=here.id)
    change_password(database, rita.actor, PASSWORD, "nine loud herons", address=HOME, keep=here.id)
    assert by_session(database, here.secret)
    assert by_session(database, elsewhere.secret) is None
    with database.reading() as session:
        assert matches("nine loud herons", store.open_person(session, rita.id).password_hash)
