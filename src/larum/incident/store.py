"""Every statement the incident room reads with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from larum.alert.model import EscalationStep
from larum.auth.model import Person
from larum.base.errors import NotFound
from larum.db.columns import Base
from larum.db.work import Work
from larum.incident.clocks import Clocks, Deadline, read
from larum.incident.model import (
    Decision,
    Fact,
    Incident,
    IncidentAlert,
    IncidentRole,
    PlaybookReading,
    Promise,
    Task,
    TimelineEntry,
)
from larum.incident.readiness import Preparation
from larum.match.model import Monitor

Thing = TypeVar("Thing", bound=Base)

_NUMBER_LOCK = 7_205_412
"""Key of PostgreSQL's advisory lock under which an incident gets its number."""


@dataclass(frozen=True, slots=True)
class Room:
    """An incident with all its parts, as one reading of the room."""

    incident: Incident
    alert_ids: Sequence[UUID]
    roles: Sequence[IncidentRole]
    tasks: Sequence[Task]
    decisions: Sequence[Decision]
    facts: Sequence[Fact]
    promises: Sequence[Promise]
    timeline: Sequence[TimelineEntry]

    def clocks(self, now: datetime) -> Clocks:
        """How long it has been, and what is due."""
        return _clocks(self.incident, now, deadlines(self.incident, self.tasks, self.promises))

    def owner_of(self, task: Task) -> UUID | None:
        """Who does a task: the person it names, else whoever has its role, else nobody yet."""
        if task.person_id is not None or task.role is None:
            return task.person_id
        return next((role.person_id for role in self.roles if role.role == task.role), None)


@dataclass(frozen=True, slots=True)
class Glance:
    """An incident in a list or in the crisis bar: what it is, how long, what is due."""

    incident: Incident
    clocks: Clocks
    open_tasks: int


def open_incident(session: Session, id: UUID) -> Incident:
    """The only door to an incident (`NotFound`)."""
    return _find(session, Incident, id)


def hold(work: Work, kind: type[Thing], id: UUID) -> Thing:
    """A thing to change: nobody else changes it until this transaction ends (`NotFound`)."""
    thing = work.session.get(kind, id, with_for_update=True)
    if thing is None:
        raise NotFound
    return thing


def hold_incident(work: Work, id: UUID) -> Incident:
    """An incident to which something is added (`NotFound`)."""
    return hold(work, Incident, id)


def hold_role(work: Work, incident_id: UUID, role: str) -> IncidentRole | None:
    """A role of an incident, to change; None where the incident has no such role yet."""
    return work.session.get(IncidentRole, (incident_id, role), with_for_update=True)


def next_number(work: Work) -> int:
    """The number of the next incident; the ones that declare at the same time queue for theirs."""
    if work.on_postgresql:
        work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBER_LOCK})
    return (work.session.scalar(select(func.max(Incident.number))) or 0) + 1


def next_place(session: Session, kind: type[Task] | type[IncidentRole], incident_id: UUID) -> int:
    """The place after the last one."""
    return (session.scalar(select(func.max(kind.place)).where(kind.incident_id == incident_id)) or 0) + 1


def open_incidents(session: Session) -> Sequence[Incident]:
    """What is being managed now, worst first, then oldest first."""
    return session.scalars(
        select(Incident)
        .where(Incident.state != "closed")
        .order_by(Incident.severity, Incident.declared_at, Incident.id)
    ).all()


def closed_incidents(session: Session, limit: int = 50) -> Sequence[Incident]:
    """What is over, latest first."""
    return session.scalars(
        select(Incident).where(Incident.state == "closed").order_by(Incident.closed_at.desc(), Incident.id).limit(limit)
    ).all()


def latest_incident(session: Session) -> Incident | None:
    """The incident declared last, whether open or over; None before the first."""
    return session.scalars(select(Incident).order_by(Incident.declared_at.desc(), Incident.id).limit(1)).first()


def incident_of_alert(session: Session, alert_id: UUID) -> Incident | None:
    """The incident an alert belongs to; the open one, or the latest, where there are several."""
    return session.scalars(
        select(Incident)
        .join(IncidentAlert, IncidentAlert.incident_id == Incident.id)
        .where(IncidentAlert.alert_id == alert_id)
        .order_by(Incident.closed_at.is_(None).desc(), Incident.declared_at.desc())
        .limit(1)
    ).first()


def room(session: Session, id: UUID) -> Room:
    """An incident with all its parts, in one statement each (`NotFound`)."""
    incident = open_incident(session, id)
    return Room(
        incident=incident,
        alert_ids=session.scalars(
            select(IncidentAlert.alert_id).where(IncidentAlert.incident_id == id).order_by(IncidentAlert.linked_at)
        ).all(),
        roles=session.scalars(
            select(IncidentRole).where(IncidentRole.incident_id == id).order_by(IncidentRole.place)
        ).all(),
        tasks=_parts(session, Task, id, Task.place, Task.id),
        decisions=_parts(session, Decision, id, Decision.at.desc(), Decision.id.desc()),
        facts=_parts(session, Fact, id, Fact.at.desc(), Fact.id.desc()),
        promises=_parts(session, Promise, id, Promise.made_at, Promise.id),
        timeline=timeline(session, id),
    )


