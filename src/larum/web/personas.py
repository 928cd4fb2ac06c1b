"""The demo's switch between personas: one click makes the visitor somebody else. Only there; see `session.install`.

`app.state.personas` holds the ids of those who may be entered, in the order in which they are offered.
"""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from larum.auth import store
from larum.auth.actions.session import enter_as
from larum.auth.model import Person
from larum.base.actor import SYSTEM
from larum.base.errors import NotFound
from larum.web.callers import address_of, browser_of
from larum.web.doors import database_of
from larum.web.onward import onward
from larum.web.session import let_in

router = APIRouter()


def personas_of(request: Request) -> Sequence[UUID]:
    """Who may be entered here: nobody, outside the demo."""
    offered: Sequence[UUID] = getattr(request.app.state, "personas", None) or ()
    return offered


def offered_personas(request: Request, session: Session) -> list[Person]:
    """The personas a page can offer, in their order."""
    known = store.people_by_id(session, personas_of(request))
    return [known[id] for id in personas_of(request) if id in known and known[id].active]


@router.post("/enter/{person_id}")
def enter(request: Request, person_id: UUID, next: Annotated[str, Form()] = "/") -> Response:
    """Go on as somebody else."""
    if person_id not in personas_of(request):
        raise NotFound
    with database_of(request).working(SYSTEM) as work:
        issued = enter_as(work, person_id, address_of(request), browser_of(request))
    return let_in(request, issued, onward(next))
