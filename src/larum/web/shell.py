"""Turns a template and what it shows into a page in the reader's language, zone and theme, inside the one frame.

A page calls `render(request, "alerts/list.html", alerts=...)`. In the template there are `_`, `ngettext`, `words`,
`now`, `person` (None before sign-in), `static("...")`, `icon("...")`, and every macro in `templates/macros` as `ui.it`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from larum import __version__
from larum.base.actor import ROLES, Role
from larum.base.clock import Clock
from larum.base.errors import Refusal
from larum.base.platforms import platform_name
from larum.base.translate import LANGUAGES, Language, Words, bind, negotiate
from larum.web import marks
from larum.web.nav import Command, Nav

Theme = Literal["system", "light", "dark"]
TEMPLATES = Path(__file__).parent / "templates"
ContextHook = Callable[[Request], Mapping[str, object]]

_SPEAKING: ContextVar[Words] = ContextVar("speaking")
"""The words of the page being rendered, so that macros and filters speak to its reader without being handed them."""


@dataclass(frozen=True, slots=True)
class CrisisBar:
    """One open incident, on top of every page until it is closed. A hook gives them as `crisis`, worst first."""

    title: str
    severity: str
    path: str
    since: datetime
    next_what: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody reads, whether signed in or not: what they chose, else what their browser says."""

    words: Words
    theme: Theme
    language_chosen: bool


@dataclass(slots=True)
class Shell:
    """Everything that is the same on every page."""

    clock: Clock
    static_root: str
    dev: bool = False
    default_language: Language = "en"
    default_zone: str = "UTC"
    places: list[Nav] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    hooks: list[ContextHook] = field(default_factory=list)
    environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        # Every template is HTML, so everything that is not marked safe is escaped.
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=self.dev,
        )
        self.environment.globals.update(
            _=_gettext,
            ngettext=_ngettext,
            forms=_forms,
            speaking=_SPEAKING.get,
            static=self.static,
            icon=self.icon,
            version=__version__,
        )
        self.environment.filters.update(
            bind=bind,
            marked=marks.marked,
            when=_when,
            clock=_clock,
            number=_number,
            percent=_percent,
            platform=_platform,
            refusal=_refusal,
        )
        # Macros use one another as `ui.name`, so the name has to be there before any of them is read.
        ui = self.environment.globals["ui"] = SimpleNamespace()
        for file in self.environment.list_templates(filter_func=lambda name: name.startswith("macros/")):
            found = vars(self.environment.get_template(file).module)
            vars(ui).update({name: macro for name, macro in found.items() if not name.startswith("_")})

    def add_context(self, hook: ContextHook) -> None:
        """Let `hook` add to the context of every full page, the crisis bar for instance."""
        self.hooks.append(hook)

    def static(self, name: str) -> str:
        """The lasting address of a file in `static/`."""
        return f"{self.static_root}/{name}"

    def icon(self, name: str, label: str | None = None) -> Markup:
        """A picture from the sprite; decoration unless it has a label."""
        spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
        return Markup('<svg class="icon icon-{}" {}><use href="{}#{}"></use></svg>').format(
            name, spoken, self.static("icons.svg"), name
        )


def shell_of(request: Request) -> Shell:
    return cast(Shell, request.app.state.shell)


def person_of(request: Request) -> Any:
    """Whoever is signed in, as the doors found them; None for nobody."""
    return getattr(request.state, "person", None)


def reader_of(request: Request) -> Reader:
    """How this request's reader reads: their account's choice, else this browser's, else its Accept-Language."""
    known = getattr(request.state, "reader", None)
    if isinstance(known, Reader):
        return known
    shell, person, cookies = shell_of(request), person_of(request), request.cookies
    language = getattr(person, "language", None) or cookies.get("larum_language")
    chosen = language in LANGUAGES
    if not chosen:
        language = negotiate(request.headers.get("accept-language"), shell.default_language)
    theme = getattr(person, "theme", None) or cookies.get("larum_theme")
    reader = Reader(
        words=Words(
            language=cast(Language, language),
            zone=_zone(getattr(person, "zone", None) or cookies.get("larum_zone"), shell.default_zone),
            now=shell.clock.now(),
        ),
        theme=cast(Theme, theme) if theme in get_args(Theme) else "system",
        language_chosen=chosen,
    )
    request.state.reader = reader
    return reader


def words_of(request: Request) -> Words:
    """The words for this request's reader, for a page that builds a sentence in Python."""
    return reader_of(request).words


def _zone(wish: str | None, default: str) -> ZoneInfo:
    try:
        return ZoneInfo(wish or default)
    except (ValueError, OSError, KeyError):  # a cookie may hold anything; ZoneInfoNotFoundError is a KeyError
        return ZoneInfo(default)


