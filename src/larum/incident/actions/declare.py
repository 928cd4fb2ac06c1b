"""A situation is being managed from now on: by hand or from an alert, with a plan or without."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from larum.alert.actions import link_incident
from larum.auth.action import action
from larum.base.translate import Language, Words
from larum.db.work import Work
from larum.incident import standing, timeline
from larum.incident.events import AlertLinked, IncidentDeclared
from larum.incident.lifecycle import Severity, said
from larum.incident.model import Incident, IncidentAlert, IncidentRole, Task
from larum.incident.plan import from_playbook
from larum.incident.playbook import Playbook
from larum.incident.store import hold_incident, next_number
from larum.incident.timeline import Link
from larum.incident.typology import Cause


@action("incident.declare", needs="responder")
def declare(
    work: Work,
    title: str,
    cause: Cause,
    severity: Severity,
    *,
    origin_at: datetime | None = None,
    detected_at: datetime | None = None,
    acknowledged_at: datetime | None = None,
    alert_ids: Sequence[UUID] = (),
    brand_id: UUID | None = None,
    playbook: Playbook | None = None,
    language: Language = "en",
    summary: str = "",
) -> Incident:
    """Open the incident room and put the plan to work: its tasks fall due from now on, its roles wait for people.

    Without a playbook, what is done in every incident takes its place. Whoever declares leads until somebody else does.
    """
    incident = Incident(
        id=work.fresh_id(),
        number=next_number(work),
        brand_id=brand_id,
        title=said(title, "title"),
        cause=cause,
        severity=severity,
        state="declared",
        language=language,
        playbook=playbook.id if playbook else None,
        origin_at=origin_at,
        detected_at=detected_at,
        # Whoever declares from an alert that nobody had answered has answered it.
        acknowledged_at=acknowledged_at or (work.now() if alert_ids else None),
        declared_at=work.now(),
        declared_by=work.actor.id if work.actor.kind == "person" else None,
        next_update_at=None,
        closed_at=None,
        summary=summary.strip(),
        conclusion="",
    )
    work.session.add(incident)
    work.session.flush()
    for alert_id in alert_ids:
        work.session.add(IncidentAlert(incident_id=incident.id, alert_id=alert_id, linked_at=work.now()))
        link_incident(work, alert_id, incident.id)
    timeline.write(work, incident.id, timeline.DECLARED, {"title": incident.title, "severity": severity})
    _put_to_work(work, incident, playbook, language)
    work.tell(
        IncidentDeclared(
            incident_id=incident.id,
            number=incident.number,
            title=incident.title,
            cause=cause,
            severity=severity,
            brand_id=brand_id,
            alert_ids=tuple(alert_ids),
            language=language,
        )
    )
    return incident


@action("incident.link_alert", needs="responder")
def link_alert(work: Work, incident_id: UUID, alert_id: UUID, begun_at: datetime | None = None) -> Incident:
    """One more alert belongs to this incident; where it began earlier, so did the incident. May be repeated."""
    incident = hold_incident(work, incident_id)
    if work.session.get(IncidentAlert, (incident_id, alert_id)) is not None:
        return incident
    work.session.add(IncidentAlert(incident_id=incident_id, alert_id=alert_id, linked_at=work.now()))
    if begun_at is not None and (incident.origin_at is None or begun_at < incident.origin_at):
        incident.origin_at = begun_at
    link_incident(work, alert_id, incident_id)
    timeline.write(work, incident_id, timeline.ALERT_LINKED, link=Link("alert", alert_id))
    work.tell(AlertLinked(incident_id=incident_id, alert_id=alert_id))
    return incident


def _put_to_work(work: Work, incident: Incident, playbook: Playbook | None, language: Language) -> None:
    """Tasks with due times and roles that wait for people, from the playbook or from what every incident needs."""
    plan = from_playbook(playbook) if playbook else standing.plan(incident.severity, Words(language))
    leader = work.actor.id if work.actor.kind == "person" else None
    for place, role in enumerate(plan.roles, start=1):
        work.session.add(
            IncidentRole(
                incident_id=incident.id,
                role=role.id,
                title=role.title,
                place=place,
                person_id=leader if role.id == plan.leads else None,
                alternate_id=None,
                since=work.now(),
            )
        )
    for place, step in enumerate(plan.steps, start=1):
        work.session.add(
            Task(
                id=work.fresh_id(),
                incident_id=incident.id,
                place=place,
                title=step.title,
                details=step.details,
                step=step.id,
                role=step.role,
                person_id=None,
                due_at=work.now() + step.due_for,
                state="open",
            )
        )
    if playbook is not None:
        timeline.write(work, incident.id, timeline.PLAN_STARTED, {"playbook": playbook.title})
