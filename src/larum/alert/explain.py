"""What an alert card says beyond its numbers: how unusual, who carries it, what is told, when it ends. Pure.

Each function takes what was read and gives a record; `sentences.py` says records in words, `card.py` reads. What
cannot be said from the data is left empty rather than guessed. Start with `Card` in `card.py`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import log, sqrt
from typing import Final, Literal

import msgspec
import numpy as np

from larum.alert.grouping import NAMING, about_collection, gravest
from larum.analyse.lookup import Account, TakingPart
from larum.base.canonical import canonical
from larum.detect.records import Signal
from larum.detect.surge import ODD
from larum.measure import baseline as usual
from larum.measure.baseline import Baseline
from larum.measure.records import Window
from larum.measure.stories.store import Growing

LOOKED_BACK: Final = timedelta(days=28)
"""How far back “larger than anything” looks."""
CARRIES: Final = 0.2
"""Share of the mentions from which a story is what the alert is about; below, no one story is."""
TELLS: Final = 4
"""Letters from which a word says something: “of”, “the” and “nie” are in every post."""
WORTH_TRACING: Final = 0.1
ENOUGH_TO_TRACE: Final = 4
"""Share of the mentions from which a new story is it where none carries it, and the fewest mentions of either."""
FRESH: Final = timedelta(hours=3)
"""A story that began at most so long before the alert is new in it."""
A_FEW: Final = 3
"""Accounts that are few: if they wrote half of it, they are its voice."""
ENOUGH_TO_SHARE: Final = 8
"""Mentions below which shares of accounts say nothing: of four posts, somebody always wrote a quarter."""
SAME_WORDS: Final = 0.3
"""Share of posts in the very words of another from which that is worth a remark."""
DAY: Final = timedelta(days=1)
TELLING: Final = NAMING | {"complaint_cluster"}
"""Detectors that say in words what it is about,"""
IN_THEIR_WORDS: Final = frozenset({"coordination", "dormant", "cross_platform"})
"""and those of them that say it in the words of a post."""
_PASSED_ON: Final = re.compile(r"^(?:RT @\w+:?\s*)+", re.IGNORECASE)


class Unusual(msgspec.Struct, frozen=True):
    """How unusual it is, against what is usual then and against what has been."""

    detector: str
    """Whose numbers these are."""
    observed: float
    usual: float
    span: timedelta
    """Over which these were counted."""
    at: datetime
    """The hour at its loudest, or when evidence sufficed."""
    peak: int = 0
    """The largest hour since it began,"""
    record: int = 0
    """and of the time before,"""
    record_at: datetime | None = None
    looked_back: timedelta = timedelta()
    """which was so long."""


class Voices(msgspec.Struct, frozen=True):
    """Who carries it, and whether that looks like a crowd."""

    taking_part: TakingPart
    few: int
    """So many accounts wrote"""
    share: float
    """this share of it: the fewest that wrote half, where they are few; else the ten busiest."""
    pattern: Literal["unsaid", "one", "few", "many"]
    """One loud voice, a handful of accounts, a crowd; `unsaid` where there is too little to tell."""
    same_words: bool
    """Many posts are in the very words of another: copied, or sent by one hand."""

    @property
    def loudest(self) -> tuple[Account, ...]:
        """Those that reach most people by what they wrote, and the busiest where nobody tells of followers."""
        return tuple(
            sorted(self.taking_part.busiest, key=lambda each: (-each.followers * each.mentions, -each.mentions))
        )[:5]


class Claim(msgspec.Struct, frozen=True):
    """A story told in the burst, and how much of it that story is."""

    growing: Growing
    share: float
    """Of the burst's mentions."""
    fresh: bool
    """It began with the burst; else people told it before."""

    @property
    def before(self) -> int:
        """Mentions that told it at other times."""
        return max(0, self.growing.story.size - self.growing.lately)

    @property
    def title(self) -> str:
        """The post that tells it best."""
        return self.growing.story.title


class Wording(msgspec.Struct, frozen=True):
    """What a story says in this burst: a text of it, and how often that very text was posted."""

    text: str
    copies: int


class Named(msgspec.Struct, frozen=True):
    """What detectors of posts say it is about: the same thing found twice is named once, with the most people."""

    detector: str
    what: str
    people: int
    posts: tuple[str, ...]
    """The first posts it rests on, oldest first."""
    quote: str = ""
    """Where `what` is a few bare words: the post among them that says best what they all say, while we hold it."""

    @property
    def said(self) -> str:
        """What it is about, in somebody's own words where there are any."""
        return self.quote or self.what


