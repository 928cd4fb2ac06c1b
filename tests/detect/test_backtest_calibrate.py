"""A wish (“a false alarm a month, a week, a day”) becomes a strength: from the simulation and from a monitor's past."""

from datetime import timedelta
from typing import get_args

import pytest

from larum.detect.backtest import Peak, called
from larum.detect.calibrate import DEFAULT, LEAST, MOST, OFTEN, QUIET_LIFE, Wish, calibrate, quiet_rate
from tests.detect.test_backtest import peak

NEVER = timedelta(0)
QUARTER = timedelta(days=90)
WISHES: tuple[Wish, ...] = get_args(Wish)


def every(days: float, strength: float) -> list[Peak]:
    return [peak(24 * days * number, strength) for number in range(1, int(90 / days))]


def test_without_a_past_the_standard_keeps_the_wish_of_a_month() -> None:
    assert calibrate("month", [], NEVER).asked == DEFAULT
    assert calibrate("month", [], NEVER).own == 0


def test_who_bears_more_false_alarms_hears_of_smaller_things() -> None:
    asked = [calibrate(wish, [], NEVER).asked for wish in ("month", "week", "day")]
    assert asked[0] >= asked[1] >= asked[2] >= LEAST
    assert asked[0] > asked[2]


def test_without_a_past_the_simulation_says_what_is_to_be_expected() -> None:
    for wish in WISHES:
        found = calibrate(wish, [], NEVER)
        assert found.expected <= 30 / (OFTEN[wish] / timedelta(days=1)) + 1e-9


def test_a_noisy_past_asks_for_more_and_then_keeps_the_wish() -> None:
    noisy = every(3, 1.3)
    found = calibrate("month", noisy, QUARTER)
    assert 1.3 < found.asked <= MOST
    assert len(called(noisy, found.asked)) <= 3


def test_calls_that_were_right_are_no_false_alarms() -> None:
    real = every(3, 1.3)
    right = [(each.since, each.at) for each in real]
    assert calibrate("month", real, QUARTER, right).asked == DEFAULT


def test_a_week_of_past_weighs_less_than_three_months() -> None:
    noisy = every(3, 1.3)
    young = calibrate("month", noisy[:2], timedelta(days=7))
    old = calibrate("month", noisy, QUARTER)
    assert young.own < 0.3 < 0.7 < old.own
    assert young.asked <= old.asked


def test_however_noisy_a_monitor_is_a_storm_is_still_told() -> None:
    assert calibrate("month", every(1, 9.0), QUARTER).asked == MOST


@pytest.mark.parametrize("asked", [0.1, 0.4, 0.77, 1.0, 1.3, 4.0, 9.0])
def test_the_simulation_calls_ever_more_rarely_the_more_is_asked(asked: float) -> None:
    assert quiet_rate(asked) >= quiet_rate(asked * 1.1) * 0.999
    assert QUIET_LIFE[0][1] >= quiet_rate(asked) >= QUIET_LIFE[-1][1] * 0.999
