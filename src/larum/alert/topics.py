"""What people write of more than they used to: the words that set a burst apart from what came before it. Pure.

Every word is weighed by its share of the burst's posts times the logarithm of how far that share exceeds the one it had
before (the pointwise part of Kullback and Leibler's divergence): a word that all used yesterday weighs nothing, however
common it is. The same weights say which post tells most of what is new.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from typing import Final

import msgspec

from larum.base.canonical import canonical
from larum.measure.words import terms_of

_WORD: Final = re.compile(r"[^\W\d_]+")
LEAST: Final = 3
LEAST_SHARE: Final = 0.04
"""Posts, and share of posts, in which a word must stand to be named."""
EXCEEDS: Final = 1.5
"""Times its earlier share from which a word is named: an airline's posts always say “flight”."""
UNSEEN: Final = 20
"""Posts that are taken to have come before at least: of three, none says what people always say."""
NAMED: Final = 5

Text = tuple[str, Sequence[str]]
"""A post's words, and those of them that made it match: the brand's name says nothing new."""


class Topics(msgspec.Struct, frozen=True):
    """What a burst is about, in words."""

    words: tuple[tuple[str, float], ...]
    """The words that set it apart, the weightiest first, each with the share of posts it stands in."""
    weights: dict[str, float]
    """By stem."""


def topics(now: Sequence[Text], before: Sequence[Text]) -> Topics:
    """What is written of now and was not before.

    >>> bread = [("fresh bread today", ())] * 30
    >>> [word for word, _ in topics([("glass in my bread", ())] * 4, bread).words]
    ['glass']
    """
    here, there = _stems(now), _stems(before)
    told, told_before = _counts(here), _counts(there)
    faces = {stem: Counter[str]() for stem in told}
    for post in here:
        for stem, word in post.items():
            faces[stem][word] += 1
    weights, risen = {}, set()
    for stem, count in told.items():
        share = count / len(here)
        exceeds = ((count + 0.5) / (len(here) + 1)) / ((told_before[stem] + 0.5) / max(len(there) + 1, UNSEEN))
        if exceeds > 1:
            weights[stem] = share * log(exceeds)
        if exceeds >= EXCEEDS:
            risen.add(stem)
    ranked = sorted(weights, key=lambda stem: (-weights[stem], stem))
    common = [stem for stem in ranked if stem in risen and told[stem] >= max(LEAST, LEAST_SHARE * len(here))]
    written = _as_written([faces[stem].most_common(1)[0][0] for stem in common[:NAMED]], now)
    words = tuple((word, told[stem] / len(here)) for word, stem in zip(written, common, strict=False))
    return Topics(words, weights)


def tells(found: Topics, texts: Sequence[Text]) -> list[float]:
    """How much each post tells of what sets the burst apart; a long one must not win by its length."""
    return [sum(found.weights.get(stem, 0.0) for stem in post) / sqrt(len(post) + 3) for post in _stems(texts)]


def _stems(texts: Sequence[Text]) -> list[dict[str, str]]:
    return terms_of([text for text, _ in texts], [words for _, words in texts])


def _as_written(folded: Sequence[str], texts: Sequence[Text]) -> list[str]:
    """Folded words as the posts write them. Of two spellings the one with accents: people drop more than they add."""
    spellings = sorted({word for text, _ in texts for word in _WORD.findall(text.lower())}, key=str.isascii)
    written: dict[str, str] = {}
    for spelling, fold in zip(spellings, canonical(spellings), strict=True):
        written.setdefault(fold.strip(), spelling)
    return [written.get(word, word) for word in folded]


def _counts(posts: Sequence[dict[str, str]]) -> Counter[str]:
    return Counter(stem for post in posts for stem in post)
