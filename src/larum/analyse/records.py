"""What analysis gives on: readings."""

from typing import Literal
from uuid import UUID

import msgspec

from larum.match.records import Mention

Mood = Literal["negative", "neutral", "positive"]


class Sentiment(msgspec.Struct, frozen=True, gc=False):
    """How a post sounds; the three probabilities add up to 1."""

    label: Mood
    negative: float
    neutral: float
    positive: float


class Reading(msgspec.Struct, frozen=True, gc=False, tag=True):
    """What analysis says about one mention."""

    mention: Mention
    language: str
    """ISO 639-1 of the language found, or `und`."""
    sentiment: Sentiment
    question: bool
    """Wants an answer."""
    complaint: bool
    """Says which conduct, quality or result falls short."""
    threat: bool
    """Wishes or announces violence, or calls people to act against somebody in public."""
    fingerprint: tuple[int, ...]
    """Band keys of a MinHash over word shingles: two texts that share one may be near-copies. Unsigned 32-bit each."""
    negative: bool
    """Counts as negative in the windows: the probability passes the threshold in `analyse/sentiment.py`."""

    ours: bool = False
    """Posted by an account of the brand: kept and shown, and no voice in what is counted."""

    @property
    def id(self) -> UUID:
        """One reading for one mention."""
        return self.mention.id
