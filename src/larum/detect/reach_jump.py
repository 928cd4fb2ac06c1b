"""Reach jump: an account speaks ill that is far larger than those which usually take part.

Each day's largest account, whatever it says, is what usually takes part: the mean `m` and the standard deviation `s` of
the log of its followers are learnt day by day (a day larger than `m + 3 s` is clipped to that; half of the weight is
younger than four weeks). An account whose post is negative or complains, and which has `f` followers, calls where

    log f >= m + 3.5 s,    f >= 20,000    and    f >= 1.5 times the largest such account of late,

whose record fades by half in two weeks, so the same large account does not call every day. Praise never calls, nor does
a large account that merely mentions: the largest accounts take part every day and mostly mean no harm, and a call for
each is a call for none. Followers are spread so widely that being ten times as large as usual is ordinary luck.

*Example.* Among people with a few hundred followers, of whom the day's largest has five to twenty thousand, somebody
with two million complains. *Cost* per update of 10,000 monitors: see `docs/reference/judgement.md`.
"""

from math import log
from typing import ClassVar, Final

import msgspec
import numpy as np

from larum.detect import stretch
from larum.detect.contract import FAINT, Bins, Count, Evidence, Example, Floats, Rows, in_order, quiet
from larum.detect.stretch import Stretch

DAY: Final = 86400.0
HALF_LIFE_DAYS: Final = 28.0
"""Of a day's weight in what usually takes part."""
PRIOR_DAYS: Final = 3.0
PRIOR_MEAN: Final = log(2000)
PRIOR_SPREAD: Final = 1.3
"""What the day's largest account is like before any is seen, and as how many days that counts."""
LEAST_SPREAD: Final = 0.25
CLIP: Final = 3.0
CALL: Final = 3.5
"""Standard deviations of the log of followers, of the largest accounts of other days."""
ODD: Final = 2.5
LARGE: Final = 20_000.0
"""Followers below which no account is large, however small the others are."""
BEATS: Final = 1.5
"""The largest that spoke ill of late must be exceeded by."""
RECORD_HALF_LIFE_DAYS: Final = 14.0
"""In which that record falls by half."""
DAYS: Final = 3.0
"""Watched before anything is said."""


class ReachState(msgspec.Struct):
    """What is remembered of each stream."""

    today: Floats
    """Log of the followers of today's largest account; 0 where there is none."""
    weight: Floats
    sum: Floats
    squares: Floats
    """Of the logs of past days, faded, as they stood on `day_learnt`."""
    day_learnt: Floats
    record: Floats
    """Log of the largest that spoke ill, carried back to 1970 at the pace it fades, so that it stands still."""
    stretch: Stretch
    begun: Floats
    day: int = -1
    reached: float = 0.0


class ReachJump:
    """The largest account that speaks ill, against the largest of other days."""

    name = "reach_jump"
    takes: tuple[Count, ...] = ("loudest", "critic")
    paper: ClassVar[str] = (
        "Own; daily maxima as in Gumbel, Statistics of Extremes, 1958, chapters 5 and 6, on the log of followers."
    )
    state_type = ReachState

    def parameters(self) -> dict[str, float]:
        return {
            "least_followers": LARGE,
            "standard_deviations_to_call": CALL,
            "times_the_largest_of_late": BEATS,
            "record_half_life_days": RECORD_HALF_LIFE_DAYS,
            "half_life_days": HALF_LIFE_DAYS,
            "days_before_it_speaks": DAYS,
        }

    def start(self, streams: int, width: float) -> ReachState:
        zeros = np.zeros(streams)
        return ReachState(
            today=zeros,
            weight=zeros.copy(),
            sum=zeros.copy(),
            squares=zeros.copy(),
            day_learnt=zeros.copy(),
            record=np.full(streams, -np.inf),
            stretch=stretch.begin(streams),
            begun=np.full(streams, np.nan),
        )

    def example(self) -> Example:
        """Five days among accounts of a few thousand followers, then a complaint from one that has two million."""
        bins, calm = [], 5 * 288
        for index in range(calm + 1):
            largest = 2e6 if index == calm else 200.0 + index * 7919 % 8000
            critic = largest if index == calm or index % 7 == 0 else 0.0
            here = {"loudest": np.array([largest]), "critic": np.array([critic])}
            bins.append(Bins(index * 300.0, 300.0, np.array([1.0]), **here))
        return Example(bins, begins=calm, within=1)

    def idle(self, state: ReachState, since: float, until: float) -> None:
        if until > since:
            _reach(state, since, until - 1e-6, until)

    def step(self, state: ReachState, bins: Bins) -> Evidence:
        in_order(bins.start, state.reached)
        _reach(state, bins.start, bins.start, bins.end)
        critic, evidence = bins.taken("critic"), quiet(bins)
        loudest = np.maximum(bins.taken("loudest"), critic)
        here = np.flatnonzero(critic >= FAINT * LARGE)
        if len(here):
            _look(state, bins, here, critic[here], evidence)
        np.maximum(state.today, np.log(np.maximum(loudest, 1.0)), out=state.today)
        return evidence


