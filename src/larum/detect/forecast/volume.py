"""How many mentions are still to come, if it goes on as it does, and how far they will reach.

From the counts since a burst began and what is usual, three linear quantile regressions per horizon, in logarithms, say
the middle and the range that held the truth four times out of five. They were learned from real bursts and tested on
streams they were not learned from (`training/train_volume.py`, `benchmarks/forecast.py`; figures in the card beside the
numbers). What an answer would change is not in these data: none says when somebody answered. It is said only from the
installation's own past cases, once there are enough, and as what happened after answers, not because of them.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp, expm1, isfinite, log, log1p
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

BIN: Final = 300.0
"""Seconds a count covers."""
PER_HOUR: Final = 12
HORIZONS: Final = (1, 6, 24)
"""Hours learned for; those between are interpolated, those beyond go on at the last day's pace."""
LEARNED_UP_TO: Final = 12 * PER_HOUR
"""Bins since a burst began that were learned from; of an older burst its last twelve hours are looked at."""
ENOUGH_CASES: Final = 20
"""Past answers from which the middle and both ends of a range can be read off at all."""
NO_CASES: Final = "no_cases"
_COUNTABLE: Final = 1e12
"""More in five minutes is a fault of the counting."""
_MOST: Final = 30.0
"""Logarithm beyond which nobody could count."""


class Forecast(msgspec.Struct, frozen=True):
    """Mentions (or reach) still to come in the next `hours`; the truth lies within the range four times out of five."""

    hours: float
    mentions: float
    low80: float
    high80: float


class Backtest(msgspec.Struct, frozen=True):
    """How this forecast did on streams it was not learned from."""

    hours: int
    error: float
    """Median absolute error as a share of what came."""
    covered: float
    """Share of what came that lay in the range, its width set by other streams."""
    moments: int
    streams: int


class Case(msgspec.Struct, frozen=True):
    """One past answer: what was forecast for the 24 h after it as it went, and what came."""

    forecast: float
    came: float


class Answered(msgspec.Struct, frozen=True):
    """The next 24 h with an answer. Where `reason` is not empty nothing can be said, and it says why."""

    reason: str
    cases: int
    now: Forecast | None = None
    in_3_hours: Forecast | None = None


class Outlook(msgspec.Struct, frozen=True):
    """All that can be said ahead of one burst."""

    mentions: tuple[Forecast, ...]
    reach: tuple[Forecast, ...]
    with_answer: Answered
    backtest: tuple[Backtest, ...]

    @property
    def error(self) -> float:
        """The error of the six-hour forecast in the back-test: the one figure to say beside the numbers."""
        return next(test.error for test in self.backtest if test.hours == 6)


class Learned(msgspec.Struct, frozen=True):
    """Weights by horizon for the quantiles .1, .5, .9, and how the reach of later mentions strays from earlier ones."""

    weights: dict[int, tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]]
    reach: tuple[float, float]
    backtest: tuple[Backtest, ...]


def ahead(counts_since_begin: Sequence[float], usual_ahead: float, hours: float) -> Forecast:
    """Mentions in the next `hours`, as it goes.

    `counts_since_begin`: mentions per bin of five minutes since the burst began, the newest complete bin last;
    `usual_ahead`: how many are usual in those hours (0 where nobody knows). What is no number is taken as none. Pure.

    >>> said = ahead([3, 9, 20, 31, 40, 38], usual_ahead=2, hours=6)
    >>> 0 <= said.low80 <= said.mentions <= said.high80
    True
    """
    hours = max(hours, 1 / PER_HOUR)
    usual = usual_ahead / hours if isfinite(usual_ahead) and usual_ahead > 0 else 0.0
    numbers = told(counts_since_begin[-LEARNED_UP_TO:], usual)
    # A longer look ahead holds the shorter one, whatever the regressions say by themselves.
    by_horizon = np.maximum.accumulate([_said(numbers, horizon) for horizon in HORIZONS])
    place = min(max(hours, HORIZONS[0]), HORIZONS[-1])
    low, middle, high = (
        float(np.interp(log(place), np.log(HORIZONS), np.log1p(by_horizon[:, kind]))) for kind in range(3)
    )
    share = hours / place
    return Forecast(hours, share * expm1(middle), share * expm1(low), share * expm1(high))


