"""Names for things: derived for what we receive, fresh and time-ordered for what we make."""

import secrets
from datetime import datetime
from uuid import UUID, uuid5

_NAMESPACE = UUID("5f2c1a34-7d10-5b9e-9c1d-1a7a6d6c6f01")


def named(*parts: object) -> UUID:
    """The one id of something that arrives from outside, the same however often it arrives.

    Parts are joined with a separator that cannot occur in them by accident.

    >>> named("bluesky", "at://did:plc:a/app.bsky.feed.post/1") == named("bluesky", "at://did:plc:a/app.bsky.feed.post/1")
    True
    >>> named("a", "bc") == named("ab", "c")
    False
    """
    return uuid5(_NAMESPACE, "\x1f".join(str(part) for part in parts))


def fresh(now: datetime) -> UUID:
    """A new id for something we make ourselves: UUID version 7 (RFC 9562, section 5.7), so ids sort by `now`."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
