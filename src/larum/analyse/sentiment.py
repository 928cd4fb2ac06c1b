"""How a post sounds, and whether it counts as negative in the windows.

The label is the likeliest of three. The windows count a post as negative from a probability of their own, chosen so
that over many posts the count comes out near the truth: a detector needs an unbiased count more than a bold label.
"""

import re
from collections.abc import Sequence

from larum.analyse.records import Mood, Sentiment
from larum.inference.contract import Opinion

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+|^\s*RT\b:?")
_SAYS = re.compile(r"[^\W\d_]|[\U0001f300-\U0001faff\u2600-\u27bf]|[:;=xX]-?[()DdPp/]")

NEUTRAL = Sentiment(label="neutral", negative=0.02, neutral=0.96, positive=0.02)
"""Of a post that says nothing: empty, numbers, or only links and handles."""

NEGATIVE_FROM = {"pl": 0.5, "en": 0.5}
"""Probability from which a post counts as negative, by language, chosen by `benchmarks/text.py` on held-out posts."""
NEGATIVE_FROM_ELSEWHERE = 0.5


def says_nothing(text: str) -> bool:
    """True where there is neither a word nor a face to judge.

    >>> says_nothing("https://example.org @bank 123"), says_nothing("😡")
    (True, False)
    """
    return _SAYS.search(_ADDRESS.sub(" ", text)) is None


def sentiment(text: str, opinion: Opinion) -> Sentiment:
    """The mood of a post, given what the classifier thinks of it."""
    if says_nothing(text):
        return NEUTRAL
    chances: Sequence[tuple[float, Mood]] = (
        (opinion.neutral, "neutral"),
        (opinion.negative, "negative"),
        (opinion.positive, "positive"),
    )
    likeliest = max(chances, key=lambda chance: chance[0])
    return Sentiment(
        label=likeliest[1],
        negative=round(opinion.negative, 4),
        neutral=round(opinion.neutral, 4),
        positive=round(opinion.positive, 4),
    )


def counts_as_negative(mood: Sentiment, language: str) -> bool:
    """True where the windows count this post as negative."""
    return mood.negative >= NEGATIVE_FROM.get(language, NEGATIVE_FROM_ELSEWHERE)
