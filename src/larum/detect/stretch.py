"""Since when a stream is unusual: stretches of bins, joined where no more than an hour lies between them."""

from typing import Final

import msgspec
import numpy as np

from larum.detect.contract import Bools, Floats, Rows

APART: Final = 3600.0


class Stretch(msgspec.Struct):
    """The present or latest stretch of each stream."""

    since: Floats
    until: Floats


def begin(streams: int) -> Stretch:
    """None yet."""
    return Stretch(np.zeros(streams), np.full(streams, -np.inf))


def mark(stretch: Stretch, rows: Rows, unusual: Bools, start: float, end: float, begun: Floats | float) -> Floats:
    """Remember which of these streams are unusual in a bin, and say since when.

    A new stretch starts where `begun` says; of a stream that is not unusual, the bin's own start is said.
    """
    goes_on = start - stretch.until[rows] <= APART
    since: Floats = np.where(goes_on, stretch.since[rows], begun)
    marked = rows[unusual]
    stretch.since[marked], stretch.until[marked] = since[unusual], end
    return np.where(unusual, since, start)
