"""A problem that customers begin to report, planted into a quiet life of posts: how many people must, and how soon.

    python benchmarks/planted_complaints.py [--seed 20261123] [--monitors 0 10 10 10 2] [--jobs 2] [--json FILE]

The quiet life is that of `quiet_posts.py`, its publics and their volumes. On the 21st day of each monitor, at an hour
drawn by lot, something breaks: *people* who have nothing to do with each other report it within six hours, any moment
as likely as another. Each writes as the others of this public do and adds one to three of the six words that the
problem has, so that of five seldom four share one. *Others*: as many again write of it without complaining (a joke, a
report, a question), or nobody does.

- **found**: `complaint_cluster` called while they reported, or in the hour after, and two or more of its witnesses were
  theirs;
- **people, minutes**: how many had reported by then, and for how long; median of those found.

All sizes are planted into the same days, so that rows differ by nothing else.
"""

import argparse
import inspect
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final, NamedTuple

from larum.detect.complaint_cluster import post_detector
from larum.detect.posts import Seen, folded
from quiet_posts import TENFOLDS, volume_of
from quiet_public import Public, word
from quiet_world import BEGIN, Monitor

DAYS: Final = 20
"""Before it breaks."""
PEOPLE: Final = (5, 10, 20, 40, 80)
SPAN: Final = 6 * 3600.0
AFTER: Final = 3600.0


class Found(NamedTuple):
    tenfold: int
    people: int
    others: bool
    at: float | None
    """Seconds after the first report when it was called, if it was,"""
    reported: int
    """and people who had reported by then."""


def planted(lot: Random, public: Public, people: int, others: bool) -> list[Seen]:
    """What is written of the problem, oldest first."""
    begin = BEGIN.timestamp() + DAYS * 86400 + lot.uniform(0, 86400 - SPAN - AFTER)
    problem = [word(lot) for _ in range(6)]
    posts = []
    for number in range(people * (1 + others)):
        words = public.spoken() + lot.sample(problem, k=lot.randint(1, 3))
        lot.shuffle(words)
        text = f"{public.brand} {' '.join(words)}"
        at, complains = begin + lot.uniform(0, SPAN), number < people
        posts.append(Seen(at=at, id=f"s{number}", account=f"s{number}", text=text, followers=100, complains=complains))
    return sorted(posts, key=lambda post: post.at)


def live(number: int, seed: int) -> list[Found]:
    """One monitor's days, and each storm that might have ended them."""
    tenfold = number // 1000
    monitor = Monitor(seed, number, DAYS + 1)
    monitor.volume = volume_of(seed, number, tenfold)
    public, memory = Public(monitor), post_detector.start()
    for day in range(DAYS):
        for post in folded(public.day(day)):
            post_detector.see(memory, post)
    last = public.day(DAYS)
    return [
        _found(
            tenfold, people, others, deepcopy(memory), last, planted(Random(f"{seed} {number}"), public, people, others)
        )
        for people, others in product(PEOPLE, (False, True))
    ]


def _found(tenfold: int, people: int, others: bool, memory: Any, day: Sequence[Seen], storm: Sequence[Seen]) -> Found:
    theirs = [post for post in storm if post.complains]
    begin, end = theirs[0].at, theirs[-1].at + AFTER
    for post in folded(sorted([*day, *storm], key=lambda post: post.at)):
        for finding in post_detector.see(memory, post):
            if begin <= finding.at <= end and sum(each.id in finding.posts for each in theirs) >= 2:
                reported = sum(each.at <= finding.at for each in theirs)
                return Found(tenfold, people, others, finding.at - begin, reported)
    return Found(tenfold, people, others, None, people)


def rows_of(found: Sequence[Found]) -> Iterator[dict[str, Any]]:
    for tenfold, others in product(sorted({one.tenfold for one in found}), (False, True)):
        for people in PEOPLE:
            own = [one for one in found if (one.tenfold, one.people, one.others) == (tenfold, people, others)]
            called = [one for one in own if one.at is not None]
            least, most = TENFOLDS[tenfold]
            yield {
                "mentions an hour": f"{least:g} to {most:g}",
                "others": "as many" if others else "nobody",
                "people": people,
                "monitors": len(own),
                "found": len(called),
                "people by then": median(one.reported for one in called) if called else None,
                "minutes": round(median((one.at or 0.0) / 60 for one in called)) if called else None,
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--monitors", type=int, nargs=len(TENFOLDS), default=[0, 10, 10, 10, 2])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    numbers = [1000 * tenfold + one for tenfold, count in enumerate(given.monitors) for one in range(count)]
    found = list[Found]()
    with ProcessPoolExecutor(given.jobs) as pool:
        for done, lived in enumerate(pool.map(partial(live, seed=given.seed), numbers)):
            found += lived
            print(f"{done + 1} of {len(numbers)} monitors", end="\r", file=sys.stderr)
    rows = list(rows_of(found))
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    if given.json:
        result = {
            "name": "A problem that customers begin to report",
            "command": "python benchmarks/planted_complaints.py",
            "protocol": inspect.cleandoc(__doc__ or "").split("\n\n", 2)[2],
            "rows": rows,
            "parameters": {"seed": given.seed, "days before": DAYS},
            "failed": [" ".join(one.split()) for one in FAILED],
        }
        given.json.write_text(json.dumps(result, indent=1) + "\n")


FAILED: Final = inspect.cleandoc("""
    Where as many others write of the problem without complaining it is mostly missed: it cannot be told from news that
    everybody talks about, those who complain as well. What counts make of such a storm (`negative_surge`, `surge`) is
    not measured here.

    Where hardly anybody complains (less than a mention an hour) three weeks are often too short to know what is rare:
    nothing is told before twenty complaints. On busy monitors ten people are lost in what else they complain about.

    In vain: to hold complaints against other posts by the likelihood ratio of two shares (of ten people on 12 monitors
    of 1 to 10 mentions an hour 3 found, not 8), or to count a word that nobody else uses as used by half a post (3).
    """).split("\n\n")


if __name__ == "__main__":
    main()
