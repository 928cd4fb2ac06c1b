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

from math import exp, isfinite, log, sqrt
from typing import ClassVar, Final

import msgspec

from larum.detect.contract import Bin, Evidence, OutOfOrder, Takes
from larum.measure import baseline as usual

SPANS: Final = (300.0, 900.0, 3600.0, 10800.0, 43200.0)
"""Seconds looked back at once: the shortest catches a storm, the longest a level that has shifted."""
HALF_LIVES: Final = (14 * usual.DAY, 28 * usual.DAY, 56 * usual.DAY)
FADING: Final = sum(log(2) / half for half in HALF_LIVES) / len(HALF_LIVES)
"""How fast the log of a record falls, a second, on the mean of the half-lives."""
FASTEST: Final = log(2) / HALF_LIVES[0]
SHORT: Final = 3600.0
SHORT_MARGIN: Final = 0.10
"""By which log ratio spans up to an hour must beat their record; a tenth."""
CALL: Final = 0.12
"""Log ratio beyond all margins from which somebody is called: an eighth."""
NOISE: Final = 2.0
"""Root-of-usual units added to every excess, so that the first posts of a silent stream are no hundredfold record."""
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
DAY_BEFORE: Final = usual.DAY
"""How long a score must not have been reached to be scored anew."""
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
MOST: Final = 1e12
"""Counts are cut here, so that sums of them stay exact."""


class SurgeState(msgspec.Struct):
    """What the detector remembers of one stream."""

    baseline: usual.Baseline | None = None
    reached: float = 0.0
    """End of the last bin."""
    spans: tuple[float, ...] = ()
    """Seconds looked back at, settled by the width of the first bin."""
    recent: list[tuple[float, float]] = []
    """Bins of the last twelve hours that held anything: end, count."""
    heads: list[int] = []
    sums: list[float] = []
    """Per span: its first bin in `recent`, and its count."""
    records: list[list[float]] = []
    """Per span and half-life: log of the record, carried back to 1970 at the pace it fades, so it stands still."""
    standing: list[float | None] = []
    """Per span: the mean of its records."""
    hour: int = 0
    aside: list[float | None] = []
    settled: list[float | None] = []
    """What stood when this hour began, and an hour before that: a rise is held against what was before it, not against
    its own last minute."""
    lately: list[tuple[float, float]] = []
    """Scores of the last day that no later one has reached, falling."""
    odd_since: float | None = None
    odd_until: float = 0.0
    before: float = 0.0
    """Posts seen before the present unusual stretch."""


