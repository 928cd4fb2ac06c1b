"""Which signals are one alert: one crisis is one alert, however many monitors and detectors see it.

Signals of one brand belong together where their episodes overlap or follow each other within `GAP`. An alert nobody
works on closes itself when nothing unusual has come for `QUIET`.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from larum.detect.records import Signal

GAP: Final = timedelta(hours=6)
"""A crisis that pauses for lunch, or for the night of one continent, is the same crisis."""
QUIET: Final = timedelta(hours=6)
"""Without anything unusual for this long, an alert that nobody works on has ended."""


class Stretch(NamedTuple):
    """The time an alert covers so far."""

    begun_at: datetime
    until: datetime

    def takes(self, signal: Signal) -> bool:
        """True where this signal belongs to the alert that covers this stretch."""
        return signal.begun_at - GAP <= self.until and self.begun_at <= signal.until + GAP

    def with_(self, signal: Signal) -> "Stretch":
        """The stretch, the signal's own included."""
        return Stretch(min(self.begun_at, signal.begun_at), max(self.until, signal.until))


def group(signals: Iterable[Signal], brand_of: Callable[[Signal], Hashable]) -> list[list[Signal]]:
    """Signals that are one alert, earliest alert and earliest signal first, whatever order they come in."""
    groups: list[tuple[Hashable, Stretch, list[Signal]]] = []
    for signal in sorted(signals, key=lambda each: (each.begun_at, each.fired_at, each.until, str(each.id))):
        brand = brand_of(signal)
        for index, (whose, stretch, members) in enumerate(groups):
            if whose == brand and stretch.takes(signal):
                members.append(signal)
                groups[index] = (whose, stretch.with_(signal), members)
                break
        else:
            groups.append((brand, Stretch(signal.begun_at, signal.until), [signal]))
    return [members for _, _, members in groups]


def gravest(signals: Sequence[Signal]) -> Signal:
    """The signal whose evidence weighs most: what an alert shows first."""
    return max(signals, key=lambda each: (each.score, each.observed / max(each.usual, 1.0), each.detector))


def falls_quiet_at(until: datetime) -> datetime:
    """When an alert whose last unusual bin ended then closes itself, if nobody works on it."""
    return until + QUIET
