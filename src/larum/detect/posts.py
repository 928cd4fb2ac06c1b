"""What a detector is that reads posts one by one, rather than counts: a small machine that never looks ahead.

Such a detector is a file in this package with a module-level `post_detector`; `post_promises.py` says what it must hold
to. What it remembers is a `msgspec` struct of plain values: it is bounded, whatever comes, and survives a restart.
"""

import math
import re
from collections.abc import Sequence
from typing import ClassVar, Final, Protocol, TypeVar

import msgspec

from larum.base.canonical import canonical
from larum.base.errors import Refusal

State = TypeVar("State")
_LONGEST: Final = 2_000
_NOISE: Final = re.compile(r"^\s*RT\b:?|(?:https?://|www\.)\S+|@[\w.-]+|&\w+;", re.IGNORECASE)


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
    platform: str = ""
    """Where it was posted; empty where nobody told."""
    handle: str = ""
    """The name the account goes by there, by which people know it elsewhere."""
    monitor: str = ""
    """The monitor that caught it; empty for a stream without one."""
    complains: bool = False
    """Our own analysis says that it names what falls short."""
    asked: float = 1.0
    """How many times as many people as otherwise must take part before a call: more while something is planned."""
    said: str = ""
    """The text in folded words with a space around each, links and handles left out; see `folded`."""


def folded(posts: Sequence[Seen]) -> list[Seen]:
    """These posts with what they say in folded words: many at once cost a tenth of one by one.

    >>> folded([Seen(0.0, "1", text="RT @bank: Łódź stoi https://example.org")])[0].said
    ' lodz stoi '
    """
    said = canonical([_NOISE.sub(" ", post.text[:_LONGEST]) for post in posts])
    return [msgspec.structs.replace(post, said=words) for post, words in zip(posts, said, strict=True)]


def words_said(post: Seen) -> list[str]:
    """The folded words of a post, whether or not somebody has folded them already."""
    return (post.said or folded([post])[0].said).split()


def in_order(at: float, reached: float | None) -> float:
    """The time of the next post; refuses one from before the last, and one without a time (`PostOutOfOrder`)."""
    if not at >= (-math.inf if reached is None else reached):
        raise PostOutOfOrder(at=at, reached=reached)
    return at


class Finding(msgspec.Struct, frozen=True):
    """What a detector found, at the post that made it plain: said once per episode."""

    at: float
    """The time of that post: nobody could have known earlier."""
    what: str
    """What it is about, in words of the posts."""
    score: float
    """0 to 1, higher is more certain."""
    since: float
    """Since when it is unusual: the time of one of its posts, and where some lead up to it, not of the first."""
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
