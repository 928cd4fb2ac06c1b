"""False-alarm life: pages that go out for 1,000 monitors of every volume in 90 days in which nothing happens.

    python benchmarks/quiet_life.py [--monitors 1000] [--days 90] [--width 1] [--seed 20260316]
                                    [--pages pages.csv] [--json FILE]

`quiet_world.py` describes the monitors, every number of them. They are fed bin by bin to every detector that
takes counts, through the same code as in the product; signals of one monitor become alerts as in `larum.alert` (each
monitor is a brand of its own: nothing hides in a neighbour's alert), and **every alert is a page**, whatever its
severity, from the first minute on: no day is left out for learning. Each goes to the CSV with what was going on.

Planned campaigns and the holidays are in each monitor's calendar, as if somebody had entered them (`detect.season`): a
page that goes out all the same counts. That `silence` notices a pause in which a source brings nothing is right, not
false; those pages are shown, and counted apart.
"""

import argparse
import csv
import json
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from inspect import cleandoc
from math import sqrt
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np

from larum.alert.grouping import Stretch, about_collection
from larum.detect.backtest import Peak, called
from larum.detect.calibrate import DEFAULT
from larum.detect.contract import Bins, Floats
from larum.detect.loudest import Loudest
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.season import Season, asked_at, stretches
from larum.detect.watch import grow
from quiet_world import BEGIN, HOLIDAYS, MINUTES, Monitor, World

CLASSES: Final = ((0.01, 0.1), (0.1, 1.0), (1.0, 10.0), (10.0, 100.0), (100.0, 1000.0))
"""Mentions an hour, from and below."""
LEARNT: Final = 14
"""Days after which what a strength brings is counted, for `larum.detect.calibrate`."""
STRENGTHS: Final = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


class Page(NamedTuple):
    monitor: int
    volume: float
    fired_at: datetime
    begun_at: datetime
    detector: str
    observed: float
    usual: float
    score: float
    causes: tuple[str, ...]

    @property
    def right(self) -> bool:
        """True where something had happened: a source had fallen silent."""
        return self.detector == "silence" and ("pause" in self.causes or "after a pause" in self.causes)


def season_of(monitor: Monitor) -> Season:
    """What the calendar knows: campaigns that were planned, and public holidays."""
    planned = [
        (BEGIN + timedelta(minutes=one.begin), BEGIN + timedelta(minutes=one.end))
        for one in monitor.campaigns
        if one.planned
    ]
    days = [datetime.combine(day, datetime.min.time(), UTC) for day in HOLIDAYS]
    kept = [(day, day + timedelta(days=1)) for day in days]
    return (*stretches("planned_event", planned), *stretches("public_holiday", kept))