def is_fragment(request: Request) -> bool:
    """True where htmx asks for a piece of a page rather than the page."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-request-type") != "full"


def render(
    request: Request,
    template: str,
    /,
    *,
    block: str | None = None,
    hooked: bool = True,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> HTMLResponse:
    """The page, or only its `block` for htmx to put in place. `hooked` is off where a hook may be what failed."""
    shell, reader = shell_of(request), reader_of(request)
    person = person_of(request)
    everything: dict[str, object] = {
        "request": request,
        "words": reader.words,
        "person": person,
        "theme": reader.theme,
        "now": reader.words.now,
        "clock_speed": 0.0 if getattr(shell.clock, "paused", False) else getattr(shell.clock, "speed", 1.0),
        "dev": shell.dev,
        "languages": LANGUAGES,
        "crisis": (),
        "banner": Markup(""),
        "live_topics": ("alerts", "incidents"),
    }
    if block is None:
        everything["nav"] = _reachable(shell.places, person)
        everything["commands"] = _reachable(shell.commands, person)
        for hook in shell.hooks if hooked else ():
            everything |= hook(request)
    everything |= context
    page = shell.environment.get_template(template)
    with _speaking(reader.words):
        body = page.render(everything) if block is None else "".join(page.blocks[block](page.new_context(everything)))
    return HTMLResponse(
        body, status_code=status, headers={"vary": "HX-Request, Cookie, Accept-Language", **(headers or {})}
    )


def piece(request: Request, template: str, /, **context: object) -> Markup:
    """A small template by itself, for a context hook that gives a `banner`: what stands on top of every page."""
    shell, words = shell_of(request), words_of(request)
    with _speaking(words):
        known = {"request": request, "words": words, "now": words.now, "person": person_of(request)}
        body = shell.environment.get_template(template).render(known | context)
    return Markup(body)  # noqa: S704 - a template of ours, which escaped what it shows


@contextmanager
def _speaking(words: Words) -> Iterator[None]:
    before = _SPEAKING.set(words)
    try:
        yield
    finally:
        _SPEAKING.reset(before)


def toast(request: Request, sentence: str, *, kind: str = "success", status: int = 200) -> HTMLResponse:
    """A short word at the edge of the screen, for htmx; what was asked for stays where it is."""
    return render(
        request, "toast.html", status=status, headers={"hx-retarget": "#toasts", "hx-reswap": "beforeend"},
        sentence=sentence, kind=kind,
    )  # fmt: skip


def _reachable(offers: Sequence[Any], person: Any) -> list[Any]:
    """What this person's role reaches; everything where nobody can sign in (the style guide, tests)."""
    role = cast(Role | None, getattr(person, "role", None))
    return [offer for offer in offers if role is None or ROLES.index(role) >= ROLES.index(offer.role)]


def _gettext(sentence: str, /, **fields: object) -> Markup:
    said = _SPEAKING.get()(sentence, **_escaped(fields))
    return Markup(said)  # noqa: S704 - the sentence is ours, its fields are escaped


def _ngettext(one: str, many: str, count: int, /, **fields: object) -> Markup:
    said = _SPEAKING.get().ngettext(one, many, count, **_escaped(fields))
    return Markup(said)  # noqa: S704 - the sentence is ours, its fields are escaped


def _forms(one: str, many: str) -> dict[str, str]:
    return _SPEAKING.get().forms(one, many)


def _escaped(fields: Mapping[str, object]) -> dict[str, object]:
    """Sentences are ours and may hold mark-up; what is filled in is not ours."""
    return {name: escape(value) if type(value) is str else value for name, value in fields.items()}


def _number(value: float, digits: int | None = None) -> str:
    return _SPEAKING.get().number(value, digits)


def _percent(share: float, digits: int = 0) -> str:
    return _SPEAKING.get().percent(share, digits)


def _platform(name: str) -> str:
    return platform_name(_SPEAKING.get(), name)


def _refusal(refusal: Refusal) -> str:
    return _SPEAKING.get().sentence(refusal)


def _when(at: datetime) -> Markup:
    """`{{ alert.opened_at | when }}`: the time as one says it, the whole instant on hover."""
    words = _SPEAKING.get()
    return Markup('<time datetime="{}" title="{}" data-moment="{}">{}</time>').format(
        at.isoformat(), words.full(at), words.moment(at), words.when(at)
    )


def _clock(since: datetime) -> Markup:
    """`{{ incident.began_at | clock }}`: time gone by since (or left until), ticking where scripts run."""
    words = _SPEAKING.get()
    return Markup('<time class="clock" role="timer" datetime="{}" title="{}" data-clock>{}</time>').format(
        since.isoformat(), words.full(since), words.clock((words.now or since) - since)
    )
