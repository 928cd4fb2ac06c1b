"""Surge: more posts than usual, and more than any burst of recent weeks.

Two questions are asked of the last 5 minutes, 15 minutes, hour, 3 hours and 12 hours, and both must say yes:

- *Is this chance, or worth a call at all?* The count against what is usual at this hour of the week, allowing for our
  ignorance while history is short (`measure.baseline`), and at least half again as many. Right for six posts about a
  bakery and for thousands.
- *Is this news?* The excess over the usual, as a multiple of the largest such excess on record. Records fade with
  half-lives of two, four and eight weeks (their mean is taken), so a stream that bursts daily calls only for the burst
  that beats its own, and a quiet one calls early. Short spans must beat the record by a tenth, long ones by a hair:
  peaks of minutes vary far more from day to day than totals of hours.

For a call, the record is the one that stood before the last hour or two, so that a rise is not held against itself.
The score is stricter, for ranking: it compares with the record up to the minute before, and a stretch that only
repeats what the last day has shown does not score above one half again.
"""

from functools import cache
from math import log
from typing import ClassVar, Final, NamedTuple

import msgspec
import numpy as np

from larum.detect.contract import FAINT, Bins, Bools, Count, Evidence, Floats, Rows, in_order, quiet
from larum.measure import baseline as usual

SPANS: Final = (300.0, 900.0, 3600.0, 10800.0, 43200.0)
"""Seconds looked back at once: the shortest catches a storm, the longest a level that has shifted."""
HALF_LIVES: Final = (14 * usual.DAY, 28 * usual.DAY, 56 * usual.DAY)
FADING: Final = np.array([log(2) / half for half in HALF_LIVES])
"""How fast the log of a record falls, a second, by half-life."""
SHORT: Final = 3600.0
SHORT_MARGIN: Final = 0.10
"""By which log ratio spans up to an hour must beat their record; a tenth."""
CALL: Final = 0.12
"""Log ratio beyond all margins from which somebody is called: an eighth."""
NOISE: Final = 2.0
"""Root-of-usual units added to every excess, so that the first posts of a silent stream are no hundredfold record."""
STRONGEST: Final = 3.0
"""Log ratio to what is asked at which news grows no stronger: twenty times."""
SURE: Final = 4.4
"""Standard deviations beyond pure chance and our ignorance: about 1 in 200,000 spans."""
BEYOND_SHORT: Final = 3.5
BEYOND_LONG: Final = 1.5
"""Standard deviations asked for when ordinary scatter is counted in. Totals of hours hold few independent parts, and
their record says more than their scatter, so less is asked of them."""
WORTH: Final = 1.75
"""Times the usual below which nobody is called, however certain the difference."""
ODD: Final = 3.1
"""Standard deviations from which a bin belongs to a burst: about 1 in 1,000."""
BLIND: Final = 3 * 3600.0
"""Watched seconds before which nothing is called: there is no usual yet."""
NEWCOMER: Final = 3 * usual.DAY
NEWCOMER_MARGIN: Final = log(20)
"""A record that is hours old is easily beaten: so much more is asked at first, falling to nothing over three days."""
SHORT_HISTORY: Final = 7 * usual.DAY
"""Below a week the rhythm of the week is a guess, and we say so."""
ALMOST_NOTHING: Final = 10.0
"""Posts before an episode below which collection itself may just have begun."""
OUT_OF_NOWHERE: Final = 30.0
"""Times the usual which, in the first week, look more like a collection that begins than like a crisis."""
LONG_AGO: Final = 50.0
"""Log ratio to a record at which telling how many times stops: after decades of silence nothing is left of a record."""
LATELY: Final = 25
"""Hours of which the highest score is remembered: a day and the one that is open."""


class SurgeState(msgspec.Struct):
    """What the detector remembers of each stream."""

    baseline: usual.Baseline
    totals: Floats
    """Running total at the end of each bin of the last twelve hours: a ring by bins since 1970."""
    records: Floats
    """Per span and half-life: log of the record, carried back to 1970 at the pace it fades, so it stands still."""
    standing: Floats
    """Per span: the mean of its records."""
    aside: Floats
    settled: Floats
    """What stood when this hour began, and an hour before that: a rise is held against what was before it, not against
    its own last minute."""
    lately: Floats
    """The highest score of each of the last hours: a ring by hours since 1970."""
    odd_since: Floats
    """Start of the present stretch of unusual bins; NaN where there is none."""
    odd_until: Floats
    before: Floats
    """Posts seen before the present unusual stretch."""
    width: float
    reached: float = 0.0
    """End of the last bin."""
    bin: int = -1
    hour: int = -1
    """The latest, counted from 1970."""


class _Parts(NamedTuple):
    """What was found of some streams: a row each, and but for the last a column per span."""

    odd: Bools
    observed: Floats
    mean: Floats
    now: Floats
    margin: Floats
    excess: Floats
    history: Floats


