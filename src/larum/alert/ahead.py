"""How far it will go, as it goes: the forecast of a burst that lasts, or what it would have been for one that is over.

A forecast reads the counts since the burst began and what is usual; nothing is stored. So for an alert that is over the
one of the moment it was raised is made again, from what was known then, and held against what came.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from larum.alert import explain
from larum.detect.forecast.volume import BIN, HORIZONS, Case, Outlook, outlook
from larum.measure.baseline import Baseline

STEP: Final = timedelta(seconds=BIN)
LONGEST: Final = timedelta(days=2)
"""Counts older than this say nothing of what comes."""


class Ahead(msgspec.Struct, frozen=True):
    """What was to be expected at a moment, and, where that moment is long enough ago, what came."""

    at: datetime
    so_far: int
    """Mentions up to then."""
    outlook: Outlook
    came: tuple[int | None, ...] = ()
    """Mentions that came within each of its horizons; None where that is not over yet."""


def begins(since: datetime, at: datetime) -> datetime:
    """Where the counts of a forecast made at a moment begin: whole bins up to it."""
    bins = max(1, min(LONGEST, at - since) // STEP)
    return at - bins * STEP


def look(
    counts: Sequence[int],
    reach: int,
    known: Sequence[Baseline],
    at: datetime,
    came: Sequence[int | None] = (),
    cases: Sequence[Case] = (),
) -> Ahead:
    """The forecast of a moment from the counts up to it and how many people these reached; 0 where nobody tells.

    `cases` are the past answers known at that moment.
    """
    usual = {hours: explain.expected(known, at, hours) for hours in HORIZONS}
    return Ahead(at, sum(counts), outlook(counts, usual, (reach,) if reach else (), cases), tuple(came))


def fan(found: Ahead, width: timedelta) -> list[tuple[datetime, float, float, float]]:
    """The forecast as a rate per bin of a chart: (when, low, middle, high), at the middle of each part of the way.

    What is forecast are sums up to each horizon; the difference of two, spread evenly, is the pace between them. Its
    range is taken to be as wide, in proportion, as that of the later sum.
    """
    drawn, before, reached = [], 0.0, 0.0
    for said in found.outlook.mentions:
        pace = max(0.0, said.mentions - before) / (said.hours - reached) * (width / timedelta(hours=1))
        low, high = (edge / max(said.mentions, 1e-9) for edge in (said.low80, said.high80))
        at = found.at + timedelta(hours=(reached + said.hours) / 2)
        drawn.append((at, pace * min(low, 1.0), pace, pace * max(high, 1.0)))
        before, reached = said.mentions, said.hours
    return drawn
