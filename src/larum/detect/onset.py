"""Onset: posts follow each other faster than this stream has ever known. The detector of the first minutes.

It asks, at every post, of the last 3, 4, 5, ... 128 posts: how often would a quiet stream like this one bring so many
within so short a time, by chance? Where the answer is "less than once in two years", it calls. Three things decide:

- **The usual pace.** So many posts in so long a time, as a gamma prior that starts from nothing (Jeffreys) and forgets
  with a half-life of two weeks. Its shape is never sharper than that of a pace that swings by half, as days and nights
  do. What the last hours brought sharpens it by Bayes' rule, and raises what is expected where they were busier than
  usual, but never lowers it: a night is no reason to call the morning. A stream younger than a day may have been seen
  at its quietest hour alone, so its shape is taken as blunter, by as much as is missing from the day.
  What follows a post within `w` seconds is then negative binomial, and its upper tail is the surprise.
- **The chances there were.** A busy stream has more moments at which something can happen, so it is asked for more:
  what counts is the expected number of such moments in a hundred weeks, not a probability per post.
- **This stream's own temper.** Surprises beyond 1 in 20 are remembered, a cluster as one. In a stream without echo
  their excess is exponential with mean one; where answers and reposts come in clusters it is larger, and the tail is
  drawn out accordingly (peaks over threshold; Siffer and others, Anomaly Detection in Streams with Extreme Value
  Theory, KDD 2017), from four pseudo-observations of a stream without echo.

*Example.* Of a small town somebody writes every few hours. Then posts come two minutes apart: the call is at the third,
fourth or fifth, by how even the weeks before were. Among a hundred posts an hour, it is at about the twentieth of those
that come every five seconds.

Nothing is known of the stream's future, its end or its size.
"""

from bisect import bisect_left
from math import exp, lgamma, log, log1p
from typing import ClassVar, Final

import msgspec

from larum.detect.posts import Finding, Seen, in_order

WEEK: Final = 7 * 86400.0
SIZES: Final = (3, 4, 5, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128)
"""Posts looked back at, each a step of about four tenths wider: from the first witnesses to a flood."""
FLOOR: Final = 20.0
"""Seconds below which posts count as simultaneous: sources deliver in bundles."""
LONGEST: Final = 2 * 3600.0
"""Seconds beyond which a cluster is no sudden event but a rise, or the day after a night; others watch these."""
MEMORY: Final = 14 * 86400.0
"""Half-life of what is known of a stream's pace."""
TEMPER: Final = 90 * 86400.0
"""Half-life of what is known of its temper, which changes more slowly than its pace."""
UNKNOWN: Final = 0.5
"""Posts assumed before any was seen (Jeffreys' prior for a pace)."""
SWING: Final = 4.0
"""The sharpest shape the usual pace may take: one that swings by half, up or down."""
HOURS: Final = 6 * 3600.0
"""Half-life of what the last hours say of the pace now."""
SHARP: Final = 8.0
"""The sharpest shape with the last hours known: within two hours a pace still swings by a third."""
DAY: Final = 86400.0
NOTABLE: Final = 3.0
"""Surprise (minus log probability) from which a cluster says something about the stream's temper: 1 in 20."""
CALM: Final = 4.0
"""Clusters of a stream without echo that are taken as seen before any was."""
REST: Final = 12 * 3600.0
"""Seconds after a call within which what follows belongs to the call that went out."""
TOO_SURE: Final = 700.0
"""Surprises are not told apart beyond this: their probability is no longer a number."""


class Pace(msgspec.Struct):
    """What is known of one stream of posts."""

    reached: float | None = None
    """Time of the last post."""
    arrived: float = 0.0
    watched: float = 0.0
    """Posts after the first, and the seconds they took; both fading."""
    lately: float = 0.0
    hours: float = 0.0
    """The same of the last hours alone."""
    times: list[float] = []
    step: int = 3600
    """Seconds to which all times so far are rounded."""
    peak: float | None = None
    peak_at: float = 0.0
    """The largest surprise of the cluster that is going on, and the last notable one."""
    clusters: float = 0.0
    excess: float = 0.0
    lived: float = 0.0
    """Clusters past, the sum of their surprises beyond what is notable, and the seconds they took; all fading."""
    called_at: float | None = None


