"""A statement as Bluesky wants it: its key as a record key, its length as people count, its links marked. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

LIMIT = 300
"""Characters as people see them (grapheme clusters) in one post; lexicon app.bsky.feed.post."""
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_JOINER = "\u200d"
_LINK = re.compile(r"https?://[^\s<>\"]+")
_TAG = re.compile(r"(?<![\w&/])#([^\W\d_][\w-]{0,63})")
_MENTION = re.compile(r"(?<![\w@/.])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63})")


def record_key(key: UUID) -> str:
    """The record key (a TID) that belongs to our key: the same each time, so a repeat meets what is already there.

    A TID holds 53 bits of microseconds and 10 bits of clock id. Our time-ordered ids give the milliseconds; all other
    bits come from the key's hash.

    >>> key = UUID("019a9b7a-0c00-7000-8000-000000000001")
    >>> record_key(key), record_key(key) == record_key(key)
    ('3m5xxefxsvlgu', True)
    """
    digest = int.from_bytes(sha256(key.bytes).digest()[:8])
    microseconds = (key.int >> 80) * 1_000 + (digest >> 10) % 1_000 if key.version == 7 else digest >> 11
    value = (microseconds & (1 << 53) - 1) << 10 | digest & 0x3FF
    return "".join(_SORTABLE[value >> shift & 31] for shift in range(60, -5, -5))


def length(text: str) -> int:
    """Characters as people see them: an accent, a skin tone or a flag's second half adds none.

    Follows the rules of Unicode's annex 29 that occur in posts; Bluesky counts the same way.

    >>> length("żółć"), length("z\\u0307"), length("\\U0001f468\\u200d\\U0001f469"), length("\\U0001f1f5\\U0001f1f1")
    (4, 1, 1, 1)
    """
    count = 0
    before = ""
    flags = 0
    for letter in text:
        is_flag = "\U0001f1e6" <= letter <= "\U0001f1ff"
        flags = flags + 1 if is_flag else 0
        joins = (
            _extends(letter) or before == _JOINER or (is_flag and flags % 2 == 0) or (before == "\r" and letter == "\n")
        )
        count += not (joins and before)
        before = letter
    return count


def _extends(letter: str) -> bool:
    return (
        unicodedata.category(letter) in ("Mn", "Me", "Mc")
        or letter == _JOINER
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\u1160" <= letter <= "\u11ff"
    )


def mentions(text: str) -> list[str]:
    """The handles a text mentions, without the @, in order."""
    return list(dict.fromkeys(found.group(1).lower() for found in _MENTION.finditer(text)))


def facets(text: str, accounts: dict[str, str]) -> list[dict[str, Any]]:
    """What in the text is a link, a tag or a mention (of a handle in `accounts`, which gives its DID), by byte offsets.

    >>> facets("Piszą o nas: https://example.org/a.", {})[0]["index"]
    {'byteStart': 14, 'byteEnd': 35}
    """
    return sorted(_facets(text, accounts), key=lambda facet: facet["index"]["byteStart"])


def _facets(text: str, accounts: dict[str, str]) -> Iterator[dict[str, Any]]:
    taken: list[tuple[int, int]] = []
    for found in _LINK.finditer(text):
        link = found.group().rstrip(".,;:!?…'\"")
        if link.endswith(")") and "(" not in link:
            link = link[:-1]
        taken.append((found.start(), found.start() + len(link)))
        yield _facet(text, *taken[-1], {"$type": "app.bsky.richtext.facet#link", "uri": link})
    for pattern in (_TAG, _MENTION):
        for found in pattern.finditer(text):
            if any(start <= found.start() < end for start, end in taken):
                continue
            word = found.group(1)
            if pattern is _TAG:
                yield _facet(text, *found.span(), {"$type": "app.bsky.richtext.facet#tag", "tag": word})
            elif word.lower() in accounts:
                feature = {"$type": "app.bsky.richtext.facet#mention", "did": accounts[word.lower()]}
                yield _facet(text, *found.span(), feature)


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    before = len(text[:start].encode())
    return {
        "index": {"byteStart": before, "byteEnd": before + len(text[start:end].encode())},
        "features": [feature],
    }
