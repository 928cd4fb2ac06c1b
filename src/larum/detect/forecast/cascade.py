"""How large one post's spread will be, from its first minutes.

What was learned gives a whole distribution of the size at the horizon. Said are the size that errs least (the one
around which half of the distribution lies closest, in shares of the truth: errors of a forecast are felt in shares, and
spreads are skewed, so neither mean nor median is it), and the shortest range that holds the truth four times out of
five.
"""

from collections.abc import Sequence
from math import log1p
from typing import Final

import msgspec
import numpy as np

from larum.detect.forecast.early import NAMES, Floats, early
from larum.detect.forecast.learned import EDGES, Learned, learned

ENOUGH: Final = 10
"""Posts from which what was learned holds. The spreads learned from all grew large later; most that have fewer posts
than this stay where they are, so the growth said shrinks to none at a single post, and the range begins there."""
_STEP, _MARGIN = 0.005, 200
_GRID: Final[Floats] = np.arange(-_MARGIN, round(7 / _STEP) + _MARGIN, dtype=np.float64) * _STEP
"""Growths at which the distribution is read: what can be said, and a margin on either side of it."""
_CLOSENESS: Final = [float(each) for each in np.geomspace(0.02, 0.6, 24)]
"""Errors tried, as shares of the truth, the smallest first."""
_HALF: Final = 0.5
_AS_GOOD: Final = 0.995
"""Of growths as good as this beside the best, the middle is said: a flat top has no peak."""
_STARTS: Final = 81
_LEAST_MASS, _MOST_MASS = 0.5, 0.95
_OBSERVED: Final = NAMES.index("observed")


class Spread(msgspec.Struct, frozen=True):
    """Size of a spread at the horizon, its root counted; the true size lies within four times out of five."""

    predicted: float
    low80: float
    high80: float


def spread(times: Sequence[float] | Floats, posted_at: float, observed_for: float, horizon: float) -> Spread:
    """Forecast from what came in `observed_for` seconds; whatever is later is not looked at.

    `times` are seconds after the root, in any order; before it (negative) and no number (NaN) are dropped, and the root
    is added where its own 0 is missing. `posted_at`, seconds since 1970, tells whether people sleep; NaN where unknown.
    Pure; the same twice.

    >>> said = spread([0, 20, 31, 55, 90, 200, 260, 400, 610, 800, 880], 1356998400, 900, 86400)
    >>> 11 <= said.low80 <= said.predicted <= said.high80
    True
    """
    known = np.asarray(times, np.float64)
    known = np.sort(known[(known >= 0) & (known <= observed_for)])
    if not known.size or known[0] > 0:
        known = np.concatenate([[0.0], known])
    if horizon <= observed_for:
        size = float(np.searchsorted(known, horizon, side="right"))
        return Spread(size, size, size)
    model = learned()
    told = early(known, posted_at, observed_for, horizon)
    density = model.density(told)
    low, high = ranged(density, told, model)
    likely = closest(density)
    if known.size < ENOUGH:
        low, likely = 0.0, likely * float(np.log(known.size) / np.log(ENOUGH))
    likely = min(max(likely, low), high)
    return Spread(*(known.size * float(np.exp(each)) for each in (likely, low, high)))


def closest(density: Floats) -> float:
    """The growth whose median error is least: half of the distribution lies within a share of the truth that is smaller
    than for any other."""
    below = np.interp(_GRID, EDGES, np.concatenate([[0.0], np.cumsum(density)]))
    said, held = _GRID[_MARGIN:-_MARGIN], below
    for within in _CLOSENESS:
        up, down = round(-log1p(-within) / _STEP), round(log1p(within) / _STEP)
        held = below[_MARGIN + up : below.size - _MARGIN + up] - below[_MARGIN - down : -_MARGIN - down]
        if held.max() >= _HALF:
            break
    return float(said[held >= _AS_GOOD * held.max()].mean())


def ranged(density: Floats, told: Floats, model: Learned) -> tuple[float, float]:
    """The shortest range that held four truths in five: as much of the distribution as was needed in circumstances
    like these."""
    needed = float(circumstances(told, model) @ model.mass)
    return shortest(density, min(max(needed, _LEAST_MASS), _MOST_MASS))


def circumstances(told: Floats, model: Learned) -> Floats:
    """What the mass needed depends on: which kind of platform it looks like, the time observed, and both."""
    kind = model.kind(told)
    observed = float(np.clip(told[_OBSERVED] - np.log(1800), -np.log(2), np.log(2)))
    return np.array([1.0, kind, observed, kind * observed])


def shortest(density: Floats, mass: float) -> tuple[float, float]:
    """The bounds of growth closest to each other that hold this much of the distribution."""
    below = np.concatenate([[0.0], np.cumsum(density)])
    starts = np.linspace(0, 1 - mass, _STARTS)
    low, high = np.interp(starts, below, EDGES), np.interp(starts + mass, below, EDGES)
    best = int((np.exp(high) - np.exp(low)).argmin())
    return float(low[best]), float(high[best])
