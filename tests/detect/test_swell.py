"""A slow storm: no hour stands out, the day does."""

import numpy as np

from larum.detect.contract import Bins
from larum.detect.swell import Swell

HOUR = 3600.0


def calls(days: list[float], least: float = 40) -> list[float]:
    """Hours, counted from the beginning, at which a stream with so many posts a day, evenly spread, would call."""
    detector = Swell("swell", "mentions", least, sure=4.25)
    state, called = detector.start(1, HOUR), []
    for hour in range(len(days) * 24):
        if detector.step(state, Bins(hour * HOUR, HOUR, np.array([days[hour // 24] / 24]))).fires[0]:
            called.append(float(hour))
    return called


def test_a_day_twice_as_large_as_any_before_is_called_once_while_it_goes_on() -> None:
    called = calls([300, 310, 290, 320, 300, 310, 700, 700, 300])
    assert len(called) == 1
    assert 6 * 24 + 12 <= called[0] < 7 * 24


def test_restless_days_ask_for_more_than_steady_ones() -> None:
    steady, restless = [300.0, 310, 290, 320, 300, 310, 305] * 2, [300.0, 450, 220, 400, 260, 430, 210] * 2
    assert calls([*steady, 700])
    assert not calls([*restless, 700])
    assert calls([*restless, 1800])


def test_a_busy_monday_is_held_against_the_monday_before() -> None:
    week = [500.0, 480, 490, 470, 460, 200, 180]
    assert calls(week * 3) == []


def test_a_few_posts_are_no_swell_and_neither_is_a_stream_nobody_knows_yet() -> None:
    assert calls([5, 6, 4, 5, 6, 20, 25]) == []
    assert calls([100, 100, 100, 400]) == []
