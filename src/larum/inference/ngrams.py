"""Text as hashed n-grams: words, pairs of words and runs of two to five letters, a whole batch at a time in numpy.

Every piece of text is a difference of two entries of one running sum, so letters, words and pairs cost a few array
operations together, whatever their length. Hashing keeps no vocabulary: nothing of a training text can be read back.
"""

import html
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from larum.base.text import fold

LONGEST = 2_000
"""Characters read of one post: more says no more about its mood, and a 10 MB post must not stop the others."""
LETTERS = (2, 3, 4, 5)

_BASE = 0x9E3779B97F4A7C15
_BACK = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_PAIR = np.uint64(0xA0761D6478BD642F)
_LINK, _HANDLE = "\ue000", "\ue001"
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|@\w+(?:[.-]\w+)*|\d+")
_REPOST = re.compile(r"\s*rt\b:?")
_REPEATED = re.compile(r"(\S)\1{2,}")
_SPACE, _WORD, _OTHER = 1, 2, 3


def _stand_in(found: re.Match[str]) -> str:
    text = found.group()
    if text[0] == "@":
        return f" {_HANDLE} "
    if text[0].isdigit():
        return "0" if len(text) < 3 else "000"
    return f" {_LINK} "


def prepare(text: str) -> str:
    """A post as the model reads it: folded, no addresses, no names of accounts, no long repeats.

    >>> prepare("RT @Trzmiel: Nieeeeee działa!!!!! 640 zł https://t.co/x")
    ' \\ue001 : nieee dziala!!! 000 zl \\ue000 '
    """
    text = text[:LONGEST]
    if "&" in text:
        text = html.unescape(text)
    folded = text.lower() if text.isascii() else fold(text)
    if repost := _REPOST.match(folded):
        folded = folded[repost.end() :]
    cleaned = _REPEATED.sub(r"\1\1\1", _ADDRESS.sub(_stand_in, folded))
    return f" {' '.join(cleaned.split())} "


class Pieces:
    """The hashed n-grams of a batch: for each the number of its text, its hash, and its weight."""

    __slots__ = ("hashes", "owners", "texts", "weights")

    def __init__(
        self, texts: int, owners: NDArray[np.int64], hashes: NDArray[np.uint64], weights: NDArray[np.float32]
    ) -> None:
        self.texts = texts
        self.owners = owners
        self.hashes = hashes
        self.weights = weights

    def buckets(self, bits: int) -> NDArray[np.int64]:
        """Where each piece falls in a table of two to the power of `bits` rows."""
        return (self.hashes >> np.uint64(64 - bits)).astype(np.int64)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint8]:
    """The kind of every character; 0 where nobody has asked yet: there are a million, and hardly any in use."""
    return np.zeros(0x110000, dtype=np.uint8)


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    kinds = _table()[codes]
    if not kinds.all():
        for code in set(codes[kinds == 0].tolist()):
            character = chr(code)
            _table()[code] = _WORD if character.isalnum() else _SPACE if character.isspace() else _OTHER
        kinds = _table()[codes]
    return kinds


@lru_cache(maxsize=4)
def _powers(base: int, length: int) -> NDArray[np.uint64]:
    steps = np.full(length, base, dtype=np.uint64)
    steps[0] = 1
    return np.multiply.accumulate(steps)


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    return hashes ^ (hashes >> np.uint64(32))


def pieces(texts: Sequence[str]) -> Pieces:
    """The n-grams of each text. Letters and words weigh the same together, however long the text is."""
    prepared = [prepare(text) for text in texts]
    lengths = np.fromiter((len(text) for text in prepared), dtype=np.int64, count=len(prepared))
    codes = np.frombuffer("".join(prepared).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if not codes.size:
        return Pieces(len(texts), np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, np.float32))
    room = 1 << int(codes.size).bit_length()  # powers of two, so that batches of any size share the cached powers
    onwards, back = _powers(_BASE, room), _powers(_BACK, room)
    owner = np.repeat(np.arange(len(texts)), lengths)
    running = np.zeros(codes.size + 1, dtype=np.uint64)
    values = _mixed(codes.astype(np.uint64) + np.uint64(1))
    np.cumsum(values * onwards[: codes.size], out=running[1:])

    letters: list[tuple[NDArray[np.int64], NDArray[np.uint64]]] = []
    for size in LETTERS:
        starts = np.arange(max(codes.size - size + 1, 0))
        starts = starts[owner[starts] == owner[starts + size - 1]]
        cut = (running[starts + size] - running[starts]) * back[starts]
        letters.append((owner[starts], _mixed(cut + np.uint64(size))))
    words = _words(codes, owner, running, back)
    return _weighed(len(texts), letters, words)


def _words(
    codes: NDArray[np.uint32], owner: NDArray[np.int64], running: NDArray[np.uint64], back: NDArray[np.uint64]
) -> list[tuple[NDArray[np.int64], NDArray[np.uint64]]]:
    kinds = _kinds(codes)
    turns = np.flatnonzero((kinds[1:] != kinds[:-1]) | (owner[1:] != owner[:-1])) + 1
    starts = np.concatenate((np.zeros(1, np.int64), turns))
    ends = np.concatenate((turns, np.array([codes.size])))
    real = kinds[starts] != _SPACE
    starts, ends = starts[real], ends[real]
    whole = _mixed((running[ends] - running[starts]) * back[starts] + np.uint64(77))
    owners = owner[starts]
    neighbours = owners[1:] == owners[:-1]
    pairs = _mixed(whole[:-1] * _PAIR + whole[1:])[neighbours]
    return [(owners, whole), (owners[1:][neighbours], pairs)]


def _weighed(
    texts: int,
    letters: list[tuple[NDArray[np.int64], NDArray[np.uint64]]],
    words: list[tuple[NDArray[np.int64], NDArray[np.uint64]]],
) -> Pieces:
    owners, weights = [], []
    for family in (letters, words):
        family_owners = np.concatenate([found for found, _ in family])
        counts = np.bincount(family_owners, minlength=texts)
        owners.append(family_owners)
        weights.append((1 / np.sqrt(np.maximum(counts, 1)))[family_owners].astype(np.float32))
    hashes = np.concatenate([found for family in (letters, words) for _, found in family])
    return Pieces(texts, np.concatenate(owners), hashes, np.concatenate(weights))
