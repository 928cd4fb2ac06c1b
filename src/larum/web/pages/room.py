"""The incident room: what do we know, say, do next, by when?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi import Query as QueryOf
from sqlalchemy.orm import Session
from starlette.responses import Response

from larum.alert.actions import open_alert
from larum.alert.wording import headline
from larum.auth.store import people, people_by_id
from larum.base.actor import Actor
from larum.base.errors import NotFound
from larum.base.translate import Words
from larum.incident import clocks, store, terms, timeline
from larum.incident.lifecycle import SEVERITIES
from larum.incident.model import Task
from larum.incident.plan import playbook_named, update_for
from larum.match.store import brands
from larum.web import due, room
from larum.web.doors import Reading, Someone
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/incidents/{incident_id}")

SOON = 7
"""Tasks shown at first, those due soonest: nobody does more at once."""
LINES = 40
"""Lines of the timeline shown at first; the older ones come by asking."""


@router.get("")
def show(
    request: Request,
    session: Reading,
    actor: Someone,
    incident_id: UUID,
    done: UUID | None = None,
    everything: Annotated[str, QueryOf(alias="all")] = "",
) -> Response:
    """The room: what is known, said, done and seen, and everything that happened."""
    _ = words_of(request)
    now = shell_of(request).clock.now()
    whole = store.room(session, incident_id)
    incident = whole.incident
    panels = room.fill(request, session, incident)
    ticking = whole.clocks(now)
    entries = list(reversed(whole.timeline))
    shown = entries if everything else entries[:LINES]
    alerts = [open_alert(session, alert_id) for alert_id in whole.alert_ids]
    brand_names = {brand.id: brand.name for brand in brands(session)} if alerts else {}
    playbook = playbook_named(incident.playbook, incident.language) if incident.playbook else None
    rhythm = update_for(playbook, incident.severity)
    return render(
        request,
        "incidents/room.html",
        **_known(request, session, actor, whole),
        here=str(request.url.replace(scheme="", netloc="")),
        answer=_answer(_, whole, ticking, panels, now),
        done=next((task for task in whole.tasks if task.id == done and task.state == "done"), None),
        clocks=ticking,
        facts=sorted(whole.facts, key=lambda fact: ("open", "confirmed", "refuted").index(fact.status)),
        fact_offers=_fact_offers(_),
        promises=whole.promises,
        promise_names=terms.PROMISES,
        open_tasks=_by_due(whole.tasks),
        settled_tasks=[task for task in whole.tasks if task.state != "open"],
        soon=SOON,
        owners={task.id: whole.owner_of(task) for task in whole.tasks},
        decisions=whole.decisions,
        minutes=due.offers(_, _("no time set")),
        update_minutes=due.offers(_, _("no update promised")),
        suggested_minutes=str(int(rhythm.total_seconds() // 60)) if rhythm else "",
        alerts=alerts,
        alert_titles={alert.id: headline(_, alert, brand_names.get(alert.brand_id, "")) for alert in alerts},
        panels=panels,
        pinned=[entry for entry in entries if entry.pinned],
        entries=shown,
        older=len(entries) - len(shown),
        say=timeline.sentence,
        icon_of=lambda entry: timeline.KINDS[entry.kind].icon if entry.kind in timeline.KINDS else "right",
        address=room.address,
        live_topics=("alerts", "incidents", f"incident:{incident.id}"),
    )


@router.get("/tasks/{task_id}")
def show_task(request: Request, session: Reading, actor: Someone, incident_id: UUID, task_id: UUID) -> Response:
    """One task: what to do, who does it, by when."""
    _ = words_of(request)
    whole = store.room(session, incident_id)
    task = _one(whole.tasks, task_id)
    return render(
        request,
        "incidents/task.html",
        **_known(request, session, actor, whole),
        task=task,
        owner=whole.owner_of(task),
        minutes=due.offers(_, _("no time set"))[1:],
    )


@router.get("/facts/{fact_id}")
def show_fact(request: Request, session: Reading, actor: Someone, incident_id: UUID, fact_id: UUID) -> Response:
    """One fact: what it is now, and how it came to be known."""
    whole = store.room(session, incident_id)
    fact = _one(whole.facts, fact_id)
    return render(
        request,
        "incidents/fact.html",
        **_known(request, session, actor, whole),
        fact=fact,
        fact_offers=[offer for offer in _fact_offers(words_of(request)) if offer[0] != fact.status],
        instant=datetime.fromisoformat,
    )


@router.get("/team")
def show_team(request: Request, session: Reading, actor: Someone, incident_id: UUID) -> Response:
    """Who does what, and who steps in."""
    _ = words_of(request)
    whole = store.room(session, incident_id)
    had = {role.role for role in whole.roles}
    known = _known(request, session, actor, whole)
    empty = known["empty_roles"]
    return render(
        request,
        "incidents/team.html",
        **known,
        answer=_.ngettext("{count} role has nobody yet.", "{count} roles have nobody yet.", empty)
        if empty
        else _("Every role has somebody."),
        other_roles=[(role, _(name)) for role, name in terms.ROLES.items() if role not in had],
    )


@router.get("/course")
def show_course(request: Request, session: Reading, actor: Someone, incident_id: UUID) -> Response:
    """How bad it is, where it stands, what it is called."""
    _ = words_of(request)
    whole = store.room(session, incident_id)
    return render(
        request,
        "incidents/course.html",
        **_known(request, session, actor, whole),
        severities=[(severity, _(terms.SEVERITIES[severity])) for severity in SEVERITIES],
        severity_names=terms.SEVERITIES,
        open_tasks=sum(task.state == "open" for task in whole.tasks),
    )


def _known(request: Request, session: Session, actor: Actor, whole: store.Room) -> dict[str, Any]:
    """What every page of the room shows."""
    _ = words_of(request)
    incident = whole.incident
    named = [role.person_id for role in whole.roles] + [role.alternate_id for role in whole.roles]
    named += [task.person_id for task in whole.tasks] + [promise.person_id for promise in whole.promises]
    return {
        "incident": incident,
        "path": f"/incidents/{incident.id}",
        "may_act": actor.reaches("responder"),
        "states": terms.STATES,
        "fact_names": terms.FACTS,
        "role_names": {role.role: role.title for role in whole.roles},
        "team": whole.roles,
        "names": {id: person.name for id, person in people_by_id(session, named).items()},
        "empty_roles": sum(role.person_id is None for role in whole.roles),
        "people": [("", _("nobody yet"))]
        + [(str(person.id), person.name) for person in people(session, only_active=True)],
    }


def _answer(
    _: Words,
    whole: store.Room,
    ticking: clocks.Clocks,
    panels: Mapping[str, Sequence[room.Filled]],
    now: datetime,
) -> str:
    """The room in one line: what we know, what we say, what is next and by when."""
    confirmed = sum(fact.status == "confirmed" for fact in whole.facts)
    unknown = sum(fact.status == "open" for fact in whole.facts)
    parts = [_.ngettext("{count} confirmed fact", "{count} confirmed facts", confirmed)]
    if unknown:
        parts.append(_.ngettext("{count} open question", "{count} open questions", unknown))
    lines = [_("We know: {parts}.", parts=_.join(parts))]
    said = [str(filled.panel["line"]) for filled in panels["say"] if filled.panel.get("line")]
    if said:
        lines.append(_("We say: {parts}.", parts=_.join(said)))
    if ticking.next is not None:
        what = ticking.next.what or _("next public update")
        lines.append(_("Next: {what}, by {when}.", what=what, when=_.moment(ticking.next.at)))
    elif whole.incident.state != "closed":
        lines.append(_("Nothing is due."))
    if ticking.overdue:
        lines.append(_.ngettext("{count} thing is late.", "{count} things are late.", len(ticking.overdue)))
    return " ".join(lines)


def _fact_offers(_: Words) -> list[tuple[str, str]]:
    return [(status, _(name)) for status, name in terms.FACTS.items()]


def _by_due(tasks: Sequence[Task]) -> list[Task]:
    """What is to be done, the soonest first; what has no time last, in the plan's own order."""
    waiting = [task for task in tasks if task.state == "open"]
    return sorted(waiting, key=lambda task: (task.due_at is None, task.due_at or task.id, task.place))


def _one(things: Sequence[Any], id: UUID) -> Any:
    """The one of this incident with that id (`NotFound`)."""
    for thing in things:
        if thing.id == id:
            return thing
    raise NotFound
