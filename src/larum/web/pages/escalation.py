"""The escalation list: who is called when an alert is raised, in which order, and whether a call arrives."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.alert.actions import set_escalation
from larum.alert.escalate import about_test, send_test
from larum.alert.store import escalation
from larum.auth.store import people
from larum.base.actor import Actor
from larum.base.errors import Invalid, Refusal
from larum.base.translate import msgid
from larum.notify.store import about
from larum.web.doors import Reading, Someone, Working, services_of
from larum.web.nav import Command
from larum.web.shell import render, words_of

router = APIRouter(prefix="/settings/escalation")
COMMANDS = [Command(msgid("Who is called"), "/settings/escalation", "people", role="viewer")]

ROWS = 8
"""People on the list at most; longer lists wake nobody sooner."""
Many = Annotated[list[str], Form()]


@router.get("")
def the_list(request: Request, session: Reading, actor: Someone, test: UUID | None = None) -> Response:
    """Who is called?"""
    steps = [(str(step.person_id), str(step.after_minutes), step.gravest_only) for step in escalation(session)]
    return _show(request, session, actor, steps, test)


@router.post("")
def decide(
    request: Request,
    session: Reading,
    actor: Someone,
    working: Working,
    person: Many,
    minutes: Many,
    gravest: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Put the list together anew; a row without a person falls away."""
    rows = [
        (who, after.strip() or "0", str(index) in (gravest or []))
        for index, (who, after) in enumerate(zip(person, minutes, strict=False))
        if who
    ]
    try:
        with working() as work:
            set_escalation(work, steps=[(UUID(who), _minutes(after), only) for who, after, only in rows])
    except Invalid as refused:
        return _show(request, session, actor, rows, None, refused)
    return RedirectResponse("/settings/escalation", 303)


@router.post("/test")
def test(request: Request, working: Working) -> Response:
    """Call oneself, to see that it arrives."""
    with working() as work:
        test_id = send_test(work, public_url=services_of(request).public_url)
    return RedirectResponse(f"/settings/escalation?test={test_id}", 303)


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    steps: list[tuple[str, str, bool]],
    test: UUID | None = None,
    refused: Refusal | None = None,
) -> Response:
    words = words_of(request)
    everybody = people(session, only_active=True)
    by_id = {str(one.id): one for one in everybody}
    calls = about(session, about_test(test)) if test else []
    last = int(steps[-1][1]) if steps and steps[-1][1].isdecimal() else -5
    room = [*steps, ("", str(last + 5), False)] if len(steps) < ROWS else steps
    return render(
        request,
        "escalation/list.html",
        status=refused.status if refused else 200,
        steps=[(by_id[who], int(after), only) for who, after, only in steps if who in by_id and after.isdecimal()],
        rows=room,
        offers=[("", words("nobody")), *((str(one.id), one.name) for one in everybody)],
        error=words.sentence(refused) if refused else "",
        call=calls[0] if calls else None,
        here=f"/settings/escalation?test={test}" if test else "/settings/escalation",
        reachable=bool(actor.id is not None and str(actor.id) in by_id and by_id[str(actor.id)].notify),
        may_change=actor.reaches("owner"),
    )


def _minutes(text: str) -> int:
    if not text.isdecimal():
        raise Invalid(msgid("Minutes are a whole number, such as 10."), field="steps")
    return int(text)
