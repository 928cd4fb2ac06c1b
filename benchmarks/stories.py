"""Which brand is on fire, without a watch list: what `larum judge stories` says of eight years of calls to boycott.

    python benchmarks/stories.py [../shared/data] [--json FILE]

Protocol. The posts of `boycott_stream` (every one holds the word “boycott”) are fed one at a time; each alarm is final
at its post. A brand's crisis is **found** by the first alarm inside its window that names the brand, or most of whose
posts do (the set's own pattern is used for that, and nowhere else). Minutes count from the first post of the window
that matches the pattern, be it about the crisis or not. Every alarm counts as an episode, whatever it is about.

- **possible**: minutes until a second account has matched the pattern: no rule that asks for two voices can be faster.
- **plain rule**: an alarm when K accounts use one @handle or #tag within three hours that came at most twice in the 30
  days before; the same name again within a day is the same episode.
- **half**: the bar, which alone was fitted, is chosen on one half of the years (most crises found, then the soonest, at
  no more than ten alarms a year) and measured on the other, with a detector that knows nothing of the first.
- **laid over**: 2015 to 2019 shifted onto one year, by whole weeks: what happens where much more burns at once.

Intervals are bootstraps over crises (10,000 draws); six crises are few, and the intervals say so.
"""

import argparse
import csv
import gzip
import json
import os
import platform
import random
import re
import statistics
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from larum.detect.new_story import NewStory, post_detector
from larum.detect.posts import Finding, Seen

HOUR: Final = 3600.0
DAY: Final = 86_400.0
YEAR: Final = 365.25 * DAY
BARS: Final = (3.5, 4.0, 4.5, 5.0, 5.5, 6.0)


class Crisis(NamedTuple):
    brand: str
    pattern: re.Pattern[str]
    begin: float
    end: float
    first: float
    statement: float | None


class Found(NamedTuple):
    crisis: Crisis
    at: float | None

    @property
    def minutes(self) -> float | None:
        return None if self.at is None else (self.at - self.crisis.first) / 60


