"""Mentions still to come in a burst, as it goes and with an answer."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.detect.forecast.volume import ENOUGH_CASES, NO_CASES, Case, Forecast, ahead, answered, outlook

RISING = [2.0, 5.0, 11.0, 18.0, 30.0, 44.0]
ODD = st.floats(allow_nan=True, allow_infinity=True)


def test_a_larger_burst_has_more_to_come() -> None:
    small, large = ahead(RISING, 0, 6), ahead([10 * each for each in RISING], 0, 6)
    assert large.mentions > 4 * small.mentions


def test_a_burst_that_is_over_has_less_to_come_than_one_at_its_top() -> None:
    assert ahead([*RISING, *reversed(RISING), *[0.0] * 24], 0, 6).mentions < ahead(RISING, 0, 6).mentions


def test_yesterdays_storm_is_not_carried_into_a_morning_after_it() -> None:
    """Nothing was learned of bursts older than twelve hours, so an older one is judged by its last twelve."""
    after = [2.0] * 12 * 12
    assert ahead([90.0] * 60 + after, 0, 24) == ahead(after, 0, 24)


@given(st.lists(st.floats(0, 1e6), max_size=60), st.floats(0, 1e4))
@settings(max_examples=60)
def test_longer_ahead_is_never_fewer_mentions(counts: list[float], usual: float) -> None:
    said = [ahead(counts, usual * each, each) for each in (0.5, 1, 3, 6, 12, 24, 48)]
    for number in ("low80", "mentions", "high80"):
        grown = [getattr(each, number) for each in said]
        assert grown == sorted(grown)


@given(st.lists(ODD, max_size=40), ODD, st.sampled_from((0.0, 1.0, 6.0, 24.0, 100.0)))
@settings(max_examples=80)
def test_whatever_it_is_told_the_range_is_in_order_and_finite(counts: list[float], usual: float, hours: float) -> None:
    said = ahead(counts, usual, hours)
    assert 0 <= said.low80 <= said.mentions <= said.high80 < math.inf
    assert said == ahead(counts, usual, hours)


def test_a_card_is_told_three_horizons_and_how_they_did_when_tested() -> None:
    said = outlook(RISING, {1: 2, 6: 12, 24: 48})
    assert [each.hours for each in said.mentions] == [1, 6, 24]
    assert said.reach == ()
    assert 0 < said.error < 1
    assert all(test.streams > 50 for test in said.backtest)


def test_reach_is_said_wider_than_mentions_because_one_large_account_may_enter() -> None:
    said = outlook(RISING, {}, reach_since_begin=[each * 500 for each in RISING])
    for mentions, reach in zip(said.mentions, said.reach, strict=True):
        assert reach.mentions == mentions.mentions * 500
        assert reach.high80 / reach.mentions >= mentions.high80 / mentions.mentions


def test_what_an_answer_changes_is_not_said_without_cases_and_the_reason_is_given() -> None:
    said = outlook(RISING, {}, cases=[Case(100, 40)] * (ENOUGH_CASES - 1)).with_answer
    assert (said.reason, said.cases, said.now, said.in_3_hours) == (NO_CASES, ENOUGH_CASES - 1, None, None)


def test_from_enough_own_cases_an_early_answer_leaves_fewer_mentions_than_a_late_one() -> None:
    halved = [Case(100, float(came)) for came in np.linspace(30, 70, ENOUGH_CASES)]
    said = answered(Forecast(24, 1000, 500, 3000), Forecast(3, 400, 200, 800), halved)
    assert said.reason == ""
    assert said.now is not None
    assert said.in_3_hours is not None
    assert round(said.now.mentions) == 500
    assert round(said.in_3_hours.mentions) == 700
    assert said.now.low80 < said.now.mentions < said.now.high80
