"""What every platform's items become: one public post and who posted it, in our words."""

from datetime import datetime
from uuid import UUID

import msgspec

from larum.base.ids import named


class Author(msgspec.Struct, frozen=True, gc=False):
    """Who posted something, as far as the platform tells."""

    id: str
    """The platform's own id of the account; empty where there is none (a feed)."""
    handle: str = ""
    """Without the leading @."""
    name: str = ""
    followers: int | None = None
    created_at: datetime | None = None


class Post(msgspec.Struct, frozen=True, gc=False):
    """One public item on a platform. All instants are aware and in UTC."""

    platform: str
    native_id: str
    """The platform's own id, unique within it (for Bluesky the at:// address)."""
    url: str
    author: Author
    created_at: datetime
    text: str
    lang: str | None = None
    """The language the post declares (BCP 47, lower case primary tag), not one we found out."""
    reply_to: str | None = None
    """The native id this answers."""
    repost_of: str | None = None
    """The native id this repeats without words of its own."""
    quote_of: str | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    views: int | None = None
    media: tuple[str, ...] = ()
    """Addresses of pictures, videos and linked pages."""

    @property
    def id(self) -> UUID:
        """The same for the same item however often and by whichever way it arrives."""
        return named("post", self.platform, self.native_id)


class Removal(msgspec.Struct, frozen=True, gc=False):
    """Word from a platform that a post is gone; what we hold of it goes too."""

    platform: str
    native_id: str

    @property
    def id(self) -> UUID:
        """The id of the post that is gone."""
        return named("post", self.platform, self.native_id)


class Refused(msgspec.Struct, frozen=True):
    """An arriving item that could not become a post: it goes to quarantine, the rest goes on."""

    reason: str
    """A refusal's code, such as `future_date`."""
    detail: str
    """What exactly was wrong, for people."""
    raw: bytes
    """What arrived, cut to `RAW_KEPT` bytes."""
    where: str = ""
    """Line or cursor at which it arrived."""


RAW_KEPT = 16_384
"""Bytes kept of a refused item: enough to mend a long post by hand, small enough that a flood fills no disk."""

Arrival = Post | Removal | Refused
