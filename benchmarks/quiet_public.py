"""Who writes about one brand in a quiet life of posts, and what: see `quiet_posts.py`."""

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any, Final, NamedTuple

import numpy as np

from larum.detect.posts import Seen
from quiet_world import BEGIN, HOLIDAYS, MINUTES, Monitor

WORDS, NAMES, TOPICS, PROBLEMS, GREETINGS, TAILS = 20_000, 3_000, 30, 15, 8, 24
_SYLLABLES: Final = (
    "ba be bi bo da de di do fa fe ga ge go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se"
    " si so ta te ti to va ve vi vo za ze zi zo szy czo rze sta tro kra dla pri gno"
)
SYLLABLES: Final = _SYLLABLES.split()


TRADE: Final = ("order", "customer", "app", "delivery", "price", "service", "refund", "shop")
FESTIVE: Final = ("match", "song", "film", "team", "show")


class Event(NamedTuple):
    """Something new and harmless."""

    begin: float
    end: float
    share: float
    name: str
    words: list[str]


def zipf(count: int, exponent: float, lot: Random) -> list[float]:
    """Cumulative shares."""
    shares = 1 / (np.arange(count) + 2.7) ** exponent
    return (np.cumsum(shares) / shares.sum()).tolist()  # type: ignore[no-any-return]


def word(lot: Random, least: int = 2, most: int = 4) -> str:
    return "".join(lot.choices(SYLLABLES, k=lot.randint(least, most)))


