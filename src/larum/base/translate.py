"""Words for one reader: sentences, numbers and times in their language and their zone.

Everything a person reads starts as an English msgid with `{named}` fields, in templates and in Python alike, and is
turned into words only here. Catalogues are read straight from `translations/<language>/*.po`, one file per package.
Start with `Words`.
"""

import gettext as standard
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from importlib import resources
from string import Formatter
from typing import Literal, NamedTuple, cast
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers

from larum.base.errors import Invalid, Refusal

Language = Literal["pl", "en"]
"""A language Larum speaks, in its pages and in its analysis."""

LANGUAGES: dict[Language, str] = {"pl": "Polski", "en": "English"}
"""Each language, by its own name."""

_LOCALES = {"pl": "pl_PL", "en": "en_GB"}
_POLISH_NUMBERS = str.maketrans(",.", "\u00a0,")
_LONELY = re.compile(r"(?:(?<=^)|(?<=[\s(„]))([AaIiOoUuWwZz]) (?=\S)")


class Msgid(str):
    """A sentence that is still to be translated. Fields of this type are translated where they are shown."""

    __slots__ = ()


def msgid(sentence: str) -> Msgid:
    """Mark `sentence` for the catalogues where it is written, long before anybody reads it."""
    return Msgid(sentence)


class Plural(NamedTuple):
    """A sentence with `{count}` in it, in its two English forms, that is still to be translated; for `ngettext`."""

    one: str
    many: str


def bind(text: str) -> str:
    """Polish typography: a single-letter word never ends a line, so a non-breaking space follows it.

    >>> bind("Alarm w Warszawie i w Łodzi")
    'Alarm w\\xa0Warszawie i\\xa0w\\xa0Łodzi'
    """
    return _LONELY.sub("\\1\u00a0", text)


