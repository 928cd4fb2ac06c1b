"""What people do in the incident room: one form, one action, and back to where it shows."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse

from larum.incident import terms
from larum.incident.actions import course, ledger, notes, roles, tasks
from larum.incident.lifecycle import FactStatus, PromiseState, Severity
from larum.web.doors import Working
from larum.web.due import moment
from larum.web.shell import words_of

router = APIRouter(prefix="/incidents/{incident_id}")

Text = Annotated[str, Form()]
Person = Annotated[UUID | None, Form()]


# --- the course of the incident --------------------------------------------------------------------------------------


@router.post("/start")
def start(working: Working, incident_id: UUID) -> RedirectResponse:
    """People are at work on it."""
    with working() as work:
        course.start(work, incident_id)
    return _back(incident_id)


@router.post("/monitor")
def monitor(working: Working, incident_id: UUID) -> RedirectResponse:
    """It calms down."""
    with working() as work:
        course.monitor(work, incident_id)
    return _back(incident_id)


@router.post("/close")
def close(working: Working, incident_id: UUID, conclusion: Text = "") -> RedirectResponse:
    """It is over."""
    with working() as work:
        course.close(work, incident_id, conclusion)
    return _back(incident_id)


@router.post("/reopen")
def reopen(working: Working, incident_id: UUID, reason: Text = "") -> RedirectResponse:
    """It is not over."""
    with working() as work:
        course.reopen(work, incident_id, reason)
    return _back(incident_id)


@router.post("/severity")
def change_severity(
    working: Working, incident_id: UUID, severity: Annotated[Severity, Form()], reason: Text = ""
) -> RedirectResponse:
    """It is worse, or less bad."""
    with working() as work:
        course.change_severity(work, incident_id, severity, reason)
    return _back(incident_id)


@router.post("/description")
def describe(working: Working, incident_id: UUID, title: Text = "", summary: Text = "") -> RedirectResponse:
    """What it is about."""
    with working() as work:
        course.describe(work, incident_id, title, summary)
    return _back(incident_id)


@router.post("/next-update")
def set_next_update(
    request: Request, working: Working, incident_id: UUID, minutes: Text = "", at: Text = ""
) -> RedirectResponse:
    """When the public hears from us next."""
    with working() as work:
        course.set_next_update(work, incident_id, moment(words_of(request), work.now(), minutes, at))
    return _back(incident_id, "say")


@router.post("/team")
def hand_over(
    request: Request, working: Working, incident_id: UUID, role: Text, person: Person = None, alternate: Person = None
) -> RedirectResponse:
    """Somebody takes a role on; one that is new here gets the name it has in the reader's language."""
    title = words_of(request)(terms.ROLES.get(role, ""))
    with working() as work:
        roles.hand_over(work, incident_id, role, person, alternate, title)
    return RedirectResponse(f"/incidents/{incident_id}/team", 303)


# --- tasks -----------------------------------------------------------------------------------------------------------


@router.post("/tasks")
def add_task(
    request: Request, working: Working, incident_id: UUID, title: Text = "", person: Person = None, minutes: Text = ""
) -> RedirectResponse:
    """One more thing to do."""
    with working() as work:
        due_at = moment(words_of(request), work.now(), minutes)
        tasks.add(work, incident_id, title, person_id=person, due_at=due_at)
    return _back(incident_id, "do")


@router.post("/tasks/{task_id}/done")
def complete_task(working: Working, incident_id: UUID, task_id: UUID) -> RedirectResponse:
    """It is done; the room offers to undo that."""
    with working() as work:
        tasks.complete(work, task_id)
    return RedirectResponse(f"/incidents/{incident_id}?done={task_id}#do", 303)


@router.post("/tasks/{task_id}/reopen")
def reopen_task(working: Working, incident_id: UUID, task_id: UUID) -> RedirectResponse:
    """It is to be done after all."""
    with working() as work:
        tasks.reopen(work, task_id)
    return _back(incident_id, "do")