class Public:
    """Who writes about one brand, and what."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        lot = self.lot = Random(f"{monitor.seed} {monitor.number} posts")
        base = Random(f"{monitor.seed} words")  # one language for all
        self.words = [word(base) for _ in range(WORDS)]
        head = self.words[:500]
        lot.shuffle(head)
        self.words[:500] = head
        self.word_shares = zipf(WORDS, 1.05, lot)
        self.names = [word(lot, 2, 4).capitalize() for _ in range(NAMES)]
        self.name_shares = zipf(NAMES, 1.1, lot)
        self.brand = word(lot, 3, 4).capitalize()
        self.topics = [[word(lot) for _ in range(8)] for _ in range(TOPICS)]
        self.problems = [[word(lot) for _ in range(6)] for _ in range(PROBLEMS)]
        self.tails = [word(lot).capitalize() for _ in range(TAILS)]
        self.greetings = [" ".join(word(lot) for _ in range(6)) for _ in range(GREETINGS)]
        self.complaining = lot.uniform(0.03, 0.25)
        self.pages = [f"https://sample.example/{monitor.number}/{number}" for number in range(10)]
        self.page_shares = zipf(10, 1.0, lot)
        regulars = int(10 ** lot.uniform(1.3, 3.3))
        self.regulars = [f"r{number}" for number in range(regulars)]
        self.regular_shares = zipf(regulars, 0.8, lot)
        self.events = list(self._events())
        self.articles: list[tuple[float, str, str]] = []
        self.recent: deque[Seen] = deque(maxlen=400)
        self.popular: deque[Seen] = deque(maxlen=60)
        self.old: list[Seen] = []
        self.followers: dict[str, int] = {}
        self.number = 0

    def _events(self) -> Iterator[Event]:
        lot, at = self.lot, 0.0
        while (at := at + lot.expovariate(1 / (14 * MINUTES))) < self.monitor.days * MINUTES:
            words = [word(lot) for _ in range(10)]
            yield Event(
                at, at + lot.uniform(1, 2) * MINUTES, lot.uniform(0.03, 0.15), word(lot, 3, 4).capitalize(), words
            )

    def day(self, day: int) -> list[Seen]:
        """A day's posts, oldest first."""
        counts = self.monitor.day(day)
        if counts is None:
            return []
        self._turn(day)
        posts = []
        holiday = (BEGIN + timedelta(days=day)).date() in HOLIDAYS
        minutes = counts["mentions"]
        for minute in np.flatnonzero(minutes).tolist():
            start = BEGIN.timestamp() + (day * MINUTES + minute) * 60.0
            times = sorted(start + self.lot.random() * 60 for _ in range(int(minutes[minute])))
            bot = self._bots(day * MINUTES + minute)
            for place, at in enumerate(times):
                post = self._by_bot(at) if place < bot else self._post(at, day * MINUTES + minute, holiday)
                posts.append(post)
                self._remember(post)
        return posts

    def _turn(self, day: int) -> None:
        lot = self.lot
        self.topic_weights = [lot.lognormvariate(0, 0.7) / (rank + 1) for rank in range(TOPICS)]
        self.problem_weights = [lot.lognormvariate(0, 0.8) / (rank + 1) for rank in range(PROBLEMS)]
        odds = self.complaining / (1 - self.complaining) * lot.lognormvariate(0, 0.4)
        self.share = odds / (1 + odds)
        begin = BEGIN.timestamp() + day * MINUTES * 60.0
        self.articles = [one for one in self.articles if begin - one[0] < 2 * 86400]
        for _ in range(lot.randint(0, 2)):
            headline = " ".join(self._words(8)).capitalize()
            address = f"https://sample.example/{self.monitor.number}/a{day}-{len(self.articles)}"
            self.articles.append((begin + lot.uniform(0, 86400), f"{headline} {self.brand}", address))

    def _bots(self, minute: int) -> int:
        bot = self.monitor.bot
        if bot is None or minute < bot.from_day * MINUTES or (minute - bot.at) % bot.every > 1:
            return 0
        return int(bot.posts)

    def _by_bot(self, at: float) -> Seen:
        return self._seen(at, f"{self.brand} {self.brand}: {self.tails[0]} {int(at) % 1000}", account="bot")

    def _post(self, at: float, minute: int, holiday: bool) -> Seen:
        lot = self.lot
        if self.popular and lot.random() < self.monitor.reposts:
            if self.old and lot.random() < 1 / 400:
                return self._repost(at, lot.choice(self.old))
            again = lot.choice(self.popular)
            if at - again.at < 6 * 3600:
                self.popular.append(again)
                return self._repost(at, again)
        if holiday and lot.random() < 0.1:
            return self._seen(at, f"{lot.choice(self.greetings)} {self.brand}")
        for campaign in self.monitor.campaigns:
            if campaign.begin <= minute < campaign.end and lot.random() < (1 - 1 / campaign.lift) / 3:
                slogan = f"{self.greetings[0]} #{self.tails[1]}{self.brand} {self.greetings[1]}"
                return self._seen(at, f"{slogan} {lot.choice(self.pages)}" if lot.random() < 0.5 else slogan)
        if lot.random() < 1 / 12:
            fresh = [one for one in self.articles if one[0] <= at]
            if fresh and lot.random() < 0.4:
                _, headline, address = lot.choice(fresh)
                text = headline if lot.random() < 0.5 else self._text(minute, None)[0]
                return self._seen(at, f"{text} {address}", links=(address,))
            page = lot.choices(self.pages, cum_weights=self.page_shares)[0]
            return self._seen(at, f"{self._text(minute, None)[0]} {page}", links=(page,))
        parent = None
        if self.recent and lot.random() < 0.25:
            parent = lot.choice(self.recent)
            if at - parent.at > 3 * 3600:
                parent = None
        text, complains = self._text(minute, parent)
        return self._seen(at, text, complains=complains, reply_to=parent.id if parent else None)

    def _repost(self, at: float, again: Seen) -> Seen:
        return self._seen(at, again.text, complains=again.complains, repost_of=again.id, links=again.links)

    def _text(self, minute: int, parent: Seen | None) -> tuple[str, bool]:
        lot, words = self.lot, self.spoken()
        agreeing = parent is not None and parent.complains and lot.random() < 1 / 6
        complains = agreeing or lot.random() < self.share
        if complains:
            words += lot.sample(lot.choices(self.problems, self.problem_weights)[0], k=lot.randint(1, 3))
        if lot.random() < (0.3 if complains else 0.1):
            words.append(lot.choice(TRADE))
        if parent is not None:
            said = parent.text.lower().split()
            words += lot.sample(said, k=min(len(said), 4 if agreeing else 2))
        for event in self.events:
            if event.begin <= minute < event.end and lot.random() < event.share:
                words += [event.name, *lot.sample(event.words, k=lot.randint(1, 3))]
                words += lot.choices(FESTIVE, k=lot.randint(0, 1))
        if lot.random() < 0.4:
            name = lot.choices(self.names, cum_weights=self.name_shares)[0]
            words.append(lot.choice(("#", "@", "", "", "")) + name)
        lot.shuffle(words)
        words.insert(lot.randrange(len(words)), self.brand)
        sentences = []
        for _ in range(lot.randint(1, 3)):
            cut = max(2, len(words) // 2)
            sentences.append(" ".join(words[:cut]))
            words = words[cut:]
        sentences.append(" ".join(words))
        if lot.random() < 1 / 8:
            sentences.append(lot.choice(self.tails))
        return ". ".join(one[0].upper() + one[1:] for one in sentences if one), complains

    def spoken(self) -> list[str]:
        """Words of everyday and of one topic."""
        lot = self.lot
        words = self._words(lot.randint(4, 14))
        return words + lot.sample(lot.choices(self.topics, self.topic_weights)[0], k=lot.randint(2, 4))

    def _words(self, count: int) -> list[str]:
        return self.lot.choices(self.words, cum_weights=self.word_shares, k=count)

    def _seen(self, at: float, text: str, account: str = "", **more: Any) -> Seen:
        lot = self.lot
        self.number += 1
        if not account:
            known = lot.random() < 0.6
            account = lot.choices(self.regulars, cum_weights=self.regular_shares)[0] if known else f"n{self.number}"
        followers = self.followers.get(account)
        if followers is None:
            followers = min(20_000_000, int(self.monitor.followers * lot.lognormvariate(0, 1.8)))
            if account[0] == "r":
                self.followers[account] = followers
        return Seen(at=at, id=f"p{self.number}", account=account, text=text, followers=followers, **more)

    def _remember(self, post: Seen) -> None:
        if post.repost_of is None:
            self.recent.append(post)
            self.popular.append(post)
            if self.lot.random() < 0.01 and len(self.old) < 500:
                self.old.append(post)
