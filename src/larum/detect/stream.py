"""Counts that come as rows of a file, judged as if they came in live: the machine behind `larum judge counts`."""

from typing import Final, NamedTuple
from uuid import UUID

import numpy as np

from larum.detect.contract import Bins, OutOfOrder
from larum.detect.records import Signal
from larum.detect.surge import SurgeState, detector
from larum.detect.watch import grow

KEPT: Final = 2000
"""Rows kept to begin anew where the first two rows suggested bins wider than they are."""
MOST: Final = 1e12
"""More than everybody together could post within a bin: such a count is a slip, and would outshine all that follows."""
ASKED: Final = 0.45
"""Strength from which a page goes out unless told otherwise: in the simulated quiet life (`benchmarks/quiet_world.py`,
plain counts, campaigns and bots among them) a surge this strong comes for nothing 0.043 times a day, a little more than
once a month: 0.045 to 0.070 at any volume from 0.1 to 1,000 mentions an hour, 0.006 below. A monitor of the product
asks for 1 unless told otherwise, and calls sixty times more rarely for nothing, and later."""
_STREAM: Final = UUID(int=0)


class Judged(NamedTuple):
    """What is said of one row."""

    score: float
    page: bool


class CountStream:
    """Judges counts in order. How wide a bin is shows in the rows: the smallest step between two of them so far, if it
    came twice, for one row alone may have been moved.

    >>> stream = CountStream()
    >>> [stream.judge(minute * 60.0, 3.0).page for minute in range(3)]
    [False, False, False]
    """

    def __init__(self, asked: float = ASKED) -> None:
        self._asked = asked
        self._width: float | None = None
        self._shorter = 0.0
        self._kept: list[tuple[float, float]] = []
        self._last: float | None = None
        self._state: SurgeState | None = None
        self._episode: Signal | None = None

    def judge(self, start: float, count: float) -> Judged:
        """Take the next row, by its start in seconds since 1970. Refuses one that does not come after the last.

        Nothing is made of a count above `MOST`.
        """
        if self._last is not None and start <= self._last:
            raise OutOfOrder(start=start, reached=self._last)
        step = None if self._last is None else start - self._last
        self._last = start
        if count > MOST:
            return Judged(0.0, False)
        if len(self._kept) < KEPT:
            self._kept.append((start, count))
        if step is None:
            return Judged(0.0, False)  # how wide this bin is, the next row will tell
        if self._width is None:
            self._begin_anew(step)
        elif step < self._width * 0.99 and len(self._kept) < KEPT:
            if abs(step - self._shorter) < step * 0.01:
                self._begin_anew(min(step, self._shorter))
            self._shorter = step
        return self._take(self._width or step, start, count)

    def _begin_anew(self, width: float) -> None:
        """Bins are this wide: what came so far is read again."""
        self._width = width
        self._state, self._episode = None, None
        for earlier in self._kept[:-1]:
            self._take(width, *earlier)

    def _take(self, width: float, start: float, count: float) -> Judged:
        state = self._state = self._state or detector.start(1, width)
        # Past the first rows a shorter step (a clock put right, a row moved) shortens the bin before it, not all bins.
        here = Bins(max(start, state.spans.reached), width, np.array([count]))
        evidence = detector.step(state, here)
        score = float(evidence.score[0])
        if not (evidence.strength[0] >= self._asked or evidence.unusual[0]):
            return Judged(score, False)
        grown = grow(detector, _STREAM, self._episode, here, evidence, 0, self._asked)
        page = grown is not None and (self._episode is None or grown.id != self._episode.id)
        self._episode = grown or self._episode
        return Judged(score, page)