def told(counts_since_begin: Sequence[float], usual_per_hour: float) -> NDArray[np.float64]:
    """What the regressions are told of a burst: its pace lately, for an hour, over all and at its top; age; the usual.

    >>> told([], 0).tolist()[0]
    1.0
    """
    counts = np.nan_to_num(np.asarray(counts_since_begin, np.float64), nan=0.0, posinf=0.0, neginf=0.0).clip(
        0, _COUNTABLE
    )
    if not counts.size:
        counts = np.zeros(1)
    age = counts.size / PER_HOUR
    lately, hour = counts[-3:], counts[-PER_HOUR:]
    quarters = np.convolve(counts, np.ones(min(3, counts.size)), "valid")
    return np.array(
        [
            1.0,
            log1p(lately.mean() * PER_HOUR),
            log1p(hour.mean() * PER_HOUR),
            log1p(counts.sum() / age),
            log1p(quarters.max() * 4),
            log(age),
            log1p(min(usual_per_hour, _COUNTABLE)),
            log1p(counts.sum()),
        ]
    )


def reach_ahead(
    mentions: Forecast, reach_since_begin: Sequence[float], counts_since_begin: Sequence[float]
) -> Forecast | None:
    """The reach of the mentions to come, if those to come reach as far as those that came; None where nothing came.

    Wider than the mentions: one large account may enter.
    """
    reach, count = (
        float(np.nan_to_num(np.asarray(each, np.float64), posinf=0.0, neginf=0.0).clip(0, _COUNTABLE).sum())
        for each in (reach_since_begin, counts_since_begin)
    )
    if not count or not reach:
        return None
    each, (low, high) = reach / count, learned().reach
    middle = mentions.mentions * each
    return Forecast(mentions.hours, middle, middle * exp(low), middle * exp(high))


def outlook(
    counts_since_begin: Sequence[float],
    usual_ahead: Mapping[int, float],
    reach_since_begin: Sequence[float] = (),
    cases: Sequence[Case] = (),
) -> Outlook:
    """What a card shows: the next 1, 6 and 24 hours; `usual_ahead` by those hours, missing ones taken as none."""
    mentions = tuple(ahead(counts_since_begin, usual_ahead.get(hours, 0.0), hours) for hours in HORIZONS)
    reach = tuple(
        said for each in mentions if (said := reach_ahead(each, reach_since_begin, counts_since_begin)) is not None
    )
    soon = ahead(counts_since_begin, usual_ahead.get(6, 0.0) / 2, 3)
    return Outlook(mentions, reach, answered(mentions[-1], soon, cases), learned().backtest)


def answered(day: Forecast, three_hours: Forecast, cases: Sequence[Case]) -> Answered:
    """What came after past answers, laid on this burst: all of the next day, or what is left of it after three hours.

    >>> answered(Forecast(24, 100, 50, 200), Forecast(3, 40, 20, 60), []).reason
    'no_cases'
    """
    strayed = [case.came / case.forecast for case in cases if case.forecast > 0 and case.came >= 0]
    if len(strayed) < ENOUGH_CASES:
        return Answered(NO_CASES, len(strayed))
    low, middle, high = (float(each) for each in np.quantile(strayed, (0.1, 0.5, 0.9)))
    first = min(three_hours.mentions, day.mentions)
    rest = day.mentions - first
    return Answered(
        "",
        len(strayed),
        Forecast(24, day.mentions * middle, day.mentions * low, day.mentions * high),
        Forecast(24, first + rest * middle, first + rest * low, first + rest * high),
    )


@cache
def learned() -> Learned:
    """The numbers that ship."""
    return msgspec.json.decode((files("larum.detect.forecast") / "weights/volume.json").read_bytes(), type=Learned)


def _said(numbers: NDArray[np.float64], horizon: int) -> list[float]:
    return apart([float(np.dot(numbers, line)) for line in learned().weights[horizon]])


def apart(logs: Sequence[float]) -> list[float]:
    """Low, middle and high counts from three logarithms, in order: the regressions know nothing of each other. Of a
    range the middle leaves at least a quarter to either side, or the end is moved that lies too near.

    >>> [round(each) for each in apart([6.7, 8.1, 8.0])]
    [811, 2980, 4597]
    """
    low, middle, high = sorted(min(max(each, 0.0), _MOST) for each in logs)
    least = (high - middle) / 3, (middle - low) / 3
    return [expm1(max(min(low, middle - least[0]), 0.0)), expm1(middle), expm1(max(high, middle + least[1]))]