class Heard(msgspec.Struct, frozen=True):
    """What one post's arrival says."""

    score: float
    """0 to 1; above one half, a quiet stream like this would not have brought it in two years."""
    alarm: bool
    """Somebody is to be called, and was not yet."""
    posts: int = 0
    within: float = 0.0
    """The most surprising of the clusters that end here: so many posts in so many seconds, ..."""
    usual: float = 0.0
    """... in which so many were to be expected."""


def begin(since: float | None = None) -> Pace:
    """A stream of which nothing is known; `since` is when watching began, else the first post is."""
    return Pace(reached=since)


def hear(pace: Pace, at: float, least: int = SIZES[0], weeks: float = 100.0) -> Heard:
    """Take the arrival of the next post. Calls from `least` posts on, for what chance brings once in `weeks` weeks."""
    first = pace.reached is None
    reached = in_order(at, pace.reached)
    passed = 0.0 if pace.reached is None else reached - pace.reached
    _pass(pace, at, passed)
    pace.times.append(at)
    if len(pace.times) > SIZES[-1]:
        del pace.times[0]
    notable, surprise, heard = 0.0, 0.0, Heard(0.0, False)
    for size in SIZES:
        if size > len(pace.times):
            break
        span = at - pace.times[-size]
        if span > LONGEST:
            break
        before, seconds = pace.arrived - (size - 1), pace.watched - span
        if before < -UNKNOWN or seconds <= 0:
            continue  # the stream began with these, and has nothing to compare them with
        before = max(0.0, before)  # it may have faded below
        within = max(span, FLOOR) + (pace.step if pace.step > 1 else 0)
        mean, shape = _expected(pace, size - 1, span, (before + UNKNOWN) / seconds)
        mean *= within
        unlikely = tail(size - 1, mean, min(before + UNKNOWN, shape * min(1.0, seconds / DAY)))
        notable = max(notable, unlikely)
        if size >= least and unlikely > surprise:
            surprise, heard = unlikely, Heard(0.0, False, posts=size, within=within, usual=mean)
    if not first:
        pace.arrived += 1
        pace.lately += 1
    needed = _needed(pace, weeks * WEEK)
    alarm = surprise >= needed and (pace.called_at is None or at - pace.called_at >= REST)
    if alarm:
        pace.called_at = at
    if notable < NOTABLE:
        _settle(pace)
    else:
        # A crisis must not deafen us for the next: what was worth a call counts as just that.
        pace.peak, pace.peak_at = max(pace.peak or 0.0, min(notable, needed)), at
    return msgspec.structs.replace(heard, score=surprise / (surprise + needed), alarm=alarm)


def tail(more: int, mean: float, shape: float) -> float:
    """Minus log of the probability that at least `more` posts come where `mean` are expected, the pace being known as
    well as a gamma variable of this `shape`.

    >>> round(tail(2, 0.01, 1e6), 2), round(tail(2, 0.01, 0.5), 2)
    (9.91, 8.84)
    """
    if more < 1 + 1.5 * mean:
        return 0.0
    share = mean / (shape + mean)
    log_first = lgamma(shape + more) - lgamma(shape) - lgamma(more + 1) + shape * log1p(-share) + more * log(share)
    total = term = 1.0
    while term > 1e-3 * total:
        term *= (shape + more) / (more + 1) * share
        total += term
        more += 1
    return min(TOO_SURE, max(0.0, -log_first - log(total)))


def _expected(pace: Pace, more: int, span: float, usual: float) -> tuple[float, float]:
    """The pace to be expected now, and its shape: the usual one, with the last hours but for the `more` posts of this
    cluster as evidence (gamma and Poisson, conjugate)."""
    lately, hours = max(0.0, pace.lately - more), max(1.0, pace.hours - span)
    return max(usual, (SWING + lately) / (SWING / usual + hours)), min(SWING + lately, SHARP)


