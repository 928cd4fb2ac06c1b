"""The curve of what people say: mentions over time against what is usual then.

What is usual comes from what the detectors have learnt of each monitor; where they have learnt too little, the curve
has no band rather than a guessed one.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from larum.detect.learnt import learnt
from larum.measure import baseline
from larum.measure.baseline import Baseline, Usual
from larum.measure.records import SECONDS, Span
from larum.measure.store import windows_between
from larum.report.figures import Point

Range = Literal["day", "week", "month"]

SHOWN: dict[Range, tuple[timedelta, timedelta]] = {
    "day": (timedelta(hours=24), timedelta(minutes=15)),
    "week": (timedelta(days=7), timedelta(hours=1)),
    "month": (timedelta(days=28), timedelta(hours=6)),
}
"""What can be looked at, and in bins how wide: about a hundred of them, so that a line is a line."""
MINUTES_KEPT = timedelta(days=6)
"""How far back quarters of an hour can be counted: minute windows are kept for a week."""


def width_for(since: datetime, until: datetime, now: datetime) -> timedelta:
    """Bins for a stretch of any length and age: narrow where it is short and its minutes are still kept."""
    if until - since <= timedelta(hours=36) and now - since <= MINUTES_KEPT:
        return timedelta(minutes=15)
    return timedelta(hours=1) if until - since <= timedelta(days=8) else timedelta(hours=6)


def usual(known: Sequence[Baseline], since: datetime, until: datetime) -> Usual | None:
    """The band of what several monitors together usually catch in a time; None where nothing is known."""
    if not known:
        return None
    bands = [baseline.band(one, since.timestamp(), until.timestamp()) for one in known]
    expected = sum(band.expected for band in bands)
    below = sqrt(sum((band.expected - band.low) ** 2 for band in bands))
    above = sqrt(sum((band.high - band.expected) ** 2 for band in bands))
    return Usual(low=max(0.0, expected - below), expected=expected, high=expected + above)


def watched_since(known: Sequence[Baseline]) -> datetime | None:
    """When the first post came that anything was learnt from."""
    begun = [float(one.begun[0]) for one in known]
    return datetime.fromtimestamp(min(begun), UTC) if begun else None


def points(
    session: Session, monitor_ids: Sequence[UUID], since: datetime, until: datetime, width: timedelta
) -> list[Point]:
    """Bins from `since` to `until`, the last of them ending there; before watching began nothing could be seen."""
    known = learnt(session, monitor_ids)
    begun = watched_since(known)
    counts = _counted(session, monitor_ids, since - width, until, width)
    starts = _starts(since, until, width)
    shown: list[Point] = []
    for start in starts:
        mentions, negative = counts(start, min(start + width, until))
        seen = begun is None or start + width > begun
        band = usual(known, start, start + width) if seen else None
        shown.append(
            Point(
                at=start,
                value=float(mentions) if seen or mentions else None,
                low=band.low if band else None,
                high=band.high if band else None,
                negative=float(negative),
            )
        )
    return shown


def _starts(since: datetime, until: datetime, width: timedelta) -> list[datetime]:
    """Whole bins, and at the end one that ends now: it overlaps the bin before it, so no bin is ever half full."""
    first = datetime.fromtimestamp(since.timestamp() // width.total_seconds() * width.total_seconds(), UTC)
    starts = []
    while first + width <= until:
        starts.append(first)
        first += width
    if not starts or starts[-1] + width < until:
        starts.append(until - width)
    return starts


def _counted(
    session: Session, monitor_ids: Sequence[UUID], since: datetime, until: datetime, width: timedelta
) -> Callable[[datetime, datetime], tuple[int, int]]:
    """Mentions and negative mentions between two instants, from the narrowest windows that fit and are still kept."""
    span: Span = "minute" if width < timedelta(hours=1) else "hour"
    wide = timedelta(seconds=SECONDS[span])
    rows: list[tuple[datetime, int, int]] = []
    for monitor_id in monitor_ids:
        rows += [
            (window.start_at, window.mentions, window.negative)
            for window in windows_between(session, monitor_id, span, since - wide, until)
        ]
    rows.sort()
    starts = [row[0] for row in rows]

    def between(start: datetime, end: datetime) -> tuple[int, int]:
        # An hour that has only begun belongs to the last bin whole: what is in it lies before `end` anyway.
        inside = rows[bisect_left(starts, start) : bisect_left(starts, end)]
        return sum(row[1] for row in inside), sum(row[2] for row in inside)

    return between
