"""Hashtags and mentions of handles, as they stand in a text.

A **hashtag** is `#` with the run of letters, digits, marks and `_` right after it, in any script. A **handle** is `@`
with labels of the same characters joined by `.` or `-`, and perhaps `@` and a server (`@brand@mastodon.social`); a dot
or hyphen at its end is punctuation. An `@` right after an ASCII letter, digit or `_` is an e-mail address. Where
handles meet a script without spaces they end, as in “@brandさん”.
"""

import re
from typing import NamedTuple

from larum.base.text import fold, shape

_HASHTAG = re.compile("#([aLA_][aLAMm_]*)")
_LABEL = "[aL_][aLMm_]*"
_LABELS = rf"{_LABEL}(?:(?:\.|-+){_LABEL})*"
_HANDLE = re.compile(f"(?<![a_])@({_LABELS}(?:@{_LABELS})?|A[aLAMm_]*)")


class Sign(NamedTuple):
    """A hashtag or mention: `text[start:end]` with its sign, and its name without, ready to compare."""

    start: int
    end: int
    name: str


def hashtags(text: str) -> list[Sign]:
    """Every hashtag of a text, its name folded.

    >>> [tag.name for tag in hashtags("#Żabka_24, #手机!#x")]
    ['zabka_24', '手机', 'x']
    """
    if "#" not in text and "＃" not in text:
        return []
    return [Sign(*found.span(), fold(text[slice(*found.span(1))])) for found in _HASHTAG.finditer(shape(text))]


def mentions(text: str) -> list[Sign]:
    """Every handle mentioned in a text, case-folded.

    >>> [handle.name for handle in mentions(".@Brand, @brand.bsky.social. @a@b.example mail@brand.example")]
    ['brand', 'brand.bsky.social', 'a@b.example']
    """
    if "@" not in text and "＠" not in text:
        return []
    return [Sign(*found.span(), whole_handle(text[slice(*found.span(1))])) for found in _HANDLE.finditer(shape(text))]


def whole_handle(handle: str) -> str:
    """A handle ready to compare: without the leading sign, case-folded."""
    return handle.removeprefix("@").removeprefix("＠").replace("＠", "@").casefold()


def primary_subtag(tag: str | None) -> str:
    """The language itself of a BCP 47 tag: “pl” of “pl-PL”; empty where nothing is declared."""
    return re.split("[-_]", (tag or "").strip(), maxsplit=1)[0].casefold()
