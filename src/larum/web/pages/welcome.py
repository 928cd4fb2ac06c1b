"""The first start: name your brand, see what would have been caught, add a source, get a test alert. Five minutes."""

import json
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.alert.actions import set_escalation
from larum.alert.escalate import about_test, send_test
from larum.alert.store import escalation
from larum.auth.actions import account
from larum.auth.addresses import masked
from larum.auth.store import open_person
from larum.base.actor import Actor
from larum.base.errors import Invalid, NotAllowed, Refusal
from larum.base.text import tokens
from larum.base.translate import Msgid, msgid
from larum.collect.store import newest_posts, sources
from larum.connectors import registry
from larum.connectors.jsonlines import decode_all
from larum.connectors.records import Post
from larum.flow.upload import catch_up, take_in
from larum.match import actions
from larum.match.model import Brand
from larum.match.propose import propose
from larum.match.refusals import QueryRefused
from larum.match.store import brands, monitors
from larum.notify.store import about
from larum.web.doors import Reading, Someone, Working, database_of, services_of
from larum.web.pages.monitors import TRIED_ON, try_query
from larum.web.pages.sources import needs_server, way_in
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/welcome")

STEPS: tuple[tuple[str, Msgid], ...] = (
    ("brand", msgid("Your brand")),
    ("query", msgid("What to catch")),
    ("source", msgid("Where to read")),
    ("alert", msgid("A test alert")),
)
Text = Annotated[str, Form(max_length=25_000)]


@router.get("")
def begin(request: Request, session: Reading, actor: Someone) -> Response:
    """The step that is next."""
    if not actor.reaches("owner"):
        raise NotAllowed
    return RedirectResponse(f"/welcome/{next_step(session)}", 303)


@router.get("/brand")
def brand(request: Request, session: Reading) -> Response:
    """What is it called?"""
    return step(request, session, "brand", given={"name": "", "aliases": ""}, error="")


@router.post("/brand")
def name_brand(request: Request, session: Reading, working: Working, name: Text = "", aliases: Text = "") -> Response:
    """Name it, and propose what to watch for."""
    others = [alias.strip() for alias in aliases.split(",") if alias.strip()]
    try:
        proposed = propose(name, *others)
        with working() as work:
            known = next((one for one in brands(work.session) if one.name == name.strip()), None)
            named = known or actions.add_brand(work, name=name)
    except (Invalid, QueryRefused) as refused:
        said = words_of(request).sentence(refused)
        return step(request, session, "brand", 422, given={"name": name, "aliases": aliases}, error=said)
    return RedirectResponse(f"/welcome/query?brand={named.id}&query={quote(proposed.text)}", 303)


@router.get("/query")
def query(request: Request, session: Reading, query: str = "", brand: str = "") -> Response:
    """What would it have caught?"""
    named = _brand(session, brand)
    if named is None:
        return RedirectResponse("/welcome/brand", 303)
    return _query_step(request, session, named, query or propose(named.name).text)


@router.get("/try")
def trying(request: Request, session: Reading, brand: str = "", query: str = "") -> Response:
    """The same while it is written."""
    named = _brand(session, brand)
    posts, invented = _posts(session, named, request) if named else ([], True)
    tried = try_query(words_of(request), query, posts)
    return render(request, "monitors/tried.html", tried=tried, invented=invented)


@router.post("/query")
def watch(request: Request, session: Reading, working: Working, query: Text = "", brand: Text = "") -> Response:
    """Watch for it, also in what is here already."""
    named = _brand(session, brand)
    if named is None:
        return RedirectResponse("/welcome/brand", 303)
    try:
        with working() as work:
            actions.add_monitor(work, brand_id=named.id, name=named.name, query=query)
    except QueryRefused as refused:
        return _query_step(request, session, named, query, refused)
    catch_up(database_of(request), newest_posts(session, limit=TRIED_ON))
    return RedirectResponse("/welcome/source", 303)


@router.post("/file")
def hand_over(
    request: Request,
    session: Reading,
    actor: Someone,
    file: Annotated[UploadFile, File()],
    brand: Text = "",
    query: Text = "",
) -> Response:
    """Try it on a file somebody has."""
    named = _brand(session, brand)
    if named is None:
        return RedirectResponse("/welcome/brand", 303)
    try:
        take_in(database_of(request), actor, file.filename or words_of(request)("a file"), file.file.read())
    except Refusal as refused:
        return _query_step(request, session, named, query, refused)
    return RedirectResponse(f"/welcome/query?brand={named.id}&query={quote(query)}", 303)


