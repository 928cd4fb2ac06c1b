"""False-alarm life of the detectors of single posts: what quiet monitors write, read as the product reads it.

    python benchmarks/quiet_posts.py [--days 28] [--seed 20260316] [--monitors 60 60 60 30 10] [--jobs 2] [--json FILE]
                                     [--kept FOLDER]

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
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from larum.alert.grouping import Stretch
from larum.detect.reading.follow import FOLLOWING, Stand, follow
from quiet_life import season_of
from quiet_public import Public
from quiet_world import BEGIN, Monitor

TENFOLDS: Final = ((0.01, 0.1), (0.1, 1.0), (1.0, 10.0), (10.0, 100.0), (100.0, 1000.0))


class Page(NamedTuple):
    monitor: int
    volume: float
    at: datetime
    detectors: tuple[str, ...]
    accounts: int
    causes: tuple[str, ...]
    what: str


class Lived(NamedTuple):
    """What came of a monitor's days."""

    pages: list[Page]
    posts: int
    seconds: float
    """That reading took."""
    calls: dict[str, int]
    """By detector."""


def volume_of(seed: int, number: int, tenfold: int) -> float:
    """Mentions an hour, as likely in one part of the tenfold as in another."""
    least, most = TENFOLDS[tenfold]
    return float(least * (most / least) ** Random(f"{seed} {number} volume").random())


def live(number: int, tenfold: int, days: int, seed: int) -> Lived:
    """One monitor's days."""
    monitor = Monitor(seed, number, days)
    monitor.volume = volume_of(seed, number, tenfold)
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
    return Lived(pages, posts, spent, dict(calls))


def _live(asked: tuple[int, int, int, int], kept: Path | None) -> Lived:
    number, tenfold, days, seed = asked
    file = kept / f"{seed}-{days}-{number}.json" if kept else None
    if file is not None and file.exists():
        return msgspec.json.decode(file.read_bytes(), type=Lived)
    lived = live(number, tenfold, days, seed)
    if file is not None:
        file.write_bytes(msgspec.json.encode(lived))
    return lived


def measured(
    monitors: Sequence[int], days: int, seed: int, jobs: int, kept: Path | None
) -> tuple[list[dict[str, Any]], list[Page]]:
    """A row for each tenfold of volume, and every page."""
    asked = [
        (1000 * tenfold + number, tenfold, days, seed)
        for tenfold in range(len(TENFOLDS))
        for number in range(monitors[tenfold])
    ]
    came: dict[int, list[Lived]] = {each: [] for each in range(len(TENFOLDS))}
    with ProcessPoolExecutor(jobs) as pool:
        for done, (one, lived) in enumerate(zip(asked, pool.map(partial(_live, kept=kept), asked), strict=True)):
            came[one[1]].append(lived)
            for page in lived.pages:
                print(page, file=sys.stderr)
            print(f"{done + 1} of {len(asked)} monitors", end="\r", file=sys.stderr)
    rows = []
    for tenfold, lives in came.items():
        weeks, (least, most) = len(lives) * days / 7, TENFOLDS[tenfold]
        pages = [page for life in lives for page in life.pages]
        posts, spent = sum(life.posts for life in lives), sum(life.seconds for life in lives)
        calls = sum((Counter(life.calls) for life in lives), Counter[str]())
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
    return rows, [page for lives in came.values() for life in lives for page in life.pages]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--seed", type=int, default=20260316)
    parser.add_argument("--monitors", type=int, nargs=len(TENFOLDS), default=[60, 60, 60, 30, 10])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--kept", type=Path, help="folder for what each monitor brought, to go on from when stopped")
    given = parser.parse_args()
    rows, pages = measured(given.monitors, given.days, given.seed, given.jobs, given.kept)
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
    # Of the scarcest tenfold three pages more would not surprise (rule of three).
    most = mean + 3 * max(100 / row["monitor-weeks"] for row in rows if row["monitor-weeks"]) / len(rows)
    rates = ", ".join(f"{row['pages per 100 monitor-weeks']} (of {row['monitor-weeks']})" for row in rows)
    monitors = " ".join(map(str, given.monitors))
    protocol = inspect.cleandoc(__doc__ or "").partition("\n\n")[2].partition("\n\n")[2]
    return {
        "name": "A quiet life of posts",
        "command": f"python benchmarks/quiet_posts.py --seed {given.seed} --monitors {monitors}"
        " --json benchmarks/results/quiet_posts.json",
        "protocol": protocol,
        "rows": rows,
        "parameters": {"seed": given.seed, "days": given.days},
        "targets": [
            {
                "target": "D5, what the detectors of single posts add to it",
                "wanted": "0.1 or less per 100 monitor-weeks",
                "measured": f"{len(pages)} pages in {weeks} monitor-weeks; by tenfold of volume {rates}; "
                f"with 95 % the mean is at most about {most:.2g}",
                "met": most <= 0.1,
            }
        ],
        "failed": [
            *(f"{name}: {count} while {cause}" for (name, cause), count in causes.most_common()),
            *(" ".join(one.split()) for one in FAILED),
        ],
    }


FAILED: Final = inspect.cleandoc("""
    complaint_cluster used to hold what was rising to its own record of an hour ago, so that what grows by the hour was
    never called: of storms planted on 17 monitors of seed 7 (10 to 200 mentions an hour, 20 days old; 5, 10, 20, 40, 80
    people within six hours) it found 0, 0, 0, 1 and 1, and seemed quiet for it. Since a case becomes record once it has
    not risen for six hours it finds 0, 2, 9, 17 and 17 where it must exceed the record by three tenths, and 0, 0, 7, 16
    and 17 where it must by half, as it must now.

    So mended, and asking three tenths, it called three times in about 118 monitor-weeks above 10 mentions an hour (seed
    7; monitors 4000 and 4001 of seed 20261122): once surely and once probably a harmless name that everybody wrote,
    those who complained as well; once the bad day of a rare problem. Complaints must now use a word four standard
    deviations more than other posts do, and exceed the record by half: both chosen in sight of these three calls.

    On seeds 20261122, 20261123 and 20261124, about 2,200 monitor-weeks, that called three times more: seven people used
    a word that came with the name of harmless news; and twice, in a monitor's first two weeks, five met the bad day of
    a rare problem. Now a word is not theirs that comes with what everybody writes, and a new monitor asks more. Both
    were chosen in sight of these calls.

    Seed 20261125, drawn after that, brought none in 840 monitor-weeks below 100 mentions an hour and three in 16 above.
    complaint_cluster called for the brand, which all of 271 complainers wrote, since some of them shared another word,
    too: a second word now adds no more than the first brought. (The same fault had told of “service customer” in the
    airline stream of `docs/data.md`, where 33 people wrote it and 18 are usual.) new_story took a name for new that it
    had had to forget among 5,000: what is forgotten now counts as unwritten only since then. And coordination heard ten
    repeat the first post of a stream within its first eight minutes: it now hears an hour before it calls. All were
    chosen in sight of these calls; the seed of this table was drawn afterwards.

    dormant called a page back to which somebody links every few days, when one post with it was passed on by three
    (seed 20260316). To pass on a fresh post now digs out nothing.

    Few monitor-weeks above 100 mentions an hour: there the target is neither shown nor excluded.
    """).split("\n\n")


if __name__ == "__main__":
    main()
