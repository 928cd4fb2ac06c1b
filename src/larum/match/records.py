"""What matching gives on: mentions, and word of mentions that are no more."""

from datetime import datetime
from uuid import UUID

import msgspec

from larum.base.ids import named
from larum.connectors.records import Post


class Mention(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A post caught by a monitor."""

    monitor_id: UUID
    post: Post
    words: tuple[str, ...]
    """The words of the post, as written there, that made it match; in the order they stand."""

    @property
    def id(self) -> UUID:
        return named("mention", self.monitor_id, self.post.id)


class Unmention(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A mention that is no more, because its post was taken back."""

    id: UUID
    monitor_id: UUID
    post_id: UUID
    at: datetime
