"""Makes the staff web application: the frame, and every page that is a file in `larum.web.pages`."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from types import ModuleType
from typing import Any

from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from larum import __version__
from larum.base.clock import Clock
from larum.base.translate import Language
from larum.web import errors, live, preferences
from larum.web.assets import HashedStatic, content_hash
from larum.web.csp import SameSiteForms, SecurityHeaders
from larum.web.shell import ContextHook, Shell

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class Faults:
    """Turns what nobody foresaw into a page with an incident number, security headers included; the log has it all."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watching(message: Any) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watching)
        except Exception as fault:  # whatever a page raises, the reader gets a page and we get the log entry
            if begun:
                raise
            answer = errors.on_fault(Request(scope, receive), fault)
            await answer(scope, receive, send)


def anybody() -> None:
    """The guard of a Larum that has no doors: the style guide and tests."""


def found_pages() -> list[ModuleType]:
    """Every module of `larum.web.pages` that exposes `router`."""
    package = importlib.import_module("larum.web.pages")
    found = sorted(module.name for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."))
    return [module for module in map(importlib.import_module, found) if hasattr(module, "router")]


def create_app(
    *,
    clock: Clock,
    services: Any = None,
    dev: bool = False,
    default_language: Language = "en",
    default_zone: str = "UTC",
    contexts: Iterable[ContextHook] = (),
    guard: Callable[..., Any] = anybody,
    middleware: Iterable[Middleware] = (),
    lifespan: Lifespan | None = None,
    pages: Iterable[ModuleType] | None = None,
) -> FastAPI:
    """The application. It knows no settings and opens no database: `bootstrap` hands it what it needs.

    `services` is what doors and pages reach as `request.app.state.services`; `contexts` add to every full page (the
    crisis bar); `guard` is the dependency that refuses strangers on the live stream; `middleware` runs innermost, for a
    door that finds out who is asking. `dev` adds the style guide and lets static files change. `pages` are all those
    found, unless a test wants fewer.
    """
    told = live.broadcaster(clock.now())
    app = FastAPI(
        title="Larum",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
            Middleware(Faults),
            Middleware(SameSiteForms),
            Middleware(live.Positions, live=told),
            *middleware,
        ],
    )
    static_root = f"/static/{'dev' if dev else content_hash()}"
    shell = Shell(
        clock=clock,
        static_root=static_root,
        dev=dev,
        default_language=default_language,
        default_zone=default_zone,
        hooks=list(contexts),
    )
    app.state.shell = shell
    app.state.services = services
    app.state.live = told
    errors.register(app)
    app.mount(static_root, HashedStatic(lasting=not dev), name="static")
    app.include_router(live.routes(guard))
    app.include_router(preferences.router)
    for page in found_pages() if pages is None else pages:
        app.include_router(page.router)
        if hasattr(page, "NAV"):
            shell.places.append(page.NAV)
        shell.commands.extend(getattr(page, "COMMANDS", ()))
    if dev:
        from larum.web import styleguide

        app.include_router(styleguide.router)
    shell.places.sort(key=lambda place: place.order)
    return app
