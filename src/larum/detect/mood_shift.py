"""Mood shift: a larger part of the mentions is negative than has long been usual, whether or not there are more.

Of `n` mentions in the last hour, 3 hours and 12 hours, `x` are negative; `p` is the stream's own share over the last
weeks. The evidence is the signed root of the deviance of a beta-binomial count, in standard deviations:

    z² = 2 [x log(x / np) + (n - x) log((n - x) / nq)] / (1 + (n - 1) r),   q = 1 - p,   r = pq s² + 1/m

`s` is how far the log-odds of an ordinary hour lie from the usual ones (learnt, 0.4 before any is seen); `1/m` is our
ignorance of `p` from the `m` mentions it was learnt from. Somebody is called at `sqrt(5.2^2 + 2 log(1 + h / 10))`
standard deviations, `h` being the mentions of a usual hour, since with each the share is looked at anew; if at least 20
mentions and 10 negative ones came, the share is 1.5 times the usual and 15 points above it. A burst is clipped before
it is learnt, so yesterday's anger does not become today's mood.

*Example.* One in ten of 400 mentions a day is negative, as ever; on Tuesday between nine and noon it is thirty of
sixty. *Cost* per update of 10,000 monitors: see `docs/reference/judgement.md`.
"""

from math import log
from typing import ClassVar, Final

import msgspec
import numpy as np

from larum.detect import recent, stretch
from larum.detect.contract import FAINT, Bins, Count, Evidence, Example, Floats, Rows, in_order, quiet
from larum.detect.recent import Recent
from larum.detect.stretch import Stretch

HOUR: Final = 3600.0
SPANS: Final = (HOUR, 3 * HOUR, 12 * HOUR)
HALF_LIFE_HOURS: Final = 14 * 24.0
"""Of a mention's weight in the usual share."""
SHARE_PRIOR: Final = (1.0, 6.0)
"""Negative mentions, and mentions, that the usual share starts from."""
SPREAD_PRIOR: Final = 0.16
"""Variance of an ordinary hour's log-odds, before any is seen."""
SPREAD_LEAST: Final = 0.04
SPREAD_PRIOR_HOURS: Final = 24.0
SPREAD_MEMORY_HOURS: Final = 24.0 * 14
SPREAD_CLIP: Final = 1.0
TELLING: Final = 5.0
"""Mentions of an hour from which it says anything about how shares scatter."""
LEAST: Final = 20.0
"""Mentions of a span below which its share means nothing."""
LEAST_NEGATIVE: Final = 10.0
"""Of them, below which a share is a handful of people."""
LEARNT: Final = 100.0
"""Mentions behind the usual share below which nothing is said, and fewer days than `DAYS` neither."""
DAYS: Final = 3.0
"""Watched before anything is said."""
TIMES: Final = 1.5
"""The usual share must be exceeded by, however certain the difference, ..."""
POINTS: Final = 0.15
"""... and by so much of all mentions (shown in points of a hundred)."""
CALL: Final = 5.2
"""Standard deviations from which somebody is called where hardly anything is posted."""
BUSY: Final = 10.0
"""Mentions an hour, ten times as many of which are looked at ten times as often."""
ODD: Final = 3.1
"""Standard deviations from which a bin belongs to the stretch."""


class MoodState(msgspec.Struct):
    """What is remembered of each stream."""

    mentions: Recent
    negative: Recent
    stretch: Stretch
    open: Floats
    open_negative: Floats
    """Counts of the hour that is not over."""
    learnt: Floats
    learnt_negative: Floats
    """Counts of the past as they stood in `hour_learnt`, faded."""
    hour_learnt: Floats
    spread: Floats
    hours: Floats
    """Hours that told something about the spread."""
    begun: Floats
    hour: int = -1
    reached: float = 0.0


