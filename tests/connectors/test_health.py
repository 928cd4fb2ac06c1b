"""How a source is doing: patience with the internet's weather, none with what needs a person."""

from datetime import timedelta

from tests.conftest import NOON

from larum.connectors.errors import CredentialsRefused, RateLimited, SourceGone, SourceUnreachable
from larum.connectors.health import LONGEST_WAIT, after_failure, after_reading, newly_added

DOWN = SourceUnreachable(where="gazeta.example", why="no answer")


def test_one_failure_delays_and_three_in_a_row_fail() -> None:
    health = after_reading(newly_added(NOON), NOON)
    states = []
    for minute in range(1, 4):
        health = after_failure(health, DOWN, NOON + timedelta(minutes=minute))
        states.append(health.state)

    assert states == ["delayed", "delayed", "failing"]
    assert (health.reason, health.failures) == ("source_unreachable", 3)
    assert health.since == NOON + timedelta(minutes=3)
    assert health.read_at == NOON


def test_a_reading_that_goes_well_makes_it_well_at_once() -> None:
    health = after_failure(newly_added(NOON), DOWN, NOON)
    health = after_reading(health, NOON + timedelta(minutes=1))

    assert (health.state, health.failures, health.reason, health.try_at) == ("ok", 0, "", None)
    assert after_reading(health, NOON + timedelta(hours=1)).since == NOON + timedelta(minutes=1)


def test_attempts_come_less_and_less_often_but_never_stop() -> None:
    health = newly_added(NOON)
    waits = []
    for _ in range(30):
        health = after_failure(health, DOWN, NOON)
        assert health.try_at is not None
        waits.append(health.try_at - NOON)

    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_refused_credentials_need_a_person_at_once() -> None:
    assert after_failure(newly_added(NOON), CredentialsRefused(where="bsky.social"), NOON).state == "failing"


def test_a_busy_platform_is_waited_for_without_alarm() -> None:
    health = newly_added(NOON)
    until = NOON + timedelta(minutes=7)
    for _ in range(5):
        health = after_failure(health, RateLimited(where="bsky.social", retry_at=until), NOON)

    assert (health.state, health.try_at) == ("delayed", until)


def test_gone_is_gone() -> None:
    health = after_failure(newly_added(NOON), SourceGone(where="blog.example"), NOON)

    assert (health.state, health.try_at) == ("gone", None)
