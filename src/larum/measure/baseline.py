"""What is usual at a time: a weekly rhythm on a slow level, learnt bin by bin, and how sure we are of it.

The expected count of a span is `level x shape`, summed over the hours it touches. The shape has one factor per hour
of the week; where that hour was seen too rarely it leans on the same hour of all days, and that on a flat day; an
hour that is over renews the factors of its like, one a weekday. Bursts of the past are clipped before they are learnt,
so yesterday's crisis does not become today's normal. Counts scatter around the expectation like a negative binomial,
with variance `m + v m²`: `v` is learnt, and larger where history is short. Memory fades: half of the level's weight is
younger than five days, half of the shape's than about four weeks.

One `Baseline` holds many streams that are watched in step, a row each: ten thousand monitors are learnt by the same few
lines as one. Times are seconds since 1970. Counts of a bin wider than an hour are learnt in cells of that width, so a
file of daily counts has a rhythm of seven days.
"""

from math import exp, log, sqrt
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

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
EVERY: Final = slice(None)
"""All streams, where some could be chosen."""


class Usual(msgspec.Struct, frozen=True):
    """The band of what is usual in a span: about nine spans in ten stay inside."""

    low: float
    expected: float
    high: float


class Baseline(msgspec.Struct):
    """What streams have taught us so far, a row each. Feed it bins in order with `observe`."""

    cell: float
    """Width of what is learnt at once, in seconds."""
    begun: Floats
    """Start of the first bin ever seen; NaN before."""
    seen: Floats
    """Cells learnt."""
    total: Floats
    """Mentions seen in all, unclipped."""
    count: Floats
    covered: Floats
    """Mentions and watched seconds in the open cell."""
    level_sum: Floats
    level_weight: Floats
    scatter: Floats
    caught: Floats
    offered: Floats
    """Per hour of the week: mentions (clipped), and what a flat week would have brought."""
    shape: Floats
    """Per hour of the week: its factor, before they are scaled to be 1 on average."""
    whole: Floats
    """Sum of the shape over the week."""
    index: int = -1
    """The open cell, counted from 1970; the same for all."""

    @property
    def level(self) -> Floats:
        """Mentions per cell over an average week."""
        return (self.level_sum + 0.05) / (self.level_weight + 0.1)

    @property
    def history(self) -> Floats:
        """Seconds of watched history behind this."""
        return self.seen * self.cell


def begin(width: float = 60.0, streams: int = 1) -> Baseline:
    """A baseline that knows nothing yet, for bins of `width` seconds."""
    cell = max(HOUR, width)
    cells = max(1, round(WEEK / cell))
    return Baseline(
        cell=cell,
        begun=np.full(streams, np.nan),
        seen=np.zeros(streams),
        total=np.zeros(streams),
        count=np.zeros(streams),
        covered=np.zeros(streams),
        level_sum=np.zeros(streams),
        level_weight=np.zeros(streams),
        scatter=np.full(streams, SCATTER_PRIOR),
        caught=np.zeros((streams, cells), order="F"),  # hours are learnt one at a time, of all streams together
        offered=np.zeros((streams, cells), order="F"),
        shape=np.ones((streams, cells), order="F"),
        whole=np.full(streams, float(cells)),
    )


