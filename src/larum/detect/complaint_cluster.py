"""Complaint cluster: several unrelated people report the same problem within hours.

Only posts that complain in words of their own are looked at. Two of them report the same problem where they share a
word that complaints to this monitor hardly ever have. Of the last six hours' complainers, `n` use it. Its usual share
among complaints is `q` (half of the weight is younger than four weeks), so of `k` complainers, or of as many as are
usual if that is more, `k q` were to be expected. The evidence is the deviance of a negative binomial count, in standard
deviations (`measure.baseline.surprise`); words cluster a little by themselves, and of a rare one less is known. The
deviance of the second word that these people share beyond its usual share (binomial) is added, up to as much again.

All is told among complaints: where a campaign, a holiday or a busy night brings more of everything, complaints and with
them the expectation grow as much, and there is no case. Nor is a word that everybody writes now, those who complain as
well (a match, a song, a shop that opens): where `b` of `B` posts that do not complain and answer nobody use it
meanwhile, complaints must use it four standard deviations more often than `b` times the ratio of the other complaints
to the other posts. What nobody else speaks of, or where all complain, this asks nothing; but a word is not theirs of
which half come with one that everybody writes now, as the singer's name with the song's.

People are called where four witnesses or more share it at `sqrt(5.6^2 + 2 log(1 + d / 10))` standard deviations, `d`
being the complaints of a usual day, since the more words are tried, the odder is the oddest. And it must exceed this
monitor's own record by half: couriers have bad days, and how much people's complaints cluster by themselves differs
from one public to the next (the record decides, not the deviation). While little is known both are more, after `w` days
of watching `sqrt(1 + 7 / w)` times as much. The record is kept from the first complaints on, before anybody is called,
and holds what is over: a case counts once it has not risen for six hours, so that what grows by the hour is held to
other days and not to its own beginning. They must say it in words of their own: a post that repeats another's words is
a copy and no second witness, who answers a complaint joins it, and an account counts once. A problem is told once a
day, and who reports it is no witness of another.

*Example.* Four customers of a bakery, who have nothing to do with each other, mention glass within an afternoon.
*Cost*: a millisecond at most for a post that complains, some microseconds for others.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import chain
from typing import ClassVar, Final, NamedTuple

import msgspec
import numpy as np

from larum.detect.posts import Finding, Seen, in_order, words_said
from larum.measure.baseline import surprise
from larum.measure.words import stem as stem_of
from larum.measure.words import stems

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
SPAN: Final = 6 * HOUR
"""Within which they must report it."""
LEAST: Final = 4
"""Witnesses who have nothing to do with each other."""
CALL: Final = 5.6
"""Standard deviations, where hardly anybody complains."""
BUSY: Final = 10.0
"""Complaints a day, ten times as many of which make chance ten times as inventive."""
CHOSEN: Final = 2 * math.log(20)
"""Deviance that the best of twenty words reaches by chance."""
BURSTY: Final = 0.05
"""Relative variance of how often a word is used in six hours,"""
UNKNOWN: Final = 0.25
"""and of a word that nobody has used yet."""
HALF_LIFE: Final = 28 * DAY
"""Of what is known of words."""
BEYOND: Final = 4.0
"""Standard deviations by which complaints must use a word more than other posts do: three, for the best of many."""
COPY: Final = 0.6
"""Of two posts' words together, the part they share from which one is a copy."""
LEARNT: Final = 20.0
"""Complaints before anything is known to be rare, ..."""
LEARNT_FOR: Final = 3 * DAY
"""... and the time they took."""
ALWAYS: Final = 0.1
"""Share of complaints from which a word, such as the brand's, tells nothing of what one is about."""
AHEAD: Final = 1.5
"""Times the record of this monitor that a case must be."""
NEWCOMER: Final = 7 * DAY
"""After this long of watching 1.4 times as much is asked as in the end, before that more."""
RECORD_HALF_LIFE: Final = 56 * DAY
"""In which the record falls by half."""
TOLD_FOR: Final = DAY
_RECENT, _WORDS = 500, 20_000
_RIPE: Final = 3
"""Words of a complaint that are looked at closely."""
_RARE: Final = 0.5
_PRIOR: Final = 20.0
"""A word never seen counts as half a complaint of so many more."""


