"""New story: a name that was hardly ever written is suddenly written by unrelated people, the way customers write.

No watch list. For each name (`naming.py`) the state holds how often it was written lately, and in which company: beside
words of commerce, or beside films, parties and matches (`commerce.py`). Two posts by different accounts, in different
words, can suffice where the name is rare, a call is made against it, and people speak of it as of a firm.

How much is enough follows from how many alarms a year are wanted: the bar rises a step with each alarm and sinks with
quiet time, as far as the budget goes; what a quiet year saves, a noisy one may spend. All weights are one, or two where
a post says outright whom it is against: nothing is fitted but where the bar begins.
"""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar, Final, NamedTuple
from zlib import crc32

import msgspec

from larum.detect.commerce import is_a_kind, weighed
from larum.detect.naming import Name, names_in, words_of
from larum.detect.posts import Finding, PostOutOfOrder, Seen

_DAY: Final = 86_400.0
_YEAR: Final = 365.25 * _DAY
_SINGLY: Final = 32
"""Mentions of a name that are kept singly; of more, the oldest become history early."""
_TOGETHER: Final = 1_800.0
"""Seconds: two posts closer than this surprise no more, for people answer each other at once."""
_SHOWN: Final = 3


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


class Memory(msgspec.Struct):
    """What the detector remembers."""

    begun: float | None = None
    reached: float | None = None
    """Times of the first and of the last post."""
    heard: float = 0.0
    """Posts, fading as names do."""
    spent: float = 0.0
    """How far alarms have raised the bar; below nothing, what is saved."""
    names: dict[str, Past] = {}
    """The longest unwritten first."""
    told: dict[str, float] = {}
    """Names of stories that were told, and when."""


class _Ripe(NamedTuple):
    """A name that bursts, and how telling that is."""

    telling: float
    key: str
    mentions: list[Mention]
    reasons: dict[str, float | str]


