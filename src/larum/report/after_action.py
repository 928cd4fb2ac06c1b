"""Everything an after-action review shows, gathered from the incident's own records in one reading.

Takes an incident; gives an `AfterAction`, which `paper.py` turns into HTML and PDF and a page into a screen. The same
incident at the same moment gives the same review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from larum.alert.actions import open_alert
from larum.alert.model import Alert
from larum.analyse.lookup import Wanted, by_platform
from larum.auth.store import people_by_id
from larum.engage.store import Answered, Counted, answered, problems, waiting
from larum.incident import timeline
from larum.incident.model import Incident, Promise, Task
from larum.incident.store import Room, room
from larum.learn.clock import CrisisClock
from larum.learn.model import Lesson, Review
from larum.learn.store import Out, clock_of, gone_out, lessons_of, review_of, right_statement
from larum.match.model import Monitor
from larum.measure.store import Totals, totals
from larum.measure.stories.store import Growing, growing
from larum.report import crisis
from larum.report.acts import Act, acts
from larum.report.crisis import Stretch
from larum.report.figures import Point

STORIES = 6
"""Stories shown: those most told."""
LEAST_TOLD = 3
"""Mentions below which a story is none that a crisis is remembered by."""


class Late(NamedTuple):
    """A task that was done after its time, or is past it and not done."""

    task: Task
    by: timedelta
    owner_id: UUID | None


@dataclass(frozen=True, slots=True)
class AfterAction:
    """One incident, looked back on."""

    room: Room
    review: Review | None
    lessons: Sequence[Lesson]
    clock: CrisisClock
    over: Stretch
    points: Sequence[Point]
    acts: Sequence[Act]
    monitors: Sequence[Monitor]
    alerts: Sequence[Alert]
    totals: Totals | None
    """None where nothing was watched for."""
    platforms: Mapping[str, int]
    """Mentions by platform, most first."""
    stories: Sequence[Growing]
    out: Sequence[Out]
    right_id: UUID | None
    answered: Sequence[Answered]
    """Questions asked on the crisis page, with their answers, the first first."""
    waiting: int
    """Questions that were never answered."""
    problems: Sequence[Counted]
    late: Sequence[Late]
    names: Mapping[UUID, str]
    """People who own something here."""
    now: datetime

    @property
    def incident(self) -> Incident:
        """What it is about."""
        return self.room.incident

    @property
    def peak(self) -> Point | None:
        """The bin with most mentions."""
        return crisis.peak(self.points)

    @property
    def kept(self) -> Sequence[Promise]:
        """Promises that were kept."""
        return [promise for promise in self.room.promises if promise.state == "kept"]


def gather(session: Session, incident_id: UUID, now: datetime) -> AfterAction:
    """Look back on an incident (`NotFound`), as of `now`."""
    whole = room(session, incident_id)
    incident = whole.incident
    over = crisis.stretch(incident, now)
    monitors = crisis.watched(session, incident, whole.alert_ids)
    ids = [monitor.id for monitor in monitors]
    points = crisis.points(session, monitors, over)
    step = points[1].at - points[0].at if len(points) > 1 else over.step
    review = review_of(session, incident_id)
    out = gone_out(session, incident)
    alerts = [open_alert(session, alert_id) for alert_id in whole.alert_ids]
    right_id = right_statement(review, out)
    promised = [
        (entry.at, _instant(entry.fields.get("at")))
        for entry in whole.timeline
        if entry.kind in (timeline.NEXT_UPDATE_SET, timeline.NEXT_UPDATE_CLEARED)
    ]
    lessons = lessons_of(session, review.id) if review else ()
    late = _late(whole, over.ended_at)
    owners = [lesson.person_id for lesson in lessons] + [promise.person_id for promise in whole.promises]
    owners += [each.owner_id for each in late] + [role.person_id for role in whole.roles]
    end = max(over.ended_at, over.began_at + timedelta(microseconds=1))
    return AfterAction(
        room=whole,
        review=review,
        lessons=lessons,
        clock=clock_of(incident, review, out, promised, calm_at=crisis.calm_at(points, step), now=now),
        over=over._replace(step=step),
        points=points,
        acts=acts(whole, alerts, out, right_id),
        monitors=monitors,
        alerts=alerts,
        totals=totals(session, ids, over.began_at, end) if ids else None,
        platforms=by_platform(session, Wanted(monitor_ids=tuple(ids), since=over.began_at, before=end)) if ids else {},
        stories=growing(session, over.began_at, end, monitor_ids=ids, limit=STORIES, least=LEAST_TOLD) if ids else (),
        out=out,
        right_id=right_id,
        answered=answered(session, incident_id)[::-1],
        waiting=waiting(session, incident_id),
        problems=problems(session, incident_id),
        late=late,
        names={id: person.name for id, person in people_by_id(session, owners).items()},
        now=now,
    )


def _late(whole: Room, until: datetime) -> list[Late]:
    """Tasks past their time, the latest first; what was dropped is not owed any more."""
    found = []
    for task in whole.tasks:
        done_at = task.settled_at if task.state == "done" else until
        if task.state != "dropped" and task.due_at is not None and done_at is not None and done_at > task.due_at:
            found.append(Late(task, done_at - task.due_at, whole.owner_of(task)))
    return sorted(found, key=lambda late: (-late.by, late.task.place))


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
