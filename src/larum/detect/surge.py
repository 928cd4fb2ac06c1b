"""Surge: more posts than usual, and more than any burst of recent weeks.

Four questions are asked of the last 5 minutes, 15 minutes, hour, 3 hours and 12 hours, and all must say yes:

- *Is it chance?* The count against what is usual at this hour of the week, in standard deviations of a negative
  binomial that knows only our ignorance while history is short (`measure.baseline`). Right for six posts about a bakery
  and for thousands.
- *Is it this stream's own unrest?* The same with the scatter that spans of this length have shown (`spans.py`):
  threads, restless days and bots teach a stream to ask for more.
- *Is it worth a call?* At least three times the usual, two and a half times over the long spans.
- *Is it news?* The excess over the usual, as a multiple of the largest such excess on record. Records fade with
  half-lives of one, two, four, eight and sixteen weeks (their mean is taken, so none of them had to be chosen): a
  stream that bursts daily calls only for the burst that beats its own, and a quiet one calls early. Short spans must
  beat the record by more than long ones: peaks of minutes vary far more from day to day than totals of hours.

The strength of a case is the weakest of the four answers, as a multiple of what is asked by default. For it, the record
is the one that stood before the last hour or two, so that a rise is not held against itself. The score is for ranking
and asks only for news, against the record up to the minute before, told in steps of a seventh: finer differences mean
nothing, and a threshold that lies between two steps is right for other streams, too. What comes within a day of a
higher score, or a hair above it, does not score again.

What counts is people: an account that posts often within a bin counts once, where accounts are known.

Example: a bakery with a post every four hours gets six within one: 0.25 are usual, the chance of six is about five
standard deviations away, and the largest hour on record held one post: strength 1.0, one call, at the sixth.

Cost: five spans and five half-lives a bin, some fifty array operations; `benchmarks/detect_cost.py` has the figures.
"""

from functools import cache
from math import log
from typing import ClassVar, Final, NamedTuple

import msgspec
import numpy as np

from larum.detect import spans as lately
from larum.detect.contract import FAINT, Bins, Bools, Count, Evidence, Floats, Rows, in_order, quiet
from larum.detect.spans import Spans, bins_of, spans_for
from larum.measure import baseline as usual

HALF_LIVES: Final = tuple(weeks * usual.WEEK for weeks in (1, 2, 4, 8, 16))
"""In which a record falls by half; of the logs of five the mean is taken."""
FADING: Final = np.array([log(2) / half for half in HALF_LIVES])
"""How fast the log of a record falls, a second, by half-life."""
FADES: Final = float(FADING.mean())
"""The same of their mean."""
SHORT: Final = 3600.0
SHORT_MARGIN: Final = 0.15
"""By which log ratio spans up to an hour must beat their record before it is news."""
NEWS: Final = 0.22
"""Log ratio beyond the margin that makes a full case: a quarter more than the record."""
NOISE: Final = 2.0
"""Root-of-usual units added to every excess, so that the first posts of a silent stream are no hundredfold record."""
SURE: Final = 5.0
"""Standard deviations asked for, beyond pure chance and beyond the stream's own unrest: there are many spans."""
WORTH_SHORT: Final = 3.0
"""Times the usual that are worth a call, however certain the difference, in spans up to an hour."""
WORTH_LONG: Final = 2.5
"""The same in longer spans."""
STRONGEST: Final = 50.0
"""No case is stronger; after decades of silence nothing is left of a record."""
ODD: Final = 3.1
"""Standard deviations from which a bin belongs to a burst: about 1 in 1,000."""
BLIND: Final = 3 * 3600.0
"""Watched seconds before which nothing is called: there is no usual yet."""
NEWCOMER: Final = 3 * usual.DAY
"""Watched seconds through which a stream is new."""
NEWCOMER_MARGIN: Final = log(20)
"""Log ratio: a record that is hours old is easily beaten, so this much more is asked at first, less from day to day."""
SHORT_HISTORY: Final = 7 * usual.DAY
"""Below a week the rhythm of the week is a guess, and we say so."""
ALMOST_NOTHING: Final = 10.0
"""Posts before an episode below which collection itself may just have begun."""
OUT_OF_NOWHERE: Final = 30.0
"""Times the usual which, in the first week, look more like a collection that begins than like a crisis."""
LATELY: Final = 25
"""Hours of which the highest score is remembered: a day and the one that is open."""
HIGHER: Final = 0.1
"""Log ratio by which a score must beat those of the last day to be scored anew."""
SCORED_IN: Final = 0.15
"""Log ratio from one score to the next."""
NOT_ANEW: Final = 0.25
"""What is left of the score of a bin that only repeats what the last day has shown."""