class MoodShift:
    """The share of negative mentions, against the stream's own."""

    name = "mood_shift"
    takes: tuple[Count, ...] = ("mentions", "negative")
    paper: ClassVar[str] = (
        "Williams, Extra-binomial variation in logistic linear models, Applied Statistics 31, 1982 (model II)."
    )
    state_type = MoodState

    def parameters(self) -> dict[str, float]:
        return {
            "least_mentions": LEAST,
            "least_negative_mentions": LEAST_NEGATIVE,
            "times_usual_share": TIMES,
            "points_above_usual_share": 100 * POINTS,
            "standard_deviations_to_call": CALL,
            "busy_mentions_an_hour": BUSY,
            "half_life_days": HALF_LIFE_HOURS / 24,
            "mentions_before_it_speaks": LEARNT,
            "days_before_it_speaks": DAYS,
        }

    def start(self, streams: int, width: float) -> MoodState:
        zeros = np.zeros(streams)
        return MoodState(
            mentions=recent.begin(streams, width, SPANS[-1]),
            negative=recent.begin(streams, width, SPANS[-1]),
            stretch=stretch.begin(streams),
            open=zeros,
            open_negative=zeros.copy(),
            learnt=zeros.copy(),
            learnt_negative=zeros.copy(),
            hour_learnt=zeros.copy(),
            spread=np.full(streams, SPREAD_PRIOR),
            hours=zeros.copy(),
            begun=np.full(streams, np.nan),
        )

    def example(self) -> Example:
        """Four calm days with every tenth mention negative, then four hours as loud with every second."""
        bins, calm = [], 4 * 288
        for index in range(calm + 48):
            negative = 1.0 if index >= calm or index % 5 == 0 else 0.0
            bins.append(Bins(index * 300.0, 300.0, np.array([2.0]), np.array([negative])))
        return Example(bins, begins=calm, within=48)

    def idle(self, state: MoodState, since: float, until: float) -> None:
        if until > since:
            _reach(state, since, until - 1e-6, until)

    def step(self, state: MoodState, bins: Bins) -> Evidence:
        in_order(bins.start, state.reached)
        _reach(state, bins.start, bins.start, bins.end)
        count, evidence = bins.taken("mentions"), quiet(bins)
        negative = np.minimum(bins.taken("negative"), count)
        state.mentions.total += count
        state.negative.total += negative
        state.open += count
        state.open_negative += negative
        here = np.flatnonzero(negative)
        if len(here):
            here = here[bins.start - state.begun[here] >= DAYS * 24 * HOUR]
            _look(state, bins, here, evidence)
        return evidence


def _look(state: MoodState, bins: Bins, here: Rows, evidence: Evidence) -> None:
    """Hold the last hours of these streams against their usual share."""
    usual, known = _usual(state, here)
    enough = known >= LEARNT
    here, usual, known = here[enough], usual[enough], known[enough]
    if not len(here):
        return
    n = np.stack([recent.within(state.mentions, here, span) for span in SPANS], axis=1)
    x = np.stack([recent.within(state.negative, here, span) for span in SPANS], axis=1)
    p = usual[:, None]
    rising = x > n * p
    together = p * (1 - p) * state.spread[here][:, None] + 1 / known[:, None]
    z = np.where(rising, _deviations(x, n, p, together), 0.0)
    share = x / n
    call = np.sqrt(CALL * CALL + 2 * np.log1p(known / _hours(state, here, bins.end) / BUSY))
    proofs = (z / call[:, None], n / LEAST, x / LEAST_NEGATIVE, share / (TIMES * p), (share - p) / POINTS)
    strengths = np.maximum(np.minimum.reduce(proofs), 0.0)
    span, rows = strengths.argmax(axis=1), np.arange(len(here))
    strength, z = strengths[rows, span], z[rows, span]
    unusual = (z >= ODD) & (n[rows, span] >= LEAST)
    heard = unusual | (strength >= FAINT)
    begun = np.array([recent.since(state.mentions, each) for each in SPANS])[span]
    begun = np.maximum(begun, state.begun[here])
    evidence.score[here] = 1 / (1 + np.exp(call - z))
    evidence.strength[here], evidence.unusual[here] = strength, unusual
    evidence.since[here] = stretch.mark(state.stretch, here, unusual, bins.start, bins.end, begun)
    evidence.observed[here] = x[rows, span]
    evidence.usual[here] = (n * p)[rows, span]
    if heard.any():
        evidence.explain(
            here[heard],
            span_minutes=np.array(SPANS)[span[heard]] / 60,
            mentions=n[rows, span][heard],
            share=np.round(share[rows, span][heard], 3),
            usual_share=np.round(usual[heard], 3),
            standard_deviations=np.round(z[heard], 1),
        )


