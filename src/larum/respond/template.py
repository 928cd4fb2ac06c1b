"""Texts with open places, and whether a text fits where it is to be posted.

A slot is `{name}`. A statement with an open slot can never be published, so `open_slots` is asked before every approval
and every publication. `fit` says by how much a text is too long for a channel and how it falls into parts.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import yaml

from larum.base.errors import Refusal
from larum.respond.graphemes import count, graphemes

_SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_LINK = re.compile(r"https?://\S+")
_BREAK = re.compile(r"(?<=[.!?…])\s+|\n+")

ChannelName = Literal["bluesky", "mastodon", "x", "sms", "webhook", "crisis_page"]


class SlotsMissing(Refusal):
    """A text cannot be filled: nothing was given for some of its slots."""

    code = "slots_missing"
    status = 422
    message = "Nothing was given for {slots}. Fill in every place before the text goes on."


class OpenSlot(msgspec.Struct, frozen=True, gc=False):
    """A place that still waits to be filled, from `start` up to `end` in code points."""

    name: str
    start: int
    end: int


class Fit(msgspec.Struct, frozen=True):
    """How a text stands against a channel's limit, both counted as the channel counts."""

    length: int
    limit: int | None
    parts: tuple[str, ...]
    """The text as it would be posted: whole, or as a thread cut between sentences where that is possible."""

    @property
    def over(self) -> int:
        """By how much the text is too long for one post; nought if it fits."""
        return max(0, self.length - self.limit) if self.limit is not None else 0

    @property
    def fits(self) -> bool:
        return self.over == 0


class Skeleton(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A prepared wording for one channel, with slots, never with ready-made sympathy."""

    id: str
    channel: ChannelName
    title: str
    text: str
    slots: dict[str, str]
    """What to ask for in each slot."""


def open_slots(text: str) -> tuple[OpenSlot, ...]:
    """Every place that still waits to be filled.

    >>> [slot.name for slot in open_slots("We apologise to {whom}. Next word at {time}.")]
    ['whom', 'time']
    """
    return tuple(OpenSlot(slot[1], *slot.span()) for slot in _SLOT.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its slots filled; what is filled in is never read as a slot again. Refuses with `SlotsMissing`."""
    missing = dict.fromkeys(slot.name for slot in open_slots(text) if not values.get(slot.name, "").strip())
    if missing:
        raise SlotsMissing(slots=", ".join(f"{{{name}}}" for name in missing))
    return _SLOT.sub(lambda slot: values[slot[1]].strip(), text)


def length(text: str, channel: ChannelName) -> int:
    """How long a text is, as this channel counts."""
    return _COUNTS[channel](text)


def limit(text: str, channel: ChannelName) -> int | None:
    """The longest single post; for a text message it depends on the letters."""
    if channel == "sms":
        return 160 if _in_basic_alphabet(text) else 70
    return _LIMITS[channel]


def fit(text: str, channel: ChannelName) -> Fit:
    """How the text stands against the limit of a channel, and the parts it would be posted in."""
    most = limit(text, channel)
    size = length(text, channel)
    if most is None or size <= most:
        return Fit(size, most, (text,))
    return Fit(size, most, tuple(_parts(text, most, _COUNTS[channel])))


@cache
def skeletons(language: Literal["pl", "en"]) -> tuple[Skeleton, ...]:
    """The wordings that come with Larum."""
    source = files("larum.respond").joinpath("templates", f"channels.{language}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(source), tuple[Skeleton, ...])


# Each platform counts in its own way. Bluesky: graphemes. Mastodon: graphemes, every link as 23. X: weights, 2 for what
# lies outside Latin, Cyrillic and common punctuation, every link as 23. SMS: code units; one Polish letter more than
# halves the room.
_LINK_AS = "x" * 23


def _linked(text: str) -> str:
    return _LINK.sub(_LINK_AS, text)


def _weight(cluster: str) -> int:
    return 1 if all(ord(char) <= 0x10FF or 0x2000 <= ord(char) <= 0x201F for char in cluster) else 2


def _on_x(text: str) -> int:
    return sum(
        _weight(each) if len(each) == 1 or not each.isascii() else len(each) for each in graphemes(_linked(text))
    )


_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_BASIC_DOUBLE = frozenset("^{}\\[~]|€")


def _in_basic_alphabet(text: str) -> bool:
    return all(char in _BASIC or char in _BASIC_DOUBLE for char in text)


def _by_sms(text: str) -> int:
    if _in_basic_alphabet(text):
        return len(text) + sum(char in _BASIC_DOUBLE for char in text)
    return len(text.encode("utf-16-le")) // 2


_COUNTS: dict[ChannelName, Callable[[str], int]] = {
    "bluesky": count,
    "mastodon": lambda text: count(_linked(text)),
    "x": _on_x,
    "sms": _by_sms,
    "webhook": count,
    "crisis_page": count,
}
_LIMITS: dict[ChannelName, int | None] = {
    "bluesky": 300,
    "mastodon": 500,
    "x": 280,
    "webhook": None,
    "crisis_page": None,
}


def _parts(text: str, most: int, size: Callable[[str], int]) -> list[str]:
    """Cut between sentences where possible, else between words, else between characters."""
    parts: list[str] = []
    for piece, gap in _pieces(text):
        joined = f"{parts[-1]}{gap}{piece}" if parts else piece
        if parts and size(joined) <= most:
            parts[-1] = joined
        else:
            parts.extend(_cut(piece, most, size))
    return parts


def _pieces(text: str) -> list[tuple[str, str]]:
    """Sentences, each with the white space before it."""
    pieces: list[tuple[str, str]] = []
    start, gap = 0, ""
    for end in _BREAK.finditer(text):
        if piece := text[start : end.start()]:
            pieces.append((piece, gap))
        start, gap = end.end(), end.group()
    if rest := text[start:].rstrip():
        pieces.append((rest, gap))
    return pieces


def _cut(piece: str, most: int, size: Callable[[str], int]) -> list[str]:
    if size(piece) <= most:
        return [piece]
    parts = [""]
    for word in re.findall(r"\s*\S+", piece):
        if size(parts[-1] + word) <= most:
            parts[-1] += word
        elif size(word.strip()) <= most:
            parts.append(word.strip())
        else:
            for char in graphemes(word.strip()):
                if size(parts[-1] + char) > most:
                    parts.append("")
                parts[-1] += char
    return [part for part in parts if part]