class Report(msgspec.Struct, array_like=True):
    """One complaint of the last hours."""

    at: float
    post: str
    account: str
    words: dict[str, str]
    """As written, by stem."""
    thread: str
    """The first of those who answer each other."""
    others: int = 0
    """Posts that do not complain, heard before it."""


class Memory(msgspec.Struct, dict=True):
    """What is remembered of a monitor's complaints."""

    begun: float | None = None
    reached: float | None = None
    recent: list[Report] = []
    often: dict[str, float] = {}
    """Complaints of the past that used a stem, and"""
    heard: float = 0.0
    """all of them; a later one weighs more, so that the earlier fade and nothing has to be touched."""
    origin: float = 0.0
    """The moment at which a complaint weighed 1."""
    others: int = 0
    """Posts heard that do not complain, and"""
    beside: dict[str, float] = {}
    """those of them that use a stem of the recent, since it is one."""
    told: dict[str, float] = {}
    """Stems of problems that were told, and when."""
    record: float = 0.0
    """The strongest case of what is over, in standard deviations, fading,"""
    record_at: float = 0.0
    """as of then."""
    present: float = 0.0
    """The strongest of the present,"""
    risen_at: float = 0.0
    """which came up to that then."""

    @cached_property
    def holding(self) -> dict[str, deque[Report]]:
        """The recent reports of a stem, oldest first: not kept, but made anew from the recent after a restart."""
        holding: dict[str, deque[Report]] = defaultdict(deque)
        for report in self.recent:
            for stem in report.words:
                holding[stem].append(report)
        return holding

    def take(self, report: Report) -> None:
        """Put the latest report to the recent."""
        self.recent.append(report)
        for stem in report.words:
            self.holding[stem].append(report)

    def hear(self, words: Iterable[str]) -> None:
        """Take notice of a post that does not complain."""
        self.others += 1
        for used in self.holding.keys() & map(stem_of, words):
            self.beside[used] = self.beside.get(used, 0.0) + 1

    def drop(self, count: int) -> None:
        """Let go of the oldest reports, and of as large a part of the other posts."""
        for report in self.recent[:count]:
            for used in report.words:
                held = self.holding[used]
                held.popleft()
                if used in self.beside:
                    self.beside[used] *= len(held) / (len(held) + 1)
                if not held:
                    del self.holding[used]
                    self.beside.pop(used, None)
        del self.recent[:count]


class _Case(NamedTuple):
    """Reports that share a stem."""

    sure: float
    """Standard deviations by which they are too many."""
    stem: str
    usual: float
    reports: Collection[Report]


