"""The course of an incident: how bad it is, where it stands, when the public hears from us next."""

from datetime import datetime
from uuid import UUID

from larum.auth.action import action
from larum.base.errors import WrongMove
from larum.db.work import Work
from larum.incident import lifecycle, timeline
from larum.incident.events import IncidentDescribed, IncidentMoved, NextUpdateSet, SeverityChanged
from larum.incident.lifecycle import ReasonMissing, Severity, State
from larum.incident.model import Incident
from larum.incident.store import hold


@action("incident.start", needs="responder")
def start(work: Work, incident_id: UUID) -> Incident:
    """People are at work on it now."""
    return _move(work, incident_id, "active")


@action("incident.monitor", needs="responder")
def monitor(work: Work, incident_id: UUID) -> Incident:
    """The worst is over; somebody keeps an eye on it."""
    return _move(work, incident_id, "monitoring")


@action("incident.close", needs="responder")
def close(work: Work, incident_id: UUID, conclusion: str) -> Incident:
    """It is over, and this is how it ended (`ConclusionMissing`). No next update is promised any more."""
    incident = hold(work, Incident, incident_id)
    origin = incident.state
    lifecycle.close(origin, conclusion)
    incident.state = "closed"
    incident.closed_at = work.now()
    incident.next_update_at = None
    incident.conclusion = conclusion.strip()
    timeline.write(work, incident_id, timeline.CLOSED, {"conclusion": incident.conclusion})
    work.tell(IncidentMoved(incident_id=incident_id, origin=origin, target="closed"))
    return incident


@action("incident.reopen", needs="responder")
def reopen(work: Work, incident_id: UUID, reason: str) -> Incident:
    """It is not over after all (`ReasonMissing`)."""
    incident = hold(work, Incident, incident_id)
    if incident.state != "closed":
        raise WrongMove(origin=incident.state, target="active")
    if not reason.strip():
        raise ReasonMissing
    incident.state = "active"
    incident.closed_at = None
    incident.conclusion = ""
    timeline.write(work, incident_id, timeline.REOPENED, {"reason": reason.strip()})
    work.tell(IncidentMoved(incident_id=incident_id, origin="closed", target="active"))
    return incident


@action("incident.change_severity", needs="responder")
def change_severity(work: Work, incident_id: UUID, severity: Severity, reason: str) -> Incident:
    """It is worse, or less bad, than was thought (`ReasonMissing`). Due times already given stay as they are."""
    incident = hold(work, Incident, incident_id)
    origin = incident.severity
    if severity == origin:
        return incident
    if not reason.strip():
        raise ReasonMissing
    incident.severity = severity
    timeline.write(
        work,
        incident_id,
        timeline.SEVERITY_CHANGED,
        {"origin": origin, "target": severity, "reason": reason.strip()},
    )
    work.tell(SeverityChanged(incident_id=incident_id, origin=origin, target=severity, reason=reason.strip()))
    return incident


@action("incident.describe", needs="responder")
def describe(work: Work, incident_id: UUID, title: str, summary: str) -> Incident:
    """What it is about, in words that everybody on the team can repeat."""
    incident = hold(work, Incident, incident_id)
    incident.title = lifecycle.said(title, "title")
    incident.summary = summary.strip()
    timeline.write(work, incident_id, timeline.DESCRIBED, {"title": incident.title, "summary": incident.summary})
    work.tell(IncidentDescribed(incident_id=incident_id, title=incident.title))
    return incident


@action("incident.set_next_update", needs="responder")
def set_next_update(work: Work, incident_id: UUID, at: datetime | None) -> Incident:
    """When the public hears from us next; None takes the promise back. A closed incident promises nothing."""
    incident = hold(work, Incident, incident_id)
    if incident.state == "closed":
        raise lifecycle.IncidentIsClosed
    incident.next_update_at = at
    if at is None:
        timeline.write(work, incident_id, timeline.NEXT_UPDATE_CLEARED)
    else:
        timeline.write(work, incident_id, timeline.NEXT_UPDATE_SET, {"at": at})
    work.tell(NextUpdateSet(incident_id=incident_id, at=at))
    return incident


def _move(work: Work, incident_id: UUID, target: State) -> Incident:
    incident = hold(work, Incident, incident_id)
    origin = incident.state
    if origin == "closed":  # only `reopen` leads out of there, because it asks for the reason
        raise WrongMove(origin=origin, target=target)
    lifecycle.move(lifecycle.INCIDENT, origin, target)
    incident.state = target
    timeline.write(work, incident_id, timeline.MOVED, {"origin": origin, "target": target})
    work.tell(IncidentMoved(incident_id=incident_id, origin=origin, target=target))
    return incident
