"""Swell: a whole day that is larger than any of the last four weeks, though no hour of it stood out.

A slow storm lifts the level for half a day, and whatever adapts to the level goes up with it. So the last 24 hours are
held against the 24 hours that ended one, two, ... 27 days earlier at the same time of day. With the weekday of last
week among them, a Monday is not held against Sundays alone. Three things are asked:

- *More than the stream's own days scatter*: the log ratio to the median day, in standard deviations of the log of its
  days about their median. A young stream is taken to be as restless as most: a quarter, weighing as much as four days.
- *More than the largest of these days*, by a third.
- *More than chance*: three times the scatter of a Poisson count (the root) above the largest day.

The strength of a case is the weakest of the three, as a multiple of what is asked.

Example: days of 300, 310, 290, 320, 300 and 310 posts, then one of 800: 2.6 times the median, six standard deviations;
the call comes in the evening, when the last 24 hours hold 2.2 times the median.

What counts is people, as in `surge.py`: an account that posts often within a bin counts once.

A campaign that was planned, or a holiday, lifts mentions for days but not the negative ones: of mentions five standard
deviations are asked, of negative posts (`negative_swell.py`) four and a quarter.

Cost: a difference of two running totals a bin; a sort of 27 days once an hour.
"""

from typing import ClassVar, Final

import msgspec
import numpy as np

from larum.detect.contract import FAINT, Bins, Count, Evidence, Example, Floats, in_order, quiet

HOUR: Final = 3600.0
HOURS: Final = 24
DAYS: Final = 27
"""Earlier days looked at: four weeks, so that every weekday and the first of a month are among them."""
RING: Final = HOURS * (DAYS + 1) + 1
ENOUGH_DAYS: Final = 4
"""Days watched before there is anything to compare with."""
OVER_LARGEST: Final = 1.33
"""The largest of the earlier days must be exceeded by."""
CHANCE: Final = 3.0
"""Roots of the largest day, by which it must be exceeded: what chance alone scatters."""
RESTLESS: Final = 0.25
"""Standard deviation of the log of a day taken for granted before days were seen, ..."""
RESTLESS_DAYS: Final = 4
"""... and how many days it weighs."""
FAR_OFF: Final = 1.0
"""Log ratio to the median at which a day is no further off: one crisis must not excuse the next."""
FEW: Final = 2.0
"""Posts added to each day before logs are taken."""
FADING: Final = 1.15
"""Times the largest earlier day above which the swell goes on."""
AT_ONCE: Final = 500
"""Streams whose days are sorted at once: these fit into a processor's memory."""


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
    unrest: Floats
    """Standard deviation of the log of these days about their median."""
    since: Floats
    """Start of the swell there is; NaN where there is none."""
    hour: int = -1
    reached: float = 0.0


class Swell:
    """One count over a day, against the days before."""

    paper: ClassVar[str] = "Own; order statistics and shrunken log scatter of trailing day totals."
    state_type = SwellState
    least: float
    """Posts of a day below which no day is large."""
    sure: float
    """Standard deviations of a stream's own days that are asked for."""

    def __init__(self, name: str, takes: Count, least: float, sure: float) -> None:
        self.name = name
        self.takes: tuple[Count, ...] = (takes, "authors")
        self.least, self.sure = least, sure

    def parameters(self) -> dict[str, float]:
        return {
            "least_posts_a_day": self.least,
            "days_looked_back": DAYS,
            "days_before_it_speaks": ENOUGH_DAYS,
            "standard_deviations_of_days": self.sure,
            "times_the_largest_day": OVER_LARGEST,
            "times_chance_scatter": CHANCE,
            "days_taken_for_granted": RESTLESS_DAYS,
            "scatter_taken_for_granted_log": RESTLESS,
        }

    def example(self) -> Example:
        """Six days alike, then one on which three times as much comes every hour."""
        counts = [self.least / HOURS * (1 if hour < 6 * HOURS else 3) for hour in range(7 * HOURS)]
        bins = [
            Bins(hour * HOUR, HOUR, **{name: np.array([count]) for name in ("mentions", *self.takes)})
            for hour, count in enumerate(counts)
        ]
        return Example(bins, begins=6 * HOURS, within=HOURS)

    def start(self, streams: int, width: float) -> SwellState:
        return SwellState(
            begun=np.full(streams, np.nan),
            total=np.zeros(streams),
            hours=np.zeros((streams, RING), order="F"),
            before=np.zeros(streams),
            days=np.zeros(streams),
            largest=np.zeros(streams),
            middle=np.zeros(streams),
            unrest=np.full(streams, RESTLESS),
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
        count, evidence = bins.people(self.takes[0]), quiet(bins)
        state.total += count
        here = np.flatnonzero((count > 0) & (bins.start - state.begun >= ENOUGH_DAYS * HOURS * HOUR))
        if not len(here):
            return evidence
        observed = state.total[here] - state.before[here]
        largest, middle, since = state.largest[here], state.middle[here], state.since[here]
        goes_on = ~np.isnan(since) & (observed >= FADING * largest)
        sure = np.log((observed + FEW) / (middle + FEW)) / state.unrest[here]
        proofs = (
            sure / self.sure,
            np.log((observed + FEW) / (largest + FEW)) / np.log(OVER_LARGEST),
            (observed - largest) / (CHANCE * np.sqrt(largest + 1)),
            np.where(observed >= self.least, np.inf, 0.0),
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
                standard_deviations=np.round(sure, 1)[heard],
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
    state.before = edges[:, 0].copy()
    # A day counts from its first hour on: the one in which watching began may be cut.
    state.days = np.clip(((hour - HOURS + 1) * HOUR - state.begun) // (HOURS * HOUR), 0, DAYS)
    for first in range(0, len(edges), AT_ONCE):
        _compare(state, edges, slice(first, first + AT_ONCE))


def _compare(state: SwellState, edges: Floats, rows: slice) -> None:
    """The largest and the median of some streams' earlier days, and how far these lie from the median."""
    days, counts = state.days[rows], np.ascontiguousarray(edges[rows, :-1] - edges[rows, 1:])
    known = np.arange(DAYS) < days[:, None]
    earlier = np.sort(np.where(known, counts, np.inf), axis=1)
    at, last = np.arange(len(earlier)), np.maximum(days.astype(np.intp) - 1, 0)
    some = days > 0
    state.largest[rows] = np.where(some, earlier[at, last], 0.0)
    state.middle[rows] = np.where(some, (earlier[at, last // 2] + earlier[at, (last + 1) // 2]) / 2, 0.0)
    ratio = np.log((np.where(known, counts, 0.0) + FEW) / (state.middle[rows][:, None] + FEW))
    off = np.where(known, np.minimum(ratio**2, FAR_OFF**2), 0.0).sum(axis=1)
    state.unrest[rows] = np.sqrt((off + RESTLESS_DAYS * RESTLESS**2) / (days + RESTLESS_DAYS))


detector = Swell("swell", "mentions", least=40, sure=5.0)