class ComplaintCluster:
    """Several people, one problem."""

    name: str = "complaint_cluster"
    paper: ClassVar[str] = (
        "Own; deviance as in McCullagh and Nelder, Generalized Linear Models, 2.4, on words' shares; copies as in "
        "Broder, On the resemblance and containment of documents, 1997."
    )
    state_type: type[Memory] = Memory

    def parameters(self) -> dict[str, float]:
        return {
            "least_accounts": LEAST,
            "span_hours": SPAN / HOUR,
            "standard_deviations_to_call": CALL,
            "busy_complaints_a_day": BUSY,
            "times_the_record": AHEAD,
            "newcomer_days": NEWCOMER / DAY,
            "record_half_life_days": RECORD_HALF_LIFE / DAY,
            "half_life_days": HALF_LIFE / DAY,
            "standard_deviations_beyond_other_posts": BEYOND,
            "copy_shares": COPY,
            "complaints_before_it_speaks": LEARNT,
            "days_before_it_speaks": LEARNT_FOR / DAY,
        }

    def start(self) -> Memory:
        return Memory()

    def see(self, state: Memory, post: Seen) -> list[Finding]:
        state.reached = in_order(post.at, state.reached)
        if state.begun is None:
            state.begun = state.origin = post.at
        if post.repost_of is not None or not post.account:
            return []
        if not post.complains:
            if state.recent and post.reply_to is None and post.quote_of is None:
                state.hear(words_said(post))
            return []
        _let_go(state, post.at)
        words = stems(words_said(post))
        if not words:
            return []
        thread, common = post.id, Counter[int]()
        for stem in words.keys() & state.holding.keys():
            common.update(map(id, state.holding[stem]))
        for earlier in state.recent:
            alike = common.get(id(earlier), 0)
            if alike >= COPY * (len(words) + len(earlier.words) - alike):
                return []
            if earlier.post in (post.reply_to, post.quote_of):
                thread = earlier.thread
        state.take(Report(post.at, post.id, post.account, words, thread, state.others))
        return self._look(state, post.at, words)

    def _look(self, state: Memory, at: float, words: Iterable[str]) -> list[Finding]:
        """How strong a case the latest complaint makes, by the words that others share with it."""
        kept = _kept(state, at)
        heard = state.heard * kept
        watched = at - (at if state.begun is None else state.begun)
        if heard < LEARNT:
            return []
        days = max(DAY, min(watched, HALF_LIFE / math.log(2))) / DAY
        people = len({each.account for each in state.recent})
        complaints = max(float(people), heard / days * (SPAN / DAY))
        ripe = sorted(self._cases(state, at, words, complaints, heard, kept), reverse=True)[:_RIPE]
        if not ripe:
            return []
        sure, case = max((_with_second(state, case, heard, kept), case) for case in ripe)
        record = _record(state, at)
        asked = max(math.sqrt(CALL * CALL + 2 * math.log1p(heard / days / BUSY)), record * AHEAD)
        asked *= math.sqrt(1 + NEWCOMER / max(watched, SPAN))
        if all(at - told > TOLD_FOR for told in state.told.values()):  # one storm is one record, however long it lasts
            _rise(state, at, min(asked, sure))
        if sure < asked or watched < LEARNT_FOR:
            return []
        usual_words = {stem for stem, weight in state.often.items() if weight * kept > ALWAYS * heard}
        return [_found(state, at, case, sure, asked, usual_words)]

    def _cases(
        self, state: Memory, at: float, words: Iterable[str], complaints: float, heard: float, kept: float
    ) -> list[_Case]:
        """Of the words of a complaint, those that complaints use more than usual and others do not.

        Problems that were told are left out, and what comes along with what everybody talks about.
        """
        told = {stem for stem, when in state.told.items() if at - when <= TOLD_FOR}
        found = list[tuple[int, float, float, str, Collection[Report]]]()
        for stem in words:
            reports: Collection[Report] = state.holding[stem]
            often = state.often.get(stem, 0.0) * kept
            usual = complaints * (often + _RARE) / (heard + _PRIOR)
            if told:
                reports = [each for each in reports if told.isdisjoint(each.words)]
            least = max(LEAST, usual)
            if len(reports) >= least and (witnesses := _witnesses(reports)) >= least:
                found.append((witnesses, usual, BURSTY + UNKNOWN / (often + 1), stem, reports))
        if not found:
            return []
        seen, mean, extra = np.array([one[:3] for one in found], dtype=np.float64).T
        sure = surprise(seen, mean, extra).tolist()
        cases = [
            _Case(how, stem, usual, reports) for how, (_, usual, _, stem, reports) in zip(sure, found, strict=True)
        ]
        theirs = [case for case in cases if _of_complaints(state, case.stem)]
        everybodys = {case.stem for case in cases if case.sure >= BEYOND} - {case.stem for case in theirs}
        return [case for case in theirs if not any(_comes_with(case, stem) for stem in everybodys)]


def _witnesses(reports: Collection[Report]) -> int:
    """Unrelated people among those who wrote these."""
    return min(len({each.account for each in reports}), len({each.thread for each in reports}))


def _of_complaints(state: Memory, stem: str) -> bool:
    """Whether complaints use a word more than other posts do meanwhile, and not what everybody talks about now."""
    reports = state.holding[stem]
    others = state.others - reports[0].others
    beside = min(state.beside.get(stem, 0.0), others)
    if not beside:
        return True
    meanwhile = len(state.recent) - bisect_left(state.recent, reports[0].at, key=lambda each: each.at) - len(reports)
    rate = (meanwhile + 1) / (others - beside + 1)
    seen, mean, extra = (np.array([one]) for one in (float(len(reports)), beside * rate, BURSTY + 1 / beside))
    return bool(surprise(seen, mean, extra)[0] >= BEYOND)


