"""What a post carries from place to place: pages, in one spelling; words, by a sketch; and the name of who posts it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

import numpy as np

from larum.base.text import fold
from larum.detect.posts import Seen

SHORT: Final = 5
"""Words from which a text is told from a greeting."""
BANDS, _ROWS = 8, 3
"""Of a text's sketch: texts that share three quarters of words and pairs meet in a band with 0.99, half with 0.66."""
_TURNS: Final = np.random.default_rng(42).integers(1, 2**32, (2, BANDS * _ROWS), np.uint64) | np.uint64(1)
_LOW: Final = np.uint64(0xFFFFFFFF)
_URL: Final = re.compile(r"https?://[^\s<>\"]+")
_TRACKING: Final = re.compile(r"utm_|fbclid|gclid|igsh|si$|ref|s$|t$|source$|feature$")
"""Parts of an address that tell where it was copied, not what it shows."""


def sketch(words: Sequence[str]) -> list[int]:
    """Band keys of a text that is long enough to be known again; near-copies share one."""
    if len(words) < SHORT:
        return []
    marks = {crc32(word.encode()) for word in words} | {crc32(f"{one} {two}".encode()) for one, two in pairwise(words)}
    turned = np.fromiter(marks, np.uint64)[:, None] * _TURNS[0] + _TURNS[1]
    least = ((turned >> np.uint64(16)) & _LOW).min(axis=0).reshape(BANDS, _ROWS)
    keys = least[:, 0] * np.uint64(3) + least[:, 1] * np.uint64(5) + least[:, 2] * np.uint64(7)
    found: list[int] = (keys * np.uint64(BANDS) + np.arange(BANDS, dtype=np.uint64)).tolist()
    return found


def links_of(post: Seen) -> Iterator[str]:
    """The pages a post points to, in one spelling."""
    for address in (*post.links, *_URL.findall(post.text)):
        link = one_spelling(address)
        if link:
            yield link


def one_spelling(address: str) -> str:
    """An address without what differs from copy to copy; empty for a bare site, which is no story.

    >>> one_spelling("https://www.Example.org/a/?utm_source=x&id=7#top"), one_spelling("http://example.org/")
    ('example.org/a?id=7', '')
    """
    try:
        parts = urlsplit(address.rstrip(".,;:!?)]}'…"))
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:  # brackets and the like in the middle of a text
        return ""
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.match(pair[0])))
    path = parts.path.rstrip("/")
    return f"{host}{path}" + (f"?{query}" if query else "") if host and (path or query) else ""


def called(handle: str) -> str:
    """A handle without what a platform adds to it, so that namesakes are known.

    >>> called("@Anna_K@social.example"), called("anna-k.example.org"), called("ab")
    ('annak', 'annak', '')
    """
    name = "".join(sign for sign in re.split(r"[.@]", fold(handle).lstrip("@"), maxsplit=1)[0] if sign.isalnum())
    return name if len(name) > 2 else ""
