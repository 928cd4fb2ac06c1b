"""Running totals of the last hours, a row per stream: what came within a span is one subtraction.

Kept by quarter hours since 1970, so that a minute costs nothing and a quiet month is skipped at once. A span is as long
as asked for, or up to a quarter of an hour longer.
"""

from typing import Final

import msgspec
import numpy as np

from larum.detect.contract import Floats, Rows

QUARTER: Final = 900.0


class Recent(msgspec.Struct):
    """One count of each stream."""

    total: Floats
    edges: Floats
    """The total at the start of each of the last quarters: a ring."""
    quarter: float
    """Seconds in what is called a quarter: wider where bins are wider."""
    at: int = -1
    """The present quarter, counted from 1970."""


def begin(streams: int, width: float, longest: float) -> Recent:
    """Nothing yet; `longest` is the longest span that will be asked for, in seconds."""
    quarter = max(QUARTER, width)
    return Recent(np.zeros(streams), np.zeros((streams, _quarters(quarter, longest) + 1)), quarter)


def reach(recent: Recent, start: float) -> None:
    """Come to a moment: nothing came since the last count."""
    at, ring = int(start // recent.quarter), recent.edges.shape[1]
    if at > recent.at:
        passed = np.arange(max(recent.at + 1, at - ring + 1), at + 1)
        recent.edges[:, passed % ring] = recent.total[:, None]
        recent.at = at


def within(recent: Recent, rows: Rows, span: float) -> Floats:
    """What came to these streams over a span that ends now."""
    before: Floats = recent.edges[rows, (recent.at - _quarters(recent.quarter, span) + 1) % recent.edges.shape[1]]
    return recent.total[rows] - before


def since(recent: Recent, span: float) -> float:
    """When that span began."""
    return (recent.at - _quarters(recent.quarter, span) + 1) * recent.quarter


def _quarters(quarter: float, span: float) -> int:
    """Quarters in a span, the present one included.

    >>> _quarters(900.0, 3600.0), _quarters(86400.0, 3600.0)
    (5, 1)
    """
    return 1 + round(span / quarter)
