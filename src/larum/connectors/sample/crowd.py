"""Who writes: a small town of invented people, most of them with a few followers, a few with very many."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

import msgspec

from larum.connectors.records import Author
from larum.connectors.sample.voices import Speech, lots

PEOPLE = 1600
POLISH = 0.7
"""Share of them who write in Polish."""
LEAST, TAIL, MOST = 45, 1.0, 90_000
"""Followers: the fewest, the exponent of the power law, and where it is cut."""
BEFORE_ALL = datetime(2017, 3, 1, tzinfo=UTC)


def _names(row: str) -> tuple[str, ...]:
    return tuple(row.split())


_HERS = _names("Anna Maja Zofia Hanka Iga Lena Basia Kasia Ewa Monika Jagoda Wanda Gosia Natalia Ola Dorota Aneta Róża")
_HIS = _names("Piotr Tomek Jan Marek Kuba Staszek Olek Paweł Adam Igor Michał Bartek Wojtek Janusz Leon Szymon Kamil")
_HER_NAMES = _names("Emily Grace Orla Niamh Chloe Megan Priya Holly Freya Bethan Rosie Aisha")
_HIS_NAMES = _names("Liam Callum Owen Sanjay Rory Jack Gareth Declan Theo Angus Noah Ravi")
_STEMS = _names("Lip Jawor Kalin Sosn Olch Brzoz Wierzb Klon Rokit Jarz Malin Grab Orzech Wilcz Kun Zięb Sow")
_LAST = _names("Hart Malloy Pennock Drewe Ashby Kerrigan Loxley Marsh Tolland Quill Rowntree Vane Whitlock")
_TAGS = ("", "", "", ".pl", "_92", "_88", "77", "03", ".bis", "_notuje", "_czyta", "_na_rowerze", "_poza_domem")
_PLAIN = str.maketrans("ąćęłńóśźżŁŚŻÓ", "acelnoszzLSZO")


class Someone(msgspec.Struct, frozen=True):
    """One of the crowd."""

    author: Author
    language: Speech
    she: bool


class Crowd(msgspec.Struct, frozen=True):
    """Everybody, by language, and how the talkative ones outweigh the rest."""

    people: dict[str, tuple[Someone, ...]]
    weights: dict[str, tuple[float, ...]]
    """Running totals; the n-th person writes about 1/n^0.6 as often as the first."""

    def anybody(self, lot: Random) -> Someone:
        """Whoever writes next."""
        language = "pl" if lot.random() < POLISH else "en"
        return lot.choices(self.people[language], cum_weights=self.weights[language])[0]


@cache
def crowd(seed: int) -> Crowd:
    """The people of one story."""
    lot = lots(seed, "crowd")
    everybody: dict[str, list[Someone]] = {"pl": [], "en": []}
    for number in range(PEOPLE):
        one = _someone(number, lot)
        everybody[one.language].append(one)
    return Crowd(
        people={language: tuple(people) for language, people in everybody.items()},
        weights={
            language: tuple(accumulate((place + 3) ** -0.6 for place in range(len(people))))
            for language, people in everybody.items()
        },
    )


def _someone(number: int, lot: Random) -> Someone:
    she, polish = lot.random() < 0.58, lot.random() < POLISH
    if polish:
        stem, ending = lot.choice(_STEMS), lot.choice(("owska", "icka", "ińska") if she else ("owski", "icki", "iński"))
        first, last = lot.choice(_HERS if she else _HIS), stem + ending
    else:
        first, last = lot.choice(_HER_NAMES if she else _HIS_NAMES), lot.choice(_LAST)
    plain = f"{first}{lot.choice(('', '_', '.'))}{last if lot.random() < 0.5 else last[:3]}".translate(_PLAIN).lower()
    followers = min(MOST, int(LEAST * (1 - lot.random()) ** (-1 / TAIL)))
    return Someone(
        author=Author(
            id=f"s{number}",
            handle=f"{plain}{number % 97 or ''}{lot.choice(_TAGS if polish else _TAGS[:8])}",
            name=f"{first} {last}" if lot.random() < 0.7 else first,
            followers=followers,
            created_at=BEFORE_ALL + timedelta(days=lot.randrange(2900), minutes=lot.randrange(1440)),
        ),
        language="pl" if polish else "en",
        she=she,
    )
