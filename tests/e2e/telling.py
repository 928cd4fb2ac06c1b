"""What people post about an invented bottler of water: quiet days, then a storm, as lines of the post format."""

import itertools
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

BRAND: Final = "Kroplewo"
QUERY: Final = "Kroplew*"
QUIET_DAYS: Final = 6
"""Enough to know what is usual at an hour."""
STORM: Final = 70
STORM_LASTS: Final = timedelta(minutes=6)

QUIET: Final = {
    "pl": (
        "Kroplewo w szklanej butelce wróciło do sklepu na rogu.",
        "Na treningu piję Kroplewo, zimne najlepsze.",
        "Czy Kroplewo gazowane jest też w dużych butelkach?",
        "Wycieczka do źródła Kroplewo, ładny las i cisza.",
        "Ktoś pamięta starą etykietę Kroplewo z bocianem?",
    ),
    "en": (
        "Kroplewo in glass bottles is back at the corner shop.",
        "A cold Kroplewo after training, nothing better.",
        "Does sparkling Kroplewo come in large bottles too?",
        "A walk to the Kroplewo spring, lovely quiet woods.",
        "Does anyone remember the old Kroplewo label with a stork?",
    ),
}
ANGRY: Final = {
    "pl": (
        "Kroplewo śmierdzi benzyną, dzieci wymiotują. Skandal!",
        "Otworzyłam Kroplewo i zapach rozpuszczalnika. Wstyd, kto to dopuścił?",
        "Fatalnie, Kroplewo znowu milczy, a ludzie się trują.",
        "Nie pijcie Kroplewo z tej partii, okropny smak, boli mnie brzuch.",
        "Zatruta woda Kroplewo w szkole mojej córki. Jestem wściekła!",
    ),
    "en": (
        "Kroplewo smells of petrol and my kids are throwing up. Disgusting!",
        "Opened a Kroplewo and it reeks of solvent. Shame on them.",
        "Terrible: Kroplewo says nothing while people get sick.",
        "Do not drink this batch of Kroplewo, awful taste, my stomach hurts.",
        "Poisoned Kroplewo water at my daughter's school. I am furious!",
    ),
}


def lines(posts: Iterator[Mapping[str, Any]]) -> str:
    """A body for the API."""
    return "".join(json.dumps(post, ensure_ascii=False) + "\n" for post in posts)


def quiet_days(until: datetime, language: str) -> Iterator[Mapping[str, Any]]:
    """Some posts an hour, never many at once."""
    at, number = until - timedelta(days=QUIET_DAYS), itertools.count()
    while at < until:
        yield _post("quiet", next(number), at, QUIET, language)
        at += timedelta(minutes=19 + 7 * at.minute % 11)


def storm(until: datetime, language: str) -> Iterator[Mapping[str, Any]]:
    """A few minutes in which everybody writes."""
    for number in range(STORM):
        yield _post("storm", number, until - STORM_LASTS * (STORM - number) / STORM, ANGRY, language)


def one_more(number: int, at: datetime, language: str = "en") -> str:
    """A single angry post, as a body."""
    return lines(iter([_post("more", number, at, ANGRY, language)]))


def _post(when: str, number: int, at: datetime, texts: Mapping[str, tuple[str, ...]], language: str) -> dict[str, Any]:
    said = texts[language]
    return {
        "platform": ("forum", "chatter")[number % 2],
        "id": f"{when}-{number}",
        "author": {"id": f"{when}-{number % 61}", "handle": f"somebody{number % 61}", "followers": 40 + number % 900},
        "created_at": at.isoformat(),
        "text": f"{said[number % len(said)]} ({number})",
        "lang": language,
    }
