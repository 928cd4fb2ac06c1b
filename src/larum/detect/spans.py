"""The last five minutes, quarter, hour, three hours and twelve hours of many streams, against what is usual then.

Beside the count and the expectation of each span it learns how far the stream's own spans scatter around what was
expected of them: whoever tells threads, bots and restless days from an event has to ask to beat the stream's own
unrest. Counts are taken as negative binomial with variance `m + v m²`; `v` is learnt for each length of span by itself,
as the ratio of the summed excess of the squared error to the summed `m²` over spans side by side (the moment estimator:
Anscombe, Sampling Theory of the Negative Binomial and Logarithmic Series Distributions, 1950), each error cut at three
standard deviations so that a crisis teaches little, half of the weight younger than four weeks.

Cost: one look-up per span and bin; `v` once an hour.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import exp, log
from typing import Final

import msgspec
import numpy as np

from larum.detect.contract import Floats, Rows
from larum.measure import baseline as usual

SPANS: Final = (300.0, 900.0, 3600.0, 10800.0, 43200.0)
"""Seconds looked back at once: the shortest catches a storm, the longest a level that has shifted."""
UNREST_PRIOR: Final = 0.1
"""Relative variance assumed before any is seen; it weighs as much as one span that usually holds one post."""
UNREST_LEAST: Final = 0.005
UNREST_CLIP: Final = 9.0
UNREST_FADES: Final = log(2) / (28 * usual.DAY)
UNREST_FROM: Final = 6 * usual.HOUR
"""Watched seconds before which nothing is learnt of unrest: what is usual is a guess."""
WATCHED: Final = 0.99
"""Share of an hour that must have been watched for its spans to be held against what was usual."""


class Spans(msgspec.Struct):
    """What is remembered of each stream."""

    baseline: usual.Baseline
    totals: Floats
    """Running total at the end of each bin of the last twelve hours: a ring by bins since 1970."""
    unrest: Floats
    weight: Floats
    """Per span: the sums whose ratio is the relative variance."""
    width: float
    reached: float = 0.0
    """End of the last bin."""
    bin: int = -1
    """The last one, counted from 1970."""
    cell: int = -1
    """The last one of the baseline, counted from 1970."""


def begin(streams: int, width: float) -> Spans:
    """Streams of which nothing was seen, in bins of `width` seconds."""
    lengths = bins_of(width)
    return Spans(
        baseline=usual.begin(width, streams),
        totals=np.zeros((streams, lengths[-1] + 1), order="F"),  # a bin is written at once for all streams
        unrest=np.full((streams, len(lengths)), UNREST_PRIOR),
        weight=np.ones((streams, len(lengths))),
        width=width,
    )


def spans_for(width: float) -> tuple[float, ...]:
    """The spans looked at where bins are `width` seconds wide.

    >>> spans_for(60.0), spans_for(86400.0)
    ((300.0, 900.0, 3600.0, 10800.0, 43200.0), (86400.0,))
    """
    return tuple(dict.fromkeys(max(1, round(span / width)) * width for span in SPANS))


@cache
def bins_of(width: float) -> Rows:
    """The spans in bins."""
    return np.array([round(span / width) for span in spans_for(width)])


def open_bin(spans: Spans, start: float, until: float) -> None:
    """A bin begins; nothing came between the last one and this."""
    _turn(spans, start)
    _fill(spans, int(start // spans.width))
    spans.reached = until


def close_bin(spans: Spans, start: float, width: float, count: Floats) -> None:
    """Learn what the open bin brought."""
    usual.observe(spans.baseline, start, width, count)
    spans.totals[:, spans.bin % spans.totals.shape[1]] = spans.baseline.total


def idle(spans: Spans, since: float, until: float) -> None:
    """Learn that from `since` to `until` we watched and nothing came."""
    cell = spans.baseline.cell
    while since < until:
        edge = min(until, (since // cell + 1) * cell)
        _turn(spans, since)
        _fill(spans, int((edge - 1e-6) // spans.width))
        close_bin(spans, since, edge - since, _NOTHING)
        since = edge
    spans.reached = until


def look(spans: Spans, rows: Rows, count: Floats, end: float) -> tuple[Floats, Floats]:
    """What came to some streams over each span that ends with the open bin, which brings `count`; and what is usual."""
    lengths, baseline = bins_of(spans.width), spans.baseline
    places = (spans.bin - lengths) % spans.totals.shape[1]
    observed = (baseline.total[rows] + count)[:, None] - spans.totals[rows[:, None], places]
    shares = usual.shares(baseline, end - np.concatenate(([0.0], lengths * spans.width)), rows)
    return observed, baseline.level[rows][:, None] * (shares[:, :1] - shares[:, 1:])


def dispersion(spans: Spans, rows: Rows) -> Floats:
    """Relative variance of some streams' spans beyond pure chance, by length of span."""
    learnt: Floats = np.maximum(spans.unrest[rows] / spans.weight[rows], UNREST_LEAST)
    return learnt


