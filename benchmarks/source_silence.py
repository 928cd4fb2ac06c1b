"""Sources that stop: how often silence is told of one that has not stopped, and how soon of one that has.

    python benchmarks/source_silence.py [--json benchmarks/results/source_silence.json]

No log of a real source with an outage of known time is at hand, so the world is simulated, its numbers settled before
the detector had seen it. **200 sources for six weeks**, each with

- *volume*: 1 to 5,000 posts an hour (log-uniform), of which a day's rhythm makes up to five times as many at noon as at
  night; Saturdays and Sundays bring 0.2 to 1.2 times as much (log-uniform);
- *scatter*: each hour off by a gamma factor of relative variance 0.02 to 0.3;
- *reading*: half are streams; the others are polled every 5, 15, 30 or 60 minutes, so that posts come in heaps;
- *pauses of its own* (one source in three): two in six weeks on average, half an hour to six hours, in which the world
  says nothing; and a public holiday in every fourth week with 0.1 to 0.8 of the usual.

Told silences before that are false. **In the last week every source stops** at some moment for good; hours
count from that moment. The first week, in which nothing is said, does not count.
"""

import argparse
import inspect
import json
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from larum.detect.hearing.listen import WIDTH, Ear, listen
from larum.detect.silence import of_sources

WEEKS, SILENT_WEEKS, BINS_A_DAY = 6, 1, int(86400 / WIDTH)
BINS = WEEKS * 7 * BINS_A_DAY
BEGIN = 1_772_409_600.0  # a Monday


def posts(seed: int) -> tuple[float, np.ndarray, int]:
    """The volume of a source, what comes from it in each bin, and the bin with which it stops."""
    draw = np.random.default_rng((seed, 17))
    volume = float(10 ** draw.uniform(0, np.log10(5000)))
    bins = np.arange(BINS)
    day, hour = bins // BINS_A_DAY, bins % BINS_A_DAY / 12
    swing = draw.uniform(0, 0.8)
    rate = volume / 12 * (1 + swing * np.cos(2 * np.pi * (hour - 14) / 24))
    rate = rate * np.where(day % 7 >= 5, np.exp(draw.uniform(np.log(0.2), np.log(1.2))), 1.0)
    for week in range(draw.integers(0, 4), WEEKS, 4):
        rate = rate * np.where(day == week * 7 + draw.integers(0, 5), draw.uniform(0.1, 0.8), 1.0)
    scatter = draw.uniform(0.02, 0.3)
    rate = rate * np.repeat(draw.gamma(1 / scatter, scatter, BINS // 12), 12)
    if draw.random() < 1 / 3:
        for _ in range(draw.poisson(2)):
            begin = draw.integers(0, BINS - 7 * BINS_A_DAY)
            rate[begin : begin + int(12 * np.exp(draw.uniform(np.log(0.5), np.log(6))))] = 0.0
    stops = BINS - int(draw.integers(2 * BINS_A_DAY, 7 * BINS_A_DAY))
    rate[stops:] = 0.0
    came = draw.poisson(rate)
    every = 1 if draw.random() < 0.5 else int(draw.choice([1, 3, 6, 12]))
    heaps = np.zeros_like(came)
    heaps[every - 1 :: every] = came.reshape(-1, every).sum(axis=1)
    return volume, heaps, stops


def live(sources: int) -> tuple[list[dict[str, Any]], float]:
    """So many sources from their first post to their end, and the microseconds of a look at one of them."""
    made = [posts(seed) for seed in range(sources)]
    ids = [UUID(int=number) for number in range(sources)]
    lives: list[dict[str, Any]] = [
        {"volume": volume, "false": 0, "weeks": stops / (7 * BINS_A_DAY) - SILENT_WEEKS, "hours": None}
        for volume, _, stops in made
    ]
    totals = np.cumsum([came for _, came, _ in made], axis=1)
    ears, gaps = dict[UUID, Ear](), set[UUID]()
    begun = time.process_time()
    for number in range(BINS):
        news = dict(zip(ids, totals[:, number].tolist(), strict=True))
        for id, one in listen(ears, news, gaps, BEGIN + (number + 1) * WIDTH).items():
            place, ears[id] = id.int, one.ear
            if one.came:
                gaps.discard(id)
            elif one.silent and id not in gaps:
                gaps.add(id)
                late = number + 1 - made[place][2]
                if late <= 0:
                    lives[place]["false"] += 1
                else:
                    lives[place]["hours"] = late / 12
    return lives, 1e6 * (time.process_time() - begun) / BINS / sources


def main() -> None:
    asked = argparse.ArgumentParser(description="Sources that stop, simulated.")
    asked.add_argument("--sources", type=int, default=200)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    lives, cost = live(given.sources)
    rows = []
    for low, high in ((1, 5), (5, 50), (50, 500), (500, 5000), (1, 5000)):
        some = [life for life in lives if low <= life["volume"] < high]
        weeks = sum(life["weeks"] for life in some)
        hours = [life["hours"] for life in some if life["hours"] is not None]
        rows.append({
            "posts_an_hour": f"{low} to {high:,}",
            "sources": len(some),
            "source_weeks": round(weeks),
            "false": sum(life["false"] for life in some),
            "false_in_100_weeks": round(100 * sum(life["false"] for life in some) / max(1, weeks), 2),
            "stopped_and_told": f"{len(hours)} of {len(some)}",
            "median_hours": round(float(np.median(hours)), 1) if hours else "",
            "90%_within_hours": round(float(np.quantile(hours, 0.9)), 1) if hours else "",
        })  # fmt: skip
    for row in rows:
        print(", ".join(f"{name} {value}" for name, value in row.items()))
    print(f"{cost:.0f} us a look at a source", platform.machine(), platform.python_version())
    if given.json:
        given.json.write_text(json.dumps({
            "name": "Sources that stop, simulated",
            "command": "python benchmarks/source_silence.py",
            "protocol": inspect.cleandoc(__doc__ or "").split("\n\n", 2)[2],
            "rows": rows,
            "parameters": {**of_sources.parameters(), "processor_us_a_look": round(cost)},
            "failed": FAILED,
            "measured_at": datetime.now(UTC).date().isoformat(),
        }, indent=1, ensure_ascii=False) + "\n")  # fmt: skip


FAILED = [
    "A source with fewer than eight posts a day is never called silent, however long it says nothing.",
    "A pause of the world (a forum that sleeps, a newsroom on holiday) looks like a dead collection: no cause is told.",
    "After a silence that was told, the next is told only if half as much again is missing; that fades in weeks.",
]


if __name__ == "__main__":
    main()
