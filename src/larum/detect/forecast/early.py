"""What the first minutes of a spread look like, in numbers that mean the same at any pace and after any time.

Nothing here is fitted but the hours of two waking days. All shapes are relative to the time observed and the number
seen, so that what was learned from one platform after an hour says something of another after ten minutes.
"""

from math import log, pi
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_PARTS: Final = (1 / 60, 1 / 30, 1 / 15, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 15 / 16)
"""Shares of the time observed at which the curve is read."""
_MARKS: Final = (60.0, 120.0, 300.0, 600.0, 1800.0)
"""Seconds after the root at which the curve is read on the clock, too: people's memory does not scale."""
_QUANTILES: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9)
_NTH: Final = (2, 3, 5, 10, 20)
_LAST: Final = (3, 5, 10, 20)
_KERNELS: Final = ((60.0, 0.25), (300.0, 0.25), (300.0, 0.5), (300.0, 1.0), (1800.0, 1.0))
"""Memory of a post: flat for so many seconds, then a power law of that exponent (SEISMIC, Zhao et al., KDD 2015)."""
_SLICES: Final = 60
_DAY: Final = 86400.0
_HOUR: Final = 3600.0
_WAKING: Final = {
    "east": (1.97, 2.24, 1.87, 1.63, 1.48, 1.32, 1.08, 0.97, 0.90, 0.81, 0.80, 0.91,
             0.95, 1.03, 1.28, 1.31, 0.60, 0.46, 0.24, 0.17, 0.13, 0.19, 0.50, 1.15),
    "west": (1.19, 1.22, 1.11, 0.94, 1.05, 0.92, 0.78, 0.69, 0.57, 0.58, 0.64, 0.90,
             1.00, 1.25, 1.27, 1.28, 1.18, 1.28, 1.11, 1.11, 0.94, 0.93, 0.93, 1.14),
}  # fmt: skip
"""How busy each hour of the world's clock is, 1 on average, from midnight UTC: reposts aged an hour to a day, of the
earliest 36 % of Weibo and of Twitter15/16 (`waking` in `training/train_cascades.py`). By such a clock nights are short,
and a spread that only sleeps has not ended."""
_CLOCKS: Final = tuple(
    np.concatenate([[0.0], np.cumsum(np.array(hours) / sum(hours) * _DAY)]) for hours in _WAKING.values()
)
"""Waking seconds since midnight at each full hour."""
_STARTS: Final[Floats] = np.array([30.0, 120.0, 300.0, 900.0, 2700.0, 7200.0])
_POWERS: Final[Floats] = np.array([[0.6], [0.8], [1.0 + 1e-6], [1.2], [1.4], [1.7], [2.0], [2.5]])
"""Of the decays (age + start) ** -power held against what came. A power of 1 would need a formula of its own."""
_REST: Final = 1 - _POWERS
_BEFORE: Final = _STARTS**_REST
_WORTH: Final = 25
"""Reposts come in clumps: however many were seen, they tell no more of the decay than so many apart would."""
_ENOUGH: Final = 1000
"""Posts by which a decay is told; of more, so many evenly taken."""


def _names() -> tuple[str, ...]:
    return (
        "observed", "ahead", "seen", "sin now", "cos now", "sin 2 now", "cos 2 now", "sin then", "cos then",
        *(f"part {part:.3f}" for part in _PARTS), *(f"mark {mark:.0f}" for mark in _MARKS),
        *(f"quantile {share}" for share in _QUANTILES), *(f"time of {nth}" for nth in _NTH),
        "silence", *(f"pace of last {last}" for last in _LAST), "mean log time",
        "half", "quarter", "eighth", "turn", "late turn",
        "ties", "near ties", "largest tie", "first tie",
        "gap spread", "gap", "burst", "burst age", "longest gap", "longest gap age", "lumps",
        *(f"{what} {flat:.0f} {power}" for flat, power in _KERNELS for what in ("used", "left", "grown")),
        *(f"decay {what} {clock}" for clock in ("plain", *_WAKING) for what in ("grows", "unsure", "power", "start")),
        *(f"awake {when} {clock}" for clock in _WAKING for when in ("now", "ahead")),
    )  # fmt: skip


NAMES: Final = _names()
"""One name per number, in order."""


def early(times: Floats, posted_at: float, observed_for: float, horizon: float) -> Floats:
    """The numbers of `NAMES`, all finite.

    `times` are seconds after the root, sorted, the root's own 0 first, none later than `observed_for`. `posted_at` is
    seconds since 1970, or NaN where nobody knows; then the time of day is the mean of all.

    >>> bool(np.isfinite(early(np.zeros(1), float("nan"), 900, 86400)).all())
    True
    """
    hours = _hours(posted_at, observed_for, horizon, times.size)
    kernels, decays = _memory(times, observed_for, horizon), _decays(times, posted_at, observed_for, horizon)
    return np.concatenate([hours, _shape(times, observed_for), kernels, decays])


def _shape(times: Floats, observed_for: float) -> Floats:
    seen, later = times.size, times[1:] if times.size > 1 else np.array([observed_for])
    counts = np.maximum(np.searchsorted(times, np.array(_PARTS) * observed_for, side="right"), 1)
    marks = np.maximum(np.searchsorted(times, np.minimum(_MARKS, observed_for), side="right"), 1)
    nth = [np.log1p(times[k - 1] if seen >= k else observed_for) for k in _NTH]
    pace = [log((observed_for - times[-k]) / k * seen / observed_for + 1e-3) if seen >= k else 0.0 for k in _LAST]
    edges = np.searchsorted(times, np.array([0.5, 0.75, 0.8, 0.875, 0.9]) * observed_for, side="right")
    half, quarter, fifth, eighth, tenth = (float(seen - edge) for edge in edges)
    recent = [log((got + 0.5) / seen / share) for got, share in ((half, 0.5), (quarter, 0.25), (eighth, 0.125))]
    turns = [log((quarter + 1) / (half - quarter + 1)), log((tenth + 1) / (fifth - tenth + 1))]
    return np.array([
        *np.log(seen / counts), *np.log(marks), *np.quantile(later, _QUANTILES) / observed_for, *nth,
        (observed_for - times[-1]) / observed_for, *pace, float(np.log1p(later).mean()) - log(observed_for),
        *recent, *turns, *_grain(times), *_rhythm(times, observed_for),
    ])  # fmt: skip