def _deviations(x: Floats, n: Floats, p: Floats, together: Floats) -> Floats:
    """Signed root of the deviance, `together` being how much two mentions of one span have in common."""
    rest = n - x
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(rest > 0, rest * np.log(rest / (n * (1 - p))), 0.0)
        deviance = 2 * (np.where(x > 0, x * np.log(x / (n * p)), 0.0) + left)
    found: Floats = np.sqrt(np.maximum(0.0, deviance) / (1 + np.maximum(n - 1, 0.0) * together))
    return found


def _usual(state: MoodState, rows: Rows) -> tuple[Floats, Floats]:
    """The usual share, and how many mentions it rests on."""
    kept = np.exp(-log(2) / HALF_LIFE_HOURS * (state.hour - state.hour_learnt[rows]))
    known = kept * state.learnt[rows]
    share: Floats = (kept * state.learnt_negative[rows] + SHARE_PRIOR[0]) / (known + SHARE_PRIOR[1])
    return share, known


def _hours(state: MoodState, rows: Rows, now: float) -> Floats:
    """Hours in which the mentions that count were made; the older an hour, the less of it."""
    fading = log(2) / HALF_LIFE_HOURS
    hours: Floats = -np.expm1(-fading * (now - state.begun[rows]) / HOUR) / fading
    return hours


def _reach(state: MoodState, since: float, last: float, until: float) -> None:
    """Come to the bin that holds `last`; where an hour is over, learn it."""
    np.fmin(state.begun, since, out=state.begun)
    hour = int(last // HOUR)
    if hour > state.hour:
        _learn(state, np.flatnonzero(state.open))
        state.hour = hour
    recent.reach(state.mentions, last)
    recent.reach(state.negative, last)
    state.reached = until


def _learn(state: MoodState, rows: Rows) -> None:
    n, x = state.open[rows], state.open_negative[rows]
    p, known = _usual(state, rows)
    young = known < LEARNT
    x = np.where(young, x, np.minimum(x, n * p + 3 * np.sqrt(n * p * (1 - p)) + 1))
    telling = rows[(n >= TELLING) & ~young]
    if len(telling):
        m, y, q = (each[(n >= TELLING) & ~young] for each in (n, state.open_negative[rows], p))
        error = ((y - m * q) ** 2 - m * q * (1 - q)) / (m * (m - 1) * (q * (1 - q)) ** 2)
        pace = np.maximum(1 / (state.hours[telling] + SPREAD_PRIOR_HOURS), 1 / SPREAD_MEMORY_HOURS)
        spread = state.spread[telling]
        state.spread[telling] = np.maximum(SPREAD_LEAST, spread + pace * (np.clip(error, -1, SPREAD_CLIP) - spread))
        state.hours[telling] += 1
    kept = np.exp(-log(2) / HALF_LIFE_HOURS * (state.hour - state.hour_learnt[rows]))
    state.learnt[rows] = kept * state.learnt[rows] + n
    state.learnt_negative[rows] = kept * state.learnt_negative[rows] + x
    state.hour_learnt[rows] = state.hour
    state.open[rows] = state.open_negative[rows] = 0.0


detector = MoodShift()
