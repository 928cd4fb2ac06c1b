"""One's own account: name, language, look, time zone, password, where to be reached, tokens, sessions."""

from collections.abc import Callable
from typing import Annotated, cast, get_args
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.auth import signin, store, terms
from larum.auth.actions import account
from larum.auth.actions import session as sessions
from larum.auth.actions import token as tokens
from larum.auth.addresses import digest_of, masked
from larum.auth.errors import OnlyInPerson, PasswordWrong, TooManyAttempts
from larum.auth.issued import Issued
from larum.auth.model import Theme
from larum.base.actor import ROLES, Actor, Role
from larum.base.errors import Invalid, Refusal
from larum.base.translate import LANGUAGES, Language, msgid
from larum.web.callers import address_of, spoken
from larum.web.doors import Reading, Someone, Working, database_of
from larum.web.nav import Command
from larum.web.session import let_out, session_id_of
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/me")
COMMANDS = [Command(msgid("My account"), "/me", "person", role="viewer")]

Text = Annotated[str, Form(max_length=2000)]
THEMES = {"system": msgid("As the device"), "light": msgid("Light"), "dark": msgid("Dark")}


@router.get("")
def me(request: Request, session: Reading, actor: Someone) -> Response:
    """Everything about one's own account on one page."""
    return _show(request, session, actor)


@router.post("/profile")
def profile(
    request: Request, session: Reading, actor: Someone, working: Working,
    name: Text, language: Text, theme: Text, zone: Text,
) -> Response:  # fmt: skip
    """Change how one is called and how one reads."""

    def change() -> None:
        with working() as work:
            account.choose_preferences(
                work, name=name, language=cast(Language, language), theme=cast(Theme, theme), zone=zone
            )

    return _try(request, session, actor, "profile", change)


@router.post("/password")
def password(
    request: Request, session: Reading, actor: Someone, current: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Change the password; every other browser is signed out."""

    def change() -> None:
        if password != again:
            raise Invalid(msgid("The two passwords differ. Write the same one twice."), field="again")
        signin.change_password(
            database_of(request), actor, current, password, address=address_of(request), keep=session_id_of(request)
        )

    return _try(request, session, actor, "password", change)


@router.post("/addresses")
def add_address(request: Request, session: Reading, actor: Someone, working: Working, url: Text = "") -> Response:
    """Add a way to be reached."""

    def change() -> None:
        with working() as work:
            account.add_address(work, url)

    return _try(request, session, actor, "addresses", change)


@router.post("/addresses/{digest}/remove")
def remove_address(working: Working, digest: str) -> Response:
    """Remove a way to be reached."""
    with working() as work:
        account.remove_address(work, digest)
    return RedirectResponse("/me#addresses", 303)


@router.post("/tokens")
def create_token(
    request: Request, session: Reading, actor: Someone, working: Working, name: Text = "", role: Text = "viewer"
) -> Response:
    """Make a token; this answer is the only place where it can be seen."""
    try:
        with working() as work:
            issued = tokens.create_token(work, name, cast(Role, role))
    except Invalid as refused:
        return _show(request, session, actor, "tokens", refused)
    return _show(request, session, actor, issued=issued, issued_for=name)


@router.post("/tokens/{token_id}/revoke")
def revoke_token(working: Working, token_id: UUID) -> Response:
    """Close a token."""
    with working() as work:
        tokens.revoke_token(work, token_id)
    return RedirectResponse("/me#tokens", 303)


@router.post("/sessions/{session_id}/end")
def end_session(request: Request, working: Working, session_id: UUID) -> Response:
    """Sign out one browser."""
    with working() as work:
        sessions.sign_out(work, session_id)
    return let_out(request) if session_id == session_id_of(request) else RedirectResponse("/me#sessions", 303)


@router.post("/sessions/end-others")
def end_others(request: Request, working: Working) -> Response:
    """Sign out every other browser."""
    with working() as work:
        sessions.sign_out_everywhere(work, keep=session_id_of(request))
    return RedirectResponse("/me#sessions", 303)


@router.post("/sessions/end-all")
def end_all(request: Request, working: Working) -> Response:
    """Sign out everywhere, here too."""
    with working() as work:
        sessions.sign_out_everywhere(work)
    return let_out(request)


def _try(request: Request, session: Session, actor: Actor, part: str, change: Callable[[], None]) -> Response:
    """Change something and show the page anew, or say beside the form why not."""
    try:
        change()
    except (Invalid, PasswordWrong, TooManyAttempts) as refused:
        return _show(request, session, actor, part, refused)
    return RedirectResponse(f"/me?saved={part}#{part}", 303)


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    part: str = "",
    refused: Refusal | None = None,
    issued: Issued | None = None,
    issued_for: str = "",
) -> Response:
    if actor.kind != "person" or actor.id is None:
        raise OnlyInPerson
    _ = words_of(request)
    mine, now = store.open_person(session, actor.id), shell_of(request).clock.now()
    field = getattr(refused, "field", None) or {"password": "current"}.get(part, part)
    return render(
        request,
        "auth/me.html",
        status=refused.status if refused else 200,
        me=mine,
        saved=request.query_params.get("saved", ""),
        errors={f"{part}.{field}": _.sentence(refused)} if refused else {},
        themes=[(theme, _(THEMES[theme])) for theme in get_args(Theme)],
        tongues=list(LANGUAGES.items()),
        zones=[(zone, zone.replace("_", " ")) for zone in _zones(mine.zone)],
        addresses=[(digest_of(url), masked(url)) for url in mine.notify],
        tokens=store.tokens_of(session, mine.id),
        secret=issued.secret if issued else None,
        issued_for=issued_for,
        roles=[(role, _(terms.ROLES[role])) for role in ROLES if actor.reaches(role)],
        names=terms.ROLES,
        sessions=[(one, *spoken(one.browser)) for one in store.sessions_of(session, mine.id, now)],
        session_id=session_id_of(request),
    )


def _zones(own: str) -> list[str]:
    """Zones people know by a place, and one's own, whatever it is called."""
    continents = ("Africa/", "America/", "Antarctica/", "Asia/", "Australia/", "Europe/")
    places = (*continents, "Atlantic/", "Indian/", "Pacific/")
    return sorted({own, "UTC", *(zone for zone in available_timezones() if zone.startswith(places))})
