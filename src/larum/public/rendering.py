"""Turns what the public may see into a page, a feed or a refusal, in the reader's language."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request

from larum.base.errors import Refusal
from larum.base.translate import LANGUAGES, Language, Words, negotiate

TEMPLATES = Path(__file__).parent / "templates"
STYLE = (TEMPLATES / "page.css").read_bytes()
STYLE_NAME = f"{sha256(STYLE).hexdigest()[:12]}.css"
ICON = (TEMPLATES / "icon.svg").read_bytes()
ICON_NAME = f"{sha256(ICON).hexdigest()[:12]}.svg"


class Renderer:
    """The templates, and the house's zone: nobody outside has told us theirs, so times name it."""

    def __init__(self, *, public_url: str, prefix: str, language: Language, zone: str) -> None:
        self.public_url, self.prefix, self.language = public_url.rstrip("/"), prefix, language
        self.zone = ZoneInfo(zone)
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def words(self, language: Language, now: datetime) -> Words:
        """The reader's words."""
        return Words(language, self.zone, now)

    def language_of(self, request: Request) -> Language:
        """What the address says, else what the browser says."""
        asked = request.query_params.get("lang")
        if asked in LANGUAGES:
            return asked
        return negotiate(request.headers.get("accept-language"), self.language)

    def page(self, template: str, words: Words, **shown: Any) -> bytes:
        """A template in the reader's words."""
        known = {
            "words": words,
            "language": words.language,
            "languages": LANGUAGES,
            "prefix": self.prefix,
            "public_url": self.public_url,
            "style": f"{self.prefix}/style/{STYLE_NAME}",
            "icon": f"{self.prefix}/style/{ICON_NAME}",
            "_": lambda sentence, **fields: _filled(words(sentence), words, fields),
            "ngettext": lambda one, many, count, **fields: _plural(words, one, many, count, fields),
            "time": lambda at: _time(words, at),
            "zone": get_timezone_location(self.zone, locale=words.language, return_city=True),
            "iso": lambda at: at.isoformat(timespec="seconds"),
        }
        return self._templates.get_template(template).render(known | shown).encode()

    def refusal(self, words: Words, refusal: Refusal) -> bytes:
        """What was refused and why, as a page."""
        return self.page("refusal.html", words, sentence=words.sentence(refusal))


def etag(body: bytes) -> str:
    """A name for exactly these bytes; weak, because a proxy may pack them."""
    return f'W/"{sha256(body).hexdigest()[:20]}"'


def _filled(sentence: str, words: Words, fields: dict[str, object]) -> Markup:
    shown = {
        name: value if isinstance(value, Markup) else escape(_shown(words, value)) for name, value in fields.items()
    }
    return escape(sentence).format_map(shown) if shown else escape(sentence)


def _plural(words: Words, one: str, many: str, count: int, fields: dict[str, object]) -> Markup:
    said = words.ngettext(one, many, count, **{name: f"{{{name}}}" for name in fields})
    return _filled(said, words, fields)


def _shown(words: Words, value: object) -> object:
    match value:
        case datetime():
            return words.moment(value)
        case timedelta():
            return words.duration(value)
        case _:
            return value


def _time(words: Words, at: datetime) -> Markup:
    """A whole day and hour: a page may lie in a cache, so nothing on it says “5 minutes ago”."""
    there = at.astimezone(words.zone)
    today = words.now is not None and words.now.astimezone(words.zone).date() == there.date()
    said = words.time(at) if today else f"{words.date(at)}, {words.time(at)}"
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), said)
