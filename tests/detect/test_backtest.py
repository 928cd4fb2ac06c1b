"""What another sensitivity would have done: the alerts that peaks of the past would have raised."""

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.detect.backtest import REST, Peak, called
from tests.conftest import NOON

MONITOR = UUID(int=1)


def peak(hours: float, strength: float, detector: str = "surge", *, since: float | None = None) -> Peak:
    at = NOON + timedelta(hours=hours)
    begun = at if since is None else NOON + timedelta(hours=since)
    return Peak(MONITOR, detector, at.replace(minute=0), at, begun, strength, 30 * strength, 10.0)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def test_only_what_is_as_strong_as_asked_for_calls() -> None:
    past = [peak(0, 0.5), peak(40, 1.2), peak(80, 0.9)]
    assert [call.at for call in called(past, 1.0)] == [at(40)]
    assert [call.at for call in called(past, 0.8)] == [at(40), at(80)]
    assert called(past, 2.0) == []


def test_one_storm_is_one_call_however_many_detectors_see_it() -> None:
    storm = [peak(0, 1.1), peak(1, 1.6, "negative_surge"), peak(2, 1.3, "swell")]
    (call,) = called(storm, 1.0)
    assert (call.at, call.until) == (at(0), at(2))
    assert (call.strength, call.detector, call.observed) == (1.6, "negative_surge", 48.0)


def test_a_storm_that_flares_up_within_half_a_day_is_the_same_call() -> None:
    assert len(called([peak(0, 1.5), peak(11.5, 2.0)], 1.0)) == 1
    assert len(called([peak(0, 1.5), peak(25, 2.0)], 1.0)) == 2


def test_a_storm_that_never_pauses_is_one_call_for_as_long_as_it_lasts() -> None:
    endless = [peak(hour, 1.5 if hour % 5 == 0 else 0.4, since=hour - 1) for hour in range(60)]
    assert len(called(endless, 1.0)) == 1


def test_what_came_before_the_call_was_weaker_and_stays_out_of_it() -> None:
    (call,) = called([peak(0, 0.7), peak(3, 1.4)], 1.0)
    assert call.at == at(3)


PEAKS = st.lists(
    st.builds(peak, st.integers(0, 600), st.floats(0.3, 4), st.sampled_from(["surge", "swell"])), max_size=30
)


@settings(max_examples=60)
@given(PEAKS, st.floats(0.4, 3))
def test_calls_never_overlap_and_are_as_strong_as_asked(past: list[Peak], asked: float) -> None:
    calls = called(past, asked)
    assert all(call.strength >= asked for call in calls)
    assert all(later.at - earlier.at >= REST for earlier, later in pairwise(calls))
    assert bool(calls) == any(each.strength >= asked for each in past)


@settings(max_examples=30)
@given(PEAKS, st.randoms(use_true_random=False))
def test_the_order_in_which_peaks_come_does_not_matter(past: list[Peak], chance: object) -> None:
    shuffled = list(past)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {call.at for call in called(past, 1.0)} == {call.at for call in called(shuffled, 1.0)}