class Surge:
    """Volume (or any one count) beyond the usual and beyond the record."""

    paper: ClassVar[str] = "Own, as the module says. Deviance: McCullagh and Nelder, Generalized Linear Models, 2.4."
    state_type = SurgeState

    def __init__(self, name: str, takes: Count, least: float) -> None:
        self.name = name
        self.takes: tuple[Count, ...] = (takes,)
        self.least = least

    def parameters(self) -> dict[str, float]:
        return {
            "least_posts": self.least,
            "short_span_margin_log": SHORT_MARGIN,
            "call_margin_log": CALL,
            "not_chance_standard_deviations": SURE,
            "newcomer_margin_log": NEWCOMER_MARGIN,
            "newcomer_days": NEWCOMER / usual.DAY,
            "blind_hours": BLIND / 3600,
            "record_half_life_days": HALF_LIVES[1] / usual.DAY,
        }

    def start(self, streams: int, width: float) -> SurgeState:
        bins = _bins(width)
        never = np.full((streams, len(bins)), -np.inf)
        return SurgeState(
            baseline=usual.begin(width, streams),
            totals=np.zeros((streams, bins[-1] + 1)),
            records=np.full((streams, len(bins), len(HALF_LIVES)), -np.inf),
            standing=never,
            aside=never.copy(),
            settled=never.copy(),
            lately=np.full((streams, LATELY), -np.inf),
            odd_since=np.full(streams, np.nan),
            odd_until=np.zeros(streams),
            before=np.zeros(streams),
            width=width,
        )

    def idle(self, state: SurgeState, since: float, until: float) -> None:
        if until > since:
            _reach(state, int((until - 1e-6) // state.width), until)
            _keep(state)
            usual.observe_silence(state.baseline, since, until)

    def step(self, state: SurgeState, bins: Bins) -> Evidence:
        in_order(bins.start, state.reached)
        count, evidence = bins.taken(self.takes[0]), quiet(bins)
        _reach(state, int(bins.start // state.width), bins.end)
        here = np.flatnonzero(count)
        if len(here):
            self._look(state, bins, here, count[here], evidence)
        usual.observe(state.baseline, bins.start, bins.width, count)
        _keep(state)
        return evidence

    def _look(self, state: SurgeState, bins: Bins, here: Rows, count: Floats, evidence: Evidence) -> None:
        baseline, end, spans = state.baseline, bins.end, _bins(state.width)
        observed, mean = _found(state, here, count, bins)
        rising = observed > mean  # elsewhere there is nothing to see, and nothing a record could learn
        excess = np.log(np.where(rising, observed - mean, 0.0) + NOISE * np.sqrt(mean + 1))
        history = baseline.history[here]
        newcomer = NEWCOMER_MARGIN * np.maximum(0.0, 1 - history / NEWCOMER)
        short = spans * state.width <= SHORT
        margin = newcomer[:, None] + np.where(short, SHORT_MARGIN, 0.0)
        now = excess + end * FADING.mean()
        standing = state.standing[here]
        news = np.where(np.isinf(standing), -1.0, now - standing)  # the first count of a stream is news to nobody
        best = np.where(rising, news - margin, -9.0).max(axis=1)
        fresh = np.where(rising, excess, -np.inf)[:, :, None] + end * FADING
        records = np.maximum(state.records[here], fresh)
        state.records[here], state.standing[here] = records, records.mean(axis=2)
        evidence.score[here] = _score(state, here, best)
        evidence.observed[here], evidence.usual[here] = observed[:, 0], mean[:, 0]
        odd = rising & ((observed - mean) ** 2 >= ODD * ODD * mean)
        some = np.flatnonzero(odd.any(axis=1))
        if len(some):  # of the others not even pure chance has anything to explain
            parts = _Parts(odd, observed, mean, now, margin, excess, history)
            self._call(state, bins, evidence, here[some], _Parts._make(part[some] for part in parts))

    def _call(self, state: SurgeState, bins: Bins, evidence: Evidence, here: Rows, parts: "_Parts") -> None:
        """Whether these streams are unusual, and whether somebody is to be called."""
        odd, observed, mean, now, margin, excess, history = parts
        baseline, spans = state.baseline, _bins(state.width) * state.width
        row, span = np.nonzero(odd)
        among, short = here[row], spans <= SHORT
        unknown = usual.ignorance(baseline, among)
        scatter = baseline.scatter[among] / np.sqrt(np.maximum(1.0, (spans / baseline.cell)[span]))
        sure, certain = np.full(odd.shape, -9.0), np.full(odd.shape, -9.0)
        sure[odd] = usual.surprise(observed[odd], mean[odd], scatter + unknown)
        certain[odd] = usual.surprise(observed[odd], mean[odd], unknown)
        settled = state.settled[here]
        silence = np.log(NOISE * np.sqrt(mean + 1))  # of a stream that was watched and brought nothing yet
        ahead = np.where(np.isinf(settled), excess - silence, now - settled) - margin
        proofs = (
            np.exp(np.minimum(ahead - CALL, STRONGEST)),
            sure / np.where(short, BEYOND_SHORT, BEYOND_LONG),
            certain / SURE,
            observed / np.maximum(self.least, WORTH * mean),
        )
        strength = np.where(odd & (history >= BLIND)[:, None], np.minimum.reduce(proofs), 0.0)
        calls = strength >= 1.0
        ahead, rows = np.where(calls, ahead, -9.0), np.arange(len(here))
        told, loudest, fires = sure.argmax(axis=1), ahead.argmax(axis=1), calls.any(axis=1)
        strength = strength.max(axis=1)
        unusual = (sure[rows, told] >= ODD) & (observed[rows, told] >= min(3.0, self.least))
        shown, tells = np.where(fires, loudest, told), unusual | fires
        evidence.since[here] = _mark(state, bins, here, unusual)
        beaten = np.where(fires, np.exp(np.minimum(ahead + margin, LONG_AGO))[rows, loudest], np.nan)
        observed, mean = observed[rows, shown], mean[rows, shown]
        evidence.strength[here], evidence.unusual[here] = np.maximum(strength, 0.0), tells
        evidence.observed[here], evidence.usual[here] = observed, mean
        heard = tells | (strength >= FAINT)
        if heard.any():
            times = observed / np.maximum(mean, 1.0)
            evidence.explain(
                here[heard],
                span_minutes=(spans / 60)[shown[heard]],
                times_usual=np.where(times < 10, np.round(times, 1), np.round(times))[heard],
                standard_deviations=np.round(sure[rows, told], 1)[heard],
                times_record=np.round(beaten, 2)[heard],
            )
            _caution(evidence, here, history, state.before[here], observed / np.maximum(mean, 0.01))


def spans_for(width: float) -> tuple[float, ...]:
    """The spans looked at where bins are `width` seconds wide.

    >>> spans_for(60.0), spans_for(86400.0)
    ((300.0, 900.0, 3600.0, 10800.0, 43200.0), (86400.0,))
    """
    return tuple(dict.fromkeys(max(1, round(span / width)) * width for span in SPANS))


@cache
def _bins(width: float) -> Rows:
    """The spans in bins."""
    return np.array([round(span / width) for span in spans_for(width)])


def _reach(state: SurgeState, bin: int, until: float) -> None:
    """Come to a bin that ends at `until`: nothing came since the last one, and what stood an hour ago is settled."""
    ring, hour = state.totals.shape[1], int(until // SHORT)
    if bin > state.bin + 1:
        passed = np.arange(max(state.bin + 1, bin - ring), bin)
        state.totals[:, passed % ring] = state.baseline.total[:, None]
    if hour != state.hour:
        state.settled = state.aside if hour == state.hour + 1 else state.standing.copy()
        state.aside = state.standing.copy()
        passed = np.arange(max(state.hour + 1, hour - LATELY + 1), hour + 1)
        state.lately[:, passed % LATELY] = -np.inf
    state.bin, state.hour, state.reached = bin, hour, until


def _keep(state: SurgeState) -> None:
    """Remember to what this bin has brought the running totals."""
    state.totals[:, state.bin % state.totals.shape[1]] = state.baseline.total


def _found(state: SurgeState, here: Rows, count: Floats, bins: Bins) -> tuple[Floats, Floats]:
    """What came over each span that ends with this bin, and what is usual then."""
    spans, baseline = _bins(state.width), state.baseline
    places = (state.bin - spans) % state.totals.shape[1]
    observed = (baseline.total[here] + count)[:, None] - state.totals[here[:, None], places]
    shares = usual.shares(baseline, bins.end - np.concatenate(([0.0], spans * state.width)), here)
    return observed, baseline.level[here][:, None] * (shares[:, :1] - shares[:, 1:])


def _score(state: SurgeState, here: Rows, best: Floats) -> Floats:
    """From 0 to 1; a bin scores in full only where none of the last day was as high."""
    fresh = best > state.lately[here].max(axis=1)
    now = state.hour % LATELY
    state.lately[here, now] = np.maximum(state.lately[here, now], best)
    score: Floats = np.where(fresh, 1.0, 0.5) / (1 + np.exp(-4 * best))
    return score


def _mark(state: SurgeState, bins: Bins, here: Rows, unusual: Bools) -> Floats:
    """Remember since when bins are unusual, and say so; an hour without one ends the stretch."""
    since = np.where(bins.start - state.odd_until[here] > SHORT, np.nan, state.odd_since[here])
    begins = np.isnan(since)
    since[begins] = bins.start
    marked, fresh = here[unusual], here[unusual & begins]
    state.odd_since[marked], state.odd_until[marked] = since[unusual], bins.end
    state.before[fresh] = state.baseline.total[fresh]
    return since


def _caution(evidence: Evidence, here: Rows, history: Floats, before: Floats, times: Floats) -> None:
    """Say where little is known of what came before."""
    told, short = evidence.unusual[here], history < SHORT_HISTORY
    late = (before < ALMOST_NOTHING) | (short & (times >= OUT_OF_NOWHERE))
    for code, holds in {"short_history": short, "late_start": late}.items():
        evidence.caveats[code] = np.zeros(len(evidence.score), dtype=np.bool_)
        evidence.caveats[code][here] = told & holds


detector = Surge("surge", "mentions", least=6)
