"""Where the detectors of posts stand with one monitor, and what they make of its next posts.

`follow` is pure and starts where it stopped: given the same posts again, it changes nothing and says nothing new. A
detector joins by a line in `FOLLOWING`.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from larum.detect import complaint_cluster, coordination, cross_platform, dormant, new_story
from larum.detect.post_promises import AnyPostDetector
from larum.detect.posts import Finding, Seen, folded
from larum.detect.records import Signal
from larum.detect.season import Season, asked_at, caveats_at

MINUTE: Final = 60.0
SETTLES: Final = timedelta(minutes=5)
"""What comes later than this after it was posted, once newer posts were read, is not read any more."""
KEPT: Final = 5_000
"""Names, or posts, that a detector remembers of one monitor: what its own public writes of."""
FOLLOWING: Final[Mapping[str, AnyPostDetector]] = {
    detector.name: detector
    for detector in (
        complaint_cluster.post_detector,
        coordination.post_detector,
        replace(cross_platform.post_detector, keeps=KEPT),
        replace(new_story.post_detector, keeps=KEPT, surprise=20.0, least_accounts=4, ill_share=0.5, alarms_a_year=1.0),
        replace(dormant.post_detector, keeps=KEPT),
    )
}
"""Those that follow a monitor. A single brand's public brings new names all the time (a match, a song, a shop that
opens), so a story must surprise far more here than in a whole network, and most of those who tell it must be ill of it:
e^20 is not reached by chance in the life of a busy monitor, however many names are tried."""
_LISTED: Final = 12
"""Posts and accounts that stand in the evidence."""
CLAIM: Final = 280
"""Letters of what is told."""


class Stand(msgspec.Struct, frozen=True):
    """Up to where a monitor's mentions were read, and what the detectors remember of them."""

    reached: float = 0.0
    """Posts from before this, in seconds since 1970, were read or come too late."""
    memories: dict[str, Any] = {}


class Followed(NamedTuple):
    """What came of some posts."""

    stand: Stand
    signals: tuple[Signal, ...]


def follow(stand: Stand, monitor_id: UUID, posts: Sequence[Seen], upto: float, season: Season = ()) -> Followed:
    """Give the detectors a monitor's posts from `stand.reached` to `upto`, oldest first; the stand is used up.

    While something is planned, or a holiday kept, more people must take part before a detector calls that hears how
    much is made of a thing and not how it is meant (`season.VOLUME`).
    """
    signals: list[Signal] = []
    memories = {name: stand.memories.get(name) or detector.start() for name, detector in FOLLOWING.items()}
    for post in folded([post for post in posts if stand.reached <= post.at < upto]):
        caveats = caveats_at(post.at, season)
        for name, detector in FOLLOWING.items():
            asked = asked_at(name, post.at, season)
            given = post if asked == 1 else msgspec.structs.replace(post, asked=asked)
            signals += (
                signal_of(name, monitor_id, finding, caveats) for finding in detector.see(memories[name], given)
            )
    return Followed(Stand(max(stand.reached, upto), memories), tuple(signals))


def told_at(at: float) -> float:
    """When the reading comes to a post: in the minute after its own, once that has settled.

    >>> told_at(61.0) == 120.0 + SETTLES.total_seconds()
    True
    """
    return (at // MINUTE + 1) * MINUTE + SETTLES.total_seconds()


def signal_of(detector: str, monitor_id: UUID, finding: Finding, caveats: tuple[str, ...] = ()) -> Signal:
    """A finding as the path knows it: what is told, by which posts and which accounts, stands in the evidence.

    It fires when it could be told and no sooner, so that a stream and a file name the same alert by the same signal.
    """
    return Signal(
        monitor_id=monitor_id,
        detector=detector,
        begun_at=_at(finding.since),
        fired_at=_at(told_at(finding.at)),
        until=_at(finding.at),
        score=finding.score,
        observed=float(len(finding.posts)),
        usual=float(finding.reasons.get("usual", 0.0)) or float(finding.reasons.get("usual_a_month", 0.0)) / 30,
        evidence={
            **finding.reasons,
            "what": finding.what[:CLAIM],
            "posts": " ".join(finding.posts[:_LISTED]),
            "by": " ".join(finding.accounts[:_LISTED]),
        },
        caveats=caveats,
    )


def pack(stand: Stand) -> bytes:
    """A stand as bytes, to keep until the next posts."""
    return msgspec.msgpack.encode(stand)


def unpack(packed: bytes) -> Stand:
    """The stand that `pack` kept; a detector that is new since has seen nothing."""
    kept = msgspec.msgpack.decode(packed, type=_Kept)
    memories = {}
    for name, memory in kept.memories.items():
        if name in FOLLOWING:
            # What an earlier version remembered in another shape is forgotten: better that than never to read again.
            with contextlib.suppress(msgspec.ValidationError):
                memories[name] = msgspec.msgpack.decode(memory, type=FOLLOWING[name].state_type)
    return Stand(kept.reached, memories)


class _Kept(msgspec.Struct):
    reached: float
    memories: dict[str, msgspec.Raw]


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
