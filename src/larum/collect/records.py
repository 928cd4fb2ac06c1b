"""What the path begins with: an item as it arrived, and how long it is kept if nobody watches for it."""

from datetime import timedelta
from uuid import UUID

import msgspec

from larum.connectors.records import Post, Removal


class Arrived(msgspec.Struct, frozen=True, gc=False):
    """One item that came in by a source."""

    item: Post | Removal
    keep_for: timedelta | None = None
    """How long the post is kept if no monitor catches it; for ever where None."""

    @property
    def id(self) -> UUID:
        """The id of the post it is, or takes back."""
        return self.item.id