class Surge:
    """Volume (or any one count) beyond the usual and beyond the record."""

    paper: ClassVar[str] = "Own, as the module says. Deviance: McCullagh and Nelder, Generalized Linear Models, 2.4."
    state_type = SurgeState

    def __init__(self, name: str, takes: Takes, least: float) -> None:
        self.name = name
        self.takes = takes
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

    def start(self) -> SurgeState:
        return SurgeState()

    def idle(self, state: SurgeState, since: float, until: float) -> SurgeState:
        if until > since:
            self._open(state, since, 60.0)
            assert state.baseline is not None
            usual.observe_silence(state.baseline, since, until)
            state.reached = until
        return state

    def step(self, state: SurgeState, bin: Bin) -> tuple[SurgeState, Evidence | None]:
        self._open(state, bin.start, bin.width)
        baseline = state.baseline
        assert baseline is not None
        count = bin.mentions if self.takes == "mentions" else bin.negative
        count = min(max(count, 0.0), MOST) if isfinite(count) else 0.0
        evidence = self._look(state, baseline, bin, count) if count > 0 else None
        usual.observe(baseline, bin.start, bin.width, count)
        state.reached = bin.end
        return state, evidence

    def _open(self, state: SurgeState, start: float, width: float) -> None:
        if state.baseline is None:
            state.baseline = usual.begin(width)
            state.spans = spans_for(width)
            state.heads, state.sums = [0] * len(state.spans), [0.0] * len(state.spans)
            state.records = [[] for _ in state.spans]
            state.standing = state.aside = state.settled = [None] * len(state.spans)
        elif start < state.reached - 1e-6:
            raise OutOfOrder(start=start, reached=state.reached)

    def _look(self, state: SurgeState, baseline: usual.Baseline, bin: Bin, count: float) -> Evidence:
        end = bin.end
        _remember(state, end, count)
        _settle(state, int(end // SHORT))
        spans = state.spans
        newcomer = NEWCOMER_MARGIN * max(0.0, 1 - baseline.history / NEWCOMER)
        unknown = usual.ignorance(baseline)
        best = oddest = call = -9.0
        loudest = told = 0
        beaten = 0.0
        found: list[tuple[float, float]] = []
        level, here = baseline.level, usual.share(baseline, end)
        for place, span in enumerate(spans):
            observed = state.sums[place]
            mean = level * (here - usual.share(baseline, end - span))
            found.append((observed, mean))
            if observed <= mean:  # nothing to see, and nothing a record could learn
                continue
            excess = log(observed - mean + NOISE * sqrt(mean + 1))
            margin = newcomer + (SHORT_MARGIN if span <= SHORT else 0.0)
            news = _ratio(state.standing[place], end, excess)
            news = -1.0 if news is None else news  # the first count of a stream is news to nobody
            record = state.records[place]
            if not record or excess + end * FASTEST > record[0]:  # the record that fades fastest is the first to fall
                _record(state, place, end, excess)
            best = max(best, news - margin)
            if (observed - mean) ** 2 < ODD * ODD * mean:  # not even against pure chance
                continue
            sure = usual.surprise(observed, mean, usual.scatter(baseline, span))
            if sure > oddest:
                oddest, told = sure, place
            ahead = _ratio(state.settled[place], end, excess)
            silence = log(NOISE * sqrt(mean + 1))  # the record of a stream that was watched and brought nothing yet
            ahead = (excess - silence if ahead is None else ahead) - margin
            enough = BEYOND_SHORT if span <= SHORT else BEYOND_LONG
            large = observed >= max(self.least, WORTH * mean)
            if ahead > call and sure >= enough and large and usual.surprise(observed, mean, unknown) >= SURE:
                call, loudest, beaten = ahead, place, exp(min(ahead + margin, LONG_AGO))
        unusual = oddest >= ODD and found[told][0] >= min(3.0, self.least)
        self._mark(state, baseline, bin, unusual)
        fresh = _fresh(state.lately, end, best)
        fires = call >= CALL and baseline.history >= BLIND
        score = 1 / (1 + exp(-4 * best))
        shown = loudest if fires else told
        observed, mean = found[shown]
        return Evidence(
            score=score if fresh else score / 2,
            fires=fires,
            unusual=unusual or fires,
            since=bin.start if state.odd_since is None else state.odd_since,
            observed=observed,
            usual=mean,
            reasons=_reasons(spans[shown], observed, mean, oddest, beaten) if unusual or fires else {},
            caveats=_caveats(baseline, state.before, observed / max(mean, 0.01)) if unusual or fires else (),
        )

    def _mark(self, state: SurgeState, baseline: usual.Baseline, bin: Bin, unusual: bool) -> None:
        if state.odd_since is not None and bin.start - state.odd_until > SHORT:
            state.odd_since = None
        if unusual:
            if state.odd_since is None:
                state.odd_since, state.before = bin.start, baseline.total
            state.odd_until = bin.end


def spans_for(width: float) -> tuple[float, ...]:
    """The spans looked at where bins are `width` seconds wide.

    >>> spans_for(60.0), spans_for(86400.0)
    ((300.0, 900.0, 3600.0, 10800.0, 43200.0), (86400.0,))
    """
    return SPANS if width <= SPANS[0] else tuple(dict.fromkeys(max(span, width) for span in SPANS))


def _remember(state: SurgeState, end: float, count: float) -> None:
    recent = state.recent
    recent.append((end, count))
    for place, span in enumerate(state.spans):
        head, total = state.heads[place], state.sums[place] + count
        while recent[head][0] <= end - span + 1e-6:
            total -= recent[head][1]
            head += 1
        state.heads[place], state.sums[place] = head, total
    forgotten = state.heads[-1]
    if forgotten > 512:
        del recent[:forgotten]
        state.heads = [head - forgotten for head in state.heads]


def _settle(state: SurgeState, hour: int) -> None:
    if hour != state.hour:
        state.settled = state.aside if hour == state.hour + 1 else list(state.standing)
        state.aside = list(state.standing)
        state.hour = hour


def _ratio(standing: float | None, now: float, excess: float) -> float | None:
    """Mean log ratio of an excess to fading records, where there are any."""
    return None if standing is None else excess + now * FADING - standing


def _record(state: SurgeState, place: int, now: float, excess: float) -> None:
    fresh = [excess + now * log(2) / half for half in HALF_LIVES]
    record = state.records[place]
    record[:] = map(max, record, fresh) if record else fresh
    state.standing = [*state.standing[:place], sum(record) / len(record), *state.standing[place + 1 :]]


def _fresh(lately: list[tuple[float, float]], now: float, score: float) -> bool:
    """True where no bin of the last day scored as high."""
    while lately and lately[0][0] <= now - DAY_BEFORE:
        del lately[0]
    fresh = not lately or score > lately[0][1]
    while lately and lately[-1][1] <= score:
        lately.pop()
    if score > -0.3:
        lately.append((now, score))
    return fresh


def _reasons(span: float, observed: float, mean: float, sure: float, beaten: float) -> dict[str, float | str]:
    reasons: dict[str, float | str] = {
        "span_minutes": span / 60,
        "times_usual": usual.times_as_many(observed, mean),
        "standard_deviations": round(sure, 1),
    }
    return {**reasons, "times_record": round(beaten, 2)} if beaten else reasons


def _caveats(baseline: usual.Baseline, before: float, times: float) -> tuple[str, ...]:
    caveats = ["short_history"] if baseline.history < SHORT_HISTORY else []
    if before < ALMOST_NOTHING or (caveats and times >= OUT_OF_NOWHERE):
        caveats.append("late_start")
    return tuple(caveats)


detector = Surge("surge", "mentions", least=6)
