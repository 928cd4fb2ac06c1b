"""False-alarm life on real streams: tweets about 87 companies over two years, hardly any of them in a crisis.

    python benchmarks/quiet_real.py [../shared/data] [--width 10] [--pages pages.csv] [--json FILE]

A company is a monitor (up to 1.5 tweets an hour in this sample); counts, followers and the moods of our own analysis
go to the detectors as in `quiet_life.py`, and every alert is a page. Nobody has labelled what was worth a call, besides
the bursts of `burst_labels.csv`, whose days are left out: earnings, launches and promotions are in these streams, so
the figure is an upper bound of the false alarms. `silence` is left out: a sample of two years has holes of its own.
"""

import argparse
import csv
import gzip
import json
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np

from larum.alert.grouping import Stretch, about_collection
from larum.detect.contract import Bins, Floats
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.watch import grow

DAY: Final = 86400.0


class Tweet(NamedTuple):
    at: float
    company: str
    user: str
    followers: int
    repost: bool
    negative: bool


class Page(NamedTuple):
    company: str
    fired_at: datetime
    detector: str
    observed: float
    usual: float


def read(folder: Path) -> tuple[list[Tweet], set[tuple[str, str]]]:
    """The tweets in order of time, and the days that somebody labelled."""
    with gzip.open(folder / "tweets.csv.gz", "rt", encoding="utf-8", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["t"]]
    moods = _moods([row["text"] for row in rows])
    tweets = [
        Tweet(
            datetime.fromisoformat(row["t"]).timestamp(), row["ticker"], row["user"], int(float(row["followers"] or 0)),
            row["rt"] == "1", mood,
        )
        for row, mood in zip(rows, moods, strict=True)
    ]  # fmt: skip
    with (folder / "burst_labels.csv").open(encoding="utf-8") as labels:
        labelled = {(row["ticker"], row["day_utc"]) for row in csv.DictReader(labels)}
    return sorted(tweets), labelled


def _moods(texts: list[str]) -> list[bool]:
    from larum.analyse.reading import understand

    said: list[bool] = []
    for begin in range(0, len(texts), 500):
        batch = texts[begin : begin + 500]
        said += [one.sentiment.label == "negative" for one in understand(batch, ["en"] * len(batch))]
    return said


def bins(tweets: list[Tweet], place: dict[str, int], width: float) -> Iterator[Bins]:
    """The bins in which anything came."""
    begin = 0
    while begin < len(tweets):
        start = tweets[begin].at // width * width
        end = begin
        while end < len(tweets) and tweets[end].at < start + width:
            end += 1
        yield _bin(tweets[begin:end], place, start, width)
        begin = end


def _bin(tweets: list[Tweet], place: dict[str, int], start: float, width: float) -> Bins:
    counts: dict[str, Floats] = {
        name: np.zeros(len(place))
        for name in ("mentions", "negative", "authors", "reach", "reposts", "loudest", "critic")
    }
    seen = set()
    for tweet in tweets:
        row = place[tweet.company]
        counts["mentions"][row] += 1
        counts["negative"][row] += tweet.negative
        counts["reposts"][row] += tweet.repost
        counts["loudest"][row] = max(counts["loudest"][row], tweet.followers)
        if tweet.negative:
            counts["critic"][row] = max(counts["critic"][row], tweet.followers)
        if (row, tweet.user) not in seen:
            seen.add((row, tweet.user))
            counts["authors"][row] += 1
            counts["reach"][row] += tweet.followers
    counts["platforms"] = (counts["mentions"] > 0).astype(np.float64)
    known = {name: values for name, values in counts.items() if name in Bins.__struct_fields__}
    return Bins(start, width, **known)


def live(tweets: list[Tweet], companies: list[str], width: float) -> list[Page]:
    """Let the years pass; gives every page that went out."""
    place = {name: number for number, name in enumerate(companies)}
    ids = [UUID(int=number + 1) for number in range(len(companies))]
    asked = {name: detector for name, detector in detectors().items() if name != "silence"}
    memory = {name: detector.start(len(companies), width) for name, detector in asked.items()}
    episodes: dict[tuple[str, int], Signal] = {}
    stretches: list[list[Stretch]] = [[] for _ in companies]
    pages: list[Page] = []
    reached = tweets[0].at // width * width
    for here in bins(tweets, place, width):
        for name, detector in asked.items():
            if here.start > reached:
                detector.idle(memory[name], reached, here.start)
            evidence = detector.step(memory[name], here)
            for row in np.flatnonzero(evidence.fires | evidence.unusual).tolist():
                grown = grow(detector, ids[row], episodes.get((name, row)), here, evidence, row)
                if grown is None:
                    continue
                episodes[name, row] = grown
                if _raises(stretches[row], grown):
                    pages.append(Page(companies[row], grown.fired_at, name, grown.observed, grown.usual))
        reached = here.end
    return pages


def _raises(stretches: list[Stretch], signal: Signal) -> bool:
    for place in reversed(range(len(stretches))):
        if stretches[place].takes(signal):
            stretches[place] = stretches[place].with_(signal)
            return False
    stretches.append(Stretch(signal.begun_at, signal.until, about_collection(signal.detector)))
    return True


def main() -> None:
    asked = argparse.ArgumentParser(description="Pages in two years of 87 companies.")
    asked.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    asked.add_argument("--width", type=int, default=10, help="minutes in a bin")
    asked.add_argument("--pages", type=Path, default=Path("quiet_real_pages.csv"))
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    folder = given.data / "stocknet_tweets"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give the folder that holds stocknet_tweets")
    tweets, labelled = read(folder)
    companies = sorted({tweet.company for tweet in tweets})
    print(f"{len(tweets)} tweets read", file=sys.stderr)
    began = time.process_time()
    pages = live(tweets, companies, given.width * 60.0)
    spent = time.process_time() - began
    kept = [page for page in pages if (page.company, page.fired_at.strftime("%Y-%m-%d")) not in labelled]
    weeks = len(companies) * (tweets[-1].at - tweets[0].at) / DAY / 7
    rows: list[dict[str, object]] = [
        {"detector": name, "pages": count, "pages_per_100_monitor_weeks": round(100 * count / weeks, 2)}
        for name, count in [*sorted(Counter(page.detector for page in kept).items()), ("all", len(kept))]
    ]
    print(f"{len(companies)} companies, {len(tweets)} tweets, {weeks:.0f} monitor-weeks, {given.width} min a bin\n")
    for row in rows:
        print(
            f"{row['detector']!s:<20}{row['pages']!s:>7}{row['pages_per_100_monitor_weeks']!s:>9} per 100 monitor-weeks"
        )
    print(f"{len(pages) - len(kept)} more on labelled days")
    print(
        f"{spent:.0f} s of processor; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    with given.pages.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(Page._fields)
        out.writerows(kept)
    if given.json:
        given.json.write_text(json.dumps({
            "name": "quiet_real",
            "order": 5.5,
            "command": "python benchmarks/quiet_real.py --json benchmarks/results/quiet_real.json",
            "protocol": " ".join((__doc__ or "").split("\n\n")[2].split()),
            "parameters": {"minutes_in_a_bin": given.width, "companies": len(companies), "monitor_weeks": round(weeks)},
            "rows": rows,
            "failed": ["An upper bound: what was worth a call in these streams is not labelled."],
            "measured_at": datetime.now(UTC).date().isoformat(),
        }, indent=1) + "\n")  # fmt: skip


if __name__ == "__main__":
    main()