def _pass(pace: Pace, at: float, passed: float) -> None:
    """Let time pass: what is known fades, and a cluster that is over is added to the stream's temper."""
    kept = exp(-log(2) * passed / MEMORY)
    pace.arrived *= kept
    pace.watched = pace.watched * kept + MEMORY / log(2) * (1 - kept)
    kept = exp(-log(2) * passed / HOURS)
    pace.lately *= kept
    pace.hours = pace.hours * kept + HOURS / log(2) * (1 - kept)
    kept = exp(-log(2) * passed / TEMPER)
    pace.clusters *= kept
    pace.excess *= kept
    pace.lived = pace.lived * kept + TEMPER / log(2) * (1 - kept)
    if at - pace.peak_at > LONGEST:
        _settle(pace)
    while at % pace.step:
        pace.step = {3600: 60, 60: 1}.get(pace.step, 1)
        if pace.step == 1:
            break
    pace.reached = at


def _settle(pace: Pace) -> None:
    """A cluster is over once a post surprises no more: what it was, belongs to the stream's temper."""
    if pace.peak is not None:
        pace.clusters, pace.excess = pace.clusters + 1, pace.excess + pace.peak - NOTABLE
        pace.peak = None


def _needed(pace: Pace, horizon: float) -> float:
    """The surprise that this stream, being quiet, would bring once in `horizon` seconds."""
    scale = (CALM + pace.excess) / (CALM + pace.clusters)
    by_chance = exp(-NOTABLE) * (pace.arrived + UNKNOWN) / max(pace.watched, 1.0)
    by_echo = pace.clusters / max(pace.lived, 1.0)
    return NOTABLE + max(1.0, scale) * log(max(2.0, (by_chance + by_echo) * horizon))


class Known(msgspec.Struct):
    """One monitor's pace, and who was heard in it lately."""

    pace: Pace
    reached: float | None = None
    at: list[float] = []
    ids: list[str] = []
    accounts: list[str] = []


class OnsetState(msgspec.Struct):
    """What is known of each monitor's stream."""

    streams: dict[str, Known] = {}


class Onset:
    """The first minutes of a sudden event: people who were not heard yet follow each other faster than ever."""

    name = "onset"
    paper: ClassVar[str] = "Own, as the module says. Tails: Siffer and others, KDD 2017."
    state_type = OnsetState
    least: int
    """Posts by different people from which somebody is called."""
    weeks: float
    """In which chance may call a quiet stream once."""

    def __init__(self, least: int, weeks: float) -> None:
        self.least, self.weeks = least, weeks

    def parameters(self) -> dict[str, float]:
        return {
            "least_people": self.least,
            "once_in_weeks": self.weeks,
            "longest_hours": LONGEST / 3600,
            "pace_now_half_life_hours": HOURS / 3600,
            "memory_half_life_days": MEMORY / 86400,
        }

    def start(self) -> OnsetState:
        return OnsetState()

    def see(self, state: OnsetState, post: Seen) -> list[Finding]:
        known = state.streams.setdefault(post.monitor, Known(pace=begin()))
        known.reached = in_order(post.at, known.reached)
        gone = max(bisect_left(known.at, post.at - LONGEST), len(known.at) - SIZES[-1])
        if gone > 0:
            del known.at[:gone], known.ids[:gone], known.accounts[:gone]
        if post.account and post.account in known.accounts:
            return []  # one person's thread is no event
        known.at.append(post.at)
        known.ids.append(post.id)
        known.accounts.append(post.account)
        heard = hear(known.pace, post.at, self.least, self.weeks)
        if not heard.alarm:
            return []
        here = slice(-heard.posts, None)
        return [
            Finding(
                at=post.at,
                what=post.text or post.id,
                score=heard.score,
                since=known.pace.times[-heard.posts],
                posts=tuple(known.ids[here]),
                accounts=tuple(dict.fromkeys(filter(None, known.accounts[here]))),
                reasons={"posts": heard.posts, "within_seconds": heard.within, "usual": round(heard.usual, 3)},
            )
        ]


post_detector = Onset(least=6, weeks=100.0)