@cache
def catalogue(language: Language) -> standard.NullTranslations:
    """Every sentence of a language, merged from the files of all packages. English is the msgids themselves."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    folder = resources.files("larum") / "translations" / language
    merged: standard.NullTranslations | None = None
    files = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []
    for file in files:
        if not file.name.endswith(".po"):
            continue
        with file.open("rb") as text:
            sentences = read_po(text, locale=language)
        if language == "pl":
            for sentence in sentences:
                said = sentence.string
                if sentence.id and said:
                    sentence.string = bind(said) if isinstance(said, str) else tuple(bind(form) for form in said)
        compiled = io.BytesIO()
        write_mo(compiled, sentences)
        compiled.seek(0)
        one = standard.GNUTranslations(compiled)
        one.add_fallback(merged or standard.NullTranslations())
        merged = one
    return merged or standard.NullTranslations()


def negotiate(accepted: str | None, default: Language = "en") -> Language:
    """The reader's language from an Accept-Language header.

    >>> negotiate("de;q=0.9, pl-PL;q=0.8, en;q=0.5")
    'pl'
    >>> negotiate(None)
    'en'
    """
    wishes: list[tuple[float, Language]] = []
    for wish in (accepted or "").split(","):
        tag, _, weight = wish.partition(";")
        language = cast(Language, tag.strip().lower()[:2])
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if language in LANGUAGES and quality > 0:
            wishes.append((quality, language))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else default


class _Careful(Formatter):
    """Fills `{fields}`; a sentence whose translator misspelt a field is shown as it is rather than failing a page."""

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), f"{{{key}}}")


_FILL = _Careful()


@lru_cache(maxsize=4096)
def _day(day: date, skeleton: str, locale: str) -> str:
    return dates.format_skeleton(skeleton, datetime.combine(day, datetime.min.time()), locale=locale)


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks to one reader, at one moment: their language, their zone, and what time it is for them.

    >>> words = Words("pl", now=datetime(2026, 11, 22, 13, 0, tzinfo=UTC))
    >>> words.number(12345.5), words.percent(0.714)
    ('12\\xa0345,5', '71%')
    """

    language: Language = "en"
    zone: tzinfo = UTC
    now: datetime | None = None
    """The moment of reading; without it times are always absolute."""

    # --- sentences -----------------------------------------------------------------------------------------------

    def __call__(self, sentence: str, /, **fields: object) -> str:
        """`sentence` in the reader's language with its fields filled in. In Python: `_ = words`, then `_("...")`."""
        return self._fill(self._look_up(sentence), fields)

    def gettext(self, sentence: str, /, **fields: object) -> str:
        """The same by its usual name."""
        return self(sentence, **fields)

    def ngettext(self, one: str, many: str, count: int, /, **fields: object) -> str:
        """The form that `count` asks for; `{count}` in it is written as a number.

        >>> Words("en").ngettext("{count} post", "{count} posts", 1200)
        '1,200 posts'
        """
        said = catalogue(self.language).ngettext(one, many, count)
        return self._fill(said, {"count": self.number(count), **fields})

    def forms(self, one: str, many: str) -> dict[str, str]:
        """Each plural form by its Unicode name, for a script that counts on (`{count}` stays in place)."""
        samples = {Locale.parse(self.language).plural_form(count): count for count in (1000, 100, 5, 2, 1)}
        return {name: catalogue(self.language).ngettext(one, many, count) for name, count in samples.items()}

    def sentence(self, refusal: Refusal) -> str:
        """What a refusal says to this reader."""
        fields = dict(refusal.fields)
        if isinstance(refusal, Invalid):
            fields["reason"] = self._fill(self._look_up(refusal.reason), fields)
        return self(refusal.message, **fields)

    def join(self, items: Sequence[str]) -> str:
        """A list as one says it: “a, b and c”."""
        return lists.format_list(list(items), locale=self._locale)

    def _look_up(self, sentence: str) -> str:
        return str(catalogue(self.language).gettext(sentence)) if sentence else ""

    def _fill(self, said: str, fields: Mapping[str, object]) -> str:
        return _FILL.vformat(said, (), {name: self._shown(value) for name, value in fields.items()}) if fields else said

    def _shown(self, value: object) -> object:
        match value:
            case Msgid():
                return self._look_up(value)
            case datetime():
                return self.moment(value)
            case timedelta():
                return self.duration(value)
            case _:
                return value

    # --- numbers -------------------------------------------------------------------------------------------------

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]

    def number(self, value: float, digits: int | None = None) -> str:
        """Grouped as the reader writes numbers; `digits` after the point where given."""
        # By hand rather than by Babel, which takes 0.3 ms a number: a table has hundreds.
        shown = f"{value:,}" if isinstance(value, int) else f"{value:,.{3 if digits is None else digits}f}"
        if "." in shown:
            shown = shown.rstrip("0").rstrip(".")
        return shown.translate(_POLISH_NUMBERS) if self.language == "pl" else shown

    def compact(self, value: float) -> str:
        """Short, for tight places: 1.2 k, 3 M."""
        return numbers.format_compact_decimal(value, locale=self._locale, fraction_digits=1 if value >= 1000 else 0)

    def percent(self, share: float, digits: int = 0) -> str:
        """A share of one as a percentage."""
        return numbers.format_percent(round(share, digits + 2), locale=self._locale, decimal_quantization=False)

    # --- times ---------------------------------------------------------------------------------------------------

    def when(self, at: datetime) -> str:
        """Relative under an hour, absolute beyond."""
        if self.now is not None and abs(self.now - at) < timedelta(hours=1):
            return self.ago(at)
        return self.moment(at)

    def ago(self, at: datetime) -> str:
        """“5 minutes ago”, “in 20 minutes”; under a minute it is simply now."""
        gap = at - (self.now or at)
        if abs(gap) < timedelta(minutes=1):
            return self("just now")
        return dates.format_timedelta(gap, add_direction=True, locale=self._locale, granularity="minute", threshold=1.2)

    def moment(self, at: datetime) -> str:
        """Day and time as short as they stay clear: 14:07 today, “yesterday, 14:07”, “20 Nov, 14:07”."""
        there = at.astimezone(self.zone)
        clock = self.time(at)
        if self.now is None:
            return f"{self.date(at)}, {clock}"
        days = (there.date() - self.now.astimezone(self.zone).date()).days
        if days == 0:
            return clock
        if days == -1:
            return self("yesterday, {clock}", clock=clock)
        if days == 1:
            return self("tomorrow, {clock}", clock=clock)
        return f"{self.date(at)}, {clock}"

    def date(self, at: datetime) -> str:
        """A day; the year only where it is not this one."""
        there = at.astimezone(self.zone)
        same_year = self.now is not None and there.year == self.now.astimezone(self.zone).year
        return _day(there.date(), "MMMd" if same_year else "yMMMd", self._locale)

    def month(self, at: datetime) -> str:
        """The month, with its year.

        >>> Words("pl").month(datetime(2026, 3, 2, tzinfo=UTC))
        'marzec 2026'
        """
        return _day(at.astimezone(self.zone).date(), "yMMMM", self._locale)

    def time(self, at: datetime) -> str:
        """Hours and minutes, by the 24-hour clock."""
        return at.astimezone(self.zone).strftime("%H:%M")

    def weekday(self, at: datetime) -> str:
        """The day's name."""
        return dates.format_date(at.astimezone(self.zone), "EEEE", locale=self._locale)

    def full(self, at: datetime) -> str:
        """The whole instant with its zone, as shown on hover."""
        there = at.astimezone(self.zone)
        day = dates.format_date(there, "full", locale=self._locale)
        place = self.zone.key if isinstance(self.zone, ZoneInfo) else "UTC"
        return f"{day}, {there:%H:%M:%S} {there.tzname()} ({place})"

    def duration(self, span: timedelta) -> str:
        """A length of time in its two greatest units: “2 hr 14 min”."""
        seconds = int(abs(span).total_seconds())
        parts: list[str] = []
        for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
            amount, seconds = divmod(seconds, size)
            if amount or (unit == "second" and not parts):
                parts.append(
                    dates.format_timedelta(
                        timedelta(seconds=amount * size),
                        granularity=cast(Literal["day", "hour", "minute", "second"], unit),
                        threshold=float("inf"),
                        format="short",
                        locale=self._locale,
                    )
                    if unit != "day"
                    else self.ngettext("{count} day", "{count} days", amount)
                )
            elif parts:
                break
        return " ".join(parts[:2])

    def clock(self, span: timedelta) -> str:
        """A running clock: hours, minutes, seconds."""
        seconds = int(abs(span).total_seconds())
        return f"{'−' if span < timedelta() else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
