"""Complaint cluster: several unrelated people report the same problem within hours.

Only posts that complain in words of their own are looked at. Two of them report the same problem where they share a
word that complaints to this monitor hardly ever have. Of the last six hours' complainers, `n` use it. Its usual share
among complaints is `q` (half of the weight is younger than four weeks), so of `k` complainers, or of as many as are
usual if that is more, `k q` were to be expected. The evidence is the deviance of a negative binomial count, in standard
deviations (`measure.baseline.surprise`); words cluster a little by themselves, and of a rare one less is known. The
deviance of the second word that these people share beyond its usual share (binomial) is added.

People are called where four witnesses or more share it at `sqrt(5.6^2 + 2 log(1 + d / 10))` standard deviations, `d`
being the complaints of a usual day, since the more words are tried, the odder is the oddest. And it must exceed this
monitor's own record by three tenths, more while little is known of it: couriers have bad days, and how much people's
complaints cluster by themselves differs from one public to the next (the record decides, not the deviation). They must
say it in words of their own: a post that repeats another's words is a copy and no second witness, who answers a
complaint joins it, and an account counts once. A problem is told once a day.

*Example.* Four customers of a bakery, who have nothing to do with each other, mention glass within an afternoon.
*Cost*: under a millisecond for a post that complains, nothing for others.
"""

import math
from collections import Counter
from typing import ClassVar, Final

import msgspec
import numpy as np

from larum.detect.posts import Finding, Seen, in_order, words_said
from larum.measure.baseline import surprise
from larum.measure.words import stems

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
SPAN: Final = 6 * HOUR
LEAST: Final = 4
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
COPY: Final = 0.6
"""Of two posts' words together, the part they share from which one is a copy."""
LEARNT: Final = 20.0
LEARNT_FOR: Final = 3 * DAY
"""Complaints, and time, before anything is known to be rare."""
ALWAYS: Final = 0.1
"""Share of complaints from which a word, such as the brand's, tells nothing of what one is about."""
AHEAD: Final = 1.3
"""Times the record of this monitor that a case must be,"""
NEWCOMER: Final = 7 * DAY
"""where it has been watched for much longer than this; after this long 1.4 times as much, before that more."""
RECORD_HALF_LIFE: Final = 56 * DAY
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


class Memory(msgspec.Struct):
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
    told: dict[str, float] = {}
    """Stems of problems that were told, and when."""
    record: float = 0.0
    """The strongest case in standard deviations, fading,"""
    record_at: float = 0.0
    """as of then."""


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
        if not post.complains or post.repost_of is not None or not post.account:
            return []
        _let_go(state, post.at)
        words = stems(words_said(post))
        if not words:
            return []
        thread, alike = post.id, dict[str, list[Report]]()
        for earlier in state.recent:
            common = words.keys() & earlier.words.keys()
            if len(common) >= COPY * (len(words) + len(earlier.words) - len(common)):
                return []
            if earlier.post in (post.reply_to, post.quote_of):
                thread = earlier.thread
            for stem in common:
                alike.setdefault(stem, []).append(earlier)
        report = Report(post.at, post.id, post.account, words, thread)
        state.recent.append(report)
        return self._look(state, post.at, {stem: [*reports, report] for stem, reports in alike.items()})

    def _look(self, state: Memory, at: float, shared: dict[str, list[Report]]) -> list[Finding]:
        """How strong a case the latest complaint makes, with the words it shares and the reports that hold them."""
        kept = _kept(state, at)
        heard = state.heard * kept
        watched = at - (at if state.begun is None else state.begun)
        if heard < LEARNT or watched < LEARNT_FOR:
            return []
        open = [
            stem
            for stem, reports in shared.items()
            if len(reports) >= LEAST and at - state.told.get(stem, -math.inf) > TOLD_FOR
        ]
        if not open:
            return []
        seen = np.array([_witnesses(shared[stem]) for stem in open], dtype=np.float64)
        often = np.array([state.often.get(stem, 0.0) for stem in open]) * kept
        people = len({each.account for each in state.recent})
        days = min(watched, HALF_LIFE / math.log(2)) / DAY
        usual = heard / days * (SPAN / DAY)
        mean = max(float(people), usual) * (often + _RARE) / (heard + _PRIOR)
        sure = surprise(seen, mean, BURSTY + UNKNOWN / (often + 1))
        ripe = [place for place in np.argsort(-sure)[:_RIPE].tolist() if seen[place] >= LEAST]
        cases = [
            (_with_second(state, shared[open[place]], open[place], float(sure[place]), heard, kept), place)
            for place in ripe
        ]
        best = max(cases, default=(0.0, 0))
        record = state.record * math.exp(-math.log(2) / RECORD_HALF_LIFE * (at - state.record_at))
        asked = max(
            math.sqrt(CALL * CALL + 2 * math.log1p(heard / days / BUSY)),
            record * AHEAD * math.sqrt(1 + NEWCOMER / watched),
        )
        if all(at - told > TOLD_FOR for told in state.told.values()):  # one storm is one record, however long it lasts
            state.record, state.record_at = max(record, min(asked, best[0])), at
        if best[0] < asked:
            return []
        usual_words = {stem for stem, weight in state.often.items() if weight * kept > ALWAYS * heard}
        return [_found(state, at, open[best[1]], float(mean[best[1]]), best[0], asked, usual_words)]