@router.get("/source")
def source(request: Request, session: Reading) -> Response:
    """Where should Larum read?"""
    offered = [one for one in registry.manifests() if way_in(one) is not None and not needs_server(one)]
    return step(request, session, "source", manifests=offered, sources=sources(session))


@router.get("/alert")
def alert(request: Request, session: Reading, actor: Someone, test: UUID | None = None) -> Response:
    """Does a call reach you?"""
    return _alert_step(request, session, actor, test)


@router.post("/address")
def add_address(request: Request, session: Reading, actor: Someone, working: Working, url: Text = "") -> Response:
    """A way to be reached."""
    try:
        with working() as work:
            account.add_address(work, url)
    except Invalid as refused:
        return _alert_step(request, session, actor, None, words_of(request).sentence(refused), url)
    return RedirectResponse("/welcome/alert", 303)


@router.post("/test")
def test(request: Request, working: Working) -> Response:
    """Send a test alert to oneself; whoever starts Larum is called first, until they say otherwise."""
    with working() as work:
        test_id = send_test(work, public_url=services_of(request).public_url)
        if not escalation(work.session) and work.actor.id is not None:
            set_escalation(work, steps=[(work.actor.id, 0, False)])
    return RedirectResponse(f"/welcome/alert?test={test_id}", 303)


def next_step(session: Session) -> str:
    """The first step that is not done."""
    if not brands(session):
        return "brand"
    if not monitors(session):
        return "query"
    return "alert" if sources(session) else "source"


def step(request: Request, session: Session, name: str, status: int = 200, **more: Any) -> Response:
    """One step's page, with how far one is."""
    words = words_of(request)
    at = [key for key, _ in STEPS].index(name)
    progress = [(words(said), f"/welcome/{key}", index) for index, (key, said) in enumerate(STEPS)]
    return render(request, f"welcome/{name}.html", status=status, steps=progress, at=at, **more)


def _query_step(
    request: Request, session: Session, named: Brand, query: str, refused: Refusal | None = None
) -> Response:
    posts, invented = _posts(session, named, request)
    words = words_of(request)
    error = words.sentence(refused) if refused is not None and not isinstance(refused, QueryRefused) else ""
    return step(
        request,
        session,
        "query",
        422 if refused else 200,
        brand=named,
        query=query,
        tried=try_query(words, query, posts),
        invented=invented,
        error=error,
    )


def _alert_step(
    request: Request, session: Session, actor: Actor, test: UUID | None, error: str = "", url: str = ""
) -> Response:
    if actor.id is None:
        raise NotAllowed
    mine = open_person(session, actor.id)
    calls = about(session, about_test(test)) if test else []
    return step(
        request,
        session,
        "alert",
        422 if error else 200,
        addresses=[masked(one) for one in mine.notify],
        call=calls[0] if calls else None,
        here=f"/welcome/alert?test={test}" if test else "/welcome/alert",
        error=error,
        url=url,
    )


def _brand(session: Session, id: str) -> Brand | None:
    """The brand named in the address, else the only one there is."""
    known = brands(session)
    return next((one for one in known if str(one.id) == id), known[0] if known else None)


def _posts(session: Session, named: Brand, request: Request) -> tuple[list[Post], bool]:
    """Posts to try on: what we hold, else invented ones that speak of this brand; and whether they are invented."""
    held = newest_posts(session, limit=TRIED_ON)
    return (held, False) if held else (invented(named.name, request), True)


def invented(name: str, request: Request) -> list[Post]:
    """The sample posts, about a brand of this name and as fresh as today, newest first."""
    now = shell_of(request).clock.now()
    tag = "".join(name[token.start : token.end] for token in tokens(name))
    lines = []
    for line in _sample().splitlines():
        post = json.loads(line)
        post["text"] = post["text"].replace("{brand}", name).replace("{tag}", tag)
        post["created_at"] = (now - timedelta(hours=post.pop("hours_ago"))).isoformat()
        lines.append(json.dumps(post))
    return [post for post in decode_all("\n".join(lines).encode(), now) if isinstance(post, Post)]


@cache
def _sample() -> str:
    return (resources.files("larum.web") / "sample" / "posts.jsonl").read_text("utf-8")
