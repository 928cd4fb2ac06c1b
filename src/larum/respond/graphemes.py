"""Counts what a reader sees as one character, as Bluesky does.

The rules of Unicode Standard Annex 29 that matter in posts: marks and variation selectors stay with their letter, emoji
joined by a zero-width joiner are one, so are two regional indicators (a flag) and the parts of a Hangul syllable.
"""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_EXTENDING = ("Mn", "Me", "Mc")


def graphemes(text: str) -> Iterator[str]:
    """The user-perceived characters of a text, in order; joined they are the text.

    >>> [len(each) for each in graphemes("e\\u0301👨‍👩‍👧🇵🇱")]
    [2, 5, 2]
    """
    start = 0
    for at in range(1, len(text)):
        if _breaks(text, start, at):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def count(text: str) -> int:
    """How many user-perceived characters a text has."""
    return sum(1 for _ in graphemes(text))


def _breaks(text: str, start: int, at: int) -> bool:
    before, here = text[at - 1], text[at]
    if before == "\r" and here == "\n":
        return False
    if before in "\r\n" or here in "\r\n":
        return True
    if _extends(here):
        return False
    if before == _JOINER and _pictured(here):
        return not any(_pictured(each) for each in text[start : at - 1])
    if _regional(before) and _regional(here):
        return (at - start) % 2 == 0
    return not _hangul_joins(before, here)


def _extends(char: str) -> bool:
    """Whether it belongs to what stands before it: marks, joiners, skin tones, tag letters of sub-national flags."""
    return (
        char in ("\u200d", "\u200c")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or unicodedata.category(char) in _EXTENDING
    )


def _pictured(char: str) -> bool:
    return char >= "\u00a9" and unicodedata.category(char) in ("So", "Sk", "Sm", "Cn")


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _hangul_joins(before: str, here: str) -> bool:
    leading = "\u1100" <= before <= "\u115f"
    vowel = "\u1160" <= before <= "\u11a7"
    trailing = "\u11a8" <= before <= "\u11ff"
    syllable = "\uac00" <= before <= "\ud7a3"
    open_syllable = syllable and (ord(before) - 0xAC00) % 28 == 0
    if "\u1100" <= here <= "\u115f" or "\uac00" <= here <= "\ud7a3":
        return leading
    if "\u1160" <= here <= "\u11a7":
        return leading or vowel or open_syllable
    if "\u11a8" <= here <= "\u11ff":
        return vowel or trailing or syllable
    return False