def _comes_with(case: _Case, stem: str) -> bool:
    """Whether most of those who use its word use this one, too."""
    return 2 * sum(stem in each.words for each in case.reports) >= len(case.reports)


def _with_second(state: Memory, case: _Case, heard: float, kept: float) -> float:
    """How sure a word makes it, together with the word that those who use it share most beyond the usual.

    Deviances add up; the second is paid for with what the best of some words brings by chance, and adds no more than
    the first brought: where very many write something usual, some of them always share something else.
    """
    beside, many = Counter(chain.from_iterable(each.words for each in case.reports)), len(case.reports)
    best = 0.0
    for word, count in beside.items():
        if count == 1 or word == case.stem:
            continue
        usual = min(0.99, (state.often.get(word, 0.0) * kept + _RARE) / (heard + _PRIOR))
        if count > many * usual:
            deviance = 2 * count * math.log(count / (many * usual))
            if deviance > best and count < many:
                deviance += 2 * (many - count) * math.log((many - count) / (many * (1 - usual)))
            best = max(best, deviance)
    first = case.sure * case.sure
    return math.sqrt(first + min(first, max(0.0, best - CHOSEN)))


def _found(state: Memory, at: float, case: _Case, sure: float, asked: float, usual_words: set[str]) -> Finding:
    """The reports of a problem, put into a finding; what they have in common besides is told with it."""
    stem, reports = case.stem, list(case.reports)
    shared = Counter(word for each in reports for word in each.words if word != stem and word not in usual_words)
    beside = [word for word, count in shared.most_common(3) if 2 * count >= len(reports)]
    for told in (stem, *beside):
        state.told[told] = at
    face = reports[0].words[stem]
    return Finding(
        at=at,
        what=" ".join([face, *(next(e.words[word] for e in reports if word in e.words) for word in beside)]),
        score=1 / (1 + math.exp(asked - sure)),
        since=reports[0].at,
        posts=tuple(each.post for each in reports),
        accounts=tuple(dict.fromkeys(each.account for each in reports)),
        reasons={
            "accounts": float(len({each.account for each in reports})),
            "usual": round(case.usual, 2),
            "standard_deviations": round(sure, 1),
            "word": face,
        },
    )


def _record(state: Memory, at: float) -> float:
    """The record so far. What goes on rising is not held to what it was an hour ago."""
    faded = state.record * math.exp(-math.log(2) / RECORD_HALF_LIFE * (at - state.record_at))
    if at - state.risen_at > SPAN:
        faded, state.present = max(faded, state.present), 0.0
    state.record, state.record_at = faded, at
    return faded


def _rise(state: Memory, at: float, sure: float) -> None:
    if sure > state.present:
        state.present, state.risen_at = sure, at


def _kept(state: Memory, at: float) -> float:
    """What weights of the origin are worth now."""
    return math.exp(-math.log(2) / HALF_LIFE * (at - state.origin))


def _let_go(state: Memory, at: float) -> None:
    """What is older than the span becomes history; so do the oldest where too much is fresh."""
    gone = 0
    for report in state.recent:
        if report.at >= at - SPAN and len(state.recent) - gone <= _RECENT:
            break
        gone += 1
        weight = 1 / _kept(state, report.at)
        state.heard += weight
        for stem in report.words:
            state.often[stem] = state.often.get(stem, 0.0) + weight
    if gone:
        state.drop(gone)
        state.told = {stem: told for stem, told in state.told.items() if at - told <= TOLD_FOR}
    if at - state.origin > HALF_LIFE or len(state.often) > _WORDS:
        kept = _kept(state, at)
        least = sorted(state.often.values())[-_WORDS // 2] if len(state.often) > _WORDS else 0.0
        state.often = {stem: weight * kept for stem, weight in state.often.items() if weight > least}
        state.heard, state.origin = state.heard * kept, at


post_detector = ComplaintCluster()
