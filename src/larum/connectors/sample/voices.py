"""How people put it: sentences with open places, filled by lot from a list of parts.

`{name}` takes a part; `{she|he}` is the ending that suits the author. A part may hold places of its own.
"""

import re
from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal

import msgspec
import yaml

Speech = Literal["pl", "en"]

_PLACE = re.compile(r"\{([^{}]*)\}")
_STOPS = re.compile(r"\.\.(?= |$)")
_SENTENCE = re.compile(r"(?:^|(?<=[.!?] ))[a-ząćęłńóśźż]")


class Voices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All there is to say in one language."""

    parts: dict[str, list[str]]
    kinds: dict[str, list[str]]
    """Sentences by what they do: praise, ask, complain."""

    def say(self, kind: str, lot: Random, *, she: bool) -> str:
        """One thing of a kind, in words that are hardly ever the same twice."""
        text = lot.choice(self.kinds[kind])
        while (filled := _PLACE.sub(lambda place: self._fill(place[1], lot, she), text)) != text:
            text = filled
        text = _STOPS.sub(".", text)  # a part may end with an abbreviation
        return _SENTENCE.sub(lambda first: first[0].upper(), text).strip()

    def _fill(self, place: str, lot: Random, she: bool) -> str:
        her, _, him = place.partition("|")
        return (her if she else him) if "|" in place else lot.choice(self.parts[place])


@cache
def voices(language: Speech) -> Voices:
    """What is said in a language."""
    text = files(__package__).joinpath(f"voices_{language}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Voices)


def lots(*what: object) -> Random:
    """Lots that fall alike whenever they are drawn for the same thing; nothing secret hangs on them."""
    return Random(" ".join(map(str, what)))  # noqa: S311 - a story, not a key