@router.post("/tasks/{task_id}/drop")
def drop_task(working: Working, incident_id: UUID, task_id: UUID, reason: Text = "") -> RedirectResponse:
    """It will not be done."""
    with working() as work:
        tasks.drop(work, task_id, reason)
    return _back(incident_id, "do")


@router.post("/tasks/{task_id}/owner")
def reassign_task(working: Working, incident_id: UUID, task_id: UUID, person: Person = None) -> RedirectResponse:
    """Somebody else does it."""
    with working() as work:
        tasks.reassign(work, task_id, person)
    return _back(incident_id, "do")


@router.post("/tasks/{task_id}/due")
def postpone_task(
    request: Request,
    working: Working,
    incident_id: UUID,
    task_id: UUID,
    minutes: Text = "30",
    at: Text = "",
    reason: Text = "",
) -> RedirectResponse:
    """It gets another due time."""
    with working() as work:
        due_at = moment(words_of(request), work.now(), minutes, at) or work.now()
        tasks.postpone(work, task_id, due_at, reason)
    return _back(incident_id, "do")


# --- the ledger ------------------------------------------------------------------------------------------------------


@router.post("/facts")
def add_fact(
    working: Working,
    incident_id: UUID,
    text: Text = "",
    status: Annotated[FactStatus, Form()] = "open",
    source: Text = "",
) -> RedirectResponse:
    """One more thing we know, or ask ourselves."""
    with working() as work:
        ledger.add_fact(work, incident_id, text, status=status, source=source)
    return _back(incident_id, "know")


@router.post("/facts/{fact_id}")
def settle_fact(
    working: Working, incident_id: UUID, fact_id: UUID, status: Annotated[FactStatus, Form()], source: Text = ""
) -> RedirectResponse:
    """It is confirmed, refuted or in doubt again."""
    with working() as work:
        ledger.settle_fact(work, fact_id, status, source)
    return _back(incident_id, "know")


@router.post("/decisions")
def decide(working: Working, incident_id: UUID, what: Text = "", rationale: Text = "") -> RedirectResponse:
    """The team decided something."""
    with working() as work:
        ledger.decide(work, incident_id, what, rationale)
    return _back(incident_id, "do")


@router.post("/promises")
def promise(
    request: Request, working: Working, incident_id: UUID, text: Text = "", person: Person = None, at: Text = ""
) -> RedirectResponse:
    """Something was promised in public."""
    with working() as work:
        due_at = moment(words_of(request), work.now(), at=at)
        ledger.promise(work, incident_id, text, person_id=person, due_at=due_at)
    return _back(incident_id, "say")


@router.post("/promises/{promise_id}")
def settle_promise(
    working: Working, incident_id: UUID, promise_id: UUID, state: Annotated[PromiseState, Form()]
) -> RedirectResponse:
    """It was kept, was broken, or is open again."""
    with working() as work:
        ledger.settle_promise(work, promise_id, state)
    return _back(incident_id, "say")


# --- the timeline ----------------------------------------------------------------------------------------------------


@router.post("/notes")
def note(request: Request, working: Working, incident_id: UUID, text: Text = "", at: Text = "") -> RedirectResponse:
    """A line in one's own words."""
    with working() as work:
        notes.note(work, incident_id, text, moment(words_of(request), work.now(), at=at))
    return _back(incident_id, "timeline")


@router.post("/pins/{entry_id}")
def pin(working: Working, incident_id: UUID, entry_id: UUID, pinned: Text = "") -> RedirectResponse:
    """Keep a line in sight."""
    with working() as work:
        notes.pin(work, entry_id, bool(pinned))
    return _back(incident_id, "timeline")


def _back(incident_id: UUID, part: str = "") -> RedirectResponse:
    return RedirectResponse(f"/incidents/{incident_id}" + (f"#{part}" if part else ""), 303)