class Ending(msgspec.Struct, frozen=True):
    """Whether it grows, and what would make it go away."""

    quiet_at: datetime
    """When it closes itself, should nothing unusual come until then and nobody take it on."""
    calm_below: float | None
    """Mentions an hour below which nothing is unusual at this time; None where the usual is not known, or not asked."""
    now: int
    """Mentions in the last hour,"""
    before: int
    """and in the hour before that."""

    @property
    def goes(self) -> Literal["up", "down", "on"]:
        """Where it goes, as far as chance lets it be seen: twice the scatter of two such counts apart."""
        if abs(self.now - self.before) <= 2 * sqrt(self.now + self.before):
            return "on"
        return "up" if self.now > self.before else "down"


def over(signal: Signal) -> timedelta:
    """The stretch of time a signal's count is about."""
    minutes = signal.evidence.get("span_minutes")
    return timedelta(minutes=float(minutes)) if minutes else max(signal.until - signal.begun_at, timedelta(minutes=1))


def told_since(signals: Sequence[Signal]) -> datetime:
    """Where the posts of an alert begin: with the first unusual minute; with the day, where only its sum was unusual.

    Else a card would speak of four hundred posts and show a hundred and fifty.
    """
    sudden = [signal.begun_at for signal in signals if over(signal) < DAY]
    return min(sudden) if sudden else min(signal.fired_at - over(signal) for signal in signals)


def people(signal: Signal) -> int:
    """The accounts a detector of posts counted; where it says nothing of accounts, what it counted."""
    return round(float(signal.evidence.get("accounts") or signal.observed))


def named(signals: Sequence[Signal]) -> tuple[Named, ...]:
    """What detectors of posts say it is about: a story that was named first, then problems, the most reported first."""
    found: dict[tuple[str, str], Named] = {}
    for signal in signals:
        what = str(signal.evidence.get("what") or "")
        if signal.detector in TELLING and what:
            posts = tuple(str(signal.evidence.get("posts", "")).split())
            one = Named(signal.detector, own_words(what), people(signal), posts)
            before = found.get((signal.detector, one.what))
            if before is None or before.people < one.people:
                found[signal.detector, one.what] = one
    return tuple(sorted(found.values(), key=lambda one: (one.detector not in NAMING, -one.people, one.what)))


def unusual(signals: Sequence[Signal], hours: Sequence[Window], since: datetime) -> Unusual:
    """How unusual the heaviest signal is; `hours` are its monitor's, from `LOOKED_BACK` before `since` on."""
    heaviest = gravest(signals)
    negative = heaviest.detector.startswith("negative")
    counts = [(window.start_at, window.negative if negative else window.mentions) for window in hours]
    # The hour in which it began belongs to it, not to what was before.
    during = [pair for pair in counts if pair[0] + timedelta(hours=1) > since]
    before = [pair for pair in counts if pair[0] + timedelta(hours=1) <= since]
    loudest = max(during, key=lambda pair: pair[1], default=(heaviest.fired_at, 0))
    record = max(before, key=lambda pair: pair[1], default=(None, 0))
    return Unusual(
        detector=heaviest.detector,
        observed=heaviest.observed,
        usual=heaviest.usual,
        span=over(heaviest),
        at=loudest[0] if loudest[1] else heaviest.fired_at,
        peak=loudest[1],
        record=record[1],
        record_at=record[0],
        looked_back=_rounded(min(LOOKED_BACK, since - counts[0][0])) if before else timedelta(),
    )


def _rounded(length: timedelta) -> timedelta:
    """Whole days, where there is more than one; whole hours below."""
    unit = DAY if length >= 2 * DAY else timedelta(hours=1)
    return length // unit * unit


def voices(part: TakingPart) -> Voices:
    """Whether few accounts carry it.

    >>> loud = Account("anna", "x", 10, 9)
    >>> voices(TakingPart(12, 4, (loud, *[Account("b", "x", 5, 1)] * 3), reposts=0, same_words=0)).pattern
    'one'
    """
    originals = part.mentions - part.reposts
    same = originals >= ENOUGH_TO_SHARE and part.same_words >= SAME_WORDS * originals
    if part.mentions < ENOUGH_TO_SHARE:
        return Voices(part, 0, 0.0, "unsaid", same)
    wrote = 0
    for few, account in enumerate(part.busiest[:A_FEW], start=1):
        wrote += account.mentions
        if 2 * wrote >= part.mentions and few < part.accounts:
            return Voices(part, few, wrote / part.mentions, "one" if few == 1 else "few", same)
    top = part.busiest[:10]
    share = sum(account.mentions for account in top) / part.mentions
    return Voices(part, len(top), share, "many" if part.accounts > len(top) else "unsaid", same)


