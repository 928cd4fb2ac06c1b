"""Counts that come as rows of a file, judged as if they came in live: the machine behind `larum judge counts`."""

from math import isfinite
from typing import Final, NamedTuple
from uuid import UUID

from larum.detect.contract import Bin, OutOfOrder
from larum.detect.records import Signal
from larum.detect.surge import SurgeState, detector
from larum.detect.watch import grow

KEPT: Final = 2000
"""Rows kept to begin anew where the first two rows suggested bins wider than they are."""
_STREAM: Final = UUID(int=0)


class Judged(NamedTuple):
    """What is said of one row."""

    score: float
    page: bool


class CountStream:
    """Judges counts in order. How wide a bin is shows in the rows: the smallest step between two of them so far.

    >>> stream = CountStream()
    >>> [stream.judge(minute * 60.0, 3.0).page for minute in range(3)]
    [False, False, False]
    """

    def __init__(self) -> None:
        self._width: float | None = None
        self._kept: list[tuple[float, float]] = []
        self._last: float | None = None
        self._begin()

    def judge(self, start: float, count: float) -> Judged:
        """Take the next row, by its start in seconds since 1970. Refuses one that does not come after the last."""
        if self._last is not None and start <= self._last:
            raise OutOfOrder(start=start, reached=self._last)
        step = None if self._last is None else start - self._last
        self._last = start
        if len(self._kept) < KEPT:
            self._kept.append((start, count))
        if step is None:
            return Judged(0.0, False)  # how wide this bin is, the next row will tell
        if self._width is None or (step < self._width * 0.99 and len(self._kept) < KEPT):
            self._width = step
            self._begin()
            for earlier in self._kept[:-1]:
                self._take(*earlier)
        return self._take(start, count)

    def _begin(self) -> None:
        self._state: SurgeState = detector.start()
        self._episode: Signal | None = None

    def _take(self, start: float, count: float) -> Judged:
        assert self._width is not None
        # Past the first rows a shorter step (a clock put right, a row moved) shortens the bin before it, not all bins.
        here = Bin(max(start, self._state.reached), self._width, count if isfinite(count) else 0.0)
        self._state, evidence = detector.step(self._state, here)
        if evidence is None:
            return Judged(0.0, False)
        grown = grow(detector, _STREAM, self._episode, here, evidence)
        page = grown is not None and (self._episode is None or grown.id != self._episode.id)
        self._episode = grown or self._episode
        return Judged(evidence.score, page)
