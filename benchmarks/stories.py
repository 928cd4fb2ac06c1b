"""Which brand is on fire, without a watch list: what `larum judge stories` says of eight years of calls to boycott.

    python benchmarks/stories.py [../shared/data] [--json FILE] [--worlds N]

Protocol. The posts of `boycott_stream` (every one holds the word “boycott”) are fed one at a time; each alarm is final
at its post. A brand's crisis is **found** by the first alarm inside its window that names the brand, or most of whose
posts do (the set's own pattern is used for that, and nowhere else). Minutes count from the first post of the window
that matches the pattern, be it about the crisis or not; the median is over those found. Every alarm counts as an
episode, whatever it is about. These are **development figures**: the form of the score was chosen with these years in
sight (some 45 forms and settings were tried, see below).

- **crises**: the set's own six. **large**: these and the other seven firms that more than ten accounts turned against,
  read by hand, of which the set knows nothing: thirteen are more than six.
- **plain rule**: an alarm when K accounts use one @handle or #tag within three hours that came at most twice in the 30
  days before; the same name again within a day is the same episode.
- **begun**: nothing is known of the time before.
- **hurried**: time runs so many times as fast: more posts and crises a year, and more voices in a crisis's hour.
- **thinned**: each post is kept by chance; crises of which two accounts are left count.
- **laid over**: 2014 to 2019 laid on so many times fewer years, each year turned by whole weeks, by chance. More burns
  at once, and no crisis is larger or faster than it was: the hardest kind of density. Intervals: 90 % of draws of
  worlds and, in them, of crises (2,000 draws).
- **after**: the same, by a detector that remembers how telling the stories of the eight real years were, and how many
  it told, but not their names: what happens when a quiet stream becomes a loud one.
- **frontier**: alarms that are wanted a year against what is found, and how soon.
- **voices**: minutes until the second, third and fifth account, whatever they write: what a rule could reach that needs
  as many. An alarm at the first voice was tried, see below.
"""

import argparse
import copy
import inspect
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

from larum.detect.new_story import Memory, NewStory, post_detector
from larum.detect.posts import Finding, Seen
from larum.detect.scarcity import Heard
from stories_read import DAY, Crisis, minutes, read, voice
from story_worlds import World, begun, draws, hurried, thinned

HOUR: Final = 3600.0


class Outcome(NamedTuple):
    """What a detector made of one world."""

    a_year: float
    crises: list[float | None]
    large: list[float | None]


def judge(detector: NewStory, posts: Iterable[Seen], state: Memory | None = None) -> list[Finding]:
    state = state or detector.start()
    return [finding for post in posts for finding in detector.see(state, post)]


def outcome(world: World, alarms: Sequence[Finding], episodes: int | None = None) -> Outcome:
    late = [minutes(alarms, world.posts, crisis) for crisis in world.crises]
    known = [took for took, crisis in zip(late, world.crises, strict=True) if crisis.known]
    return Outcome((len(alarms) if episodes is None else episodes) / world.years, known, late)


def after(detector: NewStory, world: World, heard: Heard, reached: float) -> list[Finding]:
    """What is told in a world by a detector that heard other stories before it."""
    state, by = detector.start(), world.posts[0].at - reached
    detector.see(state, world.posts[0])
    state.heard = copy.deepcopy(heard)
    state.heard.begun = (heard.begun or 0.0) + by
    state.heard.told_at += by
    for story in state.heard.stories:
        story.at, story.names, story.posts = story.at + by, [], []
    return judge(detector, world.posts[1:], state)


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


