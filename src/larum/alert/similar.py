"""Which earlier cases of a brand are like this one: by what was told, by who noticed, by size. Pure.

Likeness is a plain sum that can be said aloud: words of the story in common count double, then the same detectors, a
severity that is near, and a size within ten times. Nothing is learnt, so a brand with two past alerts gets an answer.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import log10
from typing import Final
from uuid import UUID

import msgspec

ALIKE: Final = 2.4
"""Of five, from which a case is shown: words in common, or all else alike."""
WORDS: Final = 3
"""Words in common from which more say nothing."""
EVERYWHERE: Final = 0.5
"""A word that this share of the cases has in common is the brand's own, and tells none of them apart."""


class Case(msgspec.Struct, frozen=True):
    """An alert as it is compared."""

    alert_id: UUID
    begun_at: datetime
    severity: int
    observed: float
    usual: float
    detectors: frozenset[str]
    words: frozenset[str]
    """What the stories that began with it are about."""
    verdict: str = ""
    incident_id: UUID | None = None


class Alike(msgspec.Struct, frozen=True):
    """An earlier case that is like this one, and why."""

    case: Case
    likeness: float
    """0 to 5."""
    shared: tuple[str, ...]
    """Words of the story in common."""
    first_day: int = 0
    """Mentions in the 24 hours after it began: what became of it."""


def alike(this: Case, earlier: Sequence[Case], most: int = 3) -> tuple[Alike, ...]:
    """The earlier cases most like this one, the most alike first; none where none is.

    >>> from datetime import UTC
    >>> then = datetime(2026, 3, 2, tzinfo=UTC)
    >>> glass = Case(UUID(int=1), then, 2, 90, 3, frozenset({"surge"}), frozenset({"glass", "bread", "batch"}))
    >>> moth = Case(UUID(int=2), then, 4, 8, 3, frozenset({"swell"}), frozenset({"moth"}))
    >>> [found.case.alert_id.int for found in alike(glass, [moth, glass])]
    [1]
    """
    told = Counter(word for case in earlier for word in case.words)
    common = {word for word, cases in told.items() if len(earlier) > WORDS and cases > EVERYWHERE * len(earlier)}
    found = []
    for case in earlier:
        shared = (this.words & case.words) - common
        parts = (
            2 * min(len(shared), WORDS) / WORDS,
            len(this.detectors & case.detectors) / max(1, len(this.detectors | case.detectors)),
            1 - abs(this.severity - case.severity) / 3,
            max(0.0, 1 - abs(log10((this.observed + 1) / (case.observed + 1)))),
        )
        found.append(Alike(case, sum(parts), tuple(sorted(shared))))
    found = [each for each in found if each.likeness >= ALIKE]
    return tuple(sorted(found, key=lambda each: (-each.likeness, -each.case.begun_at.timestamp()))[:most])
