"""Dormant post revived: a post or a page that lay still for weeks is suddenly passed on by several accounts.

Old words are dug out to hurt: an interview of last year, an advertisement, a promise. Whoever answers as if it were
new makes it worse, so it helps to know. A post or an address is known from when it came or was first pointed to; of
what is older than that, nobody here knows that it is old. No text is kept: a finding is about the id or the address.

Still does not mean forgotten: to a shop's pages somebody links every few days, and one day four do. So several accounts
must have dug it out by themselves, and so many must be a surprise at the pace at which single ones did before. Of `n`
accounts in six hours where `m` were to be expected the surprise is the log-likelihood ratio of Poisson counts

    n log(n / m) - (n - m),   m = six hours x (times dug out while it lay still + 1/2) / (time it lay still),

as in `burst.py`. Who repeats, within these hours, a post that dug it out follows the one who did so: people go along
with every other post as well, and that tells nothing of the page. Who repeats the old post itself has dug it out.

*Example.* To an advertisement of five years ago nobody pointed for three weeks: four who share it within an afternoon
are a surprise of 22, where 16 are asked for. Had two shared it in these weeks, they would be one of 15.6, and too few.
*Cost*: about ten microseconds a post.
"""

import math
from dataclasses import asdict, dataclass
from typing import ClassVar, Final

import msgspec

from larum.detect.posts import Finding, Seen, in_order

_LIVELY: Final = 16
"""Touches that are kept of what is passed on all day."""


class Touch(msgspec.Struct, array_like=True):
    """One post that passes something on."""

    at: float
    post: str
    account: str


class Trace(msgspec.Struct, array_like=True):
    """What is known of something that can be passed on."""

    lively: float
    """When it was last passed on by more than one, or came."""
    touches: list[Touch] = []
    """Those of the last hours, one for each account."""
    often: float = 0.0
    """How many dug it out since then, one at a time."""


class Memory(msgspec.Struct):
    """What the detector remembers."""

    reached: float | None = None
    traces: dict[str, Trace] = {}
    """The longest untouched first."""


@dataclass(frozen=True)
class Dormant:
    """Still for weeks, then several accounts within hours."""

    name = "dormant"
    paper: ClassVar[str] = (
        "Own rule; the pattern is that of Ke et al., Sleeping Beauties in science, PNAS 2015. Surprise: the likelihood "
        "ratio of two rates of Kleinberg, Bursty and Hierarchical Structure in Streams, 2003."
    )
    state_type = Memory
    still_days: float = 21.0
    """Through which nobody, or one account at a time, passed it on."""
    accounts: float = 4.0
    """That must have dug it out by themselves, ..."""
    within_hours: float = 6.0
    """... within so long a time."""
    surprise: float = 16.0
    """e^16 to one: of fifty thousand posts and pages, looked at four times a day, one in half a year by chance."""
    keeps: int = 50_000
    """Posts and addresses that are remembered; of more, those untouched for longest are forgotten."""

    def parameters(self) -> dict[str, float]:
        """What can be turned."""
        return asdict(self)

    def start(self) -> Memory:
        """Nothing seen yet."""
        return Memory()

    def see(self, state: Memory, post: Seen) -> list[Finding]:
        """Take a post; a finding where it makes plain that something old is back."""
        state.reached = in_order(post.at, state.reached)
        found = []
        for old in dict.fromkeys((post.repost_of, post.quote_of, *post.links)):
            if old:
                found += self._touch(state, old, post)
        if post.id not in state.traces:
            state.traces[post.id] = Trace(post.at, [])
        while len(state.traces) > self.keeps:
            del state.traces[next(iter(state.traces))]
        return found

    def _touch(self, state: Memory, old: str, post: Seen) -> list[Finding]:
        trace = state.traces.pop(old, None) or Trace(post.at, [])
        state.traces[old] = trace  # to the end
        late = [touch for touch in trace.touches if touch.at < post.at - self.within_hours * 3600]
        if len(late) > 1:
            trace.lively, trace.often = late[-1].at, 0.0
        else:
            trace.often += len(late)
        del trace.touches[: max(len(late), len(trace.touches) - _LIVELY)]
        if not post.account or any(post.account == by.account or post.repost_of == by.post for by in trace.touches):
            return []
        still = post.at - trace.lively
        trace.touches.append(Touch(post.at, post.id, post.account))
        if still < self.still_days * 86_400 or len(trace.touches) < self.accounts * post.asked:
            return []
        people, usual = len(trace.touches), self.within_hours * 3600 * (trace.often + 0.5) / still
        if people * math.log(people / usual) - (people - usual) < self.surprise:
            return []
        touches, trace.touches, trace.lively, trace.often = trace.touches, [], post.at, 0.0
        return [
            Finding(
                at=post.at,
                what=old,
                score=len(touches) / (len(touches) + 1),
                since=touches[0].at,
                posts=tuple(touch.post for touch in touches),
                accounts=tuple(touch.account for touch in touches),
                reasons={
                    "still_days": still / 86_400,
                    "accounts": float(len(touches)),
                    "minutes": (post.at - touches[0].at) / 60,
                    "usual": round(usual, 3),
                },
            )
        ]


post_detector: Final = Dormant()