def _witnesses(reports: list[Report]) -> int:
    """Unrelated people among those who wrote these."""
    return min(len({each.account for each in reports}), len({each.thread for each in reports}))


def _with_second(state: Memory, reports: list[Report], stem: str, sure: float, heard: float, kept: float) -> float:
    """How sure a word makes it, together with the word that those who use it share most beyond the usual.

    Deviances add up; the second is paid for with what the best of some words brings by chance.
    """
    beside, many = Counter(word for each in reports for word in each.words if word != stem), len(reports)
    best = 0.0
    for word, count in beside.items():
        usual = min(0.99, (state.often.get(word, 0.0) * kept + _RARE) / (heard + _PRIOR))
        if count > many * usual:
            rest = many - count
            deviance = count * math.log(count / (many * usual))
            deviance += rest * math.log(rest / (many * (1 - usual))) if rest else 0.0
            best = max(best, 2 * deviance)
    return math.sqrt(sure * sure + max(0.0, best - CHOSEN))


def _found(
    state: Memory, at: float, stem: str, usual: float, sure: float, asked: float, usual_words: set[str]
) -> Finding:
    """The reports of a problem, put into a finding; what they have in common besides is told with it."""
    reports = [each for each in state.recent if stem in each.words]
    shared = Counter(word for each in reports for word in each.words if word != stem and word not in usual_words)
    beside = [word for word, count in shared.most_common(3) if 2 * count >= len(reports)]
    for told in (stem, *beside):
        state.told[told] = at
    face = next(each.words[stem] for each in reports)
    return Finding(
        at=at,
        what=" ".join([face, *(next(e.words[word] for e in reports if word in e.words) for word in beside)]),
        score=1 / (1 + math.exp(asked - sure)),
        since=reports[0].at,
        posts=tuple(each.post for each in reports),
        accounts=tuple(dict.fromkeys(each.account for each in reports)),
        reasons={
            "accounts": float(len({each.account for each in reports})),
            "usual": round(usual, 2),
            "standard_deviations": round(sure, 1),
            "word": face,
        },
    )


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
        state.recent = state.recent[gone:]
        state.told = {stem: told for stem, told in state.told.items() if at - told <= TOLD_FOR}
    if at - state.origin > HALF_LIFE or len(state.often) > _WORDS:
        kept = _kept(state, at)
        least = sorted(state.often.values())[-_WORDS // 2] if len(state.often) > _WORDS else 0.0
        state.often = {stem: weight * kept for stem, weight in state.often.items() if weight > least}
        state.heard, state.origin = state.heard * kept, at


post_detector = ComplaintCluster()
