"""Alerts per airline and day on a week of tweets to six airlines, as they come out.

Parameters of the detectors were chosen while looking at this very week.

    python benchmarks/detection_airlines.py [../shared/data]

Minute counts of all tweets and of those our own analysis calls negative go through `detect.watch`, as in the product;
signals become alerts by `alert.grouping`, severity by `alert.severity`. Every airline's monitor starts with the first
tweet of the whole file, so an airline whose collection begins later begins out of silence, and the alert has to say so.
Times of the file are US Pacific without a zone (in February UTC - 8 h) and are printed so.
"""

import csv
import gzip
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from larum.alert.grouping import gather, gravest
from larum.alert.severity import Picture, judge
from larum.base.ids import named
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.watch import Watching, watch
from larum.measure.records import Window

PACIFIC: Final = timedelta(hours=8)


class Tweet(NamedTuple):
    at: datetime
    airline: str
    user: str
    negative: bool


def read(path: Path) -> list[Tweet]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    moods = _moods([row["text"] for row in rows])
    tweets = [
        Tweet(
            datetime.fromisoformat(row["t_pacific"]).replace(tzinfo=UTC) + PACIFIC,
            row["airline"],
            row["user"],
            negative,
        )
        for row, negative in zip(rows, moods, strict=True)
    ]
    return sorted(tweets)


def _moods(texts: list[str]) -> list[bool]:
    from larum.analyse.reading import understand

    said: list[bool] = []
    for begin in range(0, len(texts), 500):
        batch = texts[begin : begin + 500]
        said += [one.sentiment.label == "negative" for one in understand(batch, ["en"] * len(batch))]
    return said


def minutes(tweets: list[Tweet], monitor_id: UUID) -> Iterator[Window]:
    by_minute: dict[datetime, list[Tweet]] = defaultdict(list)
    for tweet in tweets:
        by_minute[tweet.at].append(tweet)
    for at, these in sorted(by_minute.items()):
        yield Window(
            monitor_id=monitor_id,
            span="minute",
            start_at=at,
            mentions=len(these),
            negative=sum(tweet.negative for tweet in these),
            authors=len({tweet.user for tweet in these}),
            reach=0,
            reposts=0,
            questions=0,
        )


def describe(signals: list[Signal], tweets: list[Tweet]) -> str:
    top, begun, until = gravest(signals), min(s.begun_at for s in signals), max(s.until for s in signals)
    these = [tweet for tweet in tweets if begun <= tweet.at < until]
    first = min(signals, key=lambda signal: signal.fired_at)
    caveats = tuple(sorted({caveat for signal in signals for caveat in signal.caveats}))
    judged = judge(
        Picture(
            observed=top.observed,
            usual=top.usual,
            mentions=len(these),
            negative=sum(tweet.negative for tweet in these),
            authors=len({tweet.user for tweet in these}),
            minutes_to_notice=(first.fired_at - begun).total_seconds() / 60,
            caveats=caveats,
        )
    )
    return (
        f"{first.fired_at - PACIFIC:%m-%d %H:%M}  SEV{judged.severity}  {top.observed:>5.0f} in "
        f"{top.evidence['span_minutes']:>4.0f} min, usual {top.usual:>5.1f}  until {until - PACIFIC:%m-%d %H:%M}  "
        f"{len(these):>5} tweets  {'+'.join(sorted({signal.detector for signal in signals})):<22} {', '.join(caveats)}"
    )


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data") / "airline_tweets_2015" / "tweets.csv.gz"
    if not data.is_file():
        sys.exit(f"{data} is not there: give the folder that holds airline_tweets_2015")
    tweets = read(data)
    begun, ended = tweets[0].at, tweets[-1].at + timedelta(minutes=1)
    spent, looked = 0.0, 0
    print(f"{len(tweets)} tweets, {begun - PACIFIC:%Y-%m-%d %H:%M} .. {ended - PACIFIC:%m-%d %H:%M} US Pacific\n")
    for airline in sorted({tweet.airline for tweet in tweets}):
        own = [tweet for tweet in tweets if tweet.airline == airline]
        per_day = defaultdict[str, list[int]](lambda: [0, 0])
        for tweet in own:
            day = per_day[f"{tweet.at - PACIFIC:%d}"]
            day[0] += 1
            day[1] += tweet.negative
        print(f"{airline}: " + ", ".join(f"{day} {all_}/{bad}" for day, (all_, bad) in sorted(per_day.items())))
        monitor_id = named("monitor", airline)
        windows = list(minutes(own, monitor_id))
        signals: dict[UUID, Signal] = {}
        began = time.process_time()
        for detector in detectors().values():
            _, found = watch(detector, Watching(), monitor_id, windows, ended, since=begun)
            signals.update({signal.id: signal for signal in found})
        spent += time.process_time() - began
        looked += len(windows) * len(detectors())
        for together in gather(signals.values(), {}, {}).values():
            print("    " + describe(together, own))
    print(f"\n{spent / looked * 1e6:.0f} µs of processor a minute that held anything; {platform.machine()}, "
          f"Python {platform.python_version()}")  # fmt: skip


if __name__ == "__main__":
    main()
