"""Bursts of known size, planted into streams of every volume: how many are called, how soon, and how often for nothing.

    python benchmarks/planted_bursts.py [--streams 10] [--seed 20261122] [--json FILE]

Nothing of `surge` was chosen by these streams; they are a guard against fitting it to five files. Streams have a rhythm
of the week, a level that wanders by the day (log-normal, a fifth) and by the hour (gamma, a tenth), and, by *tail*,
bursts of their own, about one a week:

- *even*: none;
- *light*: the extra posts of a burst are a Pareto number (exponent 2.5) of usual hours;
- *heavy*: the same with exponent 1.2, so that one burst of the past may dwarf all others.

After four weeks one burst is planted into the fifth, at an hour drawn by lot: within its first three hours it brings
*times* the posts of a usual hour, rising for ten minutes and then halving every half hour. The bins are of five
minutes.

- **found**: a page within three hours of the onset, or one that went out less than twelve hours before, which the burst
  would have been told with;
- **minutes**: from the onset to the page, median of those found;
- **for nothing**: pages a day in the third to fifth week while no burst was on, own or planted, and for twelve hours
  after.

Each is told for the strength that `larum judge counts` asks for, and for that of a monitor.
"""

import argparse
import inspect
import json
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from larum.detect.calibrate import DEFAULT
from larum.detect.contract import Bins, Floats
from larum.detect.stream import ASKED
from larum.detect.surge import detector
from larum.detect.watch import REST

WIDTH: Final = 300.0
DAY: Final = 288
"""Bins."""
WEEKS: Final = 5
BEGUN: Final = 1_775_433_600.0
"""A Monday."""
VOLUMES: Final = (0.3, 3.0, 30.0, 300.0)
"""Posts in a usual hour."""
TIMES: Final = (4.0, 8.0, 16.0, 32.0)
TAILS: Final = {"even": None, "light": 2.5, "heavy": 1.2}
MOST: Final = 300.0
"""Usual hours in the largest burst of a stream's own."""
SHAPE: Final = np.array([0.5, 1.0] + [0.5 ** (index / 6) for index in range(1, 35)])
"""Posts by bin, for three hours."""


class Planted(NamedTuple):
    tail: str
    volume: float
    times: float
    at: int
    rate: Floats
    busy: Floats
    """1 where a burst is on, and for twelve hours after."""


def plant(rng: np.random.Generator, tail: str, volume: float, times: float) -> Planted:
    """One stream: what is to be expected in every bin."""
    bins = np.arange(WEEKS * 7 * DAY)
    hours = bins / 12 % 24
    rhythm = 1 + 0.8 * np.sin((hours - 9) / 24 * 2 * np.pi)
    rhythm *= np.where(bins // DAY % 7 >= 5, 0.7, 1.12)
    days = np.repeat(np.exp(rng.normal(0, 0.2, WEEKS * 7)), DAY)
    rate = volume / 12 * rhythm * days * np.repeat(rng.gamma(10, 0.1, len(bins) // 12), 12)
    busy, extra = np.zeros(len(bins)), np.zeros(len(bins))
    at = int(rng.integers(4 * 7 * DAY, WEEKS * 7 * DAY - DAY))
    bursts = [(at, times)]
    if (exponent := TAILS[tail]) is not None:
        starts = rng.integers(0, len(bins) - 36, rng.poisson(WEEKS))
        clear = [int(start) for start in starts if abs(start - at) > DAY]
        bursts += [(start, min(MOST, 1 + rng.pareto(exponent))) for start in clear]
    for start, size in bursts:
        extra[start : start + len(SHAPE)] += size * volume * (SHAPE / SHAPE.sum())[: len(bins) - start]
        busy[start : start + len(SHAPE) + DAY // 2] = 1
    return Planted(tail, volume, times, at, rate + extra, busy)


def pages(streams: list[Planted], asked: dict[str, float], rng: np.random.Generator) -> Iterator[tuple[str, int, int]]:
    """Which strength, which stream, which bin."""
    rates = np.array([stream.rate for stream in streams])
    state, last = detector.start(len(streams), WIDTH), {name: np.full(len(streams), -np.inf) for name in asked}
    for index in range(rates.shape[1]):
        start = BEGUN + index * WIDTH
        counts = rng.poisson(rates[:, index]).astype(np.float64)
        strength = detector.step(state, Bins(start, WIDTH, counts)).strength
        for name, least in asked.items():
            for row in np.flatnonzero((strength >= least) & (start - last[name] >= REST)).tolist():
                last[name][row] = start + WIDTH
                yield name, row, index


def summary(streams: list[Planted], went: list[tuple[str, int, int]], names: list[str]) -> list[dict[str, object]]:
    """A row for each tail and each size of burst, then one for each tail and volume."""
    rows: list[dict[str, object]] = []
    groups = [(tail, "times", times) for tail, times in product(TAILS, TIMES)]
    groups += [(tail, "volume", volume) for tail, volume in product(TAILS, VOLUMES)]
    for tail, by, value in groups:
        chosen = [row for row, one in enumerate(streams) if one.tail == tail and getattr(one, by) == value]
        told: dict[str, object] = {"own bursts": tail, "times" if by == "times" else "posts an hour": value}
        for name in names:
            own = [(row, at) for which, row, at in went if which == name and row in set(chosen)]
            found = {row: at - streams[row].at for row, at in reversed(own) if -DAY // 2 < at - streams[row].at < 36}
            lags = sorted(max(0, 5 * lag + 5) for lag in found.values())
            nothing = [1 for row, at in own if at >= 14 * DAY and not streams[row].busy[at]]
            quiet = sum(float((1 - streams[row].busy[14 * DAY :]).sum()) for row in chosen) / DAY
            told[f"found, {name}"] = round(len(found) / len(chosen), 3)
            told[f"minutes, {name}"] = lags[len(lags) // 2] if lags else None
            told[f"for nothing a day, {name}"] = round(len(nothing) / quiet, 4)
        rows.append(told)
    return rows


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--streams", type=int, default=10, help="of each volume, size and tail")
    given.add_argument("--seed", type=int, default=20261122)
    given.add_argument("--json", type=Path)
    chosen = given.parse_args()
    rng, began = np.random.default_rng(chosen.seed), time.process_time()
    kinds = product(TAILS, VOLUMES, TIMES)
    streams = [plant(rng, *kind) for kind in kinds for _ in range(chosen.streams)]
    asked = {f"{ASKED:g}": ASKED, f"{DEFAULT:g}": DEFAULT}
    rows = summary(streams, list(pages(streams, asked, rng)), list(asked))
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    print(f"{len(streams)} streams, {time.process_time() - began:.0f} s of processor")
    if chosen.json:
        result = {
            "name": "Bursts of known size, planted", "command": "python benchmarks/planted_bursts.py",
            "protocol": inspect.cleandoc(__doc__ or "").split("\n\n", 2)[2], "rows": rows,
            "parameters": {"streams of a kind": chosen.streams, "seed": chosen.seed, "weeks": WEEKS}, "failed": [],
        }  # fmt: skip
        chosen.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