def timeline(session: Session, incident_id: UUID) -> Sequence[TimelineEntry]:
    """What happened, in the order it happened."""
    return _parts(session, TimelineEntry, incident_id, TimelineEntry.at, TimelineEntry.place, TimelineEntry.id)


def team(session: Session, incident_id: UUID) -> Sequence[UUID]:
    """Everybody who has a role in an incident, each once, whoever leads first."""
    query = select(IncidentRole.person_id).where(
        IncidentRole.incident_id == incident_id, IncidentRole.person_id.is_not(None)
    )
    found = session.scalars(query.order_by(IncidentRole.place)).all()
    return list(dict.fromkeys(id for id in found if id is not None))


def overdue_tasks(session: Session, incident_id: UUID, now: datetime) -> Sequence[Task]:
    """Open tasks of an incident that should have been done by now, in the order of the room."""
    return session.scalars(
        select(Task)
        .where(Task.incident_id == incident_id, Task.state == "open", Task.due_at < now)
        .order_by(Task.place, Task.id)
    ).all()


def glances(session: Session, incidents: Iterable[Incident], now: datetime) -> Sequence[Glance]:
    """Incidents with their clocks and what is due: two statements, however many incidents."""
    incidents = list(incidents)
    ids = [incident.id for incident in incidents]
    tasks = _by_incident(session.scalars(select(Task).where(Task.incident_id.in_(ids), Task.state == "open")))
    promises = _by_incident(
        session.scalars(select(Promise).where(Promise.incident_id.in_(ids), Promise.state == "open"))
    )
    return [
        Glance(
            incident,
            _clocks(incident, now, deadlines(incident, tasks.get(incident.id, ()), promises.get(incident.id, ()))),
            open_tasks=len(tasks.get(incident.id, ())),
        )
        for incident in incidents
    ]


def deadlines(incident: Incident, tasks: Iterable[Task], promises: Iterable[Promise]) -> list[Deadline]:
    """Everything that somebody still owes by an instant."""
    owed = [
        Deadline(task.due_at, "task", task.title, task.id) for task in tasks if task.state == "open" and task.due_at
    ]
    owed += [
        Deadline(promise.due_at, "promise", promise.text, promise.id)
        for promise in promises
        if promise.state == "open" and promise.due_at
    ]
    if incident.next_update_at is not None:
        owed.append(Deadline(incident.next_update_at, "update", "", incident.id))
    return owed


def preparation(session: Session) -> Preparation:
    """What there is on a quiet day, for `readiness.gaps`."""
    called = session.execute(
        select(Person.name, Person.notify)
        .join(EscalationStep, EscalationStep.person_id == Person.id)
        .where(Person.active)
        .order_by(EscalationStep.position)
    ).all()
    return Preparation(
        monitors=session.scalar(select(func.count()).select_from(Monitor).where(Monitor.state == "on")) or 0,
        called=[row.name for row in called],
        unreachable=[row.name for row in called if not row.notify],
        approvers=session.scalar(
            select(func.count()).select_from(Person).where(Person.active, Person.role.in_(("approver", "owner")))
        )
        or 0,
        last_read_at=session.scalar(select(func.max(PlaybookReading.at))),
    )


def readings(session: Session) -> Mapping[tuple[str, str], Sequence[PlaybookReading]]:
    """Who has read which playbook in which language, the latest first."""
    grouped: dict[tuple[str, str], list[PlaybookReading]] = {}
    for reading in session.scalars(select(PlaybookReading).order_by(PlaybookReading.at.desc())):
        grouped.setdefault((reading.playbook, reading.language), []).append(reading)
    return grouped


def _clocks(incident: Incident, now: datetime, owed: Iterable[Deadline]) -> Clocks:
    return read(
        now,
        origin_at=incident.origin_at,
        detected_at=incident.detected_at,
        declared_at=incident.declared_at,
        closed_at=incident.closed_at,
        deadlines=owed,
    )


def _find(session: Session, kind: type[Thing], id: UUID) -> Thing:
    thing = session.get(kind, id)
    if thing is None:
        raise NotFound
    return thing


def _parts(session: Session, kind: type[Thing], incident_id: UUID, *order: Any) -> Sequence[Thing]:
    of_this: Any = kind
    return session.scalars(select(kind).where(of_this.incident_id == incident_id).order_by(*order)).all()


Part = TypeVar("Part", Task, Promise)


def _by_incident(parts: Iterable[Part]) -> Mapping[UUID, list[Part]]:
    grouped: dict[UUID, list[Part]] = {}
    for part in parts:
        grouped.setdefault(part.incident_id, []).append(part)
    return grouped
