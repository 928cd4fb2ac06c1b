"""How often so many bring a story to a platform, and whether it has turned there: the sums of `cross_platform.py`."""

import math

import msgspec
import numpy as np

WEEK = 604_800.0


class Crossing(msgspec.Struct, array_like=True):
    """A story on its way into another platform."""

    begun: float
    home: str
    before: int
    """Accounts that had carried it at home, and"""
    early: int
    """here, when it began;"""
    meanwhile: int = 0
    """those that have at home since then, and"""
    count: int = 0
    """here."""
    told: int = 0
    """The carriers that were needed to tell it; 0 while it was not told."""


class Usual(msgspec.Struct, array_like=True):
    """What is known of stories of one kind that come to one platform; all of it fades."""

    at: float
    weeks: float = 0.0
    crossings: float = 0.0
    doublings: float = 0.0
    """How often these crossings doubled, one carrier being none."""


def fade(usual: Usual, at: float, half_life_weeks: float) -> None:
    """Let time pass."""
    past = (at - usual.at) / WEEK
    if past > 0:
        kept = 0.5 ** (past / half_life_weeks)
        usual.weeks = usual.weeks * kept + half_life_weeks / math.log(2) * (1 - kept)
        usual.crossings *= kept
        usual.doublings *= kept
        usual.at = at


def learn(usual: Usual, crossing: Crossing) -> None:
    """A crossing whose time is over; one that was told, only as large as was needed."""
    usual.crossings += 1
    usual.doublings += math.floor(math.log2(max(1, crossing.told or crossing.count)))


def expected(usual: Usual, count: float) -> float:
    """Crossings a week of so many carriers or more.

    >>> round(expected(Usual(at=0.0, weeks=8.0, crossings=4.0), 8), 4)
    0.0013
    """
    a_week = (usual.crossings + 0.5) / (usual.weeks + 2)
    doubles = (usual.doublings + 1) / (usual.doublings + usual.crossings + 3)
    return float(a_week * doubles ** math.log2(count))


def turned(crossing: Crossing, weighs: float, here: float, home: float) -> float:
    """The chance that as many of a story's accounts or more come here, if its mix had stayed what it was.

    >>> even = Crossing(0.0, "forum", before=8, early=0, meanwhile=2, count=6)
    >>> round(turned(even, 4.0, here=1.0, home=1.0), 3), round(turned(even, 4.0, here=1.0, home=19.0), 5)
    (0.006, 6e-05)
    """
    share = here / (here + home)
    ours, theirs = weighs * share + crossing.early, weighs * (1 - share) + crossing.before
    most = crossing.count + crossing.meanwhile
    fewer = np.arange(crossing.count, most)  # from each number that may come to the next: all at once, however many
    steps = np.log((most - fewer) / (fewer + 1) * (fewer + ours) / (most - fewer - 1 + theirs))
    ways = math.lgamma(most + 1) - math.lgamma(crossing.count + 1) - math.lgamma(crossing.meanwhile + 1)
    both = _log_beta(crossing.count + ours, crossing.meanwhile + theirs) - _log_beta(ours, theirs)
    return min(1.0, float(np.exp(ways + both + np.concatenate(([0.0], np.cumsum(steps)))).sum()))


def _log_beta(one: float, other: float) -> float:
    return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)
