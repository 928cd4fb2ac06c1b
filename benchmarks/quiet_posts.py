"""False-alarm life of the detectors of single posts: what quiet monitors write, read as the product reads it.

    python benchmarks/quiet_posts.py [--days 28] [--seed 20260316] [--monitors 60 60 60 30 4] [--jobs 2] [--json FILE]

When and how much is posted is `quiet_world.py`'s (volume, rhythm, days, threads, campaigns, holidays, bots, pauses);
who writes what is described here. Nothing of it is anybody's text: words are made of syllables. The posts go through
`larum.detect.reading.follow`, as in the product, with planned campaigns and holidays in the calendar. What is found is
grouped into alerts as in `larum.alert`, each a page. Every page is false. The monitors are spread evenly over each
tenfold of volume; `per 100 monitor-weeks` of all is the mean of the tenfolds, as in a world of log-uniform volumes.

**Each monitor has**

- *words*: 20,000 of a Zipf law (exponent 1.05), its own order of the first 500; 6 to 20 of them in a post, in one to
  three sentences that begin with a capital; one post in eight ends with a sentence of one word, of a stock of 24;
- *trade*: three complaints in ten, and one other post in ten, have a word of commerce;
- *topics*: 30, their shares Zipf, each with 8 words and off by a log-normal factor (standard deviation 0.7) from day to
  day: a post has two to four words of its topic, and four in ten a name;
- *names*: 3,000 of a Zipf law (exponent 1.1), written with a capital, as a tag or as a handle; the brand in every post;
- *harmless news*: every two weeks on average, for a day or two, up to 3 to 15 % of posts are about something new with a
  name of its own (a match, a song, a shop that opens), most of them in their own words, half with a word for it;
- *complaints*: 3 to 25 % of posts, off by 0.4 from day to day on the logit scale; 15 problems, Zipf, each with 6 words
  and off by a log-normal factor (0.8) from day to day (a courier has bad days); a complaint has one to three of them.
  A complaint is answered by another about the same one time in six;
- *threads*: a quarter of posts answer a post of the last hours and take over two of its words;
- *reposts*: 10 to 60 %, of posts of the last six hours, those often reposted before more often (preferential);
  one in 400 is of something a month old;
- *links*: one post in twelve, to ten pages that are always linked (Zipf), or to an article of the last two days, which
  half pass on under its headline, word for word, as a button does;
- *greetings*: on a holiday one post in ten is one of eight set sentences;
- *campaigns*: a third of the posts that a campaign adds are its slogan, word for word, with its tag;
- *bots*: one account, the same text but for a number;
- *accounts*: four in ten are new, the others of a stock of 20 to 2,000 (Zipf); followers log-normal.
"""

import argparse
import inspect
import json
import platform
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID

import numpy as np

from larum.alert.grouping import Stretch
from larum.detect.posts import Seen
from larum.detect.reading.follow import FOLLOWING, Stand, follow
from quiet_life import season_of
from quiet_world import BEGIN, HOLIDAYS, MINUTES, Monitor

TENFOLDS: Final = ((0.01, 0.1), (0.1, 1.0), (1.0, 10.0), (10.0, 100.0), (100.0, 1000.0))
WORDS, NAMES, TOPICS, PROBLEMS, GREETINGS, TAILS = 20_000, 3_000, 30, 15, 8, 24
_SYLLABLES: Final = (
    "ba be bi bo da de di do fa fe ga ge go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se"
    " si so ta te ti to va ve vi vo za ze zi zo szy czo rze sta tro kra dla pri gno"
)
SYLLABLES: Final = _SYLLABLES.split()


TRADE: Final = ("order", "customer", "app", "delivery", "price", "service", "refund", "shop")
FESTIVE: Final = ("match", "song", "film", "team", "show")


class Page(NamedTuple):
    monitor: int
    volume: float
    at: datetime
    detectors: tuple[str, ...]
    accounts: int
    causes: tuple[str, ...]
    what: str


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
        lot = self.lot
        words = self._words(lot.randint(4, 14))
        words += lot.sample(lot.choices(self.topics, self.topic_weights)[0], k=lot.randint(2, 4))
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


