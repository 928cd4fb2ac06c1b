"""Public holidays: days on which the hour of the week says little about what is usual.

Which days they are comes from the `holidays` library, by country, computed and not fetched. A holiday lasts from its
first midnight to its last one anywhere in the country.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale
from babel.core import get_global

from larum.base.text import fold
from larum.base.translate import Language

NAMED_IN: Final[dict[Language, str]] = {"pl": "pl", "en": "en_US"}
"""How the library calls our languages; what it cannot say in one of them it says in another."""
DAY: Final = timedelta(days=1)


class Holiday(msgspec.Struct, frozen=True):
    """One public holiday."""

    day: date
    name: str
    begins_at: datetime
    ends_at: datetime


def holidays_between(country: str, since: datetime, until: datetime, language: Language = "en") -> tuple[Holiday, ...]:
    """The public holidays of a country that are kept at any moment from `since` and before `until`, in order.

    >>> new_year = datetime(2027, 1, 1, 12, tzinfo=UTC)
    >>> [one.name for one in holidays_between("PL", new_year, new_year + DAY, "pl")]
    ['Nowy Rok']
    """
    years = range((since - DAY).year, (until + DAY).year + 1) if country else ()
    known = (one for year in years for one in _of_year(country, year, language))
    return tuple(one for one in known if one.ends_at > since and one.begins_at < until)


@lru_cache(maxsize=256)
def _of_year(country: str, year: int, language: Language) -> tuple[Holiday, ...]:
    from holidays import country_holidays  # a second of work: not before somebody needs it

    days = country_holidays(country, years=year, language=NAMED_IN[language])
    zones = _zones(country)
    return tuple(Holiday(day, str(name).split(";")[0], *_span(day, zones)) for day, name in sorted(days.items()))


def _span(day: date, zones: tuple[ZoneInfo, ...]) -> tuple[datetime, datetime]:
    midnight, next_one = datetime(day.year, day.month, day.day), datetime(day.year, day.month, day.day) + DAY  # noqa: DTZ001 (each zone's own)
    return (
        min(midnight.replace(tzinfo=zone) for zone in zones).astimezone(UTC),
        max(next_one.replace(tzinfo=zone) for zone in zones).astimezone(UTC),
    )


@lru_cache(maxsize=64)
def _zones(country: str) -> tuple[ZoneInfo, ...]:
    """The time zones of a country; UTC where none is known."""
    territories = get_global("zone_territories")
    names = sorted(name for name, where in territories.items() if where == country)
    return tuple(ZoneInfo(name) for name in names) or (ZoneInfo("UTC"),)


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Codes (ISO 3166, two letters) of the countries whose holidays are known."""
    from holidays import list_supported_countries

    return frozenset(code for code in list_supported_countries(include_aliases=False) if len(code) == 2)


@lru_cache(maxsize=4)
def country_names(language: Language) -> tuple[tuple[str, str], ...]:
    """Those countries as (code, name), sorted as the language sorts names."""
    known = Locale.parse(language).territories
    named = [(code, str(known.get(code, code))) for code in countries()]
    return tuple(sorted(named, key=lambda each: fold(each[1])))
