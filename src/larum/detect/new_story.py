"""New story: a name that was hardly ever written is suddenly written by unrelated people, the way customers write.

No watch list. For each name (`naming.py`) the state holds how often it was written lately, and in which company: beside
words of commerce, or beside films, parties and matches (`commerce.py`). How telling a burst of it is, is said in
accounts an hour that turn against a firm, as far as we can tell: their pace, times the probability that the name is a
firm (`burst.py`). Two posts by different accounts can suffice where they leave no doubt; many voices an hour make up
for doubt, but hardly for words of film and politics, which weigh more with each voice.

How telling is enough follows from how many alarms a year are wanted, and from what the stream brought lately
(`scarcity.py`). All weights are one, or two where a post says outright whom it is against: nothing is fitted but where
a firm is as likely as not.

*Example.* Of a delivery firm hardly anybody ever wrote. One evening two people who have nothing to do with each other
call for a boycott, by its handle, twenty minutes apart: that is a story. Of a film star it takes dozens.
"""

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar, Final, NamedTuple
from zlib import crc32

import msgspec

from larum.detect.burst import Company, Mention, Past, company, copies, pace, surprise
from larum.detect.commerce import is_a_kind, weighed
from larum.detect.naming import Name, names_in, words_of
from larum.detect.posts import Finding, Seen, in_order
from larum.detect.scarcity import Heard, Scarcity

_DAY: Final = 86_400.0
_SINGLY: Final = 32
"""Mentions of a name that are kept singly; of more, the oldest become history early."""
_SHOWN: Final = 3


class Memory(msgspec.Struct):
    """What the detector remembers."""

    begun: float | None = None
    reached: float | None = None
    """Times of the first and of the last post."""
    seen: float = 0.0
    """Posts, fading as names do."""
    names: dict[str, Past] = {}
    """The longest unwritten first."""
    forgotten: float | None = None
    """When the name that was forgotten last had been written last: of a new one no more is known."""
    heard: Heard = msgspec.field(default_factory=Heard)
    told: dict[str, float] = {}
    """Names of stories that were told, and when."""


class _Ripe(NamedTuple):
    """A name that bursts, and how telling that is."""

    telling: float
    key: str
    mentions: list[Mention]
    company: Company
    since: float
    reasons: dict[str, float | str]

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(mention.post for mention in self.mentions)


