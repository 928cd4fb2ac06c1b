"""What an incident tells others: they may react in `flow/reactions.py`."""

from datetime import datetime
from uuid import UUID

from larum.db.events import Event


class IncidentDeclared(Event, frozen=True):
    """A situation is being managed from now on."""

    incident_id: UUID
    number: int
    title: str
    cause: str
    severity: str
    brand_id: UUID | None
    alert_ids: tuple[UUID, ...]
    language: str


class IncidentMoved(Event, frozen=True):
    """An incident went from one state to another: started, calmed, closed or reopened."""

    incident_id: UUID
    origin: str
    target: str


class SeverityChanged(Event, frozen=True):
    """An incident is worse, or less bad, than was thought."""

    incident_id: UUID
    origin: str
    target: str
    reason: str


class IncidentDescribed(Event, frozen=True):
    """An incident has another title or summary."""

    incident_id: UUID
    title: str


class AlertLinked(Event, frozen=True):
    """One more alert belongs to an incident."""

    incident_id: UUID
    alert_id: UUID


class RoleHandedOver(Event, frozen=True):
    """Somebody has a role now, or nobody has."""

    incident_id: UUID
    role: str
    person_id: UUID | None
    alternate_id: UUID | None


class TaskAdded(Event, frozen=True):
    """There is one more thing to do."""

    incident_id: UUID
    task_id: UUID


class TaskReassigned(Event, frozen=True):
    """A task has another owner."""

    incident_id: UUID
    task_id: UUID
    person_id: UUID | None
    role: str | None


class TaskPostponed(Event, frozen=True):
    """A task has another due time."""

    incident_id: UUID
    task_id: UUID
    due_at: datetime | None


class TaskCompleted(Event, frozen=True):
    """A task is done."""

    incident_id: UUID
    task_id: UUID


class TaskDropped(Event, frozen=True):
    """A task will not be done, for a reason."""

    incident_id: UUID
    task_id: UUID
    reason: str


class TaskReopened(Event, frozen=True):
    """A task that was done or dropped is to be done after all."""

    incident_id: UUID
    task_id: UUID


class DecisionTaken(Event, frozen=True):
    """The team decided something, with its reasons."""

    incident_id: UUID
    decision_id: UUID


class FactAdded(Event, frozen=True):
    """The ledger has one more entry."""

    incident_id: UUID
    fact_id: UUID
    status: str


class FactChanged(Event, frozen=True):
    """A fact was confirmed, refuted or opened again: what was said on its ground may need another look."""

    incident_id: UUID
    fact_id: UUID
    origin: str
    target: str


class PromiseMade(Event, frozen=True):
    """Something was promised in public."""

    incident_id: UUID
    promise_id: UUID
    due_at: datetime | None


class PromiseSettled(Event, frozen=True):
    """A promise was kept, was broken, or is open again."""

    incident_id: UUID
    promise_id: UUID
    state: str


class NextUpdateSet(Event, frozen=True):
    """The public is to hear from us again by then; None where nothing is promised."""

    incident_id: UUID
    at: datetime | None


class NoteWritten(Event, frozen=True):
    """Somebody wrote a line into the timeline by hand."""

    incident_id: UUID
    entry_id: UUID


class EntryPinned(Event, frozen=True):
    """A line of the timeline was pinned above the others, or let go again."""

    incident_id: UUID
    entry_id: UUID
    pinned: bool


class PlaybookRead(Event, frozen=True):
    """Somebody has read a playbook in daylight."""

    person_id: UUID
    playbook: str
    language: str
