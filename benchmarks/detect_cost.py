"""What it costs to let every counting detector look at 10,000 monitors once a minute, and one on posts at a post.

    python benchmarks/detect_cost.py [--monitors 10000] [--minutes 60] [--json FILE]

Volumes are log-uniform from 0.01 to 1,000 mentions an hour, counts Poisson; of what else a minute holds every count is
drawn as a share of the mentions. Before the clock runs, eight days are lived through, each hour in a minute that holds
all of it, so that rings and rhythms are filled. Processor time is measured: median of the minutes, and the dearest one,
in which it strikes noon: an hour, three hours and half a day are over at once. Below the detectors stands what all of
them take together, minute by minute. For one stream, of ten mentions a minute, the time is per bin, as `larum judge
counts` spends it. Detectors on posts get the posts of one monitor of `quiet_posts.py`, of some twenty an hour, one by
one as they are once read (in the product reading them, `larum.analyse`, costs more); the median of five is told.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

import msgspec
import numpy as np

from larum.detect import complaint_cluster, coordination, cross_platform, dormant, new_story, onset
from larum.detect.contract import AnyDetector, Bins, Floats
from larum.detect.post_promises import AnyPostDetector
from larum.detect.posts import Seen, folded
from larum.detect.registry import detectors
from larum.detect.state import pack
from quiet_public import Public
from quiet_world import Monitor

MINUTE: Final = 60.0
BEGUN: Final = 1_775_001_600.0
"""A midnight."""
DAYS: Final = 8
"""Lived through beforehand."""
VOLUME: Final = 20.0
"""Posts an hour of the monitor that detectors on posts get."""
PLATFORMS: Final = ("mastodon", "bluesky", "mastodon")
SHARES: Final = {"negative": 0.2, "reposts": 0.3, "questions": 0.1, "complaints": 0.05, "complainers": 0.05}


def bins_at(rng: np.random.Generator, start: float, volumes: Floats, hours: float) -> Bins:
    mentions = rng.poisson(volumes * hours).astype(np.float64)
    some = mentions > 0
    rest = {name: rng.binomial(mentions.astype(np.int64), share).astype(np.float64) for name, share in SHARES.items()}
    followers = np.where(some, rng.lognormal(6.0, 1.8, len(volumes)), 0.0)
    return Bins(
        start, MINUTE, mentions, authors=mentions, reach=followers * np.sqrt(mentions),
        platforms=some.astype(np.float64), loudest=followers, **rest,
    )  # fmt: skip


def spent(detector: AnyDetector, monitors: int, minutes: int) -> list[float]:
    """Milliseconds of processor for each minute."""
    rng = np.random.default_rng(20261122)
    volumes = 10 ** rng.uniform(-2, 3, monitors) if monitors > 1 else np.array([600.0])
    state = detector.start(monitors, MINUTE)
    lived = 24 * DAYS + 11
    for hour in range(lived):
        bins = bins_at(rng, BEGUN + hour * 3600, volumes, 1.0)
        detector.step(state, bins)
        detector.idle(state, bins.end, bins.start + 3600)
    took = []
    for minute in range(30 + minutes):
        bins = bins_at(rng, BEGUN + lived * 3600 + minute * MINUTE, volumes, 1 / 60)
        began = time.process_time()
        detector.step(state, bins)
        took.append((time.process_time() - began) * 1000)
    return took[30:]


def posts_of_one_monitor(days: int = 28) -> list[Seen]:
    monitor = Monitor(20261122, 0, days)
    monitor.volume = VOLUME
    public = Public(monitor)
    return folded(
        [
            msgspec.structs.replace(post, platform=PLATFORMS[place % len(PLATFORMS)])
            for place, post in enumerate(post for day in range(days) for post in public.day(day))
        ]
    )


def spent_on_a_post(detector: AnyPostDetector, posts: Sequence[Seen]) -> float:
    """Microseconds of processor."""
    took = []
    for _ in range(5):
        state, began = detector.start(), time.process_time()
        for post in posts:
            detector.see(state, post)
        took.append((time.process_time() - began) / len(posts) * 1e6)
    return median(took)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--monitors", type=int, default=10_000)
    asked.add_argument("--minutes", type=int, default=60)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    rows: list[dict[str, object]] = []
    together = np.zeros(given.minutes)
    print(f"{'detector':<20}{'median ms':>10}{'dearest ms':>12}{'one stream µs':>15}{'packed bytes':>14}")
    for name, detector in detectors().items():
        many, one = spent(detector, given.monitors, given.minutes), spent(detector, 1, 400)
        together += many
        state = detector.start(1, MINUTE)
        for minute in range(3000):
            counts = np.array([float(minute % 3)])
            detector.step(state, Bins(BEGUN + minute * MINUTE, MINUTE, counts, counts, counts))
        rows.append({
            "detector": name, "median_ms": round(median(many), 2), "dearest_ms": round(max(many), 1),
            "one_stream_us": round(median(one) * 1000), "packed_bytes": len(pack(state)),
        })  # fmt: skip
        print("{detector:<20}{median_ms:>10}{dearest_ms:>12}{one_stream_us:>15}{packed_bytes:>14}".format(**rows[-1]))
    median_ms, dearest_ms = float(np.median(together)), float(together.max())
    rows.append({
        "detector": "all together", "median_ms": round(median_ms, 2), "dearest_ms": round(dearest_ms, 1),
    })  # fmt: skip
    print("{detector:<20}{median_ms:>10}{dearest_ms:>12}".format(**rows[-1]))
    print(f"\n{'detector on posts':<20}{'µs a post':>10}")
    posts = posts_of_one_monitor()
    for on_posts in (complaint_cluster, coordination, cross_platform, dormant, new_story, onset):
        reading: AnyPostDetector = on_posts.post_detector
        rows.append({"detector": reading.name, "us_a_post": round(spent_on_a_post(reading, posts))})
        print("{detector:<20}{us_a_post:>10}".format(**rows[-1]))
    print(f"\n{given.monitors} monitors; {platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    if given.json:
        protocol = (
            f"{given.monitors:,} monitors, log-uniform 0.01 to 1,000 mentions an hour, after eight days; processor "
            f"time of {given.minutes} minutes, in which it strikes noon: an hour, three hours and half a day are over. "
            f"Detectors on posts: {len(posts):,} posts of one monitor, {VOLUME:g} an hour, as they are once read."
        )
        targets = [{
            "target": f"Cost, all counting detectors for {given.monitors:,} monitors, a minute",
            "wanted": "under 100 ms", "measured": f"{median_ms:.0f} ms, the dearest minute {dearest_ms:.0f} ms",
            "met": dearest_ms < 100,
        }]  # fmt: skip
        result = {"name": "What it costs to watch ten thousand monitors",
                  "protocol": protocol, "rows": rows, "targets": targets,
                  "parameters": {"monitors": given.monitors, "minutes": given.minutes}, "failed": []}  # fmt: skip
        given.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
