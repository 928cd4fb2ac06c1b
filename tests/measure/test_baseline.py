"""What is usual: learnt hour by hour, robust to bursts, honest about how little it knows."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.measure.baseline import (
    DAY,
    HOUR,
    Baseline,
    band,
    begin,
    expected,
    observe,
    observe_silence,
    surprise,
    times_as_many,
)


def taught(days: int, *, peak: float = 30.0, burst_on: int | None = None) -> Baseline:
    """A stream with a daily rhythm from nearly nothing at night to `peak` an hour at noon."""
    baseline = begin()
    for hour in range(days * 24):
        count = round(peak * (1 - math.cos(hour % 24 / 24 * 2 * math.pi)) / 2)
        observe(baseline, hour * HOUR, HOUR, count * (100 if hour // 24 == burst_on else 1))
    observe(baseline, days * DAY, 60, 0)
    return baseline


def usual(baseline: Baseline, since: float, until: float) -> float:
    return float(expected(baseline, since, until)[0])


def test_noon_is_busier_than_night_once_a_few_days_were_seen() -> None:
    baseline = taught(10)
    noon, night = (usual(baseline, 10 * DAY + hour * HOUR, 10 * DAY + (hour + 1) * HOUR) for hour in (12, 0))
    assert 20 < noon < 35
    assert night < 5


def test_yesterdays_crisis_is_not_todays_normal() -> None:
    calm = usual(taught(15), 15 * DAY + 12 * HOUR, 15 * DAY + 13 * HOUR)
    scarred = usual(taught(15, burst_on=13), 15 * DAY + 12 * HOUR, 15 * DAY + 13 * HOUR)
    assert scarred < 2 * calm


def test_the_weekend_is_its_own() -> None:
    baseline = begin()
    for hour in range(24 * 7 * 6):
        observe(baseline, hour * HOUR, HOUR, 2.0 if hour // 24 % 7 in (2, 3) else 20.0)
    week = 6 * 7 * DAY
    assert usual(baseline, week + 2 * DAY, week + 3 * DAY) < 0.4 * usual(baseline, week, week + DAY)


def test_a_young_baseline_draws_a_wide_band_and_an_old_one_a_narrow_one() -> None:
    young, old = taught(1), taught(28)
    span = (30 * DAY + 12 * HOUR, 30 * DAY + 13 * HOUR)
    wide, narrow = band(young, *span), band(old, *span)
    assert wide.high - wide.low > narrow.high - narrow.low
    assert narrow.low < narrow.expected < narrow.high


def test_time_nobody_watched_teaches_nothing() -> None:
    watched, gapped = taught(7), taught(7)
    observe(gapped, 40 * DAY, 60, 1)
    assert gapped.seen == watched.seen
    assert abs(gapped.level - watched.level) < 1e-9


def test_silence_that_was_watched_lowers_what_is_usual() -> None:
    baseline = taught(7)
    before = baseline.level
    observe_silence(baseline, 7 * DAY + 60, 12 * DAY)
    assert baseline.level < 0.7 * before


def test_streams_learnt_side_by_side_learn_what_they_would_alone() -> None:
    busy, idle, both = begin(), begin(), begin(streams=2)
    for hour in range(24 * 9):
        observe(busy, hour * HOUR, HOUR, hour % 24)
        observe(idle, hour * HOUR, HOUR, hour % 5 == 0)
        observe(both, hour * HOUR, HOUR, np.array([hour % 24, float(hour % 5 == 0)]))
    alone = [usual(one, 9 * DAY + 8 * HOUR, 9 * DAY + 13 * HOUR) for one in (busy, idle)]
    assert expected(both, 9 * DAY + 8 * HOUR, 9 * DAY + 13 * HOUR).tolist() == alone


@given(st.integers(1, 40), st.floats(0.01, 200), st.floats(0.001, 1))
@settings(max_examples=100)
def test_more_posts_are_never_less_surprising(observed: int, mean: float, extra: float) -> None:
    fewer, more = surprise(np.array([observed, observed + 1.0]), np.array([mean] * 2), np.array([extra] * 2))
    assert more >= fewer >= 0


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.floats(0, 100), st.floats(0, 100))
@settings(max_examples=60)
def test_spans_add_up(counts: list[float], first: float, second: float) -> None:
    baseline = begin()
    for hour, count in enumerate(counts):
        observe(baseline, hour * HOUR, HOUR, count)
    whole = usual(baseline, 0, (first + second) * HOUR)
    parts = usual(baseline, 0, first * HOUR) + usual(baseline, first * HOUR, (first + second) * HOUR)
    assert math.isclose(whole, parts, rel_tol=1e-6, abs_tol=1e-6)
    assert whole >= 0


def test_times_as_many_are_said_as_people_say_them() -> None:
    assert times_as_many(31, 10) == 3.1
    assert times_as_many(470, 12.1) == 39
    assert times_as_many(5, 0) == 5
