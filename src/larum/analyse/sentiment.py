"""How a post sounds, and whether it counts as negative in the windows.

The label is the likeliest of three moods. The windows ask only for enough of a bad one, whichever comes first.
"""

import re
from collections.abc import Sequence

from larum.analyse.records import Mood, Sentiment
from larum.inference.contract import Opinion

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+|^\s*RT\b:?")
_SAYS = re.compile(r"[^\W\d_]|[\U0001f300-\U0001faff\u2600-\u27bf]|[:;=xX]-?[()DdPp/]")

NEUTRAL = Sentiment(label="neutral", negative=0.02, neutral=0.96, positive=0.02)
"""Of a post that says nothing: empty, numbers, or only links and handles."""

NEGATIVE_FROM = 0.4
"""Probability from which a post counts as negative: about where that becomes the likeliest of three moods."""


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


def counts_as_negative(mood: Sentiment) -> bool:
    """True where the windows count this post as negative."""
    return mood.negative >= NEGATIVE_FROM
