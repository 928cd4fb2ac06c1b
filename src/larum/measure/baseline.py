"""What is usual at a time: a weekly rhythm on a slow level, learnt bin by bin, and how sure we are of it.

The expected count of a span is `level x shape`, summed over the hours it touches. The shape has one factor per hour
of the week; where that hour was seen too rarely it leans on the same hour of all days, and that on a flat day. Bursts
of the past are clipped before they are learnt, so yesterday's crisis does not become today's normal. Counts scatter
around the expectation like a negative binomial, with variance `m + v m²`: `v` is learnt, and larger where history is
short. Memory fades: half of the level's weight is younger than five days, half of the shape's than about four weeks.

Times here are seconds since 1970 (a monitor's month has 40,000 minutes; instants would triple the cost). Counts of a
bin wider than an hour are learnt in cells of that width, so a file of daily counts has a rhythm of seven days.
"""

from itertools import accumulate
from math import exp, log, log1p, sqrt
from typing import Final

import msgspec

HOUR: Final = 3600.0
DAY: Final = 86400.0
WEEK: Final = 7 * DAY

LEVEL_HALF_LIFE: Final = 5 * DAY
"""Of a count's weight in the level: long enough to bridge a weekend, short enough to follow a growing brand."""
SHAPE_KEPT: Final = 0.85
"""Weight a week-old visit to an hour of the week keeps: half after about four weeks."""
LEAN_MENTIONS: Final = 3.0
LEAN_CELLS: Final = 2.0
"""How much an hour's own history must outweigh before it is believed over the coarser one: so many mentions, and so
many hours' worth at the present level."""
SCATTER_PRIOR: Final = 0.1
SCATTER_PRIOR_CELLS: Final = 24.0
SCATTER_MEMORY_CELLS: Final = 24.0 * 14
"""Relative variance assumed before any is seen, what it weighs, and over how many hours it is remembered."""
SCATTER_CLIP: Final = 1.0
"""The largest squared relative error one hour may add: scatter is that of ordinary hours."""
LEAST_COVER: Final = 0.25
"""Share of an hour that must have been watched for it to teach anything."""


class Usual(msgspec.Struct, frozen=True):
    """The band of what is usual in a span: about nine spans in ten stay inside."""

    low: float
    expected: float
    high: float


class Baseline(msgspec.Struct):
    """What one stream has taught us so far. Feed it bins in order with `observe`; it is JSON-able at any moment."""

    cell: float = HOUR
    """Width of what is learnt at once, in seconds."""
    begun: float | None = None
    """Start of the first bin ever seen."""
    seen: float = 0.0
    """Cells learnt."""
    total: float = 0.0
    """Mentions seen in all, unclipped."""
    index: int = 0
    """The open cell, counted from 1970."""
    count: float = 0.0
    covered: float = 0.0
    """Mentions and watched seconds in the open cell."""
    level_sum: float = 0.0
    level_weight: float = 0.0
    scatter: float = SCATTER_PRIOR
    caught: list[float] = []
    offered: list[float] = []
    """Per hour of the week: mentions (clipped), and what a flat week would have brought."""
    ramp: list[float] = []
    """Running sum of the shape over the week: the expected share of any span is two look-ups."""

    @property
    def level(self) -> float:
        """Mentions per cell over an average week."""
        return (self.level_sum + 0.05) / (self.level_weight + 0.1)

    @property
    def history(self) -> float:
        """Seconds of watched history behind this."""
        return self.seen * self.cell


def begin(width: float = 60.0) -> Baseline:
    """A baseline that knows nothing yet, for bins of `width` seconds."""
    cell = max(HOUR, width)
    cells = max(1, round(WEEK / cell))
    return Baseline(
        cell=cell, caught=[0.0] * cells, offered=[0.0] * cells, ramp=[float(index) for index in range(cells + 1)]
    )


