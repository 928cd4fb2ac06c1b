"""Season: while something is planned or a public holiday is kept, more has to happen before volume alone calls. Pure.

A campaign that goes well makes people talk, and nobody should be woken for it: detectors of volume ask for three times
as strong a case while it is on and `AFTER` it. On a public holiday the hour of the week is no guide to what is usual,
so they ask for half as much again. Detectors of anger are left as they are: a campaign that goes wrong is seen.

Other regularities need nobody's word: each detector learns the hour of the week by itself. Start with `asked_at`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec
import numpy as np

from larum.detect.contract import Floats

Code = Literal["planned_event", "public_holiday"]

VOLUME: Final = frozenset({"surge", "swell", "reach_jump", "cross_platform", "new_story", "coordination", "dormant"})
"""Detectors that hear how much is said, what is new and how far it goes, not how it is meant."""
TIMES: Final[dict[Code, float]] = {"planned_event": 3.0, "public_holiday": 1.5}
"""How many times as strong a case they ask for meanwhile."""
AFTER: Final[dict[Code, timedelta]] = {"planned_event": timedelta(hours=2), "public_holiday": timedelta(0)}
"""How long people go on talking when it is over."""
SPAN: Final[dict[str, timedelta]] = {"swell": timedelta(hours=24)}
"""What a detector looks back over at once, where that is longer: what was planned is in its count until then."""
LONGEST: Final = max((*AFTER.values(), *SPAN.values()))
"""For how long after it was over anything still counts."""


class Stretch(msgspec.Struct, frozen=True):
    """A time that is unlike others, for a reason that was known before."""

    code: Code
    since: float
    """Seconds since 1970, as in `Bins`."""
    until: float

    def holds(self, at: float, more: timedelta = timedelta(0)) -> bool:
        """Whether it is on at an instant, or was not long before."""
        return self.since < at <= self.until + max(AFTER[self.code], more).total_seconds()


Season = tuple[Stretch, ...]
"""Everything unlike other times that a monitor's brand knows of."""


def stretches(code: Code, spans: Iterable[tuple[datetime, datetime]]) -> Season:
    """Spans of time as stretches of one kind."""
    return tuple(Stretch(code, since.timestamp(), until.timestamp()) for since, until in spans)


def asked_at(detector: str, at: float, season: Sequence[Stretch]) -> float:
    """How many times as strong a case as otherwise a detector must make for a call at this instant.

    >>> spring_sale = (Stretch("planned_event", 0.0, 86_400.0),)
    >>> asked_at("surge", 3600.0, spring_sale), asked_at("negative_surge", 3600.0, spring_sale)
    (3.0, 1.0)
    >>> asked_at("surge", 86_400.0 + 3 * 3600.0, spring_sale)
    1.0
    """
    if detector not in VOLUME:
        return 1.0
    span = SPAN.get(detector, timedelta(0))
    return max((TIMES[one.code] for one in season if one.holds(at, span)), default=1.0)


def asked_of_all(detector: str, at: float, seasons: Sequence[Season]) -> Floats:
    """The same for many monitors, a row each."""
    return np.array([asked_at(detector, at, season) for season in seasons])


def caveats_at(at: float, season: Sequence[Stretch]) -> tuple[Code, ...]:
    """What a reader of a signal should know about this instant."""
    return tuple(sorted({one.code for one in season if one.holds(at)}))
