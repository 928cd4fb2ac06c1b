"""Sensitivity: how often a monitor may call for nothing, turned into how strong a case must be before it calls.

People choose a wish: at most one false alarm a month, a week or a day. What it asks for is a strength, as a multiple of
what is asked by default. Two things are known about how many calls a strength brings: what a thousand simulated quiet
monitors brought (`benchmarks/quiet_life.py`), and what this monitor's own past would have brought (`backtest.py`). They
are weighed as in a Poisson count with a conjugate gamma prior: the simulation counts as `PRIOR` of watching, so a young
monitor goes by the simulation and an old one by itself. Calls that people said were right are no false alarms.

"A month" never asks for less than the default, which in the simulation calls far more rarely than that; choosing more
calls is choosing to hear of smaller things earlier.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log
from typing import Final, Literal, get_args

import msgspec

from larum.detect.backtest import Call, Peak, called

Wish = Literal["month", "week", "day"]
WISHES: Final[tuple[Wish, ...]] = get_args(Wish)
OFTEN: Final[dict[Wish, timedelta]] = {
    "month": timedelta(days=30),
    "week": timedelta(days=7),
    "day": timedelta(days=1),
}
"""From one false alarm to the next, at most so often."""
DEFAULT: Final = 1.0
"""Strength asked for where nobody has said anything."""
LEAST: Final = 0.4
MOST: Final = 4.0
"""However noisy a monitor is: four times the default is a storm, and a storm is always told."""
STEP: Final = 1.05
"""Asked strengths are tried in steps of a twentieth."""
PRIOR: Final = timedelta(days=28)
"""How much watching the simulation counts for."""
LOOKED_BACK: Final = timedelta(days=90)
"""How far back a monitor's own past says something about what is to come."""
QUIET_LIFE: Final = (
    (0.4, 0.25), (0.5, 0.14), (0.6, 0.063), (0.7, 0.026), (0.8, 0.01), (0.9, 0.0034), (1.0, 0.001), (1.25, 0.00012),
    (1.5, 0.000039), (4.0, 0.00001),
)  # fmt: skip
"""Calls per monitor and day in the simulated quiet life, by the strength asked for; from its third week on."""


class Calibration(msgspec.Struct, frozen=True):
    """What a wish comes to for one monitor."""

    wish: Wish
    asked: float
    """Strength from which it calls."""
    expected: float
    """False alarms a month to be expected, the simulation and its own past together."""
    own: float
    """How much its own past counted, 0 to 1."""


def calibrate(
    wish: Wish, peaks: Sequence[Peak], watched: timedelta, right: Sequence[tuple[datetime, datetime]] = ()
) -> Calibration:
    """The least strength that keeps the wish, from what a monitor's past would have brought.

    `peaks` are those of the last `watched`; `right` are the stretches of alerts that people said were no false alarms.

    >>> calibrate("month", [], timedelta(0)).asked
    1.0
    """
    allowed = 1 / (OFTEN[wish] / timedelta(days=1))
    asked = DEFAULT if wish == "month" else LEAST
    rate = _rate(asked, peaks, watched, right)
    while rate > allowed and asked < MOST:
        asked = min(MOST, asked * STEP)
        rate = _rate(asked, peaks, watched, right)
    return Calibration(wish, round(asked, 2), rate * 30, watched / (watched + PRIOR))


def false_alarms(calls: Sequence[Call], right: Sequence[tuple[datetime, datetime]]) -> list[Call]:
    """The calls that lie in no stretch that was right."""
    return [call for call in calls if not any(since <= call.until and call.since <= until for since, until in right)]


def quiet_rate(asked: float) -> float:
    """Calls a day of a simulated quiet monitor that asks for this strength; on logs, straight between the measured.

    >>> round(quiet_rate(1.0), 6) == dict(QUIET_LIFE)[1.0]
    True
    """
    points = QUIET_LIFE
    if asked <= points[0][0]:
        return points[0][1]
    for (weak, often), (strong, rarely) in pairwise(points):
        if asked <= strong:
            part = log(asked / weak) / log(strong / weak)
            return exp(log(often) + part * log(rarely / often))
    return points[-1][1]


def _rate(asked: float, peaks: Sequence[Peak], watched: timedelta, right: Sequence[tuple[datetime, datetime]]) -> float:
    """False alarms a day to be expected."""
    seen = len(false_alarms(called(peaks, asked), right))
    days, prior = watched / timedelta(days=1), PRIOR / timedelta(days=1)
    return (quiet_rate(asked) * prior + seen) / (prior + days)