def row(name: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """One line of the table, with intervals over worlds and crises."""
    cells: dict[str, Any] = {"stream": name, "worlds": len(outcomes)}
    cells["alarms_a_year"] = round(statistics.fmean(each.a_year for each in outcomes), 1)
    cells["most_in_a_world"] = round(max(each.a_year for each in outcomes), 1)
    for kind in ("crises", "large"):
        drawn = [getattr(each, kind) for each in outcomes]
        share, middle = _share(drawn), _middle(drawn)
        shares, middles = zip(*_draws(drawn), strict=True)
        cells[f"{kind}_found"] = f"{share:.2f} ({_range(shares, '.2f')})"
        cells[f"{kind}_median_minutes"] = "-" if middle is None else f"{middle:.0f} ({_range(middles, '.0f')})"
    return cells


def _draws(outcomes: Sequence[list[float | None]]) -> list[tuple[float, float | None]]:
    chance, drawn = random.Random(7), []
    for _ in range(2_000):
        some = [chance.choices(each, k=len(each)) for each in chance.choices(outcomes, k=len(outcomes)) if each]
        drawn.append((_share(some), _middle(some)))
    return drawn


def _share(outcomes: Sequence[list[float | None]]) -> float:
    took = [each for world in outcomes for each in world]
    return sum(each is not None for each in took) / max(1, len(took))


def _middle(outcomes: Sequence[list[float | None]]) -> float | None:
    took = [each for world in outcomes for each in world if each is not None]
    return statistics.median(took) if took else None


def _range(values: Sequence[float | None], how: str) -> str:
    held = sorted(value for value in values if value is not None)
    return f"{held[len(held) // 20]:{how}}..{held[-len(held) // 20 - 1]:{how}}" if held else "-"


def shown(seconds: float | None) -> str:
    return "-" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


def each_crisis(posts: Sequence[Seen], alarms: Sequence[Finding], crises: Sequence[Crisis]) -> list[dict[str, Any]]:
    rows = []
    for crisis in crises:
        took = minutes(alarms, posts, crisis)
        lead = None if crisis.statement is None or took is None else (crisis.statement - crisis.first) / 60 - took
        cells: dict[str, Any] = {"brand": crisis.brand, "first_mention": shown(crisis.first)}
        cells["minutes"] = "missed" if took is None else round(took)
        for which in (2, 3, 5):
            reached = voice(crisis, posts, which)
            cells[f"voice_{which}"] = "-" if reached is None else round(reached)
        cells["before_statement"] = "not known" if lead is None else str(timedelta(minutes=round(lead)))
        rows.append(cells)
    return rows


def table(rows: Sequence[dict[str, Any]]) -> None:
    heads = list(rows[0])
    widths = [max(len(head), *(len(str(row[head])) for row in rows)) for head in heads]
    for cells in (heads, *([str(row[head]) for head in heads] for row in rows)):
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    print(flush=True)


def streams(whole: World, count: int, heard: Heard) -> list[dict[str, Any]]:
    """What becomes of the same detector where the stream is another."""
    rows = []

    def add(name: str, worlds: Iterable[World]) -> None:
        rows.append(row(name, [outcome(world, judge(post_detector, world.posts)) for world in worlds]))
        print(rows[-1], flush=True)

    add("as it is", [whole])
    for accounts in (2, 3, 4):
        plain = plain_rule(whole.posts, accounts)
        rows.append(row(f"plain rule, K={accounts}", [outcome(whole, plain, one_a_day(plain))]))
    add("begun 2017", [begun(whole, "2017-01-01")])
    add("begun 2019", [begun(whole, "2019-01-01")])
    add("hurried 2.5 times", [hurried(whole, 2.5)])
    add("thinned to 40 %", (thinned(whole, 0.4, seed) for seed in range(count)))
    for times in (2, 3, 5):
        add(f"laid over {times} times", draws(whole, times, count))
    for times in (2, 3):
        told = [
            outcome(world, after(post_detector, world, heard, whole.posts[-1].at))
            for world in draws(whole, times, count)
        ]
        rows.append(row(f"laid over {times} times, after", told))
    return rows


def frontier(whole: World, count: int) -> list[dict[str, Any]]:
    """What more or fewer alarms would buy."""
    rows = []
    worlds = {"begun 2017": [begun(whole, "2017-01-01")], "laid over 2 times": list(draws(whole, 2, count))}
    for name, some in worlds.items():
        for wanted in (5.0, 9.0, 15.0):
            detector = replace(post_detector, alarms_a_year=wanted)
            told = [outcome(world, judge(detector, world.posts)) for world in some]
            rows.append({"alarms_wanted": wanted, **row(name, told)})
            print(rows[-1], flush=True)
    return rows


def targets(rows: Sequence[dict[str, Any]], posts_a_second: float) -> list[dict[str, Any]]:
    """Issue 3's D3, on the stream as it is and on denser ones, and its cost."""
    found = [
        (
            "Cost, a stream of stories, posts a second of one process",
            "1,000",
            f"{posts_a_second:,.0f}",
            posts_a_second >= 1000,
        )
    ]
    for cells in rows:
        if cells["stream"] not in ("as it is", "begun 2017", "laid over 2 times"):
            continue
        where = f"D3, {cells['stream']} (development years)"
        share, took = float(cells["crises_found"].split()[0]), cells["crises_median_minutes"]
        a_year = cells["alarms_a_year"]
        found += [
            (f"{where}: brand crises found", "88 % or more", cells["crises_found"], share >= 0.88),
            (f"{where}: median minutes", "60 or fewer", took, took != "-" and float(took.split()[0]) <= 60),
            (f"{where}: alarms a year", "10 or fewer", str(a_year), a_year <= 10),
        ]
    return [dict(zip(("target", "wanted", "measured", "met"), each, strict=True)) for each in found]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--worlds", type=int, default=3)
    arguments.add_argument("--json", type=Path, dest="into")
    asked = arguments.parse_args()
    folder = asked.data / "boycott_stream" if (asked.data / "boycott_stream").is_dir() else asked.data
    posts, crises = read(folder)
    whole = World(posts, crises)
    print(f"{len(posts):,} posts, {whole.years:.1f} years; {platform.machine()}, {os.cpu_count()} cores\n")

    state, spent = post_detector.start(), time.process_time()
    alarms = judge(post_detector, posts, state)
    cpu = time.process_time() - spent
    singly = each_crisis(posts, alarms, crises)
    table(singly)
    print(f"cost: {len(posts) / cpu:,.0f} posts a second of one core\n")
    rows = streams(whole, asked.worlds, state.heard)
    table(rows)
    bought = frontier(whole, (asked.worlds + 1) // 2)
    table(bought)
    if asked.into:
        result = {
            "name": "Which brand is on fire (`larum judge stories`)",
            "protocol": inspect.cleandoc(str(__doc__).split("Protocol. ")[1]),
            "command": "python benchmarks/stories.py ../shared/data --json benchmarks/results/stories.json",
            "targets": targets(rows, len(posts) / cpu),
            "rows": [*rows, *bought, *singly],
            "parameters": {**post_detector.parameters(), "posts_a_second_of_one_core": round(len(posts) / cpu)},
            "failed": [" ".join(each.split()) for each in FAILED.strip().removeprefix("- ").split("\n- ")],
        }
        asked.into.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


FAILED: Final = """
- Median within 60 minutes: not reached on these years, and out of reach of any rule that needs two voices: the median
crisis of the six has its second voice after 88 minutes, its third after hours (see voices).
- An alarm at the first voice was tried: at the bar that calls for 10 of 56 firms it calls 112 times.
- Amazon (2019) is missed wherever much else burns: never more than five accounts in a day, fewer than in stories that
nobody would call a crisis. Pepsi in February 2019 is missed everywhere: its firm was named among many in a quarrel of
nations.
- Held to the same number of alarms in denser streams, much comes later: the place among the most telling must be won by
growth. At the second voice nothing tells how large a story about a firm will become (rank correlation of pace with the
number of accounts to come .02), from the third on pace does (.39, at the fourth .52, at the fifth .62).
- Before, the bar was a price that rose with each alarm. It knew nothing of density: the same years laid over after the
real ones brought 15 (two times) and 21 (three times) alarms a year, for .92 and .90 of the large; on a fresh start,
laid over two and three times, it found .74 and .72 of them at 9.5 and 11.2 alarms a year.
- Forms of the score that were tried, about 45: sums of plainness and the logarithm of accounts, once to three times;
surprise as a weight, its root and its logarithm; the rates of the last hour or three; the probability of a firm times
accounts, or times pace with 1 to 24 hours of slack; where a firm is as likely as not, at 1 to 5; words of commerce that
weigh more with more voices, by root or logarithm. Neighbours differ by less than these few crises can tell.
- Forms of the bar, about 35: memory of 4 months to 3 years, with and without what alarms cost, with and without a
least; from a fifth to a half of a year imagined. A rank alone, without what alarms cost, told up to 14.8 a year where
the stream grew; without a least, quiet years are spent on stories about nobody.
- Ten alarms wanted a year instead of nine would find more (.85 of the large for .83, laid over two times) and told 11.2
a year, laid over three times after the real years. Nine is kept.
- Learning words of commerce from the stream itself (naive Bayes, seeded by the lexicon) ranked worse, average precision
.53 to .66 against .69, and was left out.
- No statement time is known in these years: whether the alarm comes before it is not measured.
"""


if __name__ == "__main__":
    main()