def _look(state: ReachState, bins: Bins, here: Rows, critic: Floats, evidence: Evidence) -> None:
    mean, spread = _usual(state, here)
    size, now = np.log(critic), bins.end * log(2) / (RECORD_HALF_LIFE_DAYS * DAY)
    record = state.record[here] - now
    state.record[here] = np.maximum(state.record[here], size + now)
    z = np.maximum(0.0, size - mean) / spread
    beats = np.exp(np.clip(size - record, -9.0, 9.0)) / BEATS
    strength = np.minimum.reduce((z / CALL, critic / LARGE, beats))
    strength = np.where(bins.start - state.begun[here] >= DAYS * DAY, strength, 0.0)
    unusual = (z >= ODD) & (strength >= FAINT)
    heard = strength >= FAINT
    evidence.score[here] = 1 / (1 + np.exp(CALL - z))
    evidence.strength[here], evidence.unusual[here] = strength, unusual
    evidence.since[here] = stretch.mark(state.stretch, here, unusual, bins.start, bins.end, bins.start)
    evidence.observed[here], evidence.usual[here] = critic, np.exp(mean)
    if heard.any():
        evidence.explain(
            here[heard],
            times_usual=np.round(critic / np.exp(mean), 1)[heard],
            standard_deviations=np.round(z, 1)[heard],
        )


def _usual(state: ReachState, rows: Rows) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the log of a day's largest account."""
    kept = np.exp(-log(2) / HALF_LIFE_DAYS * (state.day - state.day_learnt[rows]))
    weight = kept * state.weight[rows] + PRIOR_DAYS
    mean = (kept * state.sum[rows] + PRIOR_DAYS * PRIOR_MEAN) / weight
    squares = kept * state.squares[rows] + PRIOR_DAYS * (PRIOR_MEAN**2 + PRIOR_SPREAD**2)
    spread = np.sqrt(np.maximum(squares / weight - mean * mean, LEAST_SPREAD**2))
    return mean, spread * np.sqrt(1 + 1 / weight)


def _reach(state: ReachState, since: float, last: float, until: float) -> None:
    """Come to the bin that holds `last`; where a day is over, learn it."""
    np.fmin(state.begun, since, out=state.begun)
    day = int(last // DAY)
    if day > state.day:
        rows = np.flatnonzero(state.today)
        mean, spread = _usual(state, rows)
        size = np.minimum(state.today[rows], mean + CLIP * spread)
        kept = np.exp(-log(2) / HALF_LIFE_DAYS * (state.day - state.day_learnt[rows]))
        state.weight[rows] = kept * state.weight[rows] + 1
        state.sum[rows] = kept * state.sum[rows] + size
        state.squares[rows] = kept * state.squares[rows] + size * size
        state.day_learnt[rows] = state.day
        state.today[:] = 0.0
        state.day = day
    state.reached = until


detector = ReachJump()
