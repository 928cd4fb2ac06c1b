"""Which posts are our own: those of accounts that a brand is said to have, or that we publish from. Pure."""

from collections.abc import Collection
from typing import Final

from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.connectors.records import Post

Account = tuple[str, str]
"""Platform and handle, both in small letters, the handle without its @."""
LONGEST: Final = 200


def account(platform: str, handle: str) -> Account:
    """An account as it is compared (`Invalid`).

    >>> account("Bluesky", " @Acme.bsky.social")
    ('bluesky', 'acme.bsky.social')
    """
    platform, handle = platform.strip().lower(), handle.strip().removeprefix("@").lower()
    if not platform or len(platform) > LONGEST or any(each.isspace() for each in platform):
        raise Invalid(msgid("Name the platform in one word, as its posts do, such as bluesky."), field="platform")
    if not handle or len(handle) > LONGEST or any(each.isspace() or each == "/" for each in handle):
        raise Invalid(msgid("Give the account's handle alone, such as acme.bsky.social."), field="handle")
    return platform, handle


def is_ours(post: Post, accounts: Collection[Account]) -> bool:
    """True where one of these accounts posted it, by its handle or by the platform's own id of it."""
    platform = post.platform.lower()
    return any((platform, name.lower()) in accounts for name in (post.author.handle, post.author.id) if name)
