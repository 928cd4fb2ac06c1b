"""The size of one post's spread, said from its first minutes."""

import math
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.detect.forecast.cascade import closest, shortest, spread
from larum.detect.forecast.early import NAMES, early
from larum.detect.forecast.learned import BINS, EDGES, learned

NOON: Final = 1_357_041_600.0
HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
SPANS = st.floats(1, 30 * DAY)
ODD = st.floats(allow_nan=True, allow_infinity=True)


def steady(every: float, until: float) -> list[float]:
    return [step * every for step in range(int(until // every) + 1)]


def test_more_that_came_means_more_to_come() -> None:
    few, many = (spread(steady(every, HOUR), NOON, HOUR, DAY) for every in (120, 12))
    assert many.predicted > 5 * few.predicted


def test_what_has_died_down_grows_less_than_what_is_rising() -> None:
    early_on = [float(second) for second in range(0, 600, 6)]
    died = spread(early_on, NOON, HOUR, DAY)
    rising = spread([0.0, *(HOUR - second for second in early_on)], NOON, HOUR, DAY)
    assert died.predicted < rising.predicted


def test_a_longer_look_narrows_the_range() -> None:
    times = steady(60, 6 * HOUR)
    short, long = (spread(times, NOON, observed, DAY) for observed in (900.0, 6 * HOUR))
    assert long.high80 / long.low80 < short.high80 / short.low80


def test_nothing_after_the_time_observed_is_looked_at() -> None:
    seen = steady(30, 900)
    assert spread(seen, NOON, 900, DAY) == spread([*seen, 900.5, 1000, 5000, 1e9], NOON, 900, DAY)


def test_order_nonsense_and_a_missing_root_change_nothing() -> None:
    seen = steady(30, 900)
    messy = [*reversed(seen[1:]), -5.0, math.nan, math.inf]
    assert spread(messy, NOON, 900, DAY) == spread(seen, NOON, 900, DAY)


def test_a_horizon_that_has_passed_is_counted_and_not_forecast() -> None:
    said = spread(steady(30, 900), NOON, 900, 300)
    assert (said.predicted, said.low80, said.high80) == (11, 11, 11)


def test_a_lonely_post_gets_an_answer_that_owns_up_to_its_width() -> None:
    said = spread([0.0], NOON, 900, DAY)
    assert said.low80 == said.predicted == 1
    assert said.high80 >= 5


def test_few_posts_are_not_taken_for_the_beginning_of_a_large_spread() -> None:
    said = [spread(steady(900 / count, 899), NOON, 900, DAY) for count in (2, 4, 8)]
    assert all(each.low80 == count for each, count in zip(said, (2, 4, 8), strict=True))
    assert [each.predicted for each in said] == sorted(each.predicted for each in said)
    assert said[0].predicted < 15


def test_a_million_posts_are_answered() -> None:
    said = spread(np.linspace(0, HOUR, 1_000_000), NOON, HOUR, DAY)
    assert said.predicted >= 1_000_000


def test_an_unknown_hour_is_no_obstacle() -> None:
    assert spread(steady(30, 900), math.nan, 900, DAY).predicted >= 31


@given(st.lists(ODD, max_size=60), ODD, SPANS, SPANS)
@settings(max_examples=60)
def test_the_answer_is_ordered_finite_and_never_below_what_was_seen(
    times: list[float], posted_at: float, observed: float, horizon: float
) -> None:
    said = spread(times, posted_at, observed, horizon)
    until = min(observed, horizon)
    seen = sum(0 <= each <= until for each in times) + (0.0 not in times)
    assert seen - 1e-6 <= said.low80 <= said.predicted <= said.high80 < math.inf
    assert said == spread(times, posted_at, observed, horizon)


@given(st.lists(st.floats(0, 900), min_size=1, max_size=80), SPANS)
@settings(max_examples=60)
def test_every_number_told_of_a_curve_is_finite(times: list[float], horizon: float) -> None:
    told = early(np.sort(np.array([0.0, *times])), NOON, 900, 900 + horizon)
    assert told.shape == (len(NAMES),)
    assert np.isfinite(told).all()


def test_nets_forest_and_boosted_trees_each_give_a_distribution() -> None:
    told = early(np.array(steady(30, 900)), NOON, 900, DAY)
    model = learned()
    for density in (model.by_nets(told), model.by_forest(told), model.by_boosted(told), model.density(told)):
        assert density.shape == (BINS,)
        assert (density >= 0).all()
        assert density.sum() == pytest.approx(1)


def test_the_shortest_range_leaves_out_the_long_tail_first() -> None:
    density = np.exp(-EDGES[1:] * 3)
    low, high = shortest(density / density.sum(), 0.8)
    assert low == pytest.approx(0, abs=0.02)
    assert high < 1.5


def test_the_growth_said_stands_where_half_of_the_distribution_lies_closest() -> None:
    density = np.full(BINS, 0.001)
    bump = (EDGES[1:] > 0.9) & (EDGES[1:] < 1.1)
    density[bump] = 1
    assert closest(density / density.sum()) == pytest.approx(1.0, abs=0.12)


def test_the_growth_said_errs_less_in_the_median_than_median_and_peak() -> None:
    middles = (EDGES[:-1] + EDGES[1:]) / 2
    density = np.exp(-0.5 * ((middles - 0.4) / 0.15) ** 2) + 0.7 * np.exp(-0.5 * ((middles - 1.6) / 0.5) ** 2)
    density *= np.diff(EDGES)
    density /= density.sum()
    truths = np.random.default_rng(1).choice(middles, 20_000, p=density)

    def errs(said: float) -> float:
        return float(np.median(np.abs(np.exp(said - truths) - 1)))

    assert errs(closest(density)) < errs(float(np.median(truths)))
    assert errs(closest(density)) <= min(errs(each) for each in np.arange(0, 3, 0.05)) + 0.03


def test_by_a_waking_clock_a_night_is_short() -> None:
    midnight_in_china, noon_there = 16 * 3600.0, 4 * 3600.0
    at_night, by_day = (dict(zip(NAMES, early(np.array(steady(30, 900)), at, 900, DAY), strict=True))
                        for at in (midnight_in_china, noon_there))  # fmt: skip
    assert at_night["awake now east"] < by_day["awake now east"]
    assert at_night["awake ahead east"] > by_day["awake ahead east"]


def test_a_decay_that_goes_on_slowly_foretells_more_than_one_that_stops() -> None:
    slow, quick = np.geomspace(1, 900, 40), np.geomspace(1, 60, 40)
    grows = [early(np.concatenate([[0.0], each]), NOON, 900, DAY)[NAMES.index("decay grows plain")]
             for each in (slow, quick)]  # fmt: skip
    assert grows[0] > grows[1] > 0
