"""What there is to do: added, given to somebody, done, postponed, dropped; and undone where it can be."""

from datetime import datetime
from uuid import UUID

from larum.auth.action import action
from larum.base.errors import WrongMove
from larum.db.work import Work
from larum.incident import lifecycle, timeline
from larum.incident.events import TaskAdded, TaskCompleted, TaskDropped, TaskPostponed, TaskReassigned, TaskReopened
from larum.incident.lifecycle import ReasonMissing, TaskState, said
from larum.incident.model import Task
from larum.incident.people import name_of
from larum.incident.store import hold, hold_incident, next_place
from larum.incident.timeline import Link


@action("incident.add_task", needs="responder")
def add(
    work: Work,
    incident_id: UUID,
    title: str,
    *,
    details: str = "",
    role: str | None = None,
    person_id: UUID | None = None,
    due_at: datetime | None = None,
) -> Task:
    """One more thing to do."""
    hold_incident(work, incident_id)
    name_of(work.session, person_id)
    task = Task(
        id=work.fresh_id(),
        incident_id=incident_id,
        place=next_place(work.session, Task, incident_id),
        title=said(title, "title"),
        details=details.strip(),
        step=None,
        role=role,
        person_id=person_id,
        due_at=due_at,
        state="open",
    )
    work.session.add(task)
    timeline.write(work, incident_id, timeline.TASK_ADDED, {"title": task.title}, Link("task", task.id))
    work.tell(TaskAdded(incident_id=incident_id, task_id=task.id))
    return task


@action("incident.complete_task", needs="responder")
def complete(work: Work, task_id: UUID) -> Task:
    """It is done."""
    task = _settle(work, task_id, "done")
    timeline.write(work, task.incident_id, timeline.TASK_DONE, {"title": task.title}, Link("task", task.id))
    work.tell(TaskCompleted(incident_id=task.incident_id, task_id=task.id))
    return task


@action("incident.drop_task", needs="responder")
def drop(work: Work, task_id: UUID, reason: str) -> Task:
    """It will not be done, and this is why (`ReasonMissing`)."""
    if not reason.strip():
        raise ReasonMissing
    task = _settle(work, task_id, "dropped", reason.strip())
    timeline.write(
        work,
        task.incident_id,
        timeline.TASK_DROPPED,
        {"title": task.title, "reason": task.reason},
        Link("task", task.id),
    )
    work.tell(TaskDropped(incident_id=task.incident_id, task_id=task.id, reason=reason.strip()))
    return task


@action("incident.reopen_task", needs="responder")
def reopen(work: Work, task_id: UUID) -> Task:
    """It is to be done after all: the undo of done and dropped."""
    task = hold(work, Task, task_id)
    lifecycle.move(lifecycle.TASK, task.state, "open")
    task.state, task.settled_at, task.settled_by, task.reason = "open", None, None, None
    timeline.write(work, task.incident_id, timeline.TASK_REOPENED, {"title": task.title}, Link("task", task.id))
    work.tell(TaskReopened(incident_id=task.incident_id, task_id=task.id))
    return task


@action("incident.reassign_task", needs="responder")
def reassign(work: Work, task_id: UUID, person_id: UUID | None) -> Task:
    """Somebody else does it; None gives it back to whoever has its role."""
    task = _open(work, task_id)
    task.person_id = person_id
    if person_id is None:
        timeline.write(work, task.incident_id, timeline.TASK_GIVEN_BACK, {"title": task.title}, Link("task", task.id))
    else:
        timeline.write(
            work,
            task.incident_id,
            timeline.TASK_REASSIGNED,
            {"title": task.title, "person": name_of(work.session, person_id)},
            Link("task", task.id),
        )
    work.tell(TaskReassigned(incident_id=task.incident_id, task_id=task.id, person_id=person_id, role=task.role))
    return task


@action("incident.postpone_task", needs="responder")
def postpone(work: Work, task_id: UUID, due_at: datetime, reason: str) -> Task:
    """It gets another due time, and this is why (`ReasonMissing`)."""
    if not reason.strip():
        raise ReasonMissing
    task = _open(work, task_id)
    task.due_at = due_at
    timeline.write(
        work,
        task.incident_id,
        timeline.TASK_POSTPONED,
        {"title": task.title, "due_at": due_at, "reason": reason.strip()},
        Link("task", task.id),
    )
    work.tell(TaskPostponed(incident_id=task.incident_id, task_id=task.id, due_at=due_at))
    return task


def _open(work: Work, task_id: UUID) -> Task:
    """A task that is still to be done; what is settled is reopened first."""
    task = hold(work, Task, task_id)
    if task.state != "open":
        raise WrongMove(origin=task.state, target="open")
    return task


def _settle(work: Work, task_id: UUID, state: TaskState, reason: str | None = None) -> Task:
    task = hold(work, Task, task_id)
    lifecycle.move(lifecycle.TASK, task.state, state)
    task.state, task.settled_at, task.settled_by, task.reason = state, work.now(), work.actor.name, reason
    return task
