"""People: who works here and as what, and the links that let others in. For owners."""

from datetime import timedelta
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.auth import store, terms
from larum.auth.actions import invite as links
from larum.auth.actions import people as staff
from larum.auth.issued import Issued
from larum.auth.model import INVITED_FOR, PASSWORD_LINK_FOR
from larum.base.actor import ROLES, Actor, Role
from larum.base.errors import NotAllowed
from larum.base.translate import msgid
from larum.web.callers import root_of
from larum.web.doors import Reading, Someone, Working, services_of
from larum.web.nav import Command, Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/people")
NAV = Nav(85, msgid("People"), "/people", "people", role="owner")
COMMANDS = [Command(msgid("Invite somebody"), "/people#invite", "people", role="owner")]

Text = Annotated[str, Form(max_length=300)]


@router.get("")
def people(request: Request, session: Reading, actor: Someone) -> Response:
    """Who can get in, and who could?"""
    return _show(request, session, actor)


@router.post("/invite")
def invite(
    request: Request, session: Reading, actor: Someone, working: Working, role: Text, meant_for: Text = ""
) -> Response:
    """Make a link; this answer is the only place where it can be seen."""
    with working() as work:
        issued = links.invite(work, cast(Role, role), meant_for)
    return _show(request, session, actor, issued=issued, issued_for=meant_for, lasts_for=INVITED_FOR)


@router.post("/invitations/{invitation_id}/revoke")
def revoke(working: Working, invitation_id: UUID) -> Response:
    """Withdraw a link."""
    with working() as work:
        links.revoke_invitation(work, invitation_id)
    return RedirectResponse("/people", 303)


@router.post("/{person_id}/role")
def role(working: Working, person_id: UUID, role: Text) -> Response:
    """Let somebody do more, or less."""
    with working() as work:
        staff.change_role(work, person_id, cast(Role, role))
    return RedirectResponse("/people", 303)


@router.post("/{person_id}/new-password")
def new_password(request: Request, session: Reading, actor: Someone, working: Working, person_id: UUID) -> Response:
    """Make a link for somebody who forgot their password."""
    with working() as work:
        issued = links.offer_new_password(work, person_id)
    name = store.open_person(session, person_id).name
    return _show(request, session, actor, issued=issued, issued_for=name, lasts_for=PASSWORD_LINK_FOR)


@router.post("/{person_id}/deactivate")
def deactivate(working: Working, person_id: UUID) -> Response:
    """Close an account."""
    with working() as work:
        staff.deactivate(work, person_id)
    return RedirectResponse("/people", 303)


@router.post("/{person_id}/reactivate")
def reactivate(working: Working, person_id: UUID) -> Response:
    """Open it again."""
    with working() as work:
        staff.reactivate(work, person_id)
    return RedirectResponse("/people", 303)


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    *,
    issued: Issued | None = None,
    issued_for: str = "",
    lasts_for: timedelta | None = None,
) -> Response:
    if not actor.reaches("owner"):
        raise NotAllowed
    _, root = words_of(request), root_of(request, services_of(request).public_url)
    return render(
        request,
        "auth/people.html",
        people=store.people(session),
        invitations=store.open_invitations(session, shell_of(request).clock.now()),
        link=links.invitation_url(root, issued.secret) if issued else None,
        roles=[(role, _(terms.ROLES[role])) for role in ROLES],
        meanings=[(_(terms.ROLES[role]), _(terms.MEANINGS[role])) for role in ROLES],
        names=terms.ROLES,
        issued_for=issued_for,
        lasts_for=lasts_for,
    )
