"""Counts of a kind nothing was fitted to: fourteen shares on Twitter, two years, what `judge counts` would have called.

    python benchmarks/stock_bursts.py [../shared/data] [--json FILE]

StockNet's posts are counted by the hour for each share that has a thousand or more (`stocknet_tweets`), and fed to
`surge` as a file would be. No parameter was chosen by these streams.

- **pages a month**: of one share, whatever they were about. There are no labels of quiet days: earnings, launches and
  rumours are among them, so this is more than the false rate.
- **labelled bursts**: days of `burst_labels.csv` of these shares on which, or in the twelve hours before which, a page
  went out.
"""

import argparse
import csv
import gzip
import inspect
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from larum.detect.calibrate import DEFAULT
from larum.detect.contract import Bins
from larum.detect.stream import ASKED
from larum.detect.surge import detector
from larum.detect.watch import REST

HOUR: Final = 3600.0
DAY: Final = 86400.0
LEAST: Final = 1000
"""Posts of a share that is looked at."""


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def read(path: Path) -> dict[str, list[float]]:
    """When people wrote of each share."""
    posted: dict[str, list[float]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["t"]:
                posted.setdefault(row["ticker"], []).append(moment(row["t"].removesuffix("Z")))
    return {ticker: times for ticker, times in posted.items() if len(times) >= LEAST}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    given.add_argument("--json", type=Path)
    chosen = given.parse_args()
    folder = chosen.data / "stocknet_tweets"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give the folder that holds stocknet_tweets")
    posted = read(folder / "tweets.csv.gz")
    begun = min(min(times) for times in posted.values()) // DAY * DAY
    hours = int((max(max(times) for times in posted.values()) - begun) // HOUR) + 1
    counts = np.zeros((hours, len(posted)))
    for row, times in enumerate(posted.values()):
        np.add.at(counts[:, row], ((np.array(times) - begun) // HOUR).astype(int), 1)
    state, names = detector.start(len(posted), HOUR), list(posted)
    pages: dict[float, list[tuple[str, float]]] = {ASKED: [], DEFAULT: []}
    last = {asked: np.full(len(posted), -np.inf) for asked in pages}
    for hour in range(hours):
        start = begun + hour * HOUR
        strength = detector.step(state, Bins(start, HOUR, counts[hour])).strength
        for asked, went in pages.items():
            for row in np.flatnonzero((strength >= asked) & (start - last[asked] >= REST)).tolist():
                last[asked][row] = start + HOUR
                went.append((names[row], start))
    with (folder / "burst_labels.csv").open() as file:
        labels = [row for row in csv.DictReader(file) if row["ticker"] in posted]
    rows, failed = list[dict[str, object]](), list[str]()
    for asked, went in pages.items():
        missed = []
        for label in labels:
            day = moment(label["day_utc"])
            if not any(one == label["ticker"] and day - DAY / 2 <= at < day + DAY for one, at in went):
                missed.append(f"{label['ticker']} {label['day_utc']} ({label['class']})")
        months = hours * HOUR / DAY / 30 * len(posted)
        rows.append({
            "asked": asked, "shares": len(posted), "days": round(hours * HOUR / DAY), "pages": len(went),
            "pages a month": round(len(went) / months, 3), "labelled bursts": len(labels),
            "of them called": len(labels) - len(missed),
        })  # fmt: skip
        failed.append(f"Asked for {asked:g}, not called: " + ", ".join(missed))
        print(rows[-1], failed[-1])
    if chosen.json:
        result = {
            "name": "Counts nothing was fitted to (StockNet)",
            "command": "python benchmarks/stock_bursts.py ../shared/data",
            "protocol": inspect.cleandoc(__doc__ or "").split("\n\n", 2)[2], "rows": rows, "failed": failed,
        }  # fmt: skip
        chosen.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
