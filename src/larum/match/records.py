"""What matching gives on: mentions."""

from uuid import UUID

import msgspec

from larum.base.ids import named
from larum.connectors.records import Post


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A post caught by a monitor."""

    monitor_id: UUID
    post: Post
    words: tuple[str, ...]
    """The words of the post, as written there, that made it match; in the order they stand."""

    @property
    def id(self) -> UUID:
        return named("mention", self.monitor_id, self.post.id)
