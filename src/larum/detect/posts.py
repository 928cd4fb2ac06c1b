"""What a detector is that reads posts one by one, rather than counts: a small machine that never looks ahead.

Such a detector is a file in this package with a module-level `post_detector`; `post_promises.py` says what it must hold
to. What it remembers is a `msgspec` struct of plain values: it is bounded, whatever comes, and survives a restart.
"""

from typing import ClassVar, Protocol, TypeVar

import msgspec

from larum.base.errors import Refusal

State = TypeVar("State")


class Seen(msgspec.Struct, frozen=True, gc=False):
    """One post, as much of it as detectors look at. Times are seconds since 1970, UTC."""

    at: float
    """When it was posted, or when it came: the caller decides on one, and posts come in its order."""
    id: str
    account: str = ""
    """Who posted it, the same for the same account; empty where nobody knows (a feed)."""
    text: str = ""
    followers: int | None = None
    lang: str | None = None
    repost_of: str | None = None
    """The post this repeats without words of its own."""
    quote_of: str | None = None
    reply_to: str | None = None
    links: tuple[str, ...] = ()
    """Addresses of pages, pictures and videos it points to."""
    monitor: str = ""
    """The monitor that caught it; empty for a stream without one."""
    complains: bool = False
    """Our own analysis says that it names what falls short."""


class Finding(msgspec.Struct, frozen=True):
    """What a detector found, at the post that made it plain: said once per episode."""

    at: float
    """The time of that post: nobody could have known earlier."""
    what: str
    """What it is about, in words of the posts."""
    score: float
    """0 to 1, higher is more certain."""
    since: float
    """The time of the first post that belongs to it."""
    posts: tuple[str, ...]
    """Ids of the posts it rests on, oldest first."""
    accounts: tuple[str, ...]
    """Who posted them, each once, in the same order."""
    reasons: dict[str, float | str]
    """What the score is made of, by name."""


class PostDetector(Protocol[State]):
    """Something that notices, post by post."""

    name: str
    """As its file is called."""
    paper: ClassVar[str]
    """Where the formula comes from."""
    state_type: type[State]

    def parameters(self) -> dict[str, float]:
        """What can be turned, by a name that says what it means; units are in the name."""
        ...

    def start(self) -> State:
        """A state that has seen nothing."""
        ...

    def see(self, state: State, post: Seen) -> list[Finding]:
        """Take the next post into the state; mostly nothing is found. Refuses a post from before the last one."""
        ...


class PostOutOfOrder(Refusal):
    """A post is older than one already seen; taking it would be looking at the past with today's eyes."""

    code = "post_out_of_order"
    status = 422
    message = "This post is from {at}, but posts up to {reached} were already seen. Sort them by time."
