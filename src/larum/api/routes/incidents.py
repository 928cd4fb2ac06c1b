"""Incidents: see the room, declare one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from larum.api.doors import Reading, Speaking, Working
from larum.api.edge import All, Given, Limit, Line, Prose, Shown
from larum.api.errors import refusals
from larum.base.errors import NotFound
from larum.base.translate import Language, Words
from larum.incident.actions.declare import declare
from larum.incident.lifecycle import FactStatus, PromiseState, Severity, State, TaskState
from larum.incident.playbook import Playbook, shipped
from larum.incident.store import Room, closed_incidents, open_incidents, room
from larum.incident.timeline import sentence
from larum.incident.typology import Cause
from larum.match.store import brands

router = APIRouter(tags=["incidents"], responses=refusals(401))


class IncidentShown(Shown):
    """A situation that is being managed."""

    id: UUID
    number: int = Field(description="The name people use for it.")
    brand_id: UUID | None
    title: str
    cause: Cause
    severity: Severity
    state: State
    language: Language
    playbook: str | None
    origin_at: datetime | None
    detected_at: datetime | None
    acknowledged_at: datetime | None
    declared_at: datetime
    next_update_at: datetime | None = Field(description="When the public was promised to hear from us again.")
    closed_at: datetime | None
    summary: str
    conclusion: str


class TaskShown(Shown):
    """One step of the plan."""

    id: UUID
    title: str
    details: str
    role: str | None
    person_id: UUID | None
    due_at: datetime | None
    state: TaskState


class FactShown(Shown):
    """What is known, and who says so."""

    id: UUID
    text: str
    status: FactStatus
    source: str
    at: datetime


class PromiseShown(Shown):
    """A commitment made in public."""

    id: UUID
    text: str
    person_id: UUID | None
    due_at: datetime | None
    state: PromiseState


class DecisionShown(Shown):
    """What was decided, and why."""

    id: UUID
    what: str
    rationale: str
    at: datetime
    by: str


class Happened(BaseModel):
    """One line of the timeline."""

    id: UUID
    at: datetime
    kind: str
    by: str
    message: str = Field(description="What happened, in the language asked for.")


class IncidentInFull(IncidentShown):
    """The incident room."""

    alert_ids: list[UUID]
    tasks: list[TaskShown]
    facts: list[FactShown]
    promises: list[PromiseShown]
    decisions: list[DecisionShown]
    timeline: list[Happened]


class NewIncident(Given):
    """A situation to be managed from now on."""

    title: Line
    cause: Cause
    severity: Severity
    language: Language = Field("en", description="The language the team works in.")
    summary: Prose = ""
    brand_id: UUID | None = None
    alert_ids: list[UUID] = Field([], max_length=50, description="Alerts it answers; they count as acknowledged.")
    origin_at: AwareDatetime | None = Field(None, description="The first sign, as far as is known.")
    detected_at: AwareDatetime | None = None
    with_plan: bool = Field(True, description="Put the plan for this cause to work.")


@router.get("/incidents", responses=refusals(422))
def list_incidents(
    session: Reading,
    open: Annotated[bool, Query(description="Those being managed now, worst first; else those closed.")] = True,
    limit: Limit = 50,
) -> All[IncidentShown]:
    """Incidents: those being managed now, or those that are over."""
    found = open_incidents(session)[:limit] if open else closed_incidents(session, limit)
    return All(items=[IncidentShown.model_validate(incident) for incident in found])


@router.get("/incidents/{id}", responses=refusals(404, 422))
def get_incident(session: Reading, words: Speaking, id: UUID) -> IncidentInFull:
    """The incident room: plan, facts, promises, decisions, timeline."""
    return _in_full(room(session, id), words)


@router.post("/incidents", status_code=201, responses=refusals(400, 403, 404, 409, 422))
def declare_incident(working: Working, words: Speaking, given: NewIncident) -> IncidentInFull:
    """Open an incident room, with the plan for its cause; its alerts call nobody any more."""
    with working() as work:
        if given.brand_id is not None and given.brand_id not in {brand.id for brand in brands(work.session)}:
            raise NotFound
        incident = declare(
            work,
            given.title,
            given.cause,
            given.severity,
            origin_at=given.origin_at,
            detected_at=given.detected_at,
            alert_ids=tuple(dict.fromkeys(given.alert_ids)),
            brand_id=given.brand_id,
            playbook=_plan(given) if given.with_plan else None,
            language=given.language,
            summary=given.summary,
        )
        return _in_full(room(work.session, incident.id), words)


def _plan(given: NewIncident) -> Playbook | None:
    return next((plan for plan in shipped(given.language) if plan.cause == given.cause), None)


def _in_full(found: Room, words: Words) -> IncidentInFull:
    lines = []
    for entry in found.timeline:
        said, fields = sentence(entry)
        lines.append(
            Happened(id=entry.id, at=entry.at, kind=entry.kind, by=entry.actor_name, message=words(said, **fields))
        )
    return IncidentInFull(
        **IncidentShown.model_validate(found.incident).model_dump(),
        alert_ids=list(found.alert_ids),
        tasks=[TaskShown.model_validate(task) for task in found.tasks],
        facts=[FactShown.model_validate(fact) for fact in found.facts],
        promises=[PromiseShown.model_validate(promise) for promise in found.promises],
        decisions=[DecisionShown.model_validate(decision) for decision in found.decisions],
        timeline=lines,
    )