@dataclass(frozen=True)
class NewStory:
    """The detector. What is “an hour” are accounts an hour that turn against a firm."""

    name = "new_story"
    paper: ClassVar[str] = (
        "Surprise: the likelihood ratio of two rates of Kleinberg, Bursty and Hierarchical Structure in Streams, 2003. "
        "Bar: a rank among earlier stories, as in Vovk et al., Algorithmic Learning in a Random World, 2005."
    )
    state_type = Memory
    alarms_a_year: float = 9.0
    """That are wanted. A stream that grows brings a few more until its past has followed."""
    memory_years: float = 2.0
    """In which stories and alarms fade to 37 %: as far back the budget is kept, and what is unspent is saved."""
    imagined_years: float = 0.25
    """Of a past before the stream began."""
    usual_an_hour: float = 0.14
    """What the stories that are wanted reach at least, in that past."""
    least_an_hour: float = 0.1
    """Below which nothing is told, however quiet a year was."""
    slack_hours: float = 12.0
    """By which each stretch of time is taken to be longer, for few voices prove no pace."""
    even: float = 3.0
    """Log-odds at which a name is as likely a firm as not; 3 is two posts that call against a name, one by its handle,
    without a word of commerce or of anything else."""
    surprise: float = 8.0
    """From which a burst is one: e^8, about 3,000 times as likely as by the name's own rate."""
    span_hours: float = 24.0
    """In which mentions must come to be one burst."""
    least_accounts: int = 2
    """Of which a burst consists."""
    ill_share: float = 0.0
    """Of a burst's mentions: so many must call against the name, or complain."""
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
        begun = self._pass(state, post.at)
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
                past = Past(post.at, recent=[], since=begun if state.forgotten is None else state.forgotten)
            state.names[key] = past  # to the end: the longest unwritten are forgotten first
            self._age(past, post.at)
            new = past.often <= self.own_share * state.seen and _says_new(past.recent, post.account, words, self.alike)
            mention = _mention(post, name, words, sold, other, new)
            past.recent.append(mention)
            if mention.fresh and len(past.recent) > 1 and post.at - begun >= self.learns_days * _DAY:
                found = self._weigh(state.seen, post, key, past)
                if found is not None:
                    ripe.append(found)
        while len(state.names) > self.keeps:
            state.forgotten = state.names.pop(next(iter(state.names))).reached
        return self._tell(state, post, named, ripe) if ripe else []

    def _pass(self, state: Memory, at: float) -> float:
        """Let time pass up to a post; gives when all began."""
        since = at if state.reached is None else state.reached
        state.reached = in_order(at, state.reached)
        if state.begun is None:
            state.begun = state.heard.begun = at
        state.seen = state.seen * math.exp((since - at) / (self.forgets_days * _DAY)) + 1
        for key in [key for key, when in state.told.items() if at - when > self.told_days * _DAY]:
            del state.told[key]
        return state.begun

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

    def _weigh(self, seen: float, post: Seen, key: str, past: Past) -> _Ripe | None:
        """How telling a name's fresh mentions are; nothing where they are too few, or no surprise."""
        fresh = [mention for mention in past.recent if mention.fresh]
        accounts = len(fresh)
        ill = sum(mention.ill for mention in fresh) / accounts
        if accounts < self.least_accounts * post.asked or ill < self.ill_share or past.often > self.own_share * seen:
            return None
        times = [mention.at for mention in fresh]
        counted = min(post.at - past.since, self.forgets_days * _DAY)
        rate = (past.often + 0.5) / (counted + _DAY)  # half a mention where there was none
        news, since = surprise(times, rate)
        if news < self.surprise:
            return None
        kept = company(past, fresh, self.past_weight)
        if kept.meant < 1:
            return None  # a word that only happens to be written, a name that hardly anybody marks as one
        firm, fast = kept.firm(accounts, self.even), pace(times, self.slack_hours)
        reasons: dict[str, float | str] = {
            "accounts": float(accounts),
            "hours": (times[-1] - times[0]) / 3600,
            "accounts_an_hour": fast,
            "firm": firm,
            "usual_a_month": rate * 30 * _DAY,
            "surprise": news,
            "commerce_now": kept.now,
            "commerce_before": kept.before,
            "meant": kept.meant,
            "ill": ill,
        }
        return _Ripe(firm * fast, key, fresh, kept, since, reasons)

    def _tell(self, state: Memory, post: Seen, named: Iterable[str], ripe: list[_Ripe]) -> list[Finding]:
        """One finding for the most telling name that is rare enough, and belongs to no story that was told."""
        scarcity = Scarcity(
            self.alarms_a_year, self.memory_years, self.imagined_years, self.usual_an_hour, self.told_days * _DAY
        )
        ripe = sorted(
            (each for each in ripe if each.telling >= self.least_an_hour), key=lambda each: (-each.telling, each.key)
        )
        findings: list[Finding] = []
        for each in ripe:
            if _told(state, each.key) or _known(state, each.posts):
                continue
            own = scarcity.find(state.heard, post.at, each.key, each.posts)
            rarer = scarcity.rarer(state.heard, post.at, each.telling / post.asked, own)
            if rarer >= 1:
                findings = [self._finding(state, post, each, named, rarer)]
                scarcity.spend(state.heard, post.at)
                break
        for each in ripe:
            scarcity.note(state.heard, post.at, each.key, each.telling, each.posts)
        return findings

    def _finding(self, state: Memory, post: Seen, best: _Ripe, named: Iterable[str], rarer: float) -> Finding:
        names = [best.key, *_beside(state, best, named)][:_SHOWN]
        for key in names:
            state.told[key] = post.at
        return Finding(
            at=post.at,
            what=", ".join(names),
            score=rarer / (1 + rarer),
            since=best.since,
            posts=best.posts,
            accounts=tuple(mention.account for mention in best.mentions),
            reasons={**best.reasons, "telling": best.telling, "rarer": rarer},
        )


def _mention(post: Seen, name: Name, words: frozenset[int], sold: int, other: int, new: bool) -> Mention:
    meant = name.marked + name.account + 2 * name.called
    return Mention(post.at, post.id, post.account, words, meant, sold, other, name.called or post.complains, new)


def _says_new(recent: Iterable[Mention], account: str, words: frozenset[int], alike: float) -> bool:
    """Whether nobody said it before in nearly these words, nor this account anything of the name."""
    return not any(mention.account == account or copies(mention.words, words, alike) for mention in recent)


def _beside(state: Memory, best: _Ripe, named: Iterable[str]) -> list[str]:
    """Other names that at least half of the posts of a burst write, the most shared first."""
    posts = set(best.posts)
    shares = {
        key: len(posts & {mention.post for mention in state.names[key].recent if mention.meant})
        for key in named
        if key != best.key and key in state.names
    }
    return sorted((key for key, share in shares.items() if 2 * share >= len(posts)), key=lambda key: -shares[key])


def _known(state: Memory, posts: tuple[str, ...]) -> bool:
    """True where at least half of these posts belong to a story that was told."""
    told = {m.post for key in state.told if key in state.names for m in state.names[key].recent}
    return 2 * sum(post in told for post in posts) >= len(posts)


def _told(state: Memory, key: str) -> bool:
    """True for a name of a story that was told, or a longer or shorter form of one."""
    return any(key in told or told in key for told in state.told)


post_detector: Final = NewStory()