class House:
    """Every detector on every monitor, and the alerts that came of it."""

    def __init__(self, world: World, width: float) -> None:
        self.ids = [UUID(int=one.number + 1) for one in world.monitors]
        self.memory = {name: detector.start(world.size, width) for name, detector in detectors().items()}
        self.episodes: dict[tuple[str, int], Signal] = {}
        self.stretches: list[list[Stretch]] = [[] for _ in self.ids]
        self.loudest = {name: Loudest(name, self.ids) for name in detectors()}
        self.seasons = [(number, season) for number, one in enumerate(world.monitors) if (season := season_of(one))]
        self.asks: dict[str, Floats] = {}
        self.hour = -1

    def take(self, bins: Bins) -> Iterable[tuple[int, Signal]]:
        """The signals that raise an alert of their own, each with its monitor."""
        self._turn(bins)
        for name, detector in detectors().items():
            evidence = detector.step(self.memory[name], bins)
            self.loudest[name].hear(bins, evidence)
            asks = self.asks[name]
            for number in np.flatnonzero((evidence.strength >= asks) | evidence.unusual).tolist():
                known = self.episodes.get((name, number))
                grown = grow(detector, self.ids[number], known, bins, evidence, number, asks[number])
                if grown is None:
                    continue
                self.episodes[name, number] = grown
                if self._raises(number, grown):
                    yield number, grown

    def _turn(self, bins: Bins) -> None:
        """What each monitor asks of each detector in this hour, going by its calendar."""
        if int(bins.start // 3600) == self.hour:
            return
        self.hour = int(bins.start // 3600)
        self.asks = {name: np.full(len(self.ids), DEFAULT) for name in detectors()}
        for number, season in self.seasons:
            if any(one.since <= bins.end <= one.until + 2 * 86400 for one in season):
                for name, asks in self.asks.items():
                    asks[number] *= asked_at(name, bins.end, season)

    def _raises(self, number: int, signal: Signal) -> bool:
        stretches = self.stretches[number]
        for place in reversed(range(len(stretches))):
            if stretches[place].takes(signal):
                stretches[place] = stretches[place].with_(signal)
                return False
        stretches.append(Stretch(signal.begun_at, signal.until, about_collection(signal.detector)))
        return True


def live(world: World, width: int) -> tuple[list[Page], list[Peak]]:
    """Let the days pass; gives every page that went out, and the strongest cases of each hour."""
    house, pages = House(world, width * 60.0), list[Page]()
    for day in range(world.days):
        table = world.day(day, width)
        begin = (BEGIN + timedelta(days=day)).timestamp()
        for row in range(MINUTES // width):
            counts = {name: table[name][row] for name in table}
            for number, signal in house.take(Bins(begin + row * width * 60.0, width * 60.0, **counts)):
                pages.append(_page(world, number, signal))
        print(f"day {day + 1}: {len(pages)} pages", end="\r", file=sys.stderr)
    print(file=sys.stderr)
    return pages, [peak for one in house.loudest.values() for peak in one.peaks()]


def by_strength(world: World, peaks: Sequence[Peak]) -> list[tuple[float, float]]:
    """Calls per monitor and day by the strength asked for, first two weeks left out."""
    if world.days <= LEARNT:
        return []
    own: dict[int, list[Peak]] = {}
    for peak in peaks:
        minute = (peak.at - BEGIN) / timedelta(minutes=1)
        number = peak.monitor_id.int - 1
        known = "planned campaign" in world.monitors[number].causes(minute - 60, minute)
        if minute >= LEARNT * MINUTES and not known and peak.detector != "silence":
            own.setdefault(number, []).append(peak)
    days = world.size * (world.days - LEARNT)
    return [(asked, sum(len(called(mine, asked)) for mine in own.values()) / days) for asked in STRENGTHS]


def _page(world: World, number: int, signal: Signal) -> Page:
    monitor = world.monitors[number]
    since, until = ((at - BEGIN) / timedelta(minutes=1) for at in (signal.begun_at, signal.fired_at))
    return Page(
        monitor.number, monitor.volume, signal.fired_at, signal.begun_at, signal.detector, signal.observed,
        signal.usual, signal.score, monitor.causes(since, until) or ("chance",),
    )  # fmt: skip


def class_of(volume: float) -> str:
    low, high = next((low, high) for low, high in CLASSES if volume < high or high == CLASSES[-1][1])
    return f"{low:g} to {high:g}"


def summary(world: World, pages: Sequence[Page]) -> list[dict[str, object]]:
    """False pages per 100 monitor-weeks by volume class and detector, the total last."""
    rows: list[dict[str, object]] = []
    names = [*detectors(), "all"]
    classes = [f"{low:g} to {high:g}" for low, high in CLASSES]
    for volume in [*classes, "all"]:
        inside = [one for one in world.monitors if volume in ("all", class_of(one.volume))]
        weeks = len(inside) * world.days / 7
        mine = [page for page in pages if volume in ("all", class_of(page.volume))]
        false = [page for page in mine if not page.right]
        for name in names:
            went = [page for page in mine if name in ("all", page.detector)]
            wrong = [page for page in false if name in ("all", page.detector)]
            rows.append(
                {
                    "mentions_an_hour": volume,
                    "monitors": len(inside),
                    "detector": name,
                    "pages": len(went),
                    "of_them_right": len(went) - len(wrong),
                    "false_per_100_monitor_weeks": round(100 * len(wrong) / weeks, 2) if weeks else None,
                }
            )
    return rows


def show(rows: Sequence[dict[str, object]], pages: Sequence[Page], world: World) -> None:
    names = list(detectors())
    print(f"\nFalse pages per 100 monitor-weeks: {world.size} monitors, {world.days} days, seed {world.seed}\n")
    print(
        f"{'mentions an hour':<18}{'monitors':>9}"
        + "".join(f"{name:>18}" for name in [*names, "all"])
        + f"{'pages':>8}"
    )
    for volume in dict.fromkeys(str(row["mentions_an_hour"]) for row in rows):
        mine = {str(row["detector"]): row for row in rows if row["mentions_an_hour"] == volume}
        rates = "".join(f"{mine[name]['false_per_100_monitor_weeks'] or 0:>18.2f}" for name in [*names, "all"])
        print(f"{volume:<18}{mine['all']['monitors']:>9}{rates}{mine['all']['pages']:>8}")
    print("\nWhat was going on (a page may have several):")
    for cause, count in Counter(cause for page in pages for cause in page.causes).most_common():
        print(f"  {count:>6}  {cause}")
    weeks = Counter(int((page.fired_at - BEGIN) / timedelta(days=7)) + 1 for page in pages)
    print("By week: " + ", ".join(f"{week}: {weeks[week]}" for week in range(1, -(-world.days // 7) + 1)))
    right = sum(page.right for page in pages)
    print(f"{len(pages)} pages, {right} of them right (a source had fallen silent)")


def write(path: Path, pages: Sequence[Page]) -> None:
    """Every page that went out."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow([*Page._fields])
        for page in sorted(pages, key=lambda each: (each.fired_at, each.monitor)):
            out.writerow([
                page.monitor, f"{page.volume:.4g}", page.fired_at.isoformat(), page.begun_at.isoformat(), page.detector,
                f"{page.observed:g}", f"{page.usual:.3g}", f"{page.score:.3f}", "; ".join(page.causes),
            ])  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description="Pages in a quiet life.")
    asked.add_argument("--monitors", type=int, default=1000)
    asked.add_argument("--days", type=int, default=90)
    asked.add_argument("--width", type=int, default=1, help="minutes in a bin; the product looks at minutes")
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    asked.add_argument("--seed", type=int, default=20260316)
    asked.add_argument("--pages", type=Path, default=Path("quiet_life_pages.csv"))
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    world = World(given.monitors, given.days, given.seed)
    began = time.time()
    share = -(-given.monitors // given.jobs)
    parts = [
        World(min(share, given.monitors - first), given.days, given.seed, first)
        for first in range(0, given.monitors, share)
    ]
    with ProcessPoolExecutor(given.jobs) as pool:
        lived = list(pool.map(live, parts, [given.width] * len(parts)))
    pages = [page for some, _ in lived for page in some]
    peaks = [peak for _, some in lived for peak in some]
    spent = time.time() - began
    rows = summary(world, pages)
    show(rows, pages, world)
    curve = by_strength(world, peaks)
    if curve:
        print(
            "Calls per monitor and day from the third week on, by the strength asked for (QUIET_LIFE of calibrate.py):"
        )
        print("  " + ", ".join(f"({asked:g}, {rate:.2g})" for asked, rate in curve))
    write(given.pages, pages)
    print(f"{spent:.0f} s in {given.jobs} processes")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if given.json:
        given.json.write_text(json.dumps(result(given, rows, pages, curve), indent=1) + "\n")


def targets(table: Sequence[dict[str, object]], monitors: int, days: int) -> list[dict[str, object]]:
    """What issue 3 asks for, and what came; in brackets, where a Poisson count of as many pages lies in 95 of 100."""
    rate, weeks = float(str(table[-1]["false_all"])), monitors * days / 700
    pages = rate * weeks
    low, high = max(0.0, pages - 1.96 * sqrt(pages)) / weeks, (pages + 1.96 * sqrt(pages + 1) + 1) / weeks
    return [
        {
            "target": f"D5, false pages in a quiet life, {monitors:,} monitors, {days} days (simulated)",
            "wanted": "at most 1 a week for 100 monitors",
            "measured": f"{rate:.2f} (95 %: {low:.2f}-{high:.2f})",
            "met": rate <= 1,
        }
    ]


def result(
    given: argparse.Namespace,
    rows: list[dict[str, object]],
    pages: Sequence[Page],
    curve: Sequence[tuple[float, float]],
) -> dict[str, object]:
    """What docs/reference/judgement.md is made from: one row a volume class, then what went wrong."""
    classes = dict.fromkeys(str(row["mentions_an_hour"]) for row in rows)
    table = [
        {
            "mentions_an_hour": volume,
            "monitors": mine["all"]["monitors"],
            **{f"false_{name}": mine[name]["false_per_100_monitor_weeks"] for name in [*detectors(), "all"]},
            "pages": mine["all"]["pages"],
        }
        for volume in classes
        if (mine := {str(row["detector"]): row for row in rows if row["mentions_an_hour"] == volume})
    ]
    went = Counter(cause for page in pages if not page.right for cause in page.causes)
    return {
        "name": "False-alarm life (D5): quiet monitors, simulated",
        "command": f"python benchmarks/quiet_life.py --monitors {given.monitors} --days {given.days} "
        f"--width {given.width} --json benchmarks/results/quiet_life.json",
        "protocol": "False pages per 100 monitor-weeks.\n\n" + cleandoc(__doc__ or "").split("\n\n", 2)[2],
        "parameters": {
            "monitors": given.monitors, "days": given.days, "minutes in a bin": given.width, "seed": given.seed,
        },
        "rows": table,
        "targets": targets(table, given.monitors, given.days),
        "failed": [
            *(f"{count} false pages while this was going on: {cause}" for cause, count in went.most_common()),
            *(" ".join(one.split()) for one in FAILED),
        ],
        "calls_per_monitor_and_day_by_strength": curve,
        "measured_at": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


FAILED: Final = cleandoc("""
    While mood_shift called from 5.2 standard deviations however much was posted, this seed brought 0.89 false pages per
    100 monitor-weeks where five minutes were looked at as one (so it had been published), and 1.00 minute by minute, as
    the product looks: who looks more often finds more by chance. What it asks now grows with the mentions of an hour,
    in sight of that; a flat 5.4 brought 0.92 and found fewer turns on monitors that hear little (`other_detectors`: 52
    of 200 at five mentions an hour, not 66; 76 before).
    """).split("\n\n")


if __name__ == "__main__":
    main()
