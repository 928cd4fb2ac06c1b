"""Where the detectors of posts stand with one monitor, and what they make of its next posts.

`follow` is pure and starts where it stopped: given the same posts again, it changes nothing and says nothing new.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from larum.detect import complaint_cluster, coordination, dormant, new_story
from larum.detect.post_promises import AnyPostDetector
from larum.detect.posts import Finding, Seen
from larum.detect.records import Signal

KEPT: Final = 5_000
"""Names, or posts, that a detector remembers of one monitor: what its own public writes of."""
FOLLOWING: Final[Mapping[str, AnyPostDetector]] = {
    detector.name: detector
    for detector in (
        complaint_cluster.post_detector,
        coordination.post_detector,
        replace(new_story.post_detector, keeps=KEPT),
        replace(dormant.post_detector, keeps=KEPT),
    )
}
"""Those that read every mention of a monitor."""
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


def follow(stand: Stand, monitor_id: UUID, posts: Sequence[Seen], upto: float) -> Followed:
    """Give the detectors a monitor's posts from `stand.reached` to `upto`, oldest first; the stand is used up."""
    signals: list[Signal] = []
    memories = {name: stand.memories.get(name) or detector.start() for name, detector in FOLLOWING.items()}
    for post in posts:
        if stand.reached <= post.at < upto:
            for name, detector in FOLLOWING.items():
                signals += (
                    signal_of(name, monitor_id, finding, post.at) for finding in detector.see(memories[name], post)
                )
    return Followed(Stand(max(stand.reached, upto), memories), tuple(signals))


def signal_of(detector: str, monitor_id: UUID, finding: Finding, until: float) -> Signal:
    """A finding as the path knows it: what is told, by which posts and which accounts, stands in the evidence."""
    return Signal(
        monitor_id=monitor_id,
        detector=detector,
        begun_at=_at(finding.since),
        fired_at=_at(finding.at),
        until=_at(until),
        score=finding.score,
        observed=float(len(finding.posts)),
        usual=float(finding.reasons.get("usual", 0.0)) or float(finding.reasons.get("usual_a_month", 0.0)) / 30,
        evidence={
            **finding.reasons,
            "what": finding.what[:CLAIM],
            "posts": " ".join(finding.posts[:_LISTED]),
            "by": " ".join(finding.accounts[:_LISTED]),
        },
    )


def pack(stand: Stand) -> bytes:
    """A stand as bytes, to keep until the next posts."""
    return msgspec.msgpack.encode(stand)


def unpack(packed: bytes) -> Stand:
    """The stand that `pack` kept; a detector that is new since has seen nothing."""
    kept = msgspec.msgpack.decode(packed, type=_Kept)
    memories = {
        name: msgspec.msgpack.decode(memory, type=FOLLOWING[name].state_type)
        for name, memory in kept.memories.items()
        if name in FOLLOWING
    }
    return Stand(kept.reached, memories)


class _Kept(msgspec.Struct):
    reached: float
    memories: dict[str, msgspec.Raw]


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
