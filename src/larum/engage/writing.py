"""What strangers may write, and how much of it. Pure."""

import re
from datetime import datetime, timedelta

from larum.base.text import tokens
from larum.engage.errors import PrivateDetails, TooManyCalls, WrittenTooLong, WrittenTooShort

SHORTEST = 5
LONGEST = 500
"""Characters: a question, not an essay; it is read on a phone."""
LONGEST_PLACE = 80
WITHIN = timedelta(hours=1)
LIMITS = {"question": 5, "problem": 5, "voice": 60}
"""What one network may send within an hour; a whole office, or a block of flats, may share one."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PRIVATE = re.compile(
    r"https?://|www\.|\b[\w.+-]+@[\w-]+\.\w|(?:\+?\d[ \-.()]{0,2}){9,}|\b[a-z0-9-]+\.(?:com|pl|org|net|eu|info|ru|io)/",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """The text without invisible signs that reverse or hide what is read, and without runs of space.

    >>> cleaned("Is it\\u202e safe?  \\r\\n\\r\\n\\r\\nReally?")
    'Is it safe?\\n\\nReally?'
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" *\n *(?:\n *)+", "\n\n", text).strip()


def readable(text: str, limit: int = LONGEST) -> str:
    """The text cleaned; refuses what is too short to understand or too long to read."""
    text = cleaned(text)
    if len(text) < SHORTEST or not tokens(text):
        raise WrittenTooShort
    if len(text) > limit:
        raise WrittenTooLong(length=len(text), limit=limit)
    return text


def for_everybody(text: str) -> str:
    """The text, where it may be shown at once; refuses one with a link, an e-mail address or a telephone number."""
    if _PRIVATE.search(text):
        raise PrivateDetails
    return text


def check_calls(earlier: list[datetime], kind: str, now: datetime) -> None:
    """Refuse one call more than a network may make; `earlier` are its calls of this kind, oldest first."""
    counted = [at for at in earlier if at > now - WITHIN]
    if len(counted) >= LIMITS[kind]:
        raise TooManyCalls(wait=counted[-LIMITS[kind]] + WITHIN - now)


def slug(title: str) -> str:
    """The last part of an address, from a title.

    >>> slug("Woda na Żoliborzu: nie pić!")
    'woda-na-zoliborzu-nie-pic'
    """
    words = re.sub(r"[^a-z0-9]+", "-", " ".join(token.folded for token in tokens(title))).strip("-")
    return words[:60].rstrip("-") or "page"
