"""Cuts a statement into sentences, keeping exact places.

A statement is short and irregular: signatures, bullets, posts without full stops. So a line break always ends a
sentence, and a full stop does only where the next word could begin one.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_END = re.compile(r"[.!?…]+[\"”»')\]]*(?=\s)|\n")
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "al br cf dr dyr ds ew godz hab inc inż ks ltd mec mgr min mjr mr mrs ms nad nr np ok os płk pl prof r ref"
        " rtm sp st str tel tj tys tzn tzw ul ust vs wg woj zob zł co corp no approx dept e.g i.e a.m p.m",
    )
)
_SAME_LENGTH = str.maketrans({"\u00a0": " ", "\u202f": " ", "\t": " ", "’": "'", "‘": "'", "\r": "\n"})


class Sentence(NamedTuple):
    """One sentence, at `start` in the plain text it was cut from."""

    text: str
    start: int
    before: int
    """How many sentences come before it."""
    after: int
    """How many come after it."""
    lowered: str
    """The text in small letters, letter for letter in the same place."""

    @property
    def asks(self) -> bool:
        """Whether it is a question: it asserts nothing, so it can be no fault."""
        return self.text.rstrip("\"”»') ").endswith("?")


class Plain(NamedTuple):
    """A text as the rules read it: composed letters, plain spaces and apostrophes; `places` lead back."""

    text: str
    places: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of a span here."""
        return self.places[start], self.places[end]


def plain(text: str) -> Plain:
    """Compose letters written as base and mark, so that rules need to know one spelling of `ż`.

    >>> plain("z\\u0307le").text, plain("z\\u0307le").origin(1, 3)
    ('żle', (2, 4))
    """
    if unicodedata.is_normalized("NFC", text):
        return Plain(text.translate(_SAME_LENGTH), tuple(range(len(text) + 1)))
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = unicodedata.normalize("NFC", text[at:end])
        pieces.append(piece)
        places.extend([at] * len(piece))
        at = end
    return Plain("".join(pieces).translate(_SAME_LENGTH), (*places, len(text)))


def sentences(text: str) -> list[Sentence]:
    """The sentences of a plain text, without the white space around them.

    >>> [each.text for each in sentences("Dr. Nowak jest na miejscu. Wracamy o 10.30! Jan Kos")]
    ['Dr. Nowak jest na miejscu.', 'Wracamy o 10.30!', 'Jan Kos']
    """
    spans = [span for span in _spans(text) if span[0] < span[1]]
    small = lowered(text)
    return [
        Sentence(text[start:end], start, before, len(spans) - 1 - before, small[start:end])
        for before, (start, end) in enumerate(spans)
    ]


def lowered(text: str) -> str:
    """Small letters, except where that would change the length (`İ`)."""
    small = text.lower()
    return (
        small if len(small) == len(text) else "".join(low if len(low := char.lower()) == 1 else char for char in text)
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _END.finditer(text):
        if mark.group() != "\n" and not _ends(text, start, mark):
            continue
        yield _trimmed(text, start, mark.end())
        start = mark.end()
    yield _trimmed(text, start, len(text))


def _ends(text: str, start: int, mark: re.Match[str]) -> bool:
    if mark.group() != ".":
        return True
    words = text[start : mark.start()].split()
    word = words[-1].lstrip("(„\"'").casefold() if words else ""
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    following = text[mark.end() :].lstrip(" ")[:1]
    return not following.islower()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