def instant(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def read(folder: Path) -> tuple[list[Seen], list[Crisis]]:
    with gzip.open(folder / "boycott_tweets.csv.gz", "rt", encoding="utf-8") as rows:
        posts = [
            Seen(at=instant(row["t"]), id=str(number), account=row["user"], text=row["text"])
            for number, row in enumerate(csv.DictReader(rows))
        ]
    with (folder / "brand_events.csv").open(encoding="utf-8") as rows:
        crises = [
            Crisis(
                row["brand"],
                re.compile(row["keyword_regex"], re.IGNORECASE),
                instant(row["window_start_utc"]),
                instant(row["window_end_utc"]) + DAY,
                instant(row["first_tweet_in_stream_utc"]),
                instant(row["first_statement_utc_upper_bound"]) if row["first_statement_utc_upper_bound"] else None,
            )
            for row in csv.DictReader(rows)
        ]
    return posts, crises


def judge(detector: NewStory, posts: Iterable[Seen]) -> list[Finding]:
    state = detector.start()
    return [finding for post in posts for finding in detector.see(state, post)]


def found(alarms: Sequence[Finding], posts: Sequence[Seen], crises: Iterable[Crisis]) -> list[Found]:
    texts = {post.id: post.text for post in posts}
    return [
        Found(
            crisis,
            min(
                (
                    alarm.at
                    for alarm in alarms
                    if crisis.begin <= alarm.at <= crisis.end and _about(alarm, crisis.pattern, texts)
                ),
                default=None,
            ),
        )
        for crisis in crises
    ]


def _about(alarm: Finding, pattern: re.Pattern[str], texts: dict[str, str]) -> bool:
    named = sum(bool(pattern.search(texts[post])) for post in alarm.posts)
    return bool(pattern.search(alarm.what)) or 2 * named > len(alarm.posts)


def second_voice(crisis: Crisis, posts: Iterable[Seen]) -> float | None:
    """Minutes until a second account matched."""
    accounts = set[str]()
    for post in posts:
        if crisis.first <= post.at <= crisis.end and crisis.pattern.search(post.text):
            accounts.add(post.account)
            if len(accounts) == 2:
                return (post.at - crisis.first) / 60
    return None


def plain_rule(posts: Iterable[Seen], accounts: int) -> list[Finding]:
    """The known rule: K accounts, one tag or handle, three hours, at most twice in the 30 days before."""
    uses: defaultdict[str, deque[tuple[float, str, str]]] = defaultdict(deque)
    called, alarms = dict[str, float](), []
    for post in posts:
        for name in dict.fromkeys(re.findall(r"[@#]\w+", post.text.lower())):
            held = uses[name]
            held.append((post.at, post.account, post.id))
            while held[0][0] < post.at - 30 * DAY:
                held.popleft()
            late = [use for use in held if use[0] >= post.at - 3 * HOUR]
            if len({use[1] for use in late}) < accounts or len(held) - len(late) > 2:
                continue
            if post.at - called.get(name, 0.0) > DAY:
                ids = tuple(use[2] for use in late)
                alarms.append(Finding(post.at, name, 1.0, late[0][0], ids, tuple(use[1] for use in late), {}))
            called[name] = post.at
    return alarms


def one_a_day(alarms: Sequence[Finding]) -> int:
    """Alarms that share a post with an earlier one of that day are its episode: so the plain rule is counted."""
    episodes: list[tuple[float, set[str]]] = []
    for alarm in alarms:
        for number, (at, posts) in enumerate(episodes):
            if alarm.at - at < DAY and posts & set(alarm.posts):
                episodes[number] = (alarm.at, posts | set(alarm.posts))
                break
        else:
            episodes.append((alarm.at, set(alarm.posts)))
    return len(episodes)


def chosen(posts: list[Seen], crises: list[Crisis]) -> float:
    """The bar that finds the most crises, the soonest, at no more than ten alarms a year; of equals the highest."""
    years = (posts[-1].at - posts[0].at) / YEAR
    best = (-1, 0.0, BARS[-1])
    for bar in BARS:
        alarms = judge(replace(post_detector, bar=bar), posts)
        times = [one.minutes for one in found(alarms, posts, crises) if one.minutes is not None]
        if len(alarms) <= 10 * years:
            best = max(best, (len(times), -statistics.median(times or [0.0]), bar))
    return best[2]


def laid_over(posts: list[Seen], crises: list[Crisis]) -> tuple[list[Seen], list[Crisis]]:
    """The last five years, on one."""

    def shifted(at: float) -> float:
        year = datetime.fromtimestamp(at, UTC).year
        return at + (2019 - year) * 364 * DAY if year >= 2015 else at

    moved = sorted((msgspec.structs.replace(post, at=shifted(post.at)) for post in posts), key=lambda post: post.at)
    late = [
        crisis._replace(
            begin=shifted(crisis.begin),
            end=shifted(crisis.begin) + crisis.end - crisis.begin,
            first=shifted(crisis.first),
            statement=None,
        )
        for crisis in crises
    ]
    return moved, late


def interval(values: Sequence[float], of: Any) -> str:
    """90 % of bootstrap draws."""
    if not values:
        return "-"
    chance = random.Random(7)
    drawn = sorted(of(chance.choices(values, k=len(values))) for _ in range(10_000))
    return f"{drawn[500]:.2f}..{drawn[9499]:.2f}" if drawn[-1] <= 1 else f"{drawn[500]:.0f}..{drawn[9499]:.0f}"


def row(name: str, alarms: int, years: float, outcome: Sequence[Found]) -> dict[str, Any]:
    times = [one.minutes for one in outcome if one.minutes is not None]
    hits = [float(one.at is not None) for one in outcome]
    return {
        "rule": name,
        "found": f"{len(times)} of {len(outcome)}",
        "found_90%": interval(hits, statistics.fmean),
        "median_minutes": round(statistics.median(times)) if times else "-",
        "median_90%": interval(times, statistics.median),
        "alarms": alarms,
        "alarms_a_year": round(alarms / years, 1),
    }


def shown(seconds: float | None) -> str:
    return "-" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


def each(outcome: Sequence[Found], posts: Sequence[Seen]) -> list[dict[str, Any]]:
    rows = []
    for one in outcome:
        possible, statement = second_voice(one.crisis, posts), one.crisis.statement
        lead = None if statement is None or one.at is None else (statement - one.at) / 60
        rows.append(
            {
                "brand": one.crisis.brand,
                "first_mention": shown(one.crisis.first),
                "alarm": shown(one.at),
                "minutes": "-" if one.minutes is None else round(one.minutes),
                "possible": "-" if possible is None else round(possible),
                "before_statement": "not known" if lead is None else str(timedelta(minutes=round(lead))),
            }
        )
    return rows


def table(rows: Sequence[dict[str, Any]]) -> None:
    heads = list(rows[0])
    widths = [max(len(head), *(len(str(row[head])) for row in rows)) for head in heads]
    for cells in (heads, *([str(row[head]) for head in heads] for row in rows)):
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    print()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--json", type=Path, dest="into")
    asked = arguments.parse_args()
    folder = asked.data / "boycott_stream" if (asked.data / "boycott_stream").is_dir() else asked.data
    posts, crises = read(folder)
    years = (posts[-1].at - posts[0].at) / YEAR
    print(
        f"{len(posts):,} posts, {years:.1f} years, {len(crises)} crises; {platform.machine()}, {os.cpu_count()} cores\n"
    )

    begun, spent = time.perf_counter(), time.process_time()
    alarms = judge(post_detector, posts)
    wall, cpu = time.perf_counter() - begun, time.process_time() - spent
    outcome = found(alarms, posts, crises)
    singly = each(outcome, posts)
    table(singly)

    rows = [row("new_story", len(alarms), years, outcome)]
    for accounts in (2, 3, 4):
        plain = plain_rule(posts, accounts)
        rows.append(row(f"plain rule, K={accounts}", one_a_day(plain), years, found(plain, posts, crises)))
    cut = instant("2017-06-01")
    halves = [[post for post in posts if post.at < cut], [post for post in posts if post.at >= cut]]
    theirs = [[crisis for crisis in crises if (crisis.begin >= cut) == later] for later in (False, True)]
    for tuned, tested in ((0, 1), (1, 0)):
        bar = chosen(halves[tuned], theirs[tuned])
        here = judge(replace(post_detector, bar=bar), halves[tested])
        span = (halves[tested][-1].at - halves[tested][0].at) / YEAR
        name = f"half: bar {bar} from {'before' if tested else 'after'} June 2017, on the rest"
        rows.append(row(name, len(here), span, found(here, halves[tested], theirs[tested])))
    dense, moved = laid_over(posts, crises)
    here = judge(post_detector, dense)
    rows.append(
        row(
            "laid over: five years on one",
            sum(one.at >= instant("2018-12-25") for one in here),
            1.0,
            found(here, dense, moved),
        )
    )
    table(rows)
    by_year: defaultdict[str, int] = defaultdict(int)
    for alarm in alarms:
        by_year[shown(alarm.at)[:4]] += 1
    print("alarms by year:", ", ".join(f"{year} {count}" for year, count in sorted(by_year.items())))
    print(f"cost: {len(posts) / cpu:,.0f} posts a second of one core ({len(posts) / wall:,.0f} by the clock)")
    if asked.into:
        ours = [rows[0] | {"posts_a_second_of_one_core": round(len(posts) / cpu)}, *rows[1:]]
        result = {
            "name": "Which brand is on fire (`larum judge stories`)",
            "protocol": PROTOCOL,
            "command": "python benchmarks/stories.py ../shared/data --json benchmarks/results/stories.json",
            "rows": ours,
            "parameters": post_detector.parameters(),
            "failed": [*(" ".join(each.split()) for each in FAILED.split(".\n") if each.strip()), *map(_said, singly)],
        }
        asked.into.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _said(one: dict[str, Any]) -> str:
    return (
        f"{one['brand']}: first mention {one['first_mention']}, alarm after {one['minutes']} min; "
        f"a second account came after {one['possible']} min; before the firm's statement: {one['before_statement']}."
    )


PROTOCOL: Final = " ".join(str(__doc__).split("Protocol. ")[1].split())
FAILED: Final = """
Two voices within 60 minutes are what a rule without a watch list needs at least, and of these crises half had no second
voice by then. An alarm at the first voice was tried: at the bar that calls for 10 of 56 firms it calls 112 times.
How large a story will become cannot be told at its second voice: over 50 stories about firms no feature's rank
correlation with the final number of accounts exceeded 0.15. So the alarms go to the plainest, not to the largest.
Learning words of commerce from the stream itself (naive Bayes, seeded by the lexicon) ranked worse, average precision
0.53 to 0.66 against 0.69, and was left out.
Letting the surprise of a burst weigh in the score favoured films and politics, whose bursts are steepest; it is a gate.
The lexicon and the form of the score were chosen with these years in sight, all weights but the bar without fitting.
Read by hand, 34 of 41 alarms were about a firm; of 56 firms that two accounts turned against 29 were called, the others
stayed below the bar.
Held to eight alarms a year from the start, without saved ones, the year laid over itself loses half of its crises: in a
noisy year the budget, not the eye, decides.
"""


if __name__ == "__main__":
    main()