def observe(baseline: Baseline, start: float, width: float, count: float) -> None:
    """Learn one bin. Time that no bin covers was not watched and teaches nothing."""
    if baseline.begun is None:
        baseline.begun = start
        baseline.index = int(start // baseline.cell)
    index = int(start // baseline.cell)
    if index > baseline.index:
        _close(baseline)
        baseline.index = index
    baseline.count += count
    baseline.covered += width
    baseline.total += count


def observe_silence(baseline: Baseline, since: float, until: float) -> None:
    """Learn that from `since` to `until` we watched and nothing came, however long that was."""
    while since < until:
        edge = min(until, (since // baseline.cell + 1) * baseline.cell)
        observe(baseline, since, edge - since, 0.0)
        since = edge


def expected(baseline: Baseline, since: float, until: float) -> float:
    """Mentions to be expected between two moments, past or to come."""
    return max(0.0, baseline.level * (share(baseline, until) - share(baseline, since)))


def share(baseline: Baseline, moment: float) -> float:
    """Running sum of the shape from 1970 to a moment, in cells: a difference of two, times the level, is expected."""
    cells, ramp = moment / baseline.cell, baseline.ramp
    whole = int(cells // 1)
    weeks, slot = divmod(whole, len(ramp) - 1)
    return weeks * ramp[-1] + ramp[slot] + (cells - whole) * (ramp[slot + 1] - ramp[slot])


def ignorance(baseline: Baseline) -> float:
    """Relative variance of the expectation itself, from having seen little.

    >>> young, old = begin(), begin()
    >>> observe(young, 0, 3600, 10)
    >>> for hour in range(24 * 14):
    ...     observe(old, hour * 3600, 3600, 10)
    >>> ignorance(young) > 10 * ignorance(old)
    True
    """
    return (1.0 + 4 * baseline.scatter) / (baseline.seen + 1.0) + 1.0 / (baseline.total + 1.0)


def scatter(baseline: Baseline, span: float) -> float:
    """Relative variance of counts over `span` seconds beyond that of pure chance, our ignorance included.

    Neighbouring hours err only partly together, so it falls with the root of the span.
    """
    return baseline.scatter / sqrt(max(1.0, span / baseline.cell)) + ignorance(baseline)


def surprise(observed: float, mean: float, extra: float) -> float:
    """How far above the usual a count is, in standard deviations of a normal variable with the same tail.

    The signed root of the deviance of a negative binomial with variance `mean + extra mean²` (McCullagh and Nelder,
    Generalized Linear Models, section 2.4 and table 2.1): good enough in the far tail, right for counts of three as
    for counts of thousands, and cheap.

    >>> round(surprise(6, 0.1, 0.01), 1), round(surprise(600, 500, 0.1), 1)
    (6.1, 0.6)
    """
    if observed <= mean:
        return 0.0
    mean = max(mean, 1e-3)
    deviance = observed * log(observed / mean)
    deviance -= (observed + 1 / extra) * (log1p(extra * observed) - log1p(extra * mean))
    return sqrt(max(0.0, 2 * deviance))


def band(baseline: Baseline, since: float, until: float) -> Usual:
    """The band of what is usual between two moments, for charts: about 90 % of spans stay inside."""
    mean = expected(baseline, since, until)
    # Counts are nearly symmetric on the root scale, where the standard deviation is half the root of variance / mean.
    half = 1.645 * 0.5 * sqrt(1 + scatter(baseline, until - since) * mean)
    return Usual(low=max(0.0, sqrt(mean) - half) ** 2, expected=mean, high=(sqrt(mean) + half) ** 2)


def times_as_many(observed: float, usual: float) -> float:
    """How many times as many as usual, rounded as one would say it; nothing usual counts as one.

    >>> times_as_many(31, 10), times_as_many(470, 12.1), times_as_many(6, 0.01)
    (3.1, 39.0, 6.0)
    """
    ratio = observed / max(usual, 1.0)
    return round(ratio, 1) if ratio < 10 else float(round(ratio))


def _close(baseline: Baseline) -> None:
    """Learn the open cell and open the next."""
    share = baseline.covered / baseline.cell
    if share >= LEAST_COVER:
        _learn(baseline, baseline.index % len(baseline.caught), baseline.count / min(1.0, share))
    baseline.count = baseline.covered = 0.0


def _learn(baseline: Baseline, slot: int, count: float) -> None:
    shape = baseline.ramp[slot + 1] - baseline.ramp[slot]
    mean = baseline.level * shape
    if baseline.seen >= 6:  # before that we do not know enough to call anything a burst
        count = min(count, 3 * mean + 3 * sqrt(mean) + 2)
        error = ((count - mean) ** 2 - mean) / (mean * mean + mean + 1)
        pace = max(1 / (baseline.seen + SCATTER_PRIOR_CELLS), 1 / SCATTER_MEMORY_CELLS)
        baseline.scatter = max(0.02, baseline.scatter + (min(error, SCATTER_CLIP) - baseline.scatter) * pace)
    kept = exp(-log(2) * baseline.cell / LEVEL_HALF_LIFE)
    baseline.level_sum = baseline.level_sum * kept + count
    baseline.level_weight = baseline.level_weight * kept + shape
    baseline.seen += 1
    baseline.caught[slot] = baseline.caught[slot] * SHAPE_KEPT + count
    baseline.offered[slot] = baseline.offered[slot] * SHAPE_KEPT + baseline.level
    _reshape(baseline)


def _reshape(baseline: Baseline) -> None:
    cells = len(baseline.caught)
    per_day = max(1, round(DAY / baseline.cell))
    lean = LEAN_MENTIONS + LEAN_CELLS * baseline.level
    daily = [
        (sum(baseline.caught[hour::per_day]) + lean) / (sum(baseline.offered[hour::per_day]) + lean)
        for hour in range(per_day)
    ]
    weekly = [
        (caught + lean * daily[slot % per_day]) / (offered + lean)
        for slot, (caught, offered) in enumerate(zip(baseline.caught, baseline.offered, strict=True))
    ]
    mean = sum(weekly) / cells
    baseline.ramp = [0.0, *accumulate(value / mean for value in weekly)]