_NOTHING: Final = np.zeros(1)


def _fill(spans: Spans, bin: int) -> None:
    """Up to this bin nothing has come since the last one."""
    ring = spans.totals.shape[1]
    if bin > spans.bin + 1:
        passed = np.arange(max(spans.bin + 1, bin - ring), bin)
        spans.totals[:, passed % ring] = spans.baseline.total[:, None]
    spans.bin = max(bin, spans.bin)


def _turn(spans: Spans, start: float) -> None:
    """Where a new hour begins, learn from the one before how far spans scatter."""
    baseline = spans.baseline
    cell = int(start // baseline.cell)
    if cell == spans.cell:
        return
    known = (baseline.covered >= WATCHED * baseline.cell) & (baseline.history >= UNREST_FROM)
    if known.all():  # as nearly always: whole columns are many times cheaper than chosen rows
        _scatter(spans, usual.EVERY)
    elif known.any():
        _scatter(spans, np.flatnonzero(known))
    spans.cell = cell


def _scatter(spans: Spans, rows: Rows | slice) -> None:
    """Learn how far the spans of these streams that ended with the last hour lie from what was usual."""
    baseline, ring = spans.baseline, spans.totals.shape[1]
    end, an_hour = (spans.cell + 1) * baseline.cell, max(1, round(baseline.cell / spans.width))
    over = _over(spans.width, an_hour, spans.cell + 1)
    back = np.unique(np.concatenate(list(over.values())))
    totals = [spans.totals[rows, bin] for bin in (spans.bin - back) % ring]
    usually = (baseline.level[rows][:, None] * usual.shares(baseline, end - back * spans.width, rows)).T
    for place, edges in over.items():
        at = np.searchsorted(back, edges).tolist()
        parts = [
            (totals[later] - totals[earlier], usually[later] - usually[earlier]) for earlier, later in pairwise(at)
        ]
        _learn(spans, rows, place, parts)


def _over(width: float, an_hour: int, hour: int) -> dict[int, Rows]:
    """The spans that end in an hour, by their place: where they begin and end, in bins before its end, falling."""
    return {
        place: np.arange(max(1, an_hour // length) + 1)[::-1] * length
        for place, length in enumerate(bins_of(width).tolist())
        if length <= an_hour or not hour % (length // an_hour)
    }


def _learn(spans: Spans, rows: Rows | slice, place: int, parts: Sequence[tuple[Floats, Floats]]) -> None:
    """Learn from spans of one length, side by side: what each brought, and what was usual."""
    kept = exp(-UNREST_FADES * bins_of(spans.width)[place] * spans.width * len(parts))
    unrest, weight = spans.unrest[rows, place], spans.weight[rows, place]
    known = np.maximum(unrest / weight, UNREST_LEAST)
    unrest, weight = unrest * kept, weight * kept + 1e-9
    for observed, mean in parts:
        squared = mean * mean
        unrest += np.minimum((observed - mean) ** 2, UNREST_CLIP * (mean + known * squared + 1)) - mean
        weight += squared
    spans.unrest[rows, place], spans.weight[rows, place] = unrest, weight
