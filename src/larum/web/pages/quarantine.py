"""The quarantine: what could not be taken, why, and whether it can be mended."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.base.errors import NotAllowed
from larum.base.translate import Msgid, msgid
from larum.collect.store import sources
from larum.connectors.contract import Batch
from larum.connectors.jsonlines import decode
from larum.connectors.records import RAW_KEPT, Refused
from larum.connectors.rules import REASONS, place
from larum.flow.arrive import receive
from larum.flow.quarantine import drop_refused, mark_resent, open_refused, waiting, waiting_by_reason
from larum.web.doors import Reading, Someone, Working, database_of
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/settings/quarantine")

OTHER: dict[str, Msgid] = {"step_failed": msgid("A step of the path failed on this item alone.")}
"""Reasons that are not of the post format."""


@router.get("")
def quarantine(request: Request, session: Reading, actor: Someone) -> Response:
    """What could not be taken?"""
    _need(actor.reaches("responder"))
    words = words_of(request)
    by_reason = waiting_by_reason(session)
    return render(
        request,
        "quarantine/list.html",
        items=waiting(session),
        count=sum(by_reason.values()),
        by_reason=sorted(by_reason.items(), key=lambda pair: -pair[1]),
        why=lambda code: words(REASONS.get(code) or OTHER.get(code) or code),
        names={source.id: source.name for source in sources(session)},
        place=partial(place, words),
    )


@router.get("/{id}")
def item(request: Request, session: Reading, actor: Someone, id: UUID) -> Response:
    """One item as it arrived, to be mended."""
    _need(actor.reaches("responder"))
    return _show(request, session, id)


@router.post("/{id}/resend")
def resend(
    request: Request,
    session: Reading,
    working: Working,
    id: UUID,
    mended: Annotated[str, Form(max_length=RAW_KEPT)] = "",
) -> Response:
    """Send a mended copy along the path; it leaves quarantine once it went through."""
    with working() as work:
        _need(work.actor.reaches("responder"))
    held = open_refused(session, id)
    arrival = decode(mended.strip().encode(), shell_of(request).clock.now(), "mended")
    words = words_of(request)
    if isinstance(arrival, Refused):
        why = words(REASONS.get(arrival.reason) or arrival.reason)
        return _show(request, session, id, mended, f"{why} {arrival.detail}".strip())
    receipt = receive(database_of(request), Batch(arrivals=[arrival], cursor=""), source_id=None)
    if receipt.refused:
        return _show(request, session, id, mended, words("It failed again on its way; the log has the details."))
    with working() as work:
        mark_resent(work, held.id)
    return RedirectResponse("/settings/quarantine", 303)


@router.post("/{id}/drop")
def drop(working: Working, id: UUID) -> Response:
    """Put it away for good."""
    with working() as work:
        drop_refused(work, id)
    return RedirectResponse("/settings/quarantine", 303)


def _show(request: Request, session: Session, id: UUID, mended: str | None = None, error: str = "") -> Response:
    words, held = words_of(request), open_refused(session, id)
    return render(
        request,
        "quarantine/item.html",
        status=422 if error else 200,
        held=held,
        place=place(words, held.place),
        why=words(REASONS.get(held.reason) or OTHER.get(held.reason) or held.reason),
        text=mended if mended is not None else held.item.decode("utf-8", "replace"),
        cut=len(held.item) >= RAW_KEPT,
        error=error,
    )


def _need(may: bool) -> None:
    if not may:
        raise NotAllowed
