"""Swell: a whole day that is larger than any of the last four weeks, though no hour of it stood out.

A slow storm lifts the level for half a day, and whatever adapts to the level goes up with it. So the last 24 hours are
held against the 24 hours that ended one, two, ... 27 days earlier at the same time of day. They count as a swell where
they beat the largest of those by a third and by three times its chance scatter (the root of a Poisson count), and their
median by half. With the weekday of last week among them, a Monday is not held against Sundays alone.
"""

from math import isfinite, sqrt
from statistics import median
from typing import ClassVar, Final

import msgspec

from larum.detect.contract import Bin, Evidence, OutOfOrder, Takes

HOUR: Final = 3600.0
HOURS: Final = 24
DAYS: Final = 27
"""Earlier days looked at: four weeks, so that every weekday and the first of a month are among them."""
ENOUGH_DAYS: Final = 4
"""Whole days before there is anything to compare with."""
OVER_LARGEST: Final = 1.33
OVER_MEDIAN: Final = 1.5
SCATTER: Final = 3.0
FADING: Final = 1.15
"""Times the largest earlier day above which the swell goes on."""
MOST: Final = 1e12


class SwellState(msgspec.Struct):
    """Counts by hour since 1970, for the hours that held anything."""

    begun: float | None = None
    reached: float = 0.0
    hours: dict[int, float] = {}
    hour: int = 0
    earlier: list[float] = []
    """The 24 hours that ended at this hour of day, one to 27 days ago; newest first."""
    day: float = 0.0
    """Count of the 23 whole hours before this one."""
    since: float | None = None
    """Start of the swell there is."""


class Swell:
    """One count over a day, against the days before."""

    paper: ClassVar[str] = "Own; order statistics of trailing day totals, scatter as of a Poisson count."
    state_type = SwellState

    def __init__(self, name: str, takes: Takes, least: float) -> None:
        self.name = name
        self.takes = takes
        self.least = least

    def parameters(self) -> dict[str, float]:
        return {
            "least_posts_a_day": self.least,
            "days_looked_back": DAYS,
            "days_before_it_speaks": ENOUGH_DAYS,
            "times_the_largest_day": OVER_LARGEST,
            "times_the_median_day": OVER_MEDIAN,
            "times_chance_scatter": SCATTER,
        }

    def start(self) -> SwellState:
        return SwellState()

    def idle(self, state: SwellState, since: float, until: float) -> SwellState:
        if until > since:
            self._open(state, since)
            state.reached = until
        return state

    def step(self, state: SwellState, bin: Bin) -> tuple[SwellState, Evidence | None]:
        self._open(state, bin.start)
        hour = int(bin.start // HOUR)
        if hour != state.hour:
            _turn(state, hour)
        count = bin.mentions if self.takes == "mentions" else bin.negative
        count = min(max(count, 0.0), MOST) if isfinite(count) else 0.0
        state.reached = bin.end
        if count == 0:
            return state, None
        state.hours[hour] = state.hours.get(hour, 0.0) + count
        return state, self._look(state, bin, state.day + state.hours[hour])

    def _open(self, state: SwellState, start: float) -> None:
        if state.begun is None:
            state.begun = start
        elif start < state.reached - 1e-6:
            raise OutOfOrder(start=start, reached=state.reached)

    def _look(self, state: SwellState, bin: Bin, observed: float) -> Evidence:
        if len(state.earlier) < ENOUGH_DAYS:
            return Evidence(0.0, False, False, bin.start, observed, observed, {})
        largest, middle = max(state.earlier), median(state.earlier)
        high = observed >= self.least and observed >= OVER_MEDIAN * middle
        fires = high and observed >= OVER_LARGEST * largest and observed - largest >= SCATTER * sqrt(largest + 1)
        goes_on = state.since is not None and observed >= FADING * largest
        if not goes_on:
            state.since = bin.start if fires else None
        reasons: dict[str, float | str] = {
            "span_minutes": HOURS * 60.0,
            "times_usual": round(observed / max(middle, 1.0), 1),
            "times_record": round(observed / max(largest, 1.0), 2),
        }
        return Evidence(
            score=observed / (observed + largest + self.least),
            fires=fires and not goes_on,
            unusual=state.since is not None,
            since=bin.start if state.since is None else state.since,
            observed=observed,
            usual=middle,
            reasons=reasons if state.since is not None else {},
            caveats=("short_history",) if state.since is not None and len(state.earlier) < 7 else (),
        )


def _turn(state: SwellState, hour: int) -> None:
    """A new hour has begun: forget what is too old, add up the days that end at this time of day."""
    state.hour = hour
    oldest = hour - HOURS * (DAYS + 1)
    state.hours = {at: count for at, count in state.hours.items() if at > oldest}
    assert state.begun is not None
    whole = max(0, int((hour * HOUR - state.begun) // (HOURS * HOUR)))  # a first hour may be cut
    totals = [0.0] * (min(whole, DAYS) + 1)
    for at, count in state.hours.items():
        place = (hour - at) // HOURS
        if place < len(totals):
            totals[place] += count
    state.day, state.earlier = totals[0], totals[1:]


detector = Swell("swell", "mentions", least=40)