def live(number: int, tenfold: int, days: int, seed: int) -> tuple[list[Page], int, float, Counter[str]]:
    """One monitor's days; gives its pages, its posts, the seconds that reading took, and calls by detector."""
    monitor = Monitor(seed, number, days)
    least, most = TENFOLDS[tenfold]
    monitor.volume = float(least * (most / least) ** Random(f"{seed} {number} volume").random())
    public, stand, id = Public(monitor), Stand(), UUID(int=number + 1)
    pages, stretches, calls = list[Page](), list[Stretch](), Counter[str]()
    season, posts, spent = season_of(monitor), 0, 0.0
    for day in range(days):
        told = public.day(day)
        posts += len(told)
        until = (BEGIN + timedelta(days=day + 1)).timestamp()
        begun = time.process_time()
        stand, signals = follow(stand, id, told, until, season)
        spent += time.process_time() - begun
        for signal in signals:
            calls[signal.detector] += 1
            place = next((place for place, one in enumerate(stretches) if one.takes(signal)), None)
            if place is not None:
                stretches[place] = stretches[place].with_(signal)
                continue
            stretches.append(Stretch(signal.begun_at, signal.until))
            minutes = [(at - BEGIN) / timedelta(minutes=1) for at in (signal.begun_at, signal.until)]
            causes = list(monitor.causes(*minutes))
            what = str(signal.evidence["what"])
            folded = what.lower().replace("@", "").replace("#", "")
            causes += ["news"] * any(event.name.lower() in folded for event in public.events)
            pages.append(
                Page(
                    monitor=number,
                    volume=monitor.volume,
                    at=signal.fired_at,
                    detectors=(signal.detector,),
                    accounts=len(str(signal.evidence["by"]).split()),
                    causes=tuple(causes),
                    what=what,
                )
            )
    return pages, posts, spent, calls


def _live(asked: tuple[int, int, int, int]) -> tuple[int, tuple[list[Page], int, float, Counter[str]]]:
    return asked[1], live(*asked)


def measured(monitors: Sequence[int], days: int, seed: int, jobs: int) -> tuple[list[dict[str, Any]], list[Page]]:
    """A row for each tenfold of volume, and every page."""
    asked = [
        (1000 * tenfold + number, tenfold, days, seed)
        for tenfold in reversed(range(len(TENFOLDS)))
        for number in range(monitors[tenfold])
    ]
    came: dict[int, list[tuple[list[Page], int, float, Counter[str]]]] = {each: [] for each in range(len(TENFOLDS))}
    with ProcessPoolExecutor(jobs) as pool:
        for done, (tenfold, lived) in enumerate(pool.map(_live, asked)):
            came[tenfold].append(lived)
            for page in lived[0]:
                print(page, file=sys.stderr)
            print(f"{done + 1} of {len(asked)} monitors", end="\r", file=sys.stderr)
    rows = []
    for tenfold, lives in came.items():
        weeks, (least, most) = len(lives) * days / 7, TENFOLDS[tenfold]
        pages = [page for life in lives for page in life[0]]
        posts, spent = sum(life[1] for life in lives), sum(life[2] for life in lives)
        calls = sum((life[3] for life in lives), Counter[str]())
        rows.append(
            {
                "mentions an hour": f"{least:g} to {most:g}",
                "monitor-weeks": round(weeks),
                "posts": posts,
                "pages": len(pages),
                "pages per 100 monitor-weeks": round(100 * len(pages) / weeks, 2) if weeks else None,
                **{f"calls of {name}": calls[name] for name in FOLLOWING},
                "us a post": round(1e6 * spent / posts) if posts else None,
            }
        )
    return rows, [page for lives in came.values() for life in lives for page in life[0]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--seed", type=int, default=20260316)
    parser.add_argument("--monitors", type=int, nargs=len(TENFOLDS), default=[60, 60, 60, 30, 4])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rows, pages = measured(given.monitors, given.days, given.seed, given.jobs)
    rates = [row["pages per 100 monitor-weeks"] for row in rows if row["monitor-weeks"]]
    mean = sum(rates) / len(rates)
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    causes = Counter((page.detectors[0], cause) for page in pages for cause in page.causes or ("chance",))
    for (name, cause), count in causes.most_common():
        print(f"{name}: {count} pages while {cause}")
    print(f"mean of the tenfolds: {mean:.2f} pages per 100 monitor-weeks; {platform.processor() or platform.machine()}")
    if given.json:
        given.json.write_text(json.dumps(_result(rows, pages, mean, given), indent=1, ensure_ascii=False) + "\n")


def _result(
    rows: list[dict[str, Any]], pages: Sequence[Page], mean: float, given: argparse.Namespace
) -> dict[str, Any]:
    causes = Counter((page.detectors[0], cause) for page in pages for cause in page.causes or ("chance",))
    weeks = sum(row["monitor-weeks"] for row in rows)
    rates = ", ".join(f"{row['pages per 100 monitor-weeks']} (of {row['monitor-weeks']})" for row in rows)
    protocol = inspect.cleandoc(__doc__ or "").partition("\n\n")[2].partition("\n\n")[2]
    return {
        "name": "A quiet life of posts",
        "command": "python benchmarks/quiet_posts.py --json benchmarks/results/quiet_posts.json",
        "protocol": protocol,
        "rows": rows,
        "parameters": {"seed": given.seed, "days": given.days},
        "targets": [
            {
                "target": "D5, what the detectors of single posts add to it",
                "wanted": "0.1 or less per 100 monitor-weeks",
                "measured": f"{len(pages)} pages in {weeks} monitor-weeks; by tenfold of volume {rates}",
                "met": mean <= 0.1,
            }
        ],
        "failed": [f"{name}: {count} while {cause}" for (name, cause), count in causes.most_common()],
    }


if __name__ == "__main__":
    main()
