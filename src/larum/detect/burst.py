"""What is remembered of a name, and what a burst of mentions is worth: how surprising, how fast, by whom."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

_TOGETHER: Final = 1_800.0
"""Seconds: two posts closer than this surprise no more, for people answer each other at once."""


class Mention(msgspec.Struct, array_like=True):
    """One post that writes a name."""

    at: float
    post: str
    account: str
    words: frozenset[int]
    """What it says, without handles and links, as checksums: copies are known by it, and no text is kept."""
    meant: int
    """0 to 4: one for a tag, a handle or a capital, one for a handle, two for a call against it."""
    sold: int
    other: int
    """Words of commerce and of other things in it."""
    ill: bool
    """A call against the name, or a post that names what falls short."""
    fresh: bool
    """The first of its account and of its text, among those kept."""


class Past(msgspec.Struct, array_like=True):
    """What is remembered of a name."""

    reached: float
    often: float = 0.0
    """Mentions older than those kept singly, fading."""
    sold: float = 0.0
    other: float = 0.0
    """Words of commerce and of other things beside those."""
    recent: list[Mention] = []
    since: float = 0.0
    """From when on its mentions were counted."""


class Company(NamedTuple):
    """In which company a name is: log-odds of words of commerce against other words, now and before."""

    now: float
    before: float
    meant: float
    """How plainly the posts mean the name, on average."""

    def firm(self, accounts: int, even: float) -> float:
        """The probability that it is a firm. Each doubling of accounts makes their words weigh more."""
        odds = (self.now + self.before) * (1 + math.log(accounts / 2)) + self.meant - even
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def company(past: Past, fresh: Sequence[Mention], past_weight: float) -> Company:
    """The company of a burst."""
    return Company(
        math.log((sum(m.sold for m in fresh) + 0.5) / (sum(m.other for m in fresh) + 0.5)),
        math.log((past_weight * past.sold + 1) / (past_weight * past.other + 1)),
        sum(m.meant for m in fresh) / len(fresh),
    )


def surprise(times: Sequence[float], rate: float) -> tuple[float, float]:
    """The log-likelihood ratio of a burst to the usual rate, over the stretch back from the last mention that makes the
    most of it, and when that stretch began; nothing for a single one."""
    last, most, since = times[-1], 0.0, times[-1]
    for count in range(2, len(times) + 1):
        usual = rate * max(last - times[-count], _TOGETHER)
        ratio = count * math.log(count / usual) - (count - usual) if count > usual else 0.0
        if ratio > most:
            most, since = ratio, times[-count]
    return most, since


def pace(times: Sequence[float], slack_hours: float) -> float:
    """Accounts an hour, over the stretch back from the last that makes the most of it; of two at once nobody knows yet
    whether they are fast, so each stretch is taken to be `slack_hours` longer."""
    last = times[-1]
    return max(count / ((last - times[-count]) / 3600 + slack_hours) for count in range(1, len(times) + 1))


def copies(one: frozenset[int], two: frozenset[int], alike: float) -> bool:
    """True where two posts have this share of their words in common."""
    few, many = len(one), len(two)
    if few > many:
        few, many = many, few
    if few < alike * many:
        return False
    common = len(one & two)
    return common > 0 and common >= alike * (few + many - common)