def claims(told: Sequence[Growing], mentions: int, before: int, since: datetime) -> tuple[Claim, ...]:
    """The stories of a burst, the one that sets it apart first.

    People complain about the same things every day; what counts is what they tell more of than they used to. A story is
    weighed by its mentions times how far its share exceeds the one it had among the `before` mentions of earlier weeks.
    """

    def weight(growing: Growing) -> float:
        at_other_times = max(0, growing.story.size - growing.lately)
        expected = mentions * at_other_times / max(before, 1) if before else 0.0
        return growing.lately * log((growing.lately + 0.5) / (min(expected, growing.lately * 20.0) + 0.5))

    ranked = sorted(told, key=lambda growing: (-weight(growing), -growing.lately, str(growing.story.id)))
    once = {growing.story.title: growing for growing in reversed(ranked)}  # two monitors may tell the same story
    return tuple(
        Claim(
            growing=growing,
            share=min(1.0, growing.lately / mentions) if mentions else 0.0,
            fresh=growing.story.first_at >= since - FRESH,
        )
        for growing in ranked
        if once[growing.story.title] is growing
    )


def leading(found: Sequence[Claim], named: Sequence[Named] = ()) -> Claim | None:
    """The story the alert is about; None where no one story carries it. Two posts of two are no story that carries.

    What is new needs a smaller share: a crisis is told in many wordings, each a story of its own. Where more people
    tell what a detector named than tell the story, the alert is about that.
    """
    told = [claim for claim in found if claim.growing.lately >= ENOUGH_TO_TRACE]
    carrying = [claim for claim in told if claim.share >= CARRIES]
    new = [claim for claim in told if claim.fresh and claim.share >= WORTH_TRACING]
    best = next(iter([*carrying, *new]), None)
    return None if best and named and named[0].people > best.growing.lately else best


def central(texts: Sequence[str]) -> str:
    """The text that has most in common with the others: of several reports, the one that says what they all say.

    >>> central(["Anybody else?", "The login of the app is down", "App login down since six", "Is the app login down?"])
    'The login of the app is down'
    """
    said = canonical([own_words(text) for text in texts])
    stems = [{word[:5] for word in text.split() if len(word) >= TELLS} for text in said]

    def shared(place: int) -> float:
        mine = stems[place]
        common = sum(len(mine & other) for other in stems) - len(mine)
        return common / sqrt(max(len(mine), 6))  # else the longest would always win

    return own_words(texts[max(range(len(texts)), key=shared)]) if texts else ""


def own_words(text: str) -> str:
    """A text without what says that somebody passes it on."""
    return _PASSED_ON.sub("", text).strip()


def said(texts: Sequence[str], title: str) -> Wording:
    """The words in which a story is told here, from the posts of it: the text most often passed on, else its title.

    A story lives for weeks, and its title may be a post of another day; a claim has to be what people say now.

    >>> said(["RT @ann: glass in the bread", "Glass in the bread", "no bread today"], "The bread of last week")
    Wording(text='glass in the bread', copies=2)
    """
    bare = [own_words(text) for text in texts]
    folded = canonical(bare)
    often = Counter(folded)
    if not often:
        return Wording(title, 0)
    most = max(often.values())
    if most == 1 and title in texts:
        return Wording(title, 1)
    place = max((place for place, text in enumerate(folded) if often[text] == most), key=lambda place: len(bare[place]))
    return Wording(bare[place], most)


def calm_below(known: Sequence[Baseline], since: datetime, until: datetime) -> float | None:
    """The least count of this stretch that would still be unusual, from what the monitors together usually catch."""
    if not known:
        return None
    begin, end = since.timestamp(), until.timestamp()
    means = [float(usual.expected(one, begin, end)[0]) for one in known]
    mean = max(sum(means), 1e-3)
    extra = sum(float(usual.scatter(one, end - begin)[0]) * each**2 for one, each in zip(known, means, strict=True))
    counts = np.arange(np.ceil(mean), 4 * mean + 60)
    odd = usual.surprise(counts, np.full(len(counts), mean), np.full(len(counts), max(extra / mean**2, 1e-6))) >= ODD
    return float(counts[odd.argmax()]) if odd.any() else float(counts[-1])


def expected(known: Sequence[Baseline], since: datetime, hours: int) -> float:
    """Mentions that are usual in the coming hours."""
    begin = since.timestamp()
    return sum(float(usual.expected(one, begin, begin + 3600.0 * hours)[0]) for one in known)


def only_collection(signals: Sequence[Signal]) -> bool:
    """True where nothing was said by anybody: the alert is about what we can see."""
    return all(about_collection(signal.detector) for signal in signals)
