"""Reports: what each crisis was, how fast we were, what we learn from it; on screen, on paper and as a file."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from larum.auth.store import people
from larum.base.translate import Msgid, msgid
from larum.detect.forecast.volume import ENOUGH_CASES
from larum.incident import terms
from larum.incident.model import Incident
from larum.learn import actions, store
from larum.learn.cases import store as cases
from larum.learn.cases.records import Standing, spread
from larum.learn.lifecycle import ReviewMoved
from larum.report.after_action import AfterAction, gather
from larum.report.export import archive
from larum.report.paper import COMPONENTS, FAULTS, paper, platforms_said
from larum.report.pdf import pdf
from larum.report.telling import HANDS, MISSING, curve, guidance, paragraph
from larum.web import due, room
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/reports")
NAV = Nav(80, msgid("Reports"), "/reports", "reports")
room.LINKS["review"] = "/reports/{incident}"
STANDINGS: dict[Standing, tuple[Msgid, str]] = {
    "counts": (msgid("counts"), "good"),
    "waits": (msgid("its day is not over"), "active"),
    "open": (msgid("counts once its alert or incident is closed"), "warning"),
    "wrong": (msgid("does not count: the alert was nothing"), "quiet"),
    "changed": (msgid("does not count: a monitor was changed that day"), "quiet"),
    "unheard": (msgid("does not count: nobody listened for an hour of that day"), "quiet"),
}
"""Whether an answer counts, in words."""


@router.get("")
def reports(request: Request, session: Reading) -> Response:
    """Which reviews are there, and which wait to be written?"""
    courses = store.courses(session)
    return render(
        request,
        "reports/list.html",
        courses=courses,
        waiting=sum(
            each.incident.state == "closed" and (each.review is None or each.review.state == "draft")
            for each in courses
        ),
        lessons=sum(each.open_lessons for each in courses),
        live_topics=("alerts", "incidents", "reports"),
    )


@router.get("/answers")
def answers(request: Request, session: Reading) -> Response:
    """What came after our past answers, and how many there are of the twenty that are needed?"""
    known = cases.records(session)
    return render(
        request,
        "reports/answers.html",
        records=known,
        counted=sum(one.standing == "counts" for one in known),
        needed=ENOUGH_CASES,
        spread=spread(known),
        standings=STANDINGS,
        live_topics=("reports",),
    )


@router.get("/{incident_id}.html")
def on_paper(request: Request, session: Reading, incident_id: UUID) -> Response:
    """The review as one page to print or to keep."""
    body = paper(_told(request, session, incident_id), words_of(request))
    return HTMLResponse(body, headers={"content-security-policy": _policy(body)})


@router.get("/{incident_id}.pdf")
def as_pdf(request: Request, session: Reading, incident_id: UUID) -> Response:
    """The review as a PDF."""
    told = _told(request, session, incident_id)
    body = pdf(paper(told, words_of(request)))
    return Response(body, media_type="application/pdf", headers=_kept_as(told.incident, "pdf"))


@router.get("/{incident_id}.json")
def as_archive(request: Request, session: Reading, incident_id: UUID) -> Response:
    """The incident with everything that belongs to it, for an archive."""
    told = _told(request, session, incident_id)
    return Response(archive(session, told), media_type="application/json", headers=_kept_as(told.incident, "json"))


@router.get("/{incident_id}/curve")
def curve_of(request: Request, session: Reading, incident_id: UUID) -> Response:
    """The curve, for a page that is open."""
    words = words_of(request)
    figure = curve(_told(request, session, incident_id), words, numbered=True)
    return Response(figure.json(words), media_type="application/json")


@router.get("/{incident_id}")
def show(request: Request, session: Reading, actor: Someone, incident_id: UUID) -> Response:
    """One incident, looked back on."""
    return _show(request, session, actor, incident_id)


@router.post("/{incident_id}/begin")
def begin(working: Working, incident_id: UUID) -> Response:
    """Begin the review."""
    with working() as work:
        actions.begin_review(work, incident_id)
    return _back(incident_id)


@router.post("/{incident_id}/words")
def write(
    request: Request,
    session: Reading,
    actor: Someone,
    working: Working,
    incident_id: UUID,
    seen: Annotated[int, Form()],
    worked: Annotated[str, Form()] = "",
    did_not: Annotated[str, Form()] = "",
) -> Response:
    """Say what worked and what did not; where somebody else has written meanwhile, the page shows both."""
    try:
        with working() as work:
            actions.write_review(work, incident_id, worked=worked, did_not=did_not, seen=seen)
    except ReviewMoved as moved:
        mine = {"worked": worked, "did_not": did_not, "error": words_of(request).sentence(moved)}
        return _show(request, session, actor, incident_id, mine, status=409)
    return _back(incident_id, "learn")


@router.post("/{incident_id}/right")
def choose_right(
    working: Working, incident_id: UUID, choice: Annotated[UUID | Literal["none", "check"], Form()]
) -> Response:
    """Say which statement was the right word."""
    with working() as work:
        actions.choose_right_statement(work, incident_id, choice)
    return _back(incident_id, "said")


@router.post("/{incident_id}/publish")
def publish(working: Working, incident_id: UUID) -> Response:
    """Publish the review in the house."""
    with working() as work:
        actions.publish_review(work, incident_id)
    return _back(incident_id)


@router.post("/{incident_id}/revise")
def revise(working: Working, incident_id: UUID) -> Response:
    """Write on in a published review."""
    with working() as work:
        actions.revise_review(work, incident_id)
    return _back(incident_id, "learn")


@router.post("/{incident_id}/lessons")
def add_lesson(
    request: Request,
    working: Working,
    incident_id: UUID,
    text: Annotated[str, Form()],
    person: Annotated[UUID | None, Form()] = None,
    day: Annotated[str, Form()] = "",
) -> Response:
    """Draw one more lesson."""
    words = words_of(request)
    with working() as work:
        due_at = due.moment(words, work.now(), at=f"{day.strip()}T23:59" if day.strip() else "")
        actions.add_lesson(work, incident_id, text, person_id=person, due_at=due_at)
    return _back(incident_id, "lessons")


@router.post("/{incident_id}/lessons/{lesson_id}")
def settle_lesson(working: Working, incident_id: UUID, lesson_id: UUID, done: Annotated[str, Form()] = "") -> Response:
    """A lesson was put into practice, or is still to be."""
    with working() as work:
        actions.settle_lesson(work, lesson_id, done=bool(done))
    return _back(incident_id, "lessons")


@router.post("/{incident_id}/lessons/{lesson_id}/remove")
def remove_lesson(working: Working, incident_id: UUID, lesson_id: UUID) -> Response:
    """Strike out a lesson."""
    with working() as work:
        actions.remove_lesson(work, lesson_id)
    return _back(incident_id, "lessons")


def _show(
    request: Request,
    session: Reading,
    actor: Someone,
    incident_id: UUID,
    mine: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The page; `mine` are words that could not be kept."""
    words = words_of(request)
    told = _told(request, session, incident_id)
    review = told.review
    by_check = words("as the check of the wordings says")
    return render(
        request,
        "reports/review.html",
        status=status,
        told=told,
        incident=told.incident,
        review=review,
        path=f"/reports/{incident_id}",
        paragraph=paragraph(told, words),
        figure=curve(told, words, numbered=True),
        hands=HANDS,
        missing=MISSING,
        guidance=guidance,
        components=COMPONENTS,
        faults=FAULTS,
        states=terms.STATES,
        platforms=platforms_said(told.platforms, words),
        mine=mine,
        choices=[("check", by_check), ("none", words("none of them"))]
        + [(str(each.statement.id), each.statement.title) for each in told.out],
        chosen=str(review.right_statement_id or "none") if review and review.right_chosen_by else "check",
        people=[("", words("nobody yet"))]
        + [(str(person.id), person.name) for person in people(session, only_active=True)],
        may_write=actor.reaches("responder") and review is not None and review.state == "draft",
        may_act=actor.reaches("responder"),
        may_publish=actor.reaches("approver"),
        answer=cases.record_of(session, incident_id),
        standings=STANDINGS,
        live_topics=("alerts", "incidents", f"report:{incident_id}"),
    )


def _told(request: Request, session: Reading, incident_id: UUID) -> AfterAction:
    return gather(session, incident_id, shell_of(request).clock.now())


def _back(incident_id: UUID, place: str = "") -> Response:
    return RedirectResponse(f"/reports/{incident_id}{f'#{place}' if place else ''}", 303)


def _kept_as(incident: Incident, ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="incident-{incident.number}-review.{ending}"'}


def _policy(body: str) -> str:
    """Paper carries its own style sheets and nothing else; each is let in by its hash."""
    styles = re.findall(r"<style>(.*?)</style>", body, re.DOTALL)
    hashes = " ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles)
    return f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
