"""Monitors: what is watched for, and what a query would have caught before anybody relies on it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.base.errors import Invalid, Refusal
from larum.base.translate import Msgid, Words, msgid
from larum.collect.store import newest_posts
from larum.connectors.records import Post
from larum.detect.calibrate import Wish
from larum.learn.actions import set_sensitivity
from larum.learn.store import since_calibrated
from larum.match import actions
from larum.match.model import Brand, Monitor
from larum.match.refusals import QueryRefused
from larum.match.store import brands, monitors
from larum.match.trial import Trial, try_out
from larum.measure.store import mentions_since
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Command
from larum.web.pages.sensitivity import WORDS, often, proposed
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/monitors")
COMMANDS = [
    Command(msgid("Monitors"), "/monitors", "eye", role="viewer"),
    Command(msgid("Watch for something new"), "/monitors/new", "plus"),
]

TRIED_ON = 5_000
"""Newest posts a query is tried on: enough to see, few enough to see at once."""
MUTES = (1, 4, 12, 24, 72, 168)
Text = Annotated[str, Form(max_length=25_000)]

GRAMMAR: list[tuple[str, Msgid]] = [
    ("kwarcja", msgid("the word, in any case and with or without diacritics")),
    ("kwarcj*", msgid("every word that begins so")),
    ('"czarna perła"', msgid("these words in a row")),
    ("awaria OR usterka", msgid("one or the other")),
    ("kwarcja awaria", msgid("both; AND says the same")),
    ("kwarcja NEAR/5 awaria", msgid("both, with at most five words between them")),
    ("kwarcja -konkurs", msgid("the first without the second; NOT says the same")),
    ("#kwarcja @kwarcja", msgid("a hashtag, a handle that is addressed")),
    ("from:kwarcja", msgid("what this account posts")),
    ("lang:pl", msgid("posts that say they are in this language")),
    ("(awaria OR usterka) -reklama", msgid("parentheses hold together")),
]


class Tried(NamedTuple):
    """A query tried, or why it cannot be."""

    trial: Trial | None = None
    error: str = ""
    pointer: str = ""
    warning: str = ""


@router.get("")
def all_monitors(request: Request, session: Reading, actor: Someone) -> Response:
    """What is watched for?"""
    words, now = words_of(request), shell_of(request).clock.now()
    known = monitors(session)
    names = {brand.id: brand.name for brand in brands(session)}
    pasts = since_calibrated(session, known, now)
    return render(
        request,
        "monitors/list.html",
        monitors=known,
        names=names,
        counts=mentions_since(session, [one.id for one in known], now - timedelta(hours=24)),
        muted={one.id for one in known if one.muted_until and one.muted_until > now},
        often={one.id: words(often(one)) for one in known},
        proposals={one.id for one in known if proposed(one, pasts[one.id])},
        mutes=mutes(words),
        may_act=actor.reaches("responder"),
        may_brand=actor.reaches("owner"),
    )


@router.get("/new")
def new(request: Request, session: Reading, query: str = "", name: str = "", brand: str = "") -> Response:
    """The form; filled in and tried where the address says with what."""
    return form(request, session, None, {"name": name, "query": query, "brand": brand})


@router.get("/try")
def trying(request: Request, session: Reading, query: Annotated[str, Query(max_length=25_000)] = "") -> Response:
    """What a query would have caught, while it is written."""
    tried = try_query(words_of(request), query, newest_posts(session, limit=TRIED_ON))
    return render(request, "monitors/tried.html", tried=tried, query=query)


@router.post("")
def add(
    request: Request,
    session: Reading,
    working: Working,
    name: Text = "",
    query: Text = "",
    brand: Text = "",
    wish: Annotated[Wish, Form()] = "month",
) -> Response:
    """Watch for it from now on."""
    try:
        with working() as work:
            monitor = actions.add_monitor(work, brand_id=_uuid(brand), name=name, query=query)
            if wish != monitor.sensitivity:
                set_sensitivity(work, monitor.id, wish=wish)
    except (QueryRefused, Invalid) as refused:
        return form(request, session, None, {"name": name, "query": query, "brand": brand}, refused)
    return RedirectResponse("/monitors", 303)


@router.post("/brands")
def add_brand(working: Working, name: Text = "") -> Response:
    """Look after another brand."""
    with working() as work:
        brand = actions.add_brand(work, name=name)
    return RedirectResponse(f"/monitors/new?brand={brand.id}", 303)


@router.get("/{monitor_id}")
def edit(request: Request, session: Reading, monitor_id: UUID, query: str = "", name: str = "") -> Response:
    """The form of one that is there."""
    monitor = actions.open_monitor(session, monitor_id)
    return form(request, session, monitor, {"name": name or monitor.name, "query": query or monitor.query})


@router.post("/{monitor_id}")
def change(
    request: Request, session: Reading, working: Working, monitor_id: UUID, name: Text = "", query: Text = ""
) -> Response:
    """Watch for something else from now on."""
    try:
        with working() as work:
            actions.change_monitor(work, actions.open_monitor(work.session, monitor_id), name=name, query=query)
    except (QueryRefused, Invalid) as refused:
        monitor = actions.open_monitor(session, monitor_id)
        return form(request, session, monitor, {"name": name, "query": query}, refused)
    return RedirectResponse("/monitors", 303)


@router.post("/{monitor_id}/pause")
def pause(working: Working, monitor_id: UUID) -> Response:
    """Stop watching."""
    with working() as work:
        actions.pause_monitor(work, actions.open_monitor(work.session, monitor_id))
    return RedirectResponse("/monitors", 303)


@router.post("/{monitor_id}/resume")
def resume(working: Working, monitor_id: UUID) -> Response:
    """Watch again."""
    with working() as work:
        actions.resume_monitor(work, actions.open_monitor(work.session, monitor_id))
    return RedirectResponse("/monitors", 303)


@router.post("/{monitor_id}/mute")
def mute(working: Working, monitor_id: UUID, hours: Annotated[float, Form()]) -> Response:
    """Raise no alerts for a while."""
    with working() as work:
        actions.mute_monitor(work, actions.open_monitor(work.session, monitor_id), hours=hours)
    return RedirectResponse("/monitors", 303)


@router.post("/{monitor_id}/unmute")
def unmute(working: Working, monitor_id: UUID) -> Response:
    """Raise alerts again."""
    with working() as work:
        actions.unmute_monitor(work, actions.open_monitor(work.session, monitor_id))
    return RedirectResponse("/monitors", 303)


def form(
    request: Request,
    session: Session,
    monitor: Monitor | None,
    given: dict[str, str],
    refused: Refusal | None = None,
) -> Response:
    """The form with what was given, and what it would have caught."""
    words = words_of(request)
    known: Sequence[Brand] = brands(session)
    tried = try_query(words, given["query"], newest_posts(session, limit=TRIED_ON)) if given["query"] else Tried()
    wrong: dict[str, Any] = {}
    if refused is not None:
        field = "query" if isinstance(refused, QueryRefused) else getattr(refused, "field", "") or "name"
        wrong = {field: words.sentence(refused)}
    return render(
        request,
        "monitors/form.html",
        status=refused.status if refused else 200,
        monitor=monitor,
        given=given,
        brands=[(str(brand.id), brand.name) for brand in known],
        tried=tried,
        wrong=wrong,
        grammar=GRAMMAR,
        wishes=[(wish, words(title)) for wish, (title, _) in WORDS.items()],
        often=words(often(monitor)) if monitor else "",
    )


def try_query(words: Words, query: str, posts: Sequence[Post]) -> Tried:
    """What a query would have caught among these posts, in words."""
    if not query.strip():
        return Tried()
    try:
        trial = try_out(query, posts)
    except QueryRefused as refused:
        return Tried(error=words.sentence(refused), pointer=refused.pointer)
    broad = trial.warning
    warning = words(broad.message, terms=words.join(broad.terms)) if broad is not None else ""
    return Tried(trial=trial, warning=warning)


def mutes(words: Words) -> list[tuple[str, str]]:
    """For how long one can mute."""
    return [(str(hours), words.duration(timedelta(hours=hours))) for hours in MUTES]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as unreadable:
        raise Invalid(msgid("Choose the brand it is for."), field="brand") from unreadable