def observe(baseline: Baseline, start: float, width: float, count: Floats | float) -> None:
    """Learn one bin of every stream. Time that no bin covers was not watched and teaches nothing."""
    index = int(start // baseline.cell)
    if index > baseline.index:
        _close(baseline)
        baseline.index = index
        np.fmin(baseline.begun, start, out=baseline.begun)
    baseline.count += count
    baseline.covered += width
    baseline.total += count


def observe_silence(baseline: Baseline, since: float, until: float) -> None:
    """Learn that from `since` to `until` we watched and nothing came, however long that was."""
    while since < until:
        edge = min(until, (since // baseline.cell + 1) * baseline.cell)
        observe(baseline, since, edge - since, 0.0)
        since = edge


def expected(baseline: Baseline, since: float, until: float) -> Floats:
    """Mentions to be expected between two moments, past or to come."""
    both = shares(baseline, np.array([since, until]))
    return np.maximum(0.0, baseline.level * (both[:, 1] - both[:, 0]))


def expected_since(baseline: Baseline, rows: Rows, since: Floats, until: float) -> Floats:
    """The same for some streams, each from a moment of its own on."""
    whole, shape = baseline.whole[rows], baseline.shape[rows]
    ramp, cells = _ramp(shape), shape.shape[1]
    at, passed = np.arange(len(rows)), []
    for moments in (since / baseline.cell, np.full(len(rows), until / baseline.cell)):
        weeks, slots = np.divmod(np.floor(moments).astype(np.intp), cells)
        passed.append(weeks * whole + ramp[at, slots] + (moments - np.floor(moments)) * shape[at, slots])
    expected: Floats = np.maximum(0.0, baseline.level[rows] * (passed[1] - passed[0]) * (cells / whole))
    return expected


def shares(baseline: Baseline, moments: Floats, rows: Rows | slice = EVERY) -> Floats:
    """Running sum of the shape up to each moment, in cells: a difference of two, times the level, is expected.

    One row per stream (or per stream asked for), one column per moment.
    """
    whole, cells = baseline.whole[rows, None], baseline.shape.shape[1]
    moments = moments / baseline.cell
    after = np.floor(moments).astype(np.intp)
    first, passed = int(after.min()), min(cells, int(after.max() - after.min()) + 1)
    begin, end = first % cells, first % cells + passed
    passing = baseline.shape[rows, begin:end]
    if end > cells:  # over the end of the week
        passing = np.concatenate((passing, baseline.shape[rows, : end - cells]), axis=1)
    weeks, at = np.divmod(after - first, cells)
    passed_by: Floats = weeks * whole + _ramp(passing)[:, at] + (moments - after) * passing[:, at]
    passed_by *= cells / whole
    return passed_by


def _ramp(shape: Floats) -> Floats:
    """Running sums of rows, from 0."""
    ramp = np.zeros((len(shape), shape.shape[1] + 1))
    np.cumsum(shape, axis=1, out=ramp[:, 1:])
    return ramp


def ignorance(baseline: Baseline, rows: Rows | None = None) -> Floats:
    """Relative variance of the expectation itself, from having seen little.

    >>> young, old = begin(), begin()
    >>> observe(young, 0, 3600, 10)
    >>> for hour in range(24 * 14):
    ...     observe(old, hour * 3600, 3600, 10)
    >>> bool(ignorance(young)[0] > 10 * ignorance(old)[0])
    True
    """
    scatter, seen, total = baseline.scatter, baseline.seen, baseline.total
    if rows is not None:
        scatter, seen, total = scatter[rows], seen[rows], total[rows]
    unknown: Floats = (1.0 + 4 * scatter) / (seen + 1.0) + 1.0 / (total + 1.0)
    return unknown


def scatter(baseline: Baseline, span: float) -> Floats:
    """Relative variance of counts over `span` seconds beyond that of pure chance, our ignorance included.

    Neighbouring hours err only partly together, so it falls with the root of the span.
    """
    return baseline.scatter / sqrt(max(1.0, span / baseline.cell)) + ignorance(baseline)


def surprise(observed: Floats, mean: Floats, extra: Floats) -> Floats:
    """How far above the usual counts are, in standard deviations of a normal variable with the same tail.

    The signed root of the deviance of a negative binomial with variance `mean + extra mean²` (McCullagh and Nelder,
    Generalized Linear Models, section 2.4 and table 2.1): good enough in the far tail, right for counts of three as
    for counts of thousands, and cheap.

    >>> six, hundreds = surprise(np.array([6.0, 600.0]), np.array([0.1, 500.0]), np.array([0.01, 0.1]))
    >>> round(float(six), 1), round(float(hundreds), 1)
    (6.1, 0.6)
    """
    mean = np.maximum(mean, 1e-3)
    observed = np.maximum(observed, mean)  # below the usual nothing is surprising
    deviance = observed * np.log(observed / mean)
    deviance -= (observed + 1 / extra) * (np.log1p(extra * observed) - np.log1p(extra * mean))
    surprised: Floats = np.sqrt(np.maximum(0.0, 2 * deviance))
    return surprised


def band(baseline: Baseline, since: float, until: float, row: int = 0) -> Usual:
    """The band of what is usual for one stream between two moments, for charts: about 90 % of spans stay inside."""
    mean = float(expected(baseline, since, until)[row])
    # Counts are nearly symmetric on the root scale, where the standard deviation is half the root of variance / mean.
    half = 1.645 * 0.5 * sqrt(1 + float(scatter(baseline, until - since)[row]) * mean)
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
    enough = share >= LEAST_COVER
    if enough.all():  # as nearly always: whole columns are many times cheaper than chosen rows
        _learn(baseline, EVERY, baseline.count / np.minimum(1.0, share))
    elif enough.any():
        rows = np.flatnonzero(enough)
        _learn(baseline, rows, baseline.count[rows] / np.minimum(1.0, share[rows]))
    baseline.count[:] = baseline.covered[:] = 0.0


def _learn(baseline: Baseline, rows: Rows | slice, count: Floats) -> None:
    cells = baseline.shape.shape[1]
    slot = baseline.index % cells
    shape = baseline.shape[rows, slot] * (cells / baseline.whole[rows])
    mean, seen = baseline.level[rows] * shape, baseline.seen[rows]
    known = seen >= 6  # before that we do not know enough to call anything a burst
    count = np.where(known, np.minimum(count, 3 * mean + 3 * np.sqrt(mean) + 2), count)
    error = np.minimum(((count - mean) ** 2 - mean) / (mean * mean + mean + 1), SCATTER_CLIP)
    pace = np.maximum(1 / (seen + SCATTER_PRIOR_CELLS), 1 / SCATTER_MEMORY_CELLS)
    old = baseline.scatter[rows]
    baseline.scatter[rows] = np.where(known, np.maximum(0.02, old + (error - old) * pace), old)
    kept = exp(-log(2) * baseline.cell / LEVEL_HALF_LIFE)
    baseline.level_sum[rows] = baseline.level_sum[rows] * kept + count
    baseline.level_weight[rows] = baseline.level_weight[rows] * kept + shape
    baseline.seen[rows] += 1
    level = baseline.level[rows]
    baseline.caught[rows, slot] = baseline.caught[rows, slot] * SHAPE_KEPT + count
    baseline.offered[rows, slot] = baseline.offered[rows, slot] * SHAPE_KEPT + level
    _reshape(baseline, rows, slot, level)


def _reshape(baseline: Baseline, rows: Rows | slice, slot: int, level: Floats) -> None:
    """Renew the factors of one hour of the day, a weekday each."""
    cells = baseline.shape.shape[1]
    hours = cells // 7 if cells % 7 == 0 else cells  # odd widths fit into no day: there is no other day to lean on
    alike = range(slot % hours, cells, hours)
    lean = LEAN_MENTIONS + LEAN_CELLS * level
    daily = (sum(baseline.caught[rows, each] for each in alike) + lean) / (
        sum(baseline.offered[rows, each] for each in alike) + lean
    )
    for each in alike:
        shape = (baseline.caught[rows, each] + lean * daily) / (baseline.offered[rows, each] + lean)
        baseline.whole[rows] += shape - baseline.shape[rows, each]
        baseline.shape[rows, each] = shape
