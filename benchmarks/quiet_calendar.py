"""What a calendar spares: pages of the quiet life, with and without campaigns and holidays known beforehand.

    python benchmarks/quiet_calendar.py [--monitors 300] [--days 90] [--width 1] [--seed 20260316] [--json FILE]

The same monitors, the same minutes and the same detectors are judged twice: once as they are, and once by
`larum.detect.season`, where the calendar holds the seven in ten campaigns that are planned and the public holidays.
A page is put to a planned campaign or a holiday where one was on between its first unusual minute and the call.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from inspect import cleandoc
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from larum.detect.contract import Bins, Evidence, Floats
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.season import AFTER, SPAN, TIMES, VOLUME, Stretch, stretches
from larum.detect.watch import grow
from quiet_life import House, Page, _page
from quiet_world import BEGIN, HOLIDAYS, MINUTES, Monitor, World

FAILED: Final = tuple(
    """\
The detectors have become so quiet that few pages are left to spare. While they were noisier (commit 39ab381, 400 \
monitors, 90 days) a calendar spared 134 of 156 pages in planned campaigns and 19 of 154 on holidays.
The simulated campaigns at most raise the rate 2.5 times; how real campaigns behave was not measured.""".splitlines()
)
GROUPS: Final = ("planned campaign", "holiday", "neither")


class Calendar:
    """The seasons of all monitors at once; `larum.detect.season.asked_at` as arrays."""

    def __init__(self, world: World) -> None:
        rows = [(number, one) for number, monitor in enumerate(world.monitors) for one in season(monitor)]
        self.streams = world.size
        self.rows = np.array([number for number, _ in rows])
        self.since = np.array([one.since for _, one in rows])
        self.until = {
            name: np.array([
                one.until + max(AFTER[one.code], SPAN.get(name, timedelta(0))).total_seconds() for _, one in rows
            ])
            for name in VOLUME
        }  # fmt: skip
        self.times = np.array([TIMES[one.code] for _, one in rows])

    def asked(self, detector: str, at: float) -> Floats:
        asked = np.ones(self.streams)
        on = (self.since < at) & (at <= self.until[detector])
        np.maximum.at(asked, self.rows[on], self.times[on])
        return asked


def season(monitor: Monitor) -> tuple[Stretch, ...]:
    """What the calendar of this monitor's brand holds."""
    minute = timedelta(minutes=1)
    campaigns = [(BEGIN + one.begin * minute, BEGIN + one.end * minute) for one in monitor.campaigns if one.planned]
    days = [datetime(day.year, day.month, day.day, tzinfo=BEGIN.tzinfo) for day in HOLIDAYS]
    return stretches("planned_event", campaigns) + stretches(
        "public_holiday", [(day, day + timedelta(days=1)) for day in days]
    )


def live(world: World, width: int) -> tuple[list[Page], list[Page]]:
    """Every page that went out without the calendar, and every one with it."""
    calendar, houses = Calendar(world), (House(world, width * 60.0), House(world, width * 60.0))
    pages: tuple[list[Page], list[Page]] = ([], [])
    memory = houses[0].memory
    for day in range(world.days):
        table = world.day(day, width)
        begin = (BEGIN + timedelta(days=day)).timestamp()
        for row in range(MINUTES // width):
            bins = Bins(begin + row * width * 60.0, width * 60.0, **{name: table[name][row] for name in table})
            for name, detector in detectors().items():
                evidence = detector.step(memory[name], bins)
                weighed = evidence
                if name in VOLUME:
                    weighed = msgspec.structs.replace(
                        evidence, strength=evidence.strength / calendar.asked(name, bins.end)
                    )
                for house, said, went in zip(houses, (evidence, weighed), pages, strict=True):
                    went.extend(_page(world, number, signal) for number, signal in hear(house, name, said, bins))
        print(f"day {day + 1}: {len(pages[0])} pages, {len(pages[1])} with the calendar", end="\r", file=sys.stderr)
    print(file=sys.stderr)
    return pages


def hear(house: House, name: str, evidence: Evidence, bins: Bins) -> list[tuple[int, Signal]]:
    """The signals of one detector that raise an alert of their own."""
    raised = []
    for number in np.flatnonzero(evidence.fires | evidence.unusual).tolist():
        known = house.episodes.get((name, number))
        grown = grow(detectors()[name], house.ids[number], known, bins, evidence, number)
        if grown is not None:
            house.episodes[name, number] = grown
            if house._raises(number, grown):
                raised.append((number, grown))
    return raised


def group(page: Page) -> str:
    return next((name for name in GROUPS if name in page.causes), "neither")


def summary(world: World, without: Sequence[Page], with_: Sequence[Page]) -> list[dict[str, object]]:
    """Pages by what was on, without and with the calendar, and per 100 monitors and week."""
    weeks = world.size * world.days / 7
    rows: list[dict[str, object]] = []
    counts = [Counter(group(page) for page in pages) for pages in (without, with_)]
    for name in (*GROUPS, "all"):
        before, after = (one.total() if name == "all" else one[name] for one in counts)
        rows.append({
            "while": name,
            "pages_without": before,
            "pages_with": after,
            "per_100_monitor_weeks_without": round(100 * before / weeks, 3),
            "per_100_monitor_weeks_with": round(100 * after / weeks, 3),
        })  # fmt: skip
    return rows


def main() -> None:
    asked = argparse.ArgumentParser(description="Pages in a quiet life, with and without a calendar.")
    asked.add_argument("--monitors", type=int, default=300)
    asked.add_argument("--days", type=int, default=90)
    asked.add_argument("--width", type=int, default=1, help="minutes in a bin; the product looks at minutes")
    asked.add_argument("--seed", type=int, default=20260316)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    world = World(given.monitors, given.days, given.seed)
    began = time.process_time()
    without, with_ = live(world, given.width)
    rows = summary(world, without, with_)
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    for title, pages in (("without", without), ("with", with_)):
        print(title, sorted(Counter((group(page), page.detector) for page in pages).items()))
    spent = f"{time.process_time() - began:.0f} s of processor; {platform.machine()}, {os.cpu_count()} cores"
    print(f"{spent}, Python {platform.python_version()}")
    if given.json:
        given.json.write_text(json.dumps({
            "name": "A quiet life with a calendar",
            "command": f"python benchmarks/quiet_calendar.py --monitors {given.monitors} --days {given.days} "
            f"--width {given.width} --json benchmarks/results/quiet_calendar.json",
            "protocol": cleandoc(__doc__ or "").split("\n\n", 2)[2],
            "parameters": {"monitors": given.monitors, "days": given.days, "minutes_in_a_bin": given.width,
                           "seed": given.seed, "times_asked_when_planned": TIMES["planned_event"],
                           "times_asked_on_holidays": TIMES["public_holiday"]},
            "rows": rows,
            "failed": FAILED,
            "measured_at": datetime.now(UTC).date().isoformat(),
        }, indent=1) + "\n")  # fmt: skip


if __name__ == "__main__":
    main()