def _grain(times: Floats) -> list[float]:
    """How coarse the clock is, and how much arrives at one instant: by this a platform is told, without its name."""
    if times.size < 3:
        return [0.0, 0.0, 0.0, 0.0]
    gaps = np.diff(times)
    starts = np.concatenate([[0], np.flatnonzero(gaps) + 1, [times.size]])
    first = np.searchsorted(times, times[1], side="right") - np.searchsorted(times, times[1], side="left")
    return [float((gaps == 0).mean()), float((gaps <= 1).mean()),
            float(np.diff(starts).max()) / times.size, float(first) / times.size]  # fmt: skip


def _rhythm(times: Floats, observed_for: float) -> list[float]:
    if times.size < 4:
        return [1.0, log(observed_for), 0.0, 1.0, 1.0, 1.0, 0.0]
    gaps = np.diff(times)
    apart = gaps[gaps > 0] if (gaps > 0).any() else np.array([observed_for])
    slices = np.bincount((times / observed_for * _SLICES).astype(np.intp).clip(0, _SLICES - 1), minlength=_SLICES)
    top, widest = int(slices.argmax()), int(gaps.argmax())
    return [float(np.log(apart).std()), log(float(np.median(apart))),
            float(slices[top]) / times.size, 1 - top / _SLICES,
            float(gaps[widest]) / observed_for, (observed_for - float(times[widest + 1])) / observed_for,
            log(float(slices.var() / slices.mean()) + 0.01)]  # fmt: skip


def _hours(posted_at: float, observed_for: float, horizon: float, seen: int) -> Floats:
    """When it is on the clock of the world, now and half-way to the horizon: a post at night sleeps."""
    fixed = [log(observed_for), log(horizon / observed_for), log(seen)]
    if not np.isfinite(posted_at):
        return np.array([*fixed, *[0.0] * 6])
    now, then = (2 * pi * ((posted_at + after) % _DAY) / _DAY for after in (observed_for, (observed_for + horizon) / 2))
    return np.array([*fixed, np.sin(now), np.cos(now), np.sin(2 * now), np.cos(2 * now), np.sin(then), np.cos(then)])


def _memory(times: Floats, observed_for: float, horizon: float) -> Floats:
    """Per kernel: how much of the posts' memory is used, how much is left, and the size if the rest is used as well."""
    found: list[float] = []
    seen, since, until = times.size, observed_for - times, horizon - times
    for flat, power in _KERNELS:
        now, then = _forgetting(since, flat, power), _forgetting(until, flat, power)
        used, left = float((1 - now).sum()), float((now - then).sum())
        found += [log(seen / (used + 0.1)), log(left / seen + 1e-3), log(1 + (seen - 1) / (used + 0.1) * left / seen)]
    return np.array(found)


def _forgetting(age: Floats, flat: float, power: float) -> Floats:
    """Share of a post's memory that lies beyond this age."""
    whole = flat + flat / power
    return np.where(age <= flat, 1 - age / whole, flat / power * (np.maximum(age, flat) / flat) ** -power / whole)


def _decays(times: Floats, posted_at: float, observed_for: float, horizon: float) -> list[float]:
    """By each clock: what decays that fit what came say of the rest; then waking time so far and ahead."""
    some = times[:: -(-times.size // _ENOUGH)]
    fitted, awake = _decay(some, times.size, observed_for, horizon), list[float]()
    for clock in _CLOCKS:
        told = np.concatenate([some, [observed_for, horizon]])
        if np.isfinite(posted_at):
            told = _awake(clock, posted_at % _DAY, told)
        now = max(float(told[-2]), 1.0)
        then = max(float(told[-1]), now)
        fitted += _decay(told[:-2], times.size, now, then)
        awake += [log(now / observed_for), log(then / now)]
    return fitted + awake


def _awake(clock: Floats, begun: float, after: Floats) -> Floats:
    """Waking seconds from so many seconds after midnight until so many later."""
    days, rest = np.divmod(np.concatenate([[0.0], after]) + begun, _DAY)
    told = days * _DAY + np.interp(rest, np.arange(25) * _HOUR, clock)
    return np.asarray(told[1:] - told[0])


def _decay(ages: Floats, seen: int, now: float, then: float) -> list[float]:
    """Growth a power-law decay foretells, on average over decays by how well they fit, and how they differ."""
    so_far, in_all = (((until + _STARTS) ** _REST - _BEFORE) / _REST for until in (now, then))
    late = np.log(ages[:, None] + _STARTS).mean(axis=0)
    fits = -min(seen, _WORTH) * (_POWERS * late + np.log(so_far))
    share = np.exp(fits - fits.max())
    share /= share.sum()
    grown = np.log(in_all / so_far)
    middle = float((share * grown).sum())
    unsure = float((share * (grown - middle) ** 2).sum()) ** 0.5
    return [middle, unsure, float(share.sum(axis=1) @ _POWERS[:, 0]), float(share.sum(axis=0) @ np.log(_STARTS))]
