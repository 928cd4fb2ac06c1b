"""How grave an alert is, from SEV1 (existential) to SEV4 (watch), and why: points that can be read and contradicted.

Each thing that makes a burst grave earns points, and says so with its number. Some things hold the severity back,
whatever the points: a dozen people are not an existential crisis, three times an airline's usual Tuesday is not one
either, and praise is not one at all. Where the usual is not known, being many times the usual earns nothing. What
follows, case by case, stands in `docs/how-to/who-is-called-at-night.md`, and a test holds that table to these lines.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from larum.base.translate import Msgid, Plural, msgid
from larum.measure.baseline import times_as_many


class Picture(msgspec.Struct, frozen=True):
    """What is known of a burst when somebody has to decide how grave it is."""

    observed: float
    usual: float
    """Mentions and expectation over the most unusual span of its gravest signal that counts mentions; 0 without one."""
    mentions: int
    negative: int
    authors: int
    """Since the burst began; accounts are distinct."""
    reach: int = 0
    """Followers of those accounts; 0 where platforms do not tell."""
    questions: int = 0
    platforms: int = 1
    minutes_to_notice: float = 60.0
    """From the first unusual minute to sufficient evidence: short for a storm."""
    critic: int = 0
    """Followers of a large account that speaks ill, where a signal says so."""
    reports: int = 0
    """Unrelated people who report the same problem, where a signal says so."""
    newcomers: int = 0
    """Accounts that tell a story nobody told before, where a signal says so."""
    collection: bool = False
    """It is about what we can see (a source fell silent), not about what people say."""
    caveats: tuple[str, ...] = ()


class Reason(msgspec.Struct, frozen=True):
    """One thing that weighed, with its number; `points` below zero hold back."""

    code: str
    number: float
    points: int


class Judgement(msgspec.Struct, frozen=True):
    """A severity and what made it so, the weightiest first."""

    severity: int
    """1 to 4."""
    reasons: tuple[Reason, ...]


SEV_FROM: Final = {1: 9, 2: 6, 3: 3}
"""Points from which a burst is that grave; below all, it is SEV4."""
FEW_PEOPLE: Final = 15
"""Fewer accounts than this cannot make more than SEV3: anybody can be fifteen accounts."""
A_CROWD: Final = 300
FAR: Final = 1_000_000
"""Fewer accounts than a crowd cannot make SEV1, unless they reach that many people."""
TOWERS: Final = 5.0
RISES: Final = 3.0
"""Below so many times the usual it is no SEV1, and no SEV2: a large brand has such days, and lives."""
UNKNOWN_USUAL: Final = frozenset({"late_start", "short_history"})
"""Caveats with which “times the usual” says little."""
HARMLESS: Final = 0.15
"""Share of negative mentions below which a burst, however large, is no more than SEV3: something to look at."""

_STEPS: Final[dict[str, Sequence[tuple[float, int]]]] = {
    "times_usual": ((3, 1), (10, 2), (30, 3)),
    "mentions": ((30, 1), (200, 2), (1000, 3)),
    "negative_share": ((0.35, 1), (0.6, 2)),
    "reach": ((100_000, 1), (1_000_000, 2)),
    "questions": ((10, 1),),
    "platforms": ((3, 1),),
    "critic": ((100_000, 1), (1_000_000, 2)),
    "reports": ((4, 1), (10, 2)),
    "newcomers": ((2, 3),),
}
"""From which number how many points, each thing on its own. A new story is told a few times a year: worth a
look, however few tell it yet."""
_FAST_MINUTES: Final = 15.0

WORDS: Final[dict[str, Msgid | Plural]] = {
    "times_usual": msgid("{number} times as many as usual"),
    "mentions": Plural("{count} mention since it began", "{count} mentions since it began"),
    "negative_share": msgid("{share} of them negative"),
    "reach": Plural("the accounts have {count} follower together", "the accounts have {count} followers together"),
    "questions": Plural("{count} question among them", "{count} questions among them"),
    "platforms": Plural("seen on {count} platform", "seen on {count} platforms"),
    "critic": Plural(
        "an account with {count} follower speaks ill of it", "an account with {count} followers speaks ill of it"
    ),
    "reports": Plural(
        "{count} person reports the problem", "{count} people report the same problem, each on their own"
    ),
    "newcomers": Plural(
        "a story nobody told before, told by {count} account", "a story nobody told before, told by {count} accounts"
    ),
    "fast": Plural("it grew within {count} minute", "it grew within {count} minutes"),
    "few_people": Plural("held back: {count} account is no crowd", "held back: {count} accounts are no crowd"),
    "usual_size": msgid("held back: it does not rise far enough above the usual"),
    "harmless": msgid("held back: only {share} are negative"),
    "late_start": msgid("held back: what is usual here is hardly known"),
    "collection": msgid("held back: this is about our own collection, not about what people say"),
}
"""Sentences for the codes of reasons: a number is counted, a share shown as a percentage."""


def judge(picture: Picture) -> Judgement:
    """How grave this is.

    >>> judge(Picture(observed=6, usual=0.1, mentions=6, negative=6, authors=6)).severity
    3
    >>> judge(Picture(observed=900, usual=12, mentions=4000, negative=3000, authors=2500, reach=2_000_000)).severity
    1
    """
    share = picture.negative / picture.mentions if picture.mentions else 0.0
    times = times_as_many(picture.observed, picture.usual) if picture.observed else 0.0
    unknown = bool(UNKNOWN_USUAL.intersection(picture.caveats))
    numbers = {
        "times_usual": 0.0 if unknown else times,
        "mentions": float(picture.mentions),
        "negative_share": share if picture.negative >= 4 else 0.0,  # one angry post of one is no mood
        "reach": float(picture.reach),
        "questions": float(picture.questions),
        "platforms": float(picture.platforms),
        "critic": float(picture.critic),
        "reports": float(picture.reports),
        "newcomers": float(picture.newcomers),
    }
    reasons = [
        Reason(code, numbers[code], points)
        for code, steps in _STEPS.items()
        if (points := _points(numbers[code], steps))
    ]
    if picture.minutes_to_notice <= _FAST_MINUTES and picture.mentions >= 30:
        reasons.append(Reason("fast", picture.minutes_to_notice, 1))
    reasons.sort(key=lambda reason: -reason.points)
    total = sum(reason.points for reason in reasons)
    severity = min((grade for grade, least in SEV_FROM.items() if total >= least), default=4)
    crowd = picture.authors >= A_CROWD or (picture.authors >= FEW_PEOPLE and picture.reach >= FAR)
    for held, code, number in (
        (3 if picture.authors < FEW_PEOPLE else 1 if crowd else 2, "few_people", picture.authors),
        (3 if share < HARMLESS else 1, "harmless", share),
        (2 if unknown else 1, "late_start", 0.0),
        (3 if 0 < times < RISES and not unknown else 2 if times < TOWERS else 1, "usual_size", times),
        (4 if picture.collection else 1, "collection", 0.0),
    ):
        if severity < held:
            reasons.append(Reason(code, float(number), severity - held))
            severity = held
    return Judgement(severity, tuple(reasons))


def _points(number: float, steps: Sequence[tuple[float, int]]) -> int:
    return max((points for least, points in steps if number >= least), default=0)
