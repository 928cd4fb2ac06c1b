"""The curve of a whole crisis: how many mentions, how many negative, what is usual, and when it was calm again.

The stretch runs from some time before the first sign to some time after the end, so that the rise and the fall are both
in the picture. What is usual is learnt from the weeks before the stretch alone: a crisis is never its own measure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from larum.alert.store import monitors_of
from larum.incident.model import Incident
from larum.match.model import Monitor
from larum.match.store import monitors
from larum.measure.baseline import DAY, Baseline, band, begin, observe, observe_silence
from larum.measure.records import SECONDS, Span, Window
from larum.measure.stage import start_of
from larum.measure.store import windows_between
from larum.report.figures import Point

LEARNT_FOR = timedelta(days=42)
"""Weeks before the stretch from which the usual is learnt: six visits to every hour of the week."""
LEAST_HISTORY_S = 3 * DAY
"""With less than that nobody can say what is usual."""
CALM_FOR = timedelta(hours=3)
"""So long it has to stay within the usual before it counts as calm."""
QUARTER = timedelta(minutes=15)


class Stretch(NamedTuple):
    """The time a report looks at."""

    began_at: datetime
    """The first sign, as far as is known."""
    ended_at: datetime
    """The end, or now where there is none yet."""
    since: datetime
    until: datetime
    """Edges of the picture: whole bins."""
    step: timedelta


def stretch(incident: Incident, now: datetime) -> Stretch:
    """What belongs into the picture of an incident."""
    known = [at for at in (incident.origin_at, incident.detected_at, incident.declared_at) if at is not None]
    began_at, ended_at = min(known), min(incident.closed_at or now, now)
    length = ended_at - began_at
    step = _step(length)
    lead = max(timedelta(hours=3) if step == QUARTER else timedelta(hours=12), length * 0.15)
    since, until = _floor(began_at - lead, step), _floor(min(now, ended_at + lead), step)
    return Stretch(began_at, ended_at, since, max(until, since + step), step)


def watched(session: Session, incident: Incident, alert_ids: Iterable[UUID]) -> list[Monitor]:
    """The monitors that saw it: those of its alerts, else all of its brand."""
    found = {monitor.id: monitor for alert_id in alert_ids for monitor in monitors_of(session, alert_id)}
    if not found and incident.brand_id is not None:
        found = {each.id: each for each in monitors(session) if each.brand_id == incident.brand_id}
    return sorted(found.values(), key=lambda monitor: (monitor.name, monitor.id))


def points(session: Session, watched: Sequence[Monitor], over: Stretch) -> list[Point]:
    """The bins of the stretch with the band of what is usual; nothing where nobody watched."""
    if not watched:
        return []
    ids = [monitor.id for monitor in watched]
    span: Span = "minute" if over.step == QUARTER else "hour" if over.step == timedelta(hours=1) else "day"
    seen = _windows(session, ids, span, over.since, over.until)
    if span == "minute" and not seen:  # minutes are kept for some weeks only
        over = over._replace(since=_floor(over.since, timedelta(hours=1)), step=timedelta(hours=1))
        seen = _windows(session, ids, "hour", over.since, over.until)
    past = _windows(session, ids, "hour", over.since - LEARNT_FOR, over.since)
    usual = learnt(past, over.since)
    begun_at = min([monitor.created_at for monitor in watched] + [window.start_at for window in [*past[:1], *seen[:1]]])
    mentions, negative = _binned(seen, over)
    drawn = []
    for index in range((over.until - over.since) // over.step):
        at = over.since + index * over.step
        edges = band(usual, at.timestamp(), (at + over.step).timestamp()) if usual else None
        drawn.append(
            Point(
                at=at,
                value=mentions[index] if at + over.step > begun_at else None,
                low=round(edges.low, 2) if edges else None,
                high=round(edges.high, 2) if edges else None,
                negative=negative[index],
            )
        )
    return drawn


def learnt(past: Sequence[Window], until: datetime) -> Baseline | None:
    """What is usual, from hours in order; None where there were too few to say."""
    if not past:
        return None
    usual, at = begin(), past[0].start_at.timestamp()
    hours: dict[float, int] = {}
    for window in past:
        start = window.start_at.timestamp()
        hours[start] = hours.get(start, 0) + window.mentions
    for start, count in sorted(hours.items()):
        observe_silence(usual, at, start)
        observe(usual, start, SECONDS["hour"], count)
        at = start + SECONDS["hour"]
    observe_silence(usual, at, until.timestamp())
    return usual if usual.history[0] >= LEAST_HISTORY_S else None


def peak(drawn: Sequence[Point]) -> Point | None:
    """The bin with most mentions; None where there were none."""
    highest = max(drawn, key=lambda point: point.value or 0, default=None)
    return highest if highest is not None and highest.value else None


def calm_at(drawn: Sequence[Point], step: timedelta) -> datetime | None:
    """When it was back within the usual for good; None where it never left it, or was not seen to stay there.

    >>> from datetime import UTC
    >>> hour, noon = timedelta(hours=1), datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> counts = [3, 40, 25, 4, 3, 5]
    >>> calm = calm_at([Point(noon + n * hour, count, 1, 9) for n, count in enumerate(counts)], hour)
    >>> calm.isoformat()
    '2026-03-02T15:00:00+00:00'
    """
    unusual = [
        index for index, p in enumerate(drawn) if p.value is not None and p.high is not None and p.value > p.high
    ]
    if not unusual:
        return None
    after = drawn[unusual[-1] + 1 :]
    return after[0].at if after and len(after) * step >= CALM_FOR else None


def _step(length: timedelta) -> timedelta:
    if length <= timedelta(hours=12):
        return QUARTER
    return timedelta(hours=1) if length <= timedelta(days=30) else timedelta(days=1)


def _floor(at: datetime, step: timedelta) -> datetime:
    if step == QUARTER:
        return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    return start_of("hour" if step == timedelta(hours=1) else "day", at)


def _windows(session: Session, ids: Sequence[UUID], span: Span, since: datetime, until: datetime) -> list[Window]:
    found = [window for id in ids for window in windows_between(session, id, span, since, until)]
    return sorted(found, key=lambda window: window.start_at)


def _binned(seen: Sequence[Window], over: Stretch) -> tuple[list[int], list[int]]:
    """Mentions and negative mentions by bin."""
    bins = (over.until - over.since) // over.step
    mentions, negative = [0] * bins, [0] * bins
    for window in seen:
        index = (window.start_at - over.since) // over.step
        mentions[index] += window.mentions
        negative[index] += window.negative
    return mentions, negative
