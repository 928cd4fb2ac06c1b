"""Cursors: an opaque text that says where a page ended, so that the next begins exactly there."""

import base64
from datetime import datetime
from uuid import UUID

import msgspec

from larum.base.errors import Invalid
from larum.base.translate import msgid

Place = tuple[datetime, UUID]


def cursor(at: datetime, id: UUID) -> str:
    """The place of an item in a list that is sorted by instant and id.

    >>> from datetime import UTC
    >>> place = (datetime(2026, 3, 2, tzinfo=UTC), UUID(int=7))
    >>> read(cursor(*place)) == place
    True
    """
    return base64.urlsafe_b64encode(msgspec.json.encode((at, id))).decode().rstrip("=")


def read(given: str) -> Place:
    """The place a cursor stands for; refuses what is no cursor of ours."""
    try:
        at, id = msgspec.json.decode(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)), type=Place)
    except (ValueError, msgspec.MsgspecError) as broken:
        raise Invalid(msgid("This is no cursor of ours. Begin without one."), field="cursor") from broken
    if at.tzinfo is None:
        raise Invalid(msgid("This is no cursor of ours. Begin without one."), field="cursor")
    return at, id
