"""The crisis page from the inside: what the public reads about an incident, and whether they can."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.base.errors import Refusal
from larum.base.translate import LANGUAGES
from larum.engage import store
from larum.engage.actions import pages
from larum.engage.actions.pages import Words
from larum.engage.model import CrisisPage
from larum.incident import store as incidents
from larum.incident.model import Incident
from larum.web.doors import Reading, Someone, Working, services_of
from larum.web.room import panel
from larum.web.shell import render, words_of

router = APIRouter(prefix="/incidents/{incident_id}/page")

Text = Annotated[str, Form(max_length=10_000)]


@router.get("")
def show(request: Request, session: Reading, actor: Someone, incident_id: UUID) -> Response:
    """What the public reads, or will read."""
    page = store.page_of(session, incident_id)
    given = Words(page.title, page.happened, page.doing, page.advice, page.contact) if page else Words()
    return _show(request, session, actor.reaches("approver"), actor.reaches("responder"), incident_id, given)


@router.post("")
def keep(
    request: Request, session: Reading, actor: Someone, working: Working, incident_id: UUID,
    title_pl: Text = "", title_en: Text = "", happened_pl: Text = "", happened_en: Text = "",
    doing_pl: Text = "", doing_en: Text = "", advice_pl: Text = "", advice_en: Text = "",
    contact: Text = "", slug: Text = "", then: Text = "",
) -> Response:  # fmt: skip
    """Keep the words; open the page where that button was pressed."""
    given = Words(
        title={"pl": title_pl, "en": title_en},
        happened={"pl": happened_pl, "en": happened_en},
        doing={"pl": doing_pl, "en": doing_en},
        advice={"pl": advice_pl, "en": advice_en},
        contact=contact,
    )
    try:
        with working() as work:
            pages.prepare_page(work, incident_id)
            pages.edit_page(work, incident_id, words=given, slug=slug)
            if then == "open":
                pages.open_page(work, incident_id)
    except Refusal as refusal:
        may_open, may_write = actor.reaches("approver"), actor.reaches("responder")
        return _show(request, session, may_open, may_write, incident_id, given, refusal)
    return RedirectResponse(f"/incidents/{incident_id}/page", 303)


@router.post("/open")
def open_again(working: Working, incident_id: UUID) -> Response:
    """Let the public in again."""
    with working() as work:
        pages.open_page(work, incident_id)
    return RedirectResponse(f"/incidents/{incident_id}/page", 303)


@router.post("/close")
def close(working: Working, incident_id: UUID) -> Response:
    """Take nothing more."""
    with working() as work:
        pages.close_page(work, incident_id)
    return RedirectResponse(f"/incidents/{incident_id}/page", 303)


def _show(
    request: Request,
    session: Session,
    may_open: bool,
    may_write: bool,
    incident_id: UUID,
    given: Words,
    refusal: Refusal | None = None,
) -> Response:
    page = store.page_of(session, incident_id)
    return render(
        request,
        "inbox/page.html",
        status=refusal.status if refusal else 200,
        incident=incidents.open_incident(session, incident_id),
        page=page,
        given=given,
        refusal=refusal,
        address=address_of_page(request, page),
        may_open=may_open,
        may_write=may_write and (page is None or page.state != "open" or may_open),
        language_names=LANGUAGES,
    )


def address_of_page(request: Request, page: CrisisPage | None) -> str:
    """The page's address as people type it; empty where there is no page yet."""
    if page is None:
        return ""
    root = services_of(request).public_url or str(request.base_url).rstrip("/")
    return f"{root}/c/{page.slug}"


@panel("say", "inbox/_room.html", order=20)
def in_the_room(request: Request, session: Session, incident: Incident) -> Mapping[str, object]:
    """Whether the public can read about it, and how many questions wait."""
    _ = words_of(request)
    page = store.page_of(session, incident.id)
    waiting = store.waiting(session, incident.id)
    line = _.ngettext("{count} question waits for an answer", "{count} questions wait for an answer", waiting)
    return {
        "page": page,
        "address": address_of_page(request, page),
        "waiting": waiting,
        "problems": len(store.problems(session, incident.id)),
        "line": line if waiting else "",
    }
