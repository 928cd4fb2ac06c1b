"""Coordination: the same words put out by many accounts within moments of each other.

What is pushed is a text, links and handles aside; who pushes it is told by `synchrony`. Short texts are left out, since
a greeting or a title needs nobody to arrange it. So is what a large account explains: where one of those who share has
ten thousand followers, hundreds may repeat it within minutes and mean it. Nobody is called before an hour of a stream
was heard: of a few minutes the first thing that is repeated is a large part.

*Example.* In an hour twenty people talk about a bakery. Then fourteen accounts that hardly anybody follows put out the
same two sentences within ten minutes, most of them seconds after one another: the call is at the tenth, which is when
they are a third of all who were heard.
"""

import math
from hashlib import blake2b
from typing import ClassVar, Final

import msgspec

from larum.detect import synchrony
from larum.detect.posts import Finding, Seen, in_order, words_said
from larum.detect.sharing import Share

WORDS: Final = 3
"""Different words a text must hold."""
LARGE: Final = 10_000
"""Followers of an account whom hundreds may repeat within minutes, and mean it."""
SMALL: Final = 100
"""Followers of an account that hardly anybody hears."""


class CoordinationState(msgspec.Struct):
    """What is known of each monitor's stream."""

    streams: dict[str, synchrony.Synchrony] = {}
    followers: dict[str, int] = {}
    """Of the accounts that shared something lately."""


class Coordination:
    """Many accounts, one text, within a minute."""

    name = "coordination"
    paper: ClassVar[str] = "Synchrony as in Righetti and Balluff, CooRTweet (2025); bursts own, as `synchrony` says."
    state_type = CoordinationState
    window: float
    """Seconds within which two shares of one text are in company."""
    keeps: int
    """Texts that are remembered of a monitor; of more, those that rested longest are forgotten."""

    def __init__(self, window: float, keeps: int = 5_000) -> None:
        self.window, self.keeps = window, keeps

    def parameters(self) -> dict[str, float]:
        return {
            "window_seconds": self.window,
            "texts_remembered_of_a_monitor": self.keeps,
            "least_accounts": synchrony.PEOPLE,
            "span_minutes": synchrony.SPAN / 60,
            "part_in_company": synchrony.MOST,
            "part_of_accounts_of_the_hour": synchrony.PART,
            "large_account_followers": LARGE,
        }

    def start(self) -> CoordinationState:
        return CoordinationState()

    def see(self, state: CoordinationState, post: Seen) -> list[Finding]:
        stream = state.streams.setdefault(post.monitor, synchrony.Synchrony())
        stream.reached = in_order(post.at, stream.reached)
        words = words_said(post)
        if not post.account or len(set(words)) < WORDS:
            return []
        if post.followers is not None:
            state.followers[post.account] = post.followers
            if len(state.followers) > synchrony.AT_MOST:
                del state.followers[next(iter(state.followers))]
        text = blake2b(" ".join(words).encode(), digest_size=16).hexdigest()
        share = Share(text, post.account, post.id, post.at)
        asked = post.asked if stream.begun is not None and post.at - stream.begun >= synchrony.AROUND else math.inf
        burst = synchrony.see(stream, share, self.window, self.keeps, asked)
        if burst is None:
            return []
        audiences = sorted(state.followers[account] for account in burst.accounts if account in state.followers)
        if audiences and audiences[-1] >= LARGE:
            return []
        reasons: dict[str, float | str] = {
            "accounts": len(burst.accounts),
            "within_seconds": burst.told - burst.start,
            "in_company": round(burst.together, 2),
            "part_of_the_hour": round(burst.part, 2),
        }
        if audiences:
            reasons["median_followers"] = audiences[len(audiences) // 2]
        small = sum(audience < SMALL for audience in audiences) / len(audiences) if audiences else 0.5
        return [
            Finding(
                at=post.at,
                what=post.text,  # of five words at least
                score=(burst.together + burst.part + small) / 3,
                since=burst.start,
                posts=tuple(burst.contents),
                accounts=tuple(burst.accounts),
                reasons=reasons,
            )
        ]


post_detector = Coordination(window=60.0)
