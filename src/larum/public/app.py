"""The web application of the crisis pages: three addresses to read, four to write to. No session, no cookie, no script.

GET  /<slug>[?lang=pl|en]              the page
GET  /<slug>/feed                      its updates as Atom
POST /<slug>/questions                 ask
POST /<slug>/problems                  report what does not work
POST /<slug>/problems/<id>/me-too      it concerns me too
POST /<slug>/problems/<id>/fixed       it is fixed, or is not
"""

import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from larum.base.actor import PUBLIC
from larum.base.errors import NotFound, Refusal
from larum.base.translate import LANGUAGES, Language
from larum.db.work import Database, Work
from larum.engage.actions.ask import ask, report, say_fixed, say_me_too
from larum.engage.model import CrisisPage
from larum.engage.store import public_page
from larum.public.guard import Guarded
from larum.public.reading import read
from larum.public.rendering import ICON, ICON_NAME, STYLE, STYLE_NAME, Renderer, etag

KEPT_FOR = timedelta(seconds=5)
"""How old a page may be that another process changed; what this one changes shows at once."""
KEPT = 64
"""Pages kept ready: each language of each page is one."""
HONEYPOT = "website"
"""A field people do not see. Whoever fills it in is a program, is thanked, and nothing is kept."""

PAGE_HEADERS = {
    "cache-control": "public, max-age=5, stale-while-revalidate=30",
    "vary": "Accept-Language",
    "content-type": "text/html; charset=utf-8",
}
SAID = ("asked", "reported", "counted")
"""What the page thanks for, after a form."""


class _Kept(NamedTuple):
    body: bytes
    tag: str
    at: datetime


class PublicPages:
    """Reads, keeps and renders the pages; takes what people write."""

    def __init__(self, database: Database, renderer: Renderer) -> None:
        self.database, self.renderer = database, renderer
        self._kept: OrderedDict[tuple[str, str, str], _Kept] = OrderedDict()
        self._generation = 0
        self._lock = threading.Lock()
        database.listeners.append(self._forget)

    def _forget(self, topics: frozenset[str]) -> None:
        if "page" in topics or any(topic.startswith("incident:") for topic in topics):
            with self._lock:
                self._kept.clear()
                self._generation += 1

    def page(self, slug: str, language: Language, said: str) -> _Kept:
        """The page's bytes, made anew where something changed."""
        now = self.database.clock.now()
        with self._lock:
            kept = self._kept.get((slug, language, said))
            generation = self._generation
        if kept is not None and abs(now - kept.at) < KEPT_FOR:
            return kept
        with self.database.reading() as session:
            page = read(session, slug, language)
        body = self.renderer.page(
            "page.html", self.renderer.words(language, now), page=page, said=said, error="", typed={}
        )
        made = _Kept(body, etag(body), now)
        with self._lock:
            if generation == self._generation:  # nothing changed while it was being made
                self._kept[slug, language, said] = made
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return made

    def show(self, request: Request) -> Response:
        """The page, or the news that a reader's copy is still right."""
        language = self.renderer.language_of(request)
        said = request.query_params.get("said", "")
        kept = self.page(request.path_params["slug"], language, said if said in SAID else "")
        headers = {**PAGE_HEADERS, "etag": kept.tag}
        if kept.tag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        return Response(kept.body, headers={**headers, "content-language": language})

    def feed(self, request: Request) -> Response:
        """The updates, for a feed reader."""
        language = self.renderer.language_of(request)
        with self.database.reading() as session:
            page = read(session, request.path_params["slug"], language)
        body = self.renderer.page("feed.xml", self.renderer.words(language, self.database.clock.now()), page=page)
        tag = etag(body)
        headers = {**PAGE_HEADERS, "etag": tag, "content-type": "application/atom+xml; charset=utf-8"}
        if tag == request.headers.get("if-none-match"):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers)

    def take(
        self, request: Request, form: FormData, what: str, do: Callable[[Work, CrisisPage, "Sent"], None]
    ) -> Response:
        """Keep what somebody wrote and thank them; what is refused stays in the form, under the reason."""
        slug = request.path_params["slug"]
        sent = Sent.of(request, form, self.renderer)
        if not sent.trapped:
            try:
                with self.database.working(PUBLIC) as work:
                    do(work, public_page(work.session, slug), sent)
            except NotFound:
                raise
            except Refusal as refusal:
                return self._refuse(slug, sent, what, refusal)
        return RedirectResponse(f"{self.renderer.prefix}/{slug}?lang={sent.language}&said={what}#said", 303)

    def _refuse(self, slug: str, sent: "Sent", what: str, refusal: Refusal) -> Response:
        words = self.renderer.words(sent.language, self.database.clock.now())
        with self.database.reading() as session:
            page = read(session, slug, sent.language)
        typed = {"about": what, "text": sent.text, "place": sent.place}
        body = self.renderer.page("page.html", words, page=page, said="", error=words.sentence(refusal), typed=typed)
        return Response(body, refusal.status, {**PAGE_HEADERS, "cache-control": "no-store"})


