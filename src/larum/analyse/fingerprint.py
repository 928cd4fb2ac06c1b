"""Near-copies: texts that say the same with a word or a link changed share a band key.

A MinHash (Broder 1997) over single folded words and pairs of them, cut into bands (Leskovec, Rajaraman and Ullman,
Mining of Massive Datasets, section 3.4): with 32 bands of 4 rows, texts that share half their shingles meet in some
band with probability 0.87, those that share three quarters always but for 5 in a million. Keys are candidates only;
`near` looks again. They are stored, so neither the seed nor the shingles may change without a migration.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from rensa import RMinHash

from larum.base.canonical import canonical

BANDS, ROWS = 32, 4
SEED = 42
ALIKE = 0.5
"""Share of common shingles from which two texts count as copies."""

_LONGEST = 2_000
_NOISE = re.compile(r"^\s*RT\b:?|(?:https?://|www\.)\S+|@[\w.-]+", re.IGNORECASE)
_ODD = np.uint64(0x9E3779B97F4A7C15)


def shingles(text: str) -> frozenset[str]:
    """Single words and pairs, without the repost mark, links and handles.

    >>> sorted(shingles("RT @bank: Łódź stoi https://example.org"))
    ['lodz', 'lodz stoi', 'stoi']
    """
    return _shingled([text])[0]


def fingerprints(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Band keys of each text, unsigned 32-bit; none for a text without words, which is a copy of nothing."""
    sets = [sorted(found) for found in _shingled(texts)]
    some = [place for place, found in enumerate(sets) if found]
    keys: list[tuple[int, ...]] = [()] * len(texts)
    if not some:
        return keys
    digests = np.array(
        RMinHash.digests_from_token_sets([sets[place] for place in some], num_perm=BANDS * ROWS, seed=SEED), np.uint64
    ).reshape(len(some), BANDS, ROWS)
    bands = np.arange(1, BANDS + 1, dtype=np.uint64)[None, :]
    for row in range(ROWS):
        bands = (bands ^ digests[:, :, row]) * _ODD
        bands = bands ^ (bands >> np.uint64(29))
    for place, found in zip(some, (bands >> np.uint64(32)).tolist(), strict=True):
        keys[place] = tuple(found)
    return keys


def near(first: str, second: str) -> bool:
    """True where two texts are copies of each other but for a few words.

    >>> near("Bank nie działa od rana, skandal", "RT @ania: bank nie dziala od rana skandal!! https://t.co/x")
    True
    """
    return alike(shingles(first), shingles(second)) >= ALIKE


def alike(first: frozenset[str], second: frozenset[str]) -> float:
    """Common shingles by all shingles; two texts without words are not alike."""
    common = len(first & second)
    return common / (len(first) + len(second) - common) if common else 0.0


def _shingled(texts: Sequence[str]) -> list[frozenset[str]]:
    found = []
    for joined in canonical([_NOISE.sub(" ", text[:_LONGEST]) for text in texts]):
        words = joined.split()
        found.append(frozenset(words) | {f"{one} {next_one}" for one, next_one in pairwise(words)})
    return found