class SurgeState(msgspec.Struct):
    """What the detector remembers of each stream."""

    spans: Spans
    records: Floats
    """Per span and half-life: log of the record, carried back to 1970 at the pace it fades, so it stands still."""
    standing: Floats
    """Per span: the mean of its records."""
    aside: Floats
    settled: Floats
    """What stood when this hour began, and an hour before that: a rise is held against what was before it, not against
    its own last minute."""
    scored: Floats
    """The highest news scored in full in each of the last hours: a ring by hours since 1970."""
    odd_since: Floats
    """Start of the present stretch of unusual bins; NaN where there is none."""
    odd_until: Floats
    before: Floats
    """Posts seen before the present unusual stretch."""
    hour: int = -1
    """The latest, counted from 1970."""

    @property
    def baseline(self) -> usual.Baseline:
        """What is usual."""
        return self.spans.baseline


class _Found(NamedTuple):
    """What was found of some streams: a row each, and but for the last a column per span."""

    odd: Bools
    observed: Floats
    mean: Floats
    news: Floats
    history: Floats


class _Asked(NamedTuple):
    """What is asked of each span."""

    seconds: Floats
    margin: Floats
    worth: Floats


@cache
def _asked(width: float) -> _Asked:
    seconds = np.array(spans_for(width))
    short = seconds <= SHORT
    return _Asked(seconds, np.where(short, SHORT_MARGIN, 0.0), np.where(short, WORTH_SHORT, WORTH_LONG))


class Surge:
    """Volume (or any one count) beyond the usual and beyond the record."""

    paper: ClassVar[str] = (
        "Own, as the module says; deviance after McCullagh and Nelder, Generalized Linear Models, 2.4, scatter after "
        "Anscombe, Sampling Theory of the Negative Binomial and Logarithmic Series Distributions."
    )
    state_type = SurgeState
    least: float
    """Posts of a span below which nothing is called."""

    def __init__(self, name: str, takes: Count, least: float) -> None:
        self.name = name
        self.takes: tuple[Count, ...] = (takes, "authors")
        self.least = least

    def parameters(self) -> dict[str, float]:
        return {
            "least_posts": self.least,
            "short_span_margin_log": SHORT_MARGIN,
            "news_log": NEWS,
            "score_step_log": SCORED_IN,
            "standard_deviations": SURE,
            "times_usual_short_span": WORTH_SHORT,
            "times_usual_long_span": WORTH_LONG,
            "newcomer_margin_log": NEWCOMER_MARGIN,
            "newcomer_days": NEWCOMER / usual.DAY,
            "blind_hours": BLIND / 3600,
            "record_half_life_weeks_from": HALF_LIVES[0] / usual.WEEK,
            "record_half_life_weeks_to": HALF_LIVES[-1] / usual.WEEK,
        }

    def start(self, streams: int, width: float) -> SurgeState:
        never = np.full((streams, len(bins_of(width))), -np.inf)
        return SurgeState(
            spans=lately.begin(streams, width),
            records=np.full((*never.shape, len(HALF_LIVES)), -np.inf),
            standing=never,
            aside=never.copy(),
            settled=never.copy(),
            scored=np.full((streams, LATELY), -np.inf),
            odd_since=np.full(streams, np.nan),
            odd_until=np.zeros(streams),
            before=np.zeros(streams),
        )

    def idle(self, state: SurgeState, since: float, until: float) -> None:
        if until > since:
            lately.idle(state.spans, since, until)
            _settle(state, until)

    def step(self, state: SurgeState, bins: Bins) -> Evidence:
        in_order(bins.start, state.spans.reached)
        count, evidence = bins.people(self.takes[0]), quiet(bins)
        lately.open_bin(state.spans, bins.start, bins.end)
        _settle(state, bins.end)
        here = np.flatnonzero(count)
        if len(here):
            self._look(state, bins, here, count[here], evidence)
        lately.close_bin(state.spans, bins.start, bins.width, count)
        return evidence

    def _look(self, state: SurgeState, bins: Bins, here: Rows, count: Floats, evidence: Evidence) -> None:
        baseline, end = state.baseline, bins.end
        observed, mean = lately.look(state.spans, here, count, end)
        rising = observed > mean  # elsewhere there is nothing to see, and nothing a record could learn
        silence = NOISE * np.sqrt(mean + 1)  # what a stream that was watched and brought nothing has for a record
        excess = np.log(np.where(rising, observed - mean, 0.0) + silence)
        history = baseline.history[here]
        newcomer = NEWCOMER_MARGIN * np.maximum(0.0, 1 - history / NEWCOMER)
        margin = newcomer[:, None] + _asked(state.spans.width).margin
        now = excess + end * FADES
        standing, settled = state.standing[here], state.settled[here]
        # The first count of a stream is news to nobody, however much it is more than nothing.
        best = np.where(rising, np.where(np.isinf(standing), -1.0, now - standing) - margin, -9.0).max(axis=1)
        fresh = np.where(rising, excess, -np.inf)[:, :, None] + end * FADING
        records = np.maximum(state.records[here], fresh)
        state.records[here], state.standing[here] = records, records.sum(axis=2) / len(HALF_LIVES)
        evidence.score[here] = _score(state, here, best)
        evidence.observed[here], evidence.usual[here] = observed[:, 0], mean[:, 0]
        odd = rising & ((observed - mean) ** 2 >= ODD * ODD * mean)
        some = np.flatnonzero(odd.any(axis=1))
        if len(some):  # of the others not even pure chance has anything to explain
            news = np.where(np.isinf(settled), excess - np.log(silence), now - settled) - margin
            found = _Found(odd, observed, mean, news, history)
            self._weigh(state, bins, here[some], _Found._make(part[some] for part in found), evidence)

    def _weigh(self, state: SurgeState, bins: Bins, here: Rows, found: _Found, evidence: Evidence) -> None:
        """How unusual these streams are, and how strong the case for a call is."""
        odd, observed, mean, news, history = found
        seconds, _, worth = _asked(state.spans.width)
        row = np.nonzero(odd)[0]
        unknown = usual.ignorance(state.baseline, here[row])
        unrest = lately.dispersion(state.spans, here)[odd]
        sure, certain = np.full(odd.shape, -9.0), np.full(odd.shape, -9.0)
        sure[odd] = usual.surprise(observed[odd], mean[odd], unrest + unknown)
        certain[odd] = usual.surprise(observed[odd], mean[odd], unknown)
        asked = odd & (observed >= self.least) & (history >= BLIND)[:, None]
        answers = (news / NEWS, sure / SURE, certain / SURE, observed / np.maximum(worth * mean, 1e-9))
        case = np.where(asked, np.clip(np.minimum.reduce(answers), 0.0, STRONGEST), 0.0)
        rows, told, loudest = np.arange(len(here)), sure.argmax(axis=1), case.argmax(axis=1)
        strength = case[rows, loudest]
        unusual = (sure[rows, told] >= ODD) & (observed[rows, told] >= min(3.0, self.least))
        shown = np.where(strength >= FAINT, loudest, told)
        tells = unusual | (strength >= 1.0)
        evidence.since[here] = _mark(state, bins, here, unusual)
        observed, mean = observed[rows, shown], mean[rows, shown]
        evidence.strength[here], evidence.unusual[here] = strength, tells
        evidence.observed[here], evidence.usual[here] = observed, mean
        heard = tells | (strength >= FAINT)
        if heard.any():
            times = observed / np.maximum(mean, 1.0)
            beaten = np.where(strength >= FAINT, np.exp(np.clip(news[rows, shown], 0.0, STRONGEST)), np.nan)
            evidence.explain(
                here[heard],
                span_minutes=(seconds / 60)[shown[heard]],
                times_usual=np.where(times < 10, np.round(times, 1), np.round(times))[heard],
                standard_deviations=np.round(sure[rows, told], 1)[heard],
                times_record=np.round(beaten, 2)[heard],
            )
            _caution(evidence, here, heard, history, state.before[here], observed / np.maximum(mean, 0.01))


