"""Cross-platform spread: a story that was at home on one platform is taken up on another by unrelated people.

A story is a shared link, a name (`naming.py`) or a text that is written again almost word for word (a MinHash over its
words and pairs of words; Broder 1997). It is fresh where at most one post of the weeks before carried it, and at home
where three accounts carried it within three days, at least three for each that did elsewhere. From the first account
that carries it on another platform on, its *carriers* there are counted for eight hours: accounts that

- post in words of their own (no repost), and not what anybody posted in the same words within the last two minutes;
- have no namesake among the story's carriers elsewhere, and never posted the same words on two platforms at once: who
  posts everything everywhere has told us nothing.

Two things are asked, and the answers multiplied. *How often do so many cross?* Links and names cross every day on some
monitors and never on others, so each learns its own. Of crossings of this kind to this platform let `r` be usual in a
week, and let a share `q` of those that come to `k` carriers come to `2k`. Then of `n` carriers or more

    R(n) = r q^log2(n)

are to be expected in a week: Pareto's law, as sizes of cascades follow it, whose exponent is -log2 q. *Has the story
turned?* Of its accounts on the two platforms a share would come here all the time if it were merely popular on both.
That share is a beta variable, whose prior is this platform's usual share of posts and weighs four accounts, and which
has seen those that came before the crossing. P is the chance that of the accounts since then as many or more come here
(beta-binomial). People are called where `n` is three or more and R(n) P is below one in a million. The two are not
independent, so this is a bar, set by what quiet worlds bring, and no rate.

`r` and `q` are means of gamma and beta posteriors (half a crossing in two weeks; one doubling of three), fading by half
in eight weeks. A crossing that was told is learnt only as large as was needed to tell it.

*Example.* On a forum five people share a video of a dirty kitchen. Hours later others do on another network, who have
nothing to do with them or with each other: where that hardly ever happens, half a dozen of them are reason enough.
*Cost*: see `docs/reference/judgement.md`; nothing where all posts come from one platform.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, ClassVar, Final, NamedTuple
from zlib import crc32

import msgspec

from larum.detect.carried import BANDS, SHORT, called, links_of, sketch
from larum.detect.crossing import Crossing, Usual, expected, fade, learn, turned
from larum.detect.naming import names_in, words_of
from larum.detect.posts import Finding, Seen, in_order, words_said

_DAY: Final = 86_400.0
_WEEK: Final = 7 * _DAY
_CARRIERS: Final = 32
"""Carriers that are kept of a story on one platform: larger crossings are as large as this."""
_RECENT: Final = 2_000
"""Texts of the last minutes, people known to post everywhere, and crossings under way that are remembered."""
_TOLD: Final = 600
"""Posts of stories that were told."""
_STEP: Final = 8
"""Texts that are forgotten at most with each post that comes."""
_FADING: Final = 28 * _DAY
"""Half-life of what is known of a link, a name or a text."""


class Carrier(msgspec.Struct, array_like=True):
    """An account that carries a story on a platform, by the post with which it began to."""

    at: float
    post: str
    account: str
    called: str
    """Its name, without what a platform adds; empty where it has none to tell."""


class Voice(msgspec.Struct, array_like=True):
    """Who posted some words last."""

    at: float
    platform: str
    account: str


class Story(msgspec.Struct, array_like=True):
    """What is remembered of a link, a name or a text."""

    at: float
    """When it was last carried."""
    often: float = 0.0
    """Carriers of earlier days, fading."""
    on: dict[str, list[Carrier]] = {}
    """By platform, the one it came to first in front."""
    into: dict[str, Crossing] = {}


class Memory(msgspec.Struct):
    """What the detector remembers."""

    reached: float | None = None
    platforms: dict[str, float] = {}
    """When each was first heard,"""
    posts: dict[str, float] = {}
    """and how much comes from it; a later post weighs more, so that the earlier fade."""
    origin: float = 0.0
    """When a post weighed 1."""
    stories: dict[str, Story] = {}
    """By kind and key; the longest uncarried first."""
    texts: dict[int, str] = {}
    """Band keys of texts, and the story each belongs to."""
    said: dict[int, Voice] = {}
    """Texts of the last minutes, by checksum; the longest unsaid first."""
    everywhere: dict[str, float] = {}
    """Accounts that posted the same words on two platforms at once."""
    usual: dict[str, Usual] = {}
    """By kind and platform."""
    open: list[tuple[float, str, str]] = []
    """Crossings that are still counted: begun, story, platform."""
    told: dict[str, float] = {}
    """Posts of crossings that were told."""


class _Ripe(NamedTuple):
    """A crossing that is large beyond the usual."""

    a_week: float
    """Crossings as large as this."""
    turn: float
    """The chance that it came here so much without having turned."""
    key: str
    story: Story
    crossing: Crossing
    here: list[Carrier]


@dataclass(frozen=True)
class CrossPlatform:
    """The detector."""

    name = "cross_platform"
    paper: ClassVar[str] = (
        "Own; sizes as in Clauset, Shalizi and Newman, Power-Law Distributions in Empirical Data, SIAM Review 2009, "
        "and Goel, Anderson, Hofman and Watts, The Structural Virality of Online Diffusion, Management Science 2016."
    )
    state_type = Memory
    accounts: int = 3
    """At home, for each one elsewhere; and the fewest that carry it over."""
    fresh_days: float = 3.0
    """Through which a story counts as one."""
    span_hours: float = 8.0
    """Through which the carriers of a crossing are counted."""
    rarity: float = 1e-6
    """The product of how often so many cross in a week and the chance of such a turn."""
    mixes: float = 4.0
    """Accounts that the usual shares of two platforms weigh against a story's own."""
    echo_seconds: float = 120.0
    """The same words within this time are one voice, whoever posts them."""
    half_life_weeks: float = 8.0
    """Of what is known of crossings, and of how much comes from each platform."""
    learns_days: float = 14.0
    """Since the second platform was first heard, before anything is said of it."""
    told_days: float = 7.0
    """Through which a story that was told is not told again."""
    keeps: int = 20_000
    """Stories that are remembered; of more, those uncarried for longest are forgotten."""

    def parameters(self) -> dict[str, float]:
        """What can be turned."""
        return asdict(self)

    def start(self) -> Memory:
        """Nothing seen yet."""
        return Memory()

    def see(self, state: Memory, post: Seen) -> list[Finding]:
        """Take a post; a finding where it makes a crossing plain."""
        state.reached = in_order(post.at, state.reached)
        if not post.platform:
            return []
        state.platforms.setdefault(post.platform, post.at)
        self._hear(state, post)
        if len(state.platforms) < 2:
            return []
        self._ripen(state, post.at)
        if post.repost_of is not None or not post.account:
            return []
        said = words_said(post)
        echo = self._echoes(state, post, said)
        carrier = Carrier(post.at, post.id, post.account, called(post.handle))
        ripe = [
            found
            for key in self._stories(state, post, said)
            if (found := self._carry(state, key, post, carrier, echo)) is not None
        ]
        _cut(state.stories, self.keeps)
        _cut(state.texts, BANDS * self.keeps // 4)
        return self._tell(state, post, ripe) if ripe else []

    def _hear(self, state: Memory, post: Seen) -> None:
        """How much comes from each platform."""
        weight = 2.0 ** ((post.at - state.origin) / (self.half_life_weeks * _WEEK))
        if not 1.0 <= weight < 1e6:
            state.posts = {where: posts / weight for where, posts in state.posts.items()}
            state.origin, weight = post.at, 1.0
        state.posts[post.platform] = state.posts.get(post.platform, 0.0) + weight

    def _stories(self, state: Memory, post: Seen, said: list[str]) -> Iterator[str]:
        """What a post carries, by kind and key, each once."""
        yield from dict.fromkeys(f"link {link}" for link in links_of(post))
        yield from (f"name {key}" for key, name in names_in(words_of(post.text)).items() if name.marked)
        bands = sketch(said)
        if bands:
            key = next((state.texts[band] for band in bands if band in state.texts), f"text {post.id}")
            for band in bands:
                state.texts.pop(band, None)
                state.texts[band] = key  # to the end
            yield key

    def _echoes(self, state: Memory, post: Seen, said: list[str]) -> bool:
        """Whether somebody posted these very words moments ago; who did so elsewhere is one who posts everywhere."""
        for old in [old for old, voice in islice(state.said.items(), _STEP) if voice.at < post.at - self.echo_seconds]:
            del state.said[old]
        if len(said) < SHORT:
            return False
        words = crc32(" ".join(said).encode())
        before = state.said.pop(words, None)
        state.said[words] = Voice(post.at, post.platform, post.account)
        _cut(state.said, _RECENT)
        if before is None or before.at < post.at - self.echo_seconds:
            return False
        if before.platform != post.platform:
            for account in (before.account, post.account):
                state.everywhere.pop(account, None)
                state.everywhere[account] = post.at
            _cut(state.everywhere, _RECENT)
        return True

    def _carry(self, state: Memory, key: str, post: Seen, carrier: Carrier, echo: bool) -> _Ripe | None:
        """Add an account to those that carry a story; gives the crossing where it is large beyond the usual."""
        platform = post.platform
        story = state.stories.pop(key, None) or Story(carrier.at, on={}, into={})
        state.stories[key] = story  # to the end
        self._age(story, carrier.at)
        if any(carrier.account == other.account for others in story.on.values() for other in others):
            return None
        crossing = story.into.get(platform)
        elsewhere = [each for where, others in story.on.items() if where != platform for each in others]
        namesake = any(carrier.called and carrier.called == other.called for other in elsewhere)
        if echo or namesake or carrier.account in state.everywhere:
            return None
        here = story.on.setdefault(platform, [])
        if crossing is None:
            home = max(story.on, key=lambda where: (where != platform, len(story.on[where])))
            needed = self.accounts * (1 + len(here))
            if home != platform and len(story.on[home]) >= needed and story.often <= 1:
                crossing = story.into[platform] = Crossing(carrier.at, home, len(story.on[home]), len(here))
                state.open.append((carrier.at, key, platform))
                del state.open[:-_RECENT]
        if len(here) < _CARRIERS:
            here.append(carrier)
        for other in story.into.values():
            other.meanwhile += other.home == platform
        if crossing is None or carrier.at > crossing.begun + self.span_hours * 3600:
            return None
        crossing.count += 1
        if crossing.told or crossing.count < self.accounts * post.asked or crossing.home not in story.on:
            return None
        if carrier.at - state.platforms[platform] < self.learns_days * _DAY:
            return None
        usual = self._usual(state, key.partition(" ")[0], platform, carrier.at)
        a_week = expected(usual, crossing.count / post.asked)
        turn = turned(crossing, self.mixes, state.posts[platform], state.posts[crossing.home])
        if a_week * turn > self.rarity:
            return None
        crossing.told = crossing.count
        arrived = [each for each in here if each.at >= crossing.begun]
        return _Ripe(a_week, turn, key, story, crossing, arrived)

    def _age(self, story: Story, at: float) -> None:
        """What is some days old is no part of a fresh story any more, but of what is known of its key."""
        story.often *= 0.5 ** ((at - story.at) / _FADING)
        story.at = at
        for where, carriers in list(story.on.items()):
            gone = sum(carrier.at < at - self.fresh_days * _DAY for carrier in carriers)
            story.often += gone
            del carriers[:gone]
            if not carriers:
                del story.on[where]
        for where, crossing in list(story.into.items()):
            if crossing.begun < at - (self.told_days if crossing.told else self.fresh_days) * _DAY:
                del story.into[where]

    def _usual(self, state: Memory, kind: str, platform: str, at: float) -> Usual:
        """What is usual for stories of a kind that come to a platform, faded up to now."""
        begun = max(state.platforms[platform], sorted(state.platforms.values())[1])
        usual = state.usual.setdefault(f"{kind} {platform}", Usual(begun))
        fade(usual, at, self.half_life_weeks)
        return usual

    def _ripen(self, state: Memory, at: float) -> None:
        """Learn the crossings whose time is over."""
        while state.open and state.open[0][0] < at - self.span_hours * 3600:
            begun, key, platform = state.open.pop(0)
            story = state.stories.get(key)
            crossing = story.into.get(platform) if story is not None else None
            if crossing is None or crossing.begun != begun:
                continue
            usual = self._usual(state, key.partition(" ")[0], platform, begun + self.span_hours * 3600)
            learn(usual, crossing)

    def _tell(self, state: Memory, post: Seen, ripe: list[_Ripe]) -> list[Finding]:
        """One finding for the least usual crossing, where it is not one that was told by another of its keys."""
        for old in [old for old, at in state.told.items() if post.at - at > self.told_days * _DAY]:
            del state.told[old]
        new = [one for one in ripe if 2 * sum(each.post in state.told for each in one.here) <= len(one.here)]
        for one in ripe:
            state.told |= dict.fromkeys((each.post for each in one.here), post.at)
        _cut(state.told, _TOLD)
        if not new:
            return []
        best = min(new, key=lambda one: (one.a_week * one.turn, one.key))
        kind, _, about = best.key.partition(" ")
        home, on = best.story.on[best.crossing.home], best.story.on
        carriers = [*home[: self.accounts], *best.here]
        reasons: dict[str, float | str] = {
            "home": best.crossing.home,
            "home_accounts": float(len(home)),
            "to": post.platform,
            "to_accounts": float(len(best.here)),
            "hours_later": (best.here[0].at - home[0].at) / 3600,
            "so_large_a_week": best.a_week,
            "chance_of_the_turn": best.turn,
            "kind": kind,
            "platforms": ", ".join(_in_order(on)),
            "platforms_at": ", ".join(_moment(on[where][0].at) for where in _in_order(on)),
        }
        if kind != "text":
            reasons["about"] = about
        return [
            Finding(
                at=post.at,
                what=home[0].post,
                score=1 / (1 + best.a_week * best.turn / self.rarity),
                since=best.here[0].at,
                posts=tuple(each.post for each in carriers),
                accounts=tuple(dict.fromkeys(each.account for each in carriers)),
                reasons=reasons,
            )
        ]


def _in_order(on: dict[str, list[Carrier]]) -> list[str]:
    """Platforms in the order in which a story came to them."""
    return sorted(on, key=lambda where: (on[where][0].at, where))


def _cut(held: dict[Any, Any], most: int) -> None:
    """Forget what is in front, where more is held than that."""
    for old in list(islice(held, max(0, len(held) - most))):
        del held[old]


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


post_detector: Final = CrossPlatform()
