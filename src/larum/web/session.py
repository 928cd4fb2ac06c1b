"""The staff's front door: finds out who is asking, before any page sees the request, and turns strangers away.

Everything is closed unless it is said to be open, so a new page cannot be left unlocked by mistake. Afterwards
`request.state` has `actor` and `person` (None for a stranger on an open page) and `session_id` (None for a token).
"""

from collections.abc import Iterable
from uuid import UUID

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from larum.auth.actions.account import choose_preferences
from larum.auth.errors import SignInNeeded
from larum.auth.identify import Identity, by_session, by_token
from larum.auth.issued import Issued
from larum.base.actor import Actor
from larum.web import errors
from larum.web.doors import database_of, services_of
from larum.web.onward import sign_in_path
from larum.web.shell import is_fragment, render

OPEN = ("/sign-in", "/claim/", "/invitation/", "/enter/", "/preferences")
"""Where a stranger may go; what ends with a slash stands for everything below it."""
COOKIE_FOR = 400 * 24 * 3600
"""Seconds a browser may keep the cookie, the most it will; how long the session lasts, the database decides."""
STATIC = "/static/"
"""Files that are the same for everybody: nobody needs to know who asks."""


class SignedIn:
    """The middleware. `also_open` names what else strangers may see, such as the crisis page.

    The API belongs there too: it answers strangers in its own words.
    """

    def __init__(self, app: ASGIApp, also_open: Iterable[str] = ()) -> None:
        self._app = app
        self._open = (*OPEN, *also_open)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(STATIC):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        identity = await run_in_threadpool(identify, request)
        request.state.actor = identity.actor if identity else None
        request.state.person = identity.person if identity else None
        request.state.session_id = identity.session_id if identity else None
        if identity is None and not self._is_open(scope["path"]):
            answer = await run_in_threadpool(_turn_away, request)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return any(path.startswith(door) if door.endswith("/") else path == door for door in self._open)


def identify(request: Request) -> Identity | None:
    """Whoever the token or the cookie belongs to. A token that opens nothing is not made good by a cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return by_token(database_of(request), token.strip())
    secret = request.cookies.get(cookie_name(request))
    return by_session(database_of(request), secret) if secret else None


def _turn_away(request: Request) -> Response:
    """Send a reader to the sign-in page and back afterwards; tell anybody else that they must say who they are."""
    if "authorization" in request.headers:
        return JSONResponse(
            {"code": SignInNeeded.code, "message": SignInNeeded.message}, 401, {"www-authenticate": "Bearer"}
        )
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if is_fragment(request):
        # A page on which somebody may be writing is not left: it says what happened.
        headers = {"hx-retarget": "#toasts", "hx-reswap": "innerHTML"}
        return render(request, "signed_out.html", status=401, headers=headers)
    if request.method in ("GET", "HEAD"):
        return RedirectResponse(sign_in_path(path), 303)
    return errors.show(request, SignInNeeded())


# --- the cookie --------------------------------------------------------------------------------------------------


def is_secure(request: Request) -> bool:
    """True where people reach Larum by https, whatever a proxy speaks to us."""
    return services_of(request).public_url.startswith("https://") or request.url.scheme == "https"


def cookie_name(request: Request) -> str:
    """With https the name makes browsers refuse a cookie that a neighbouring host would put in its place."""
    return "__Host-larum" if is_secure(request) else "larum"


def let_in(request: Request, issued: Issued, goal: str) -> Response:
    """Send somebody on with the cookie of the session that just began."""
    answer = RedirectResponse(goal, 303)
    answer.set_cookie(
        cookie_name(request),
        issued.secret,
        max_age=COOKIE_FOR,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
    return answer


def let_out(request: Request, goal: str = "/sign-in") -> Response:
    """Send somebody on without the cookie."""
    answer = RedirectResponse(goal, 303)
    answer.delete_cookie(cookie_name(request), httponly=True, samesite="lax", secure=is_secure(request))
    return answer


def session_id_of(request: Request) -> UUID | None:
    """The session of this browser; None for a token or a stranger."""
    known: UUID | None = getattr(request.state, "session_id", None)
    return known


def remember(request: Request, chosen: dict[str, str]) -> None:
    """Keep what a reader chose with their account."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is not None and actor.kind == "person":
        with database_of(request).working(actor) as work:
            choose_preferences(work, **chosen)  # type: ignore[arg-type]  # checked by name there


def install(app: FastAPI) -> None:
    """What the front door adds to the application; personas only where `app.state.personas` names some."""
    app.state.remember_preferences = remember
    if getattr(app.state, "personas", None):
        from larum.web import personas

        app.include_router(personas.router)
