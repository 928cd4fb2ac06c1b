"""Swell: a whole day that is larger than any of the last four weeks, though no hour of it stood out.

A slow storm lifts the level for half a day, and whatever adapts to the level goes up with it. So the last 24 hours are
held against the 24 hours that ended one, two, ... 27 days earlier at the same time of day. They count as a swell where
they beat the largest of those by a third and by three times its chance scatter (the root of a Poisson count), and their
median by half. With the weekday of last week among them, a Monday is not held against Sundays alone.
"""

from typing import ClassVar, Final

import msgspec
import numpy as np

from larum.detect.contract import FAINT, Bins, Count, Evidence, Floats, in_order, quiet

HOUR: Final = 3600.0
HOURS: Final = 24
DAYS: Final = 27
"""Earlier days looked at: four weeks, so that every weekday and the first of a month are among them."""
RING: Final = HOURS * (DAYS + 1) + 1
ENOUGH_DAYS: Final = 4
"""Days watched before there is anything to compare with."""
OVER_LARGEST: Final = 1.33
OVER_MEDIAN: Final = 1.5
SCATTER: Final = 3.0
FADING: Final = 1.15
"""Times the largest earlier day above which the swell goes on."""


class SwellState(msgspec.Struct):
    """Running totals by the hour, and the days they come to."""

    begun: Floats
    """Start of the first bin; NaN before."""
    total: Floats
    hours: Floats
    """Per hour of the last four weeks and one: the running total at its end; a ring by hours since 1970."""
    before: Floats
    """The running total 23 whole hours before this one."""
    days: Floats
    """Whole earlier days there are."""
    largest: Floats
    middle: Floats
    """The largest and the median of the earlier days that end at this time of day."""
    since: Floats
    """Start of the swell there is; NaN where there is none."""
    hour: int = -1
    reached: float = 0.0


class Swell:
    """One count over a day, against the days before."""

    paper: ClassVar[str] = "Own; order statistics of trailing day totals, scatter as of a Poisson count."
    state_type = SwellState

    def __init__(self, name: str, takes: Count, least: float) -> None:
        self.name = name
        self.takes: tuple[Count, ...] = (takes,)
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

    def start(self, streams: int, width: float) -> SwellState:
        return SwellState(
            begun=np.full(streams, np.nan),
            total=np.zeros(streams),
            hours=np.zeros((streams, RING)),
            before=np.zeros(streams),
            days=np.zeros(streams),
            largest=np.zeros(streams),
            middle=np.zeros(streams),
            since=np.full(streams, np.nan),
        )

    def idle(self, state: SwellState, since: float, until: float) -> None:
        if until > since:
            np.fmin(state.begun, since, out=state.begun)
            _turn(state, int((until - 1e-6) // HOUR))
            state.reached = until

    def step(self, state: SwellState, bins: Bins) -> Evidence:
        in_order(bins.start, state.reached)
        np.fmin(state.begun, bins.start, out=state.begun)
        _turn(state, int(bins.start // HOUR))
        state.reached = bins.end
        count, evidence = bins.taken(self.takes[0]), quiet(bins)
        state.total += count
        here = np.flatnonzero((count > 0) & (bins.start - state.begun >= ENOUGH_DAYS * HOURS * HOUR))
        if not len(here):
            return evidence
        observed = state.total[here] - state.before[here]
        largest, middle, since = state.largest[here], state.middle[here], state.since[here]
        goes_on = ~np.isnan(since) & (observed >= FADING * largest)
        proofs = (
            observed / np.maximum(self.least, OVER_MEDIAN * middle),
            observed / np.maximum(OVER_LARGEST * largest, 1.0),
            (observed - largest) / (SCATTER * np.sqrt(largest + 1)),
        )
        strength = np.where(goes_on, 0.0, np.maximum(np.minimum.reduce(proofs), 0.0))
        since = np.where(goes_on, since, np.where(strength >= 1.0, bins.start, np.nan))
        swollen = goes_on | (strength >= 1.0)
        state.since[here] = since
        evidence.score[here] = observed / (observed + largest + self.least)
        evidence.strength[here], evidence.unusual[here] = strength, swollen
        evidence.since[here] = np.where(swollen, since, bins.start)
        evidence.observed[here], evidence.usual[here] = observed, middle
        heard = swollen | (strength >= FAINT)
        if heard.any():
            evidence.explain(
                here[heard],
                span_minutes=HOURS * 60.0,
                times_usual=np.round(observed / np.maximum(middle, 1.0), 1)[heard],
                times_record=np.round(observed / np.maximum(largest, 1.0), 2)[heard],
            )
            evidence.caveats["short_history"] = evidence.unusual & (state.days < 7)
        return evidence


def _turn(state: SwellState, hour: int) -> None:
    """Where a new hour has begun, add up the days that end at this time of day."""
    if hour == state.hour:
        return
    passed = np.arange(max(state.hour, hour - RING), hour)
    state.hours[:, passed % RING] = state.total[:, None]
    state.hour = hour
    edges = state.hours[:, (hour - HOURS * np.arange(1, DAYS + 2)) % RING]
    state.before = edges[:, 0]
    # A day counts from its first hour on: the one in which watching began may be cut.
    state.days = np.clip(((hour - HOURS + 1) * HOUR - state.begun) // (HOURS * HOUR), 0, DAYS)
    known = np.arange(DAYS) < state.days[:, None]
    earlier = np.sort(np.where(known, edges[:, :-1] - edges[:, 1:], np.inf), axis=1)
    at, last = np.arange(len(earlier)), np.maximum(state.days.astype(np.intp) - 1, 0)
    some = state.days > 0
    state.largest = np.where(some, earlier[at, last], 0.0)
    state.middle = np.where(some, (earlier[at, last // 2] + earlier[at, (last + 1) // 2]) / 2, 0.0)


detector = Swell("swell", "mentions", least=40)