class Sent(NamedTuple):
    """A form somebody sent."""

    text: str
    place: str
    fixed: bool
    language: Language
    address: str
    trapped: bool

    @classmethod
    def of(cls, request: Request, form: FormData, renderer: Renderer) -> "Sent":
        given = {name: value for name, value in form.items() if isinstance(value, str)}
        asked = given.get("lang", "")
        language: Language = "pl" if asked == "pl" else "en" if asked == "en" else renderer.language_of(request)
        assert language in LANGUAGES
        return cls(
            text=given.get("text", ""),
            place=given.get("place", ""),
            fixed=given.get("fixed") == "yes",
            language=language,
            address=request.client.host if request.client else "",
            trapped=bool(given.get(HONEYPOT)),
        )


def create_public_app(
    database: Database,
    *,
    public_url: str = "",
    prefix: str = "/c",
    default_language: Language = "en",
    default_zone: str = "UTC",
) -> Starlette:
    """The crisis pages, to be mounted under `prefix`."""
    renderer = Renderer(public_url=public_url, prefix=prefix, language=default_language, zone=default_zone)
    pages = PublicPages(database, renderer)

    def reading(show: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return await run_in_threadpool(show, request)

        return answer

    def taking(
        what: str, do: Callable[[Work, CrisisPage, Sent, UUID | None], None]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            form = await request.form(max_files=0, max_fields=10)
            problem = request.path_params.get("problem")

            def act(work: Work, page: CrisisPage, sent: Sent) -> None:
                do(work, page, sent, problem)

            return await run_in_threadpool(partial(pages.take, request, form, what, act))

        return answer

    lasting = {"cache-control": "public, max-age=31536000, immutable"}

    async def style(request: Request) -> Response:
        return Response(STYLE, media_type="text/css", headers=lasting)

    async def icon(request: Request) -> Response:
        return Response(ICON, media_type="image/svg+xml", headers=lasting)

    async def refuse(request: Request, error: Exception) -> Response:
        refusal = error if isinstance(error, Refusal) else NotFound()
        status = error.status_code if isinstance(error, HTTPException) else refusal.status
        words = renderer.words(renderer.language_of(request), database.clock.now())
        headers = {"cache-control": "no-store", "vary": "Accept-Language", "x-robots-tag": "noindex"}
        return Response(renderer.refusal(words, refusal), status, headers, "text/html; charset=utf-8")

    return Starlette(
        routes=[
            Route(f"/style/{STYLE_NAME}", style),
            Route(f"/style/{ICON_NAME}", icon),
            Route("/{slug}", reading(pages.show)),
            Route("/{slug}/feed", reading(pages.feed)),
            Route("/{slug}/questions", taking("asked", _ask), methods=["POST"]),
            Route("/{slug}/problems", taking("reported", _report), methods=["POST"]),
            Route("/{slug}/problems/{problem:uuid}/me-too", taking("counted", _me_too), methods=["POST"]),
            Route("/{slug}/problems/{problem:uuid}/fixed", taking("counted", _fixed), methods=["POST"]),
        ],
        exception_handlers={Refusal: refuse, HTTPException: refuse},
        middleware=[Middleware(Guarded)],
    )


def _ask(work: Work, page: CrisisPage, sent: Sent, problem: UUID | None) -> None:
    ask(work, page, text=sent.text, language=sent.language, address=sent.address)


def _report(work: Work, page: CrisisPage, sent: Sent, problem: UUID | None) -> None:
    report(work, page, text=sent.text, language=sent.language, address=sent.address, place=sent.place)


def _me_too(work: Work, page: CrisisPage, sent: Sent, problem: UUID | None) -> None:
    assert problem is not None
    say_me_too(work, page, problem, address=sent.address)


def _fixed(work: Work, page: CrisisPage, sent: Sent, problem: UUID | None) -> None:
    assert problem is not None
    say_fixed(work, page, problem, fixed=sent.fixed, address=sent.address)
