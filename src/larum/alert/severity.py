"""How grave an alert is, from SEV1 (existential) to SEV4 (watch), and why: points that can be read and contradicted.

Each thing that makes a burst grave earns points, and says so with its number. Some things hold the severity back,
whatever the points: a dozen people are not an existential crisis, and praise is not one at all.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from larum.base.translate import Msgid, msgid


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
SOME_PEOPLE: Final = 60
"""Fewer than this cannot make SEV1."""
HARMLESS: Final = 0.15
"""Share of negative mentions below which a burst, however large, is no more than SEV3: something to look at."""

_STEPS: Final[dict[str, Sequence[tuple[float, int]]]] = {
    "times_usual": ((3, 1), (10, 2), (30, 3)),
    "mentions": ((30, 1), (200, 2), (1000, 3)),
    "negative_share": ((0.35, 1), (0.6, 2)),
    "reach": ((100_000, 1), (1_000_000, 2)),
    "questions": ((10, 1), (50, 2)),
    "platforms": ((3, 1),),
    "critic": ((100_000, 1), (1_000_000, 2)),
    "reports": ((4, 1), (10, 2)),
}
"""From which number how many points, each thing on its own."""
_FAST_MINUTES: Final = 15.0

WORDS: Final[dict[str, Msgid]] = {
    "times_usual": msgid("{number} times as many as usual"),
    "mentions": msgid("mentions since it began: {number}"),
    "negative_share": msgid("{number} % of them negative"),
    "reach": msgid("the accounts together have {number} followers"),
    "questions": msgid("questions among them: {number}"),
    "platforms": msgid("seen on {number} platforms"),
    "critic": msgid("an account with {number} followers speaks ill"),
    "reports": msgid("unrelated people who report the same problem: {number}"),
    "fast": msgid("it grew within {number} minutes"),
    "few_people": msgid("held back: accounts taking part: {number}"),
    "harmless": msgid("held back: only {number} % are negative"),
    "late_start": msgid("held back: what came before is hardly known"),
    "collection": msgid("held back: this is about our own collection, not about what people say"),
}
"""Sentences for the codes of reasons; shares are shown as whole per cents."""


def judge(picture: Picture) -> Judgement:
    """How grave this is.

    >>> judge(Picture(observed=6, usual=0.1, mentions=6, negative=6, authors=6)).severity
    3
    >>> judge(Picture(observed=900, usual=12, mentions=4000, negative=3000, authors=2500, reach=2_000_000)).severity
    1
    """
    share = picture.negative / picture.mentions if picture.mentions else 0.0
    numbers = {
        "times_usual": picture.observed / max(picture.usual, 1.0),
        "mentions": float(picture.mentions),
        "negative_share": share if picture.negative >= 4 else 0.0,  # one angry post of one is no mood
        "reach": float(picture.reach),
        "questions": float(picture.questions),
        "platforms": float(picture.platforms),
        "critic": float(picture.critic),
        "reports": float(picture.reports),
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
    for held, code, number in (
        (
            3 if picture.authors < FEW_PEOPLE else 2 if picture.authors < SOME_PEOPLE else 1,
            "few_people",
            picture.authors,
        ),
        (3 if share < HARMLESS else 1, "harmless", share),
        (2 if "late_start" in picture.caveats else 1, "late_start", 0.0),
        (4 if picture.collection else 1, "collection", 0.0),
    ):
        if severity < held:
            reasons.append(Reason(code, float(number), severity - held))
            severity = held
    return Judgement(severity, tuple(reasons))


def _points(number: float, steps: Sequence[tuple[float, int]]) -> int:
    return max((points for least, points in steps if number >= least), default=0)