def _settle(state: SurgeState, until: float) -> None:
    """Come to a moment: what stood an hour ago is settled, and the scores of an hour a day ago are forgotten."""
    hour = int(until // SHORT)
    if hour != state.hour:
        state.settled = state.aside if hour == state.hour + 1 else state.standing.copy()
        state.aside = state.standing.copy()
        passed = np.arange(max(state.hour + 1, hour - LATELY + 1), hour + 1)
        state.scored[:, passed % LATELY] = -np.inf
        state.hour = hour


def _score(state: SurgeState, here: Rows, best: Floats) -> Floats:
    """From 0 to 1; a bin scores in full only where it beats those of the last day clearly."""
    anew, now = best >= state.scored[here].max(axis=1) + HIGHER, state.hour % LATELY
    state.scored[here[anew], now] = best[anew]
    score: Floats = np.where(anew, 1.0, NOT_ANEW) / (1 + np.exp(-4 * SCORED_IN * np.round(best / SCORED_IN)))
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


def _caution(evidence: Evidence, here: Rows, heard: Bools, history: Floats, before: Floats, times: Floats) -> None:
    """Say where little is known of what came before."""
    short = history < SHORT_HISTORY
    late = (before < ALMOST_NOTHING) | (short & (times >= OUT_OF_NOWHERE))
    for code, holds in {"short_history": short, "late_start": late}.items():
        evidence.caveats[code] = np.zeros(len(evidence.score), dtype=np.bool_)
        evidence.caveats[code][here] = heard & holds


detector = Surge("surge", "mentions", least=6)
