"""What is known of each source by listening to it, and what the next minutes tell. Pure.

`listen` starts where it stopped. It tells silence from our own deafness: where nobody listened for a while, because
Larum stood still, or the source was paused or failing, nothing is learnt of that time and no gap reaches over it.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
import numpy as np

from larum.detect.contract import Bins, Floats
from larum.detect.silence import HISTORY, SilenceState, of_sources
from larum.detect.state import join, pick

WIDTH: Final = 300.0
"""Seconds of a bin, and between two looks."""
DEAF: Final = 1_200.0
"""Seconds without a look from which nobody can say that nothing came."""


class Ear(msgspec.Struct, frozen=True):
    """Where listening to one source stands."""

    heard_until: float
    """In seconds since 1970, a whole number of bins."""
    news: int
    """New posts that ever came up to then."""
    memory: SilenceState
    """What was usual when something last came: a gap teaches nothing while it goes on."""


class Heard(NamedTuple):
    """What a look at one source gave."""

    ear: Ear
    came: bool
    """Something came since the last look."""
    silent: bool
    """It has never been silent for so long."""
    missing: float
    """Posts that are usual in the time since the last one."""


def listen(ears: Mapping[UUID, Ear], news: Mapping[UUID, int], told: Container[UUID], now: float) -> dict[UUID, Heard]:
    """Look at sources that are read.

    `news` is how many new posts ever came from each; `told` are those whose silence was told: it teaches nothing.
    """
    upto = now // WIDTH * WIDTH
    found, spoke, quiet = dict[UUID, Heard](), dict[UUID, Ear](), dict[UUID, Ear]()
    for id, total in news.items():
        ear = ears.get(id)
        if ear is None:
            found[id] = Heard(Ear(upto, total, of_sources.start(1, WIDTH)), came=False, silent=False, missing=0.0)
        elif upto > ear.heard_until + DEAF:
            memory = _waited(ear.memory, ear.heard_until, id in told)
            of_sources.wake(memory, upto)
            found[id] = Heard(Ear(upto, total, memory), total > ear.news, silent=False, missing=0.0)
        elif upto > ear.heard_until:
            (spoke if total > ear.news else quiet)[id] = ear
    came = np.array([float(news[id] - ear.news) for id, ear in spoke.items()])
    memories = [_waited(ear.memory, upto - WIDTH, id in told) for id, ear in spoke.items()]
    learnt = _learnt(memories, came, upto) if memories else []
    for id, memory in zip(spoke, learnt, strict=True):
        found[id] = Heard(Ear(upto, news[id], memory), came=True, silent=False, missing=0.0)
    return found | (_weighed(quiet, upto) if quiet else {})


def _waited(memory: SilenceState, until: float, told: bool) -> SilenceState:
    """The time in which we listened and nothing came; of a silence that was told, nothing is learnt."""
    if memory.reached and not told:
        of_sources.idle(memory, memory.reached, until)
    memory.reached = until
    return memory


def _learnt(memories: Sequence[SilenceState], came: Floats, upto: float) -> list[SilenceState]:
    """Sources from which something came, side by side."""
    together = join(memories)
    of_sources.step(together, Bins(upto - WIDTH, WIDTH, came))
    return [pick(together, [row]) for row in range(len(memories))]


def _weighed(ears: Mapping[UUID, Ear], upto: float) -> dict[UUID, Heard]:
    """Sources from which nothing came, side by side."""
    together = join([ear.memory for ear in ears.values()])
    known = np.flatnonzero((together.baseline.history >= HISTORY) & ~np.isnan(together.heard))
    case = of_sources.weigh(together, known, upto)
    strength, missing = np.zeros(len(ears)), np.zeros(len(ears))
    strength[known], missing[known] = case.strength, case.missing
    return {
        id: Heard(
            Ear(upto, ear.news, ear.memory), came=False, silent=bool(strength[row] >= 1), missing=float(missing[row])
        )
        for row, (id, ear) in enumerate(ears.items())
    }
