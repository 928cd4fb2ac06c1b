"""Incidents: what is being managed, what is over, and the form that declares one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.alert.actions import open_alert
from larum.alert.wording import headline
from larum.base.translate import Language, Words, msgid
from larum.incident import store, terms
from larum.incident.actions.declare import declare
from larum.incident.lifecycle import SEVERITIES, Severity
from larum.incident.plan import playbook_for
from larum.incident.typology import Cause
from larum.match.store import brands
from larum.web.doors import Reading, Someone, Working
from larum.web.due import local, moment
from larum.web.nav import Command, Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/incidents")
NAV = Nav(50, msgid("Incidents"), "/incidents", "incidents", thumb=True)
COMMANDS = [Command(msgid("Declare an incident"), "/incidents/declare", "incidents")]


@router.get("")
def incidents(request: Request, session: Reading, actor: Someone) -> Response:
    """Is anything being managed, and what is due in it?"""
    now = shell_of(request).clock.now()
    return render(
        request,
        "incidents/list.html",
        open=store.glances(session, store.open_incidents(session), now),
        closed=store.closed_incidents(session),
        states=terms.STATES,
        causes=terms.CAUSES,
        may_act=actor.reaches("responder"),
    )


@router.get("/declare")
def declare_form(
    request: Request, session: Reading, actor: Someone, alert: UUID | None = None, cause: str = ""
) -> Response:
    """The form, filled in from an alert where one is named; `cause` comes from the page of a plan."""
    _ = words_of(request)
    return render(
        request,
        "incidents/declare.html",
        given={**_from_alert(session, _, alert), "cause": cause},
        causes=[(cause, _(name)) for cause, name in terms.CAUSES.items()],
        severities=[(severity, _(terms.SEVERITIES[severity])) for severity in SEVERITIES],
        brands=[("", _("no brand in particular")), *((str(brand.id), brand.name) for brand in brands(session))],
    )


@router.post("/declare")
def declare_it(
    request: Request,
    working: Working,
    title: Annotated[str, Form()],
    cause: Annotated[Cause, Form()],
    severity: Annotated[Severity, Form()],
    language: Annotated[Language, Form()] = "en",
    plan: Annotated[str, Form()] = "",
    summary: Annotated[str, Form()] = "",
    origin: Annotated[str, Form()] = "",
    alert: Annotated[UUID | None, Form()] = None,
    brand: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Declare it and open its room."""
    words = words_of(request)
    with working() as work:
        alerts = [open_alert(work.session, alert)] if alert else []
        incident = declare(
            work,
            title,
            cause,
            severity,
            origin_at=moment(words, work.now(), at=origin),
            detected_at=alerts[0].raised_at if alerts else None,
            acknowledged_at=alerts[0].acknowledged_at if alerts else None,
            alert_ids=[one.id for one in alerts],
            brand_id=brand,
            playbook=playbook_for(cause, language) if plan else None,
            language=language,
            summary=summary,
        )
    return RedirectResponse(f"/incidents/{incident.id}", 303)


def _from_alert(session: Session, words: Words, alert_id: UUID | None) -> dict[str, Any]:
    """What the form can know before anybody types."""
    if alert_id is None:
        return {"alert": "", "title": "", "severity": "SEV3", "origin": "", "brand": "", "since": None}
    alert = open_alert(session, alert_id)
    names = {brand.id: brand.name for brand in brands(session)}
    since: datetime = alert.begun_at
    return {
        "alert": str(alert.id),
        "title": headline(words, alert, names.get(alert.brand_id, "")),
        "severity": f"SEV{alert.severity}",
        "origin": local(words, since),
        "brand": str(alert.brand_id),
        "since": since,
    }