@dataclass(frozen=True)
class NewStory:
    """The detector. Bars, steps and surprises are log-odds: one more is 2.7 times as telling."""

    name = "new_story"
    paper: ClassVar[str] = (
        "Surprise: the likelihood ratio of two rates of Kleinberg, Bursty and Hierarchical Structure in Streams, 2003. "
        "Bar: dual ascent on a budget, as in Zinkevich, Online Convex Programming, 2003."
    )
    state_type = Memory
    alarms_a_year: float = 8.0
    """At which the bar rests. A stream that grows spends more until the bar has followed, by its rise over `step`."""
    saved_years: float = 5.0
    """Of unspent alarms that are kept for a noisy time."""
    bar: float = 4.5
    """Where the bar begins, and below which it never sinks."""
    step: float = 0.25
    """By which an alarm raises it."""
    surprise: float = 8.0
    """From which a burst is one: e^8, about 3,000 times as likely as by the name's own rate."""
    span_hours: float = 24.0
    """In which mentions must come to be one burst."""
    forgets_days: float = 60.0
    """In which a name's rate fades to 37 %."""
    learns_days: float = 7.0
    """Before which nothing is known to be new."""
    own_share: float = 0.1
    """Of all posts: a name that so many write is what this stream is about, and no news in it."""
    past_weight: float = 0.3
    """Of the company a name kept before, against what is said of it now."""
    told_days: float = 7.0
    """Through which a story that was told is not told again."""
    alike: float = 0.5
    """Share of common words from which a post is a copy."""
    keeps: int = 50_000
    """Names that are remembered: years of a quiet stream, hours of a loud one, whose bursts take minutes."""

    def parameters(self) -> dict[str, float]:
        """What can be turned."""
        return asdict(self)

    def start(self) -> Memory:
        """Nothing seen yet."""
        return Memory()

    def see(self, state: Memory, post: Seen) -> list[Finding]:
        """Take a post; a finding where it makes a story plain."""
        self._pass(state, post.at)
        if post.repost_of is not None or not post.account:
            return []  # a repeat says nothing new; two posts without an account may be one person's
        said = words_of(post.text)
        sold, other = weighed(said.folded)
        words = frozenset(crc32(word.encode()) for word in said.folded if word[0] != "@")
        ripe: list[_Ripe] = []
        named = names_in(said, state.names)
        for key, name in named.items():
            past = state.names.pop(key, None)
            if past is None:
                if is_a_kind(key):
                    continue
                past = Past(post.at, recent=[])
            state.names[key] = past  # to the end: the longest unwritten are forgotten first
            self._age(past, post.at)
            mention = self._mention(past, post, name, words, sold, other)
            past.recent.append(mention)
            if mention.fresh and len(past.recent) > 1 and not _told(state, key):
                found = self._weigh(state, key, past, post.at)
                if found is not None:
                    ripe.append(found)
        while len(state.names) > self.keeps:
            del state.names[next(iter(state.names))]
        return self._tell(state, post, named, ripe) if ripe else []

    def _pass(self, state: Memory, at: float) -> None:
        """Let time pass up to a post: the bar sinks, stories that were told may be told again."""
        since = at if state.reached is None else state.reached
        if not at >= since:
            raise PostOutOfOrder(at=at, reached=since)
        if state.begun is None:
            state.begun = at
        state.heard = state.heard * math.exp((since - at) / (self.forgets_days * _DAY)) + 1
        a_year = self.step * self.alarms_a_year
        state.spent = max(-a_year * self.saved_years, state.spent - a_year * (at - since) / _YEAR)
        state.reached = at
        for key in [key for key, when in state.told.items() if at - when > self.told_days * _DAY]:
            del state.told[key]

    def _age(self, past: Past, at: float) -> None:
        """Turn mentions that are too old for this burst, and those beyond what is kept, into history."""
        fades = self.forgets_days * _DAY
        past.often *= math.exp((past.reached - at) / fades)
        past.reached = at
        gone = max(0, len(past.recent) - _SINGLY + 1)
        while gone < len(past.recent) and past.recent[gone].at < at - self.span_hours * 3600:
            gone += 1
        for mention in past.recent[:gone]:
            past.often += math.exp((mention.at - at) / fades)
            past.sold += mention.sold
            past.other += mention.other
        del past.recent[:gone]

    def _mention(self, past: Past, post: Seen, name: Name, words: frozenset[int], sold: int, other: int) -> Mention:
        fresh = all(
            mention.account != post.account and _shared(mention.words, words) < self.alike for mention in past.recent
        )
        meant = name.marked + name.account + 2 * name.called
        return Mention(post.at, post.id, post.account, words, meant, sold, other, fresh)

    def _weigh(self, state: Memory, key: str, past: Past, at: float) -> _Ripe | None:
        """How telling a name's fresh mentions are; nothing where they are too few, or no surprise."""
        if state.begun is None or at - state.begun < self.learns_days * _DAY:
            return None
        if past.often > self.own_share * state.heard:
            return None
        fresh = [mention for mention in past.recent if mention.fresh]
        surprise = self._surprise(state, past, [mention.at for mention in fresh])
        if surprise < self.surprise:
            return None
        accounts = len(fresh)
        now = math.log((sum(m.sold for m in fresh) + 0.5) / (sum(m.other for m in fresh) + 0.5))
        before = math.log((self.past_weight * past.sold + 1) / (self.past_weight * past.other + 1))
        meant = sum(m.meant for m in fresh) / accounts
        telling = now + before + meant + math.log(accounts)
        reasons: dict[str, float | str] = {
            "accounts": float(accounts),
            "hours": (at - fresh[0].at) / 3600,
            "usual_a_month": self._rate(state, past, at) * 30 * _DAY,
            "surprise": surprise,
            "commerce_now": now,
            "commerce_before": before,
            "meant": meant,
        }
        return _Ripe(telling, key, fresh, reasons)

    def _rate(self, state: Memory, past: Past, at: float) -> float:
        """Mentions a second that are usual for a name; half a one for a name that was never seen."""
        begun = at if state.begun is None else state.begun
        return (past.often + 0.5) / (min(at - begun, self.forgets_days * _DAY) + _DAY)

    def _surprise(self, state: Memory, past: Past, times: list[float]) -> float:
        """The log-likelihood ratio of a burst to the usual rate, over the stretch back from the last mention that
        makes the most of it; nothing for a single one."""
        last, most = times[-1], 0.0
        rate = self._rate(state, past, last)
        for count in range(2, len(times) + 1):
            usual = rate * max(last - times[-count], _TOGETHER)
            if count > usual:
                most = max(most, count * math.log(count / usual) - (count - usual))
        return most

    def _tell(self, state: Memory, post: Seen, named: Iterable[str], ripe: list[_Ripe]) -> list[Finding]:
        """One finding for the most telling name, where it clears the bar and belongs to no story that was told."""
        bar = self.bar + max(0.0, state.spent)
        ripe = [each for each in ripe if each.telling >= bar and not self._known(state, each.mentions)]
        if not ripe:
            return []
        best = max(ripe, key=lambda each: (each.telling, each.key))
        names = [best.key, *self._beside(state, best, named)][:_SHOWN]
        for key in names:
            state.told[key] = post.at
        state.spent += self.step
        return [
            Finding(
                at=post.at,
                what=", ".join(names),
                score=1 / (1 + math.exp(self.bar - best.telling)),
                since=best.mentions[0].at,
                posts=tuple(mention.post for mention in best.mentions),
                accounts=tuple(mention.account for mention in best.mentions),
                reasons={**best.reasons, "telling": best.telling, "bar": bar},
            )
        ]

    def _beside(self, state: Memory, best: _Ripe, named: Iterable[str]) -> list[str]:
        """Other names that at least half of the posts of a burst write, the most shared first."""
        posts = {mention.post for mention in best.mentions}
        shares = {
            key: len(posts & {mention.post for mention in state.names[key].recent if mention.meant})
            for key in named
            if key != best.key and key in state.names
        }
        return sorted((key for key, share in shares.items() if 2 * share >= len(posts)), key=lambda key: -shares[key])

    def _known(self, state: Memory, mentions: list[Mention]) -> bool:
        """True where most of these posts belong to a story that was told."""
        told = {m.post for key in state.told if key in state.names for m in state.names[key].recent}
        return 2 * sum(mention.post in told for mention in mentions) > len(mentions)


def _told(state: Memory, key: str) -> bool:
    """True for a name of a story that was told, or a longer or shorter form of one."""
    return any(key in told or told in key for told in state.told)


def _shared(one: frozenset[int], two: frozenset[int]) -> float:
    """Share of words two posts have in common."""
    common = len(one & two)
    return common / (len(one) + len(two) - common) if common else 0.0


post_detector: Final = NewStory()
