"""Back-test: whom a monitor would have called, had it asked for more or for less.

While detectors look, the strongest case each made for a call in an hour is kept as a `Peak`, also where it was too
weak to call anybody. So what another sensitivity would have done in the last months can be told at once, from the very
numbers that would have decided, long after the minutes themselves are gone. What was said first within an hour is not
kept, so a call may be told up to an hour later than it would have come. Start with `called`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

REST: Final = timedelta(hours=12)
"""After a call, what flares up belongs to the page that already went out: `watch` waits as long."""
GAP: Final = timedelta(hours=6)
"""What follows within this belongs to the same alert: `alert.grouping` joins as far."""


class Peak(msgspec.Struct, frozen=True):
    """The strongest case one detector made for a call within one hour."""

    monitor_id: UUID
    detector: str
    hour_at: datetime
    """Start of the hour."""
    at: datetime
    """End of its strongest bin."""
    since: datetime
    """Start of the unusual stretch that bin belongs to."""
    strength: float
    """As a multiple of what is asked by default."""
    observed: float
    usual: float


class Call(msgspec.Struct, frozen=True):
    """An alert that would have been raised."""

    at: datetime
    since: datetime
    until: datetime
    """End of the last hour that belongs to it."""
    strength: float
    """The strongest case for it."""
    detector: str
    """Whose case that was, with what it saw."""
    observed: float
    usual: float


def called(peaks: Iterable[Peak], asked: float) -> list[Call]:
    """The alerts of one monitor that these peaks would have raised, had `asked` been the strength from which it calls.

    >>> from datetime import UTC
    >>> hour = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> peak = Peak(UUID(int=1), "surge", hour, hour, hour, 0.8, 9.0, 2.0)
    >>> len(called([peak], 1.0)), len(called([peak], 0.7))
    (0, 1)
    """
    calls: list[Call] = []
    for peak in sorted(peaks, key=lambda each: (each.at, each.detector)):
        if peak.strength < asked:
            continue
        last = calls[-1] if calls else None
        if last is not None and (peak.at - last.at < REST or peak.since - GAP <= last.until):
            stronger = peak.strength > last.strength
            calls[-1] = msgspec.structs.replace(
                last,
                until=max(last.until, peak.at),
                strength=max(last.strength, peak.strength),
                detector=peak.detector if stronger else last.detector,
                observed=peak.observed if stronger else last.observed,
                usual=peak.usual if stronger else last.usual,
            )
        else:
            calls.append(Call(peak.at, peak.since, peak.at, peak.strength, peak.detector, peak.observed, peak.usual))
    return calls
