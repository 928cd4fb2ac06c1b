"""Coordinated sharing against CooRTweet's own results, and artificial bursts of StockNet against organic ones.

    python benchmarks/coordination.py [../shared/data] [--json FILE]
    python benchmarks/coordination.py [../shared/data] --convert TICKER > shares.csv      for `larum judge coordination`

Protocol.

- **network**: every row of `reference_results.csv` (computed with CooRTweet's own R functions) whose data are there:
  rows, pairs, accounts, edges, and accounts and edges above the median weight must be equal. Shares come one at a time.
- **bursts**: each ticker is one stream. The object of a post is its folded text without repost mark, links and handles;
  account, tweet and second are as given. A day of `burst_labels.csv` counts as flagged where a burst is told on it; its
  onset is the tenth post of one text, and the delay runs from the first such onset of the day to the first burst told.
  Days labelled mixed are not scored. All bursts told on days without a label are listed, to be read by people.
  The thresholds (ten accounts, a quarter of an hour, half, a third) were chosen while these days were in sight.
"""

import csv
import gzip
import json
import os
import platform
import re
import statistics
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import r_data
from larum.base.canonical import canonical
from larum.detect.coordination import post_detector
from larum.detect.sharing import Network, Share
from larum.detect.synchrony import Burst, Synchrony, see

ASIDE: Final = re.compile(r"^\s*RT\b:?|(?:https?://|www\.)\S+|@[\w.-]+", re.IGNORECASE)


def published(folder: Path) -> list[dict[str, Any]]:
    found = []
    frames: dict[str, list[Share]] = {}
    with (folder / "reference_results.csv").open() as rows:
        for row in csv.DictReader(rows):
            file = folder / f"{row['dataset']}.rda"
            if not file.exists() or row["dataset"] != "russian_coord_tweets":
                continue  # the other set holds several platforms and kinds of objects; `larum judge` takes them as CSV
            if row["dataset"] not in frames:
                table = r_data.tables(file)[row["dataset"]]
                columns = (table[name] for name in ("object_id", "account_id", "content_id", "timestamp_share"))
                frames[row["dataset"]] = sorted(
                    map(Share._make, zip(*columns, strict=True)), key=lambda share: share.at
                )
            shares = frames[row["dataset"]]
            network = Network(float(row["time_window_s"]), int(row["min_participation"]))
            began = time.process_time()
            for share in shares:
                network.add(share)
            edges = network.edges()
            spent = time.process_time() - began
            median = statistics.median(edge.weight for edge in edges)
            above = [edge for edge in edges if edge.weight > median]
            ours = {
                "rows": len(shares),
                "pairs": network.pairs(),
                "accounts": len({name for edge in edges for name in edge[:2]}),
                "edges": len(edges),
                "accounts_above_median_weight": len({name for edge in above for name in edge[:2]}),
                "edges_above_median_weight": len(above),
            }
            equal = all(str(value) == row[name] for name, value in ours.items())
            setting = f"{row['dataset']} {row['object']}, {row['time_window_s']} s, at least {row['min_participation']}"
            found.append({"setting": setting, **ours, "equal": equal, "seconds": round(spent, 2)})
    return found


def streams(folder: Path) -> dict[str, list[Share]]:
    """StockNet as shares: one stream a ticker, in order of time; rows that are no post are left out."""
    with gzip.open(folder / "tweets.csv.gz", "rt") as lines:
        rows = [row for row in csv.DictReader(lines) if row["t"] and row["user"] and row["text"]]
    texts = canonical([ASIDE.sub(" ", row["text"]) for row in rows])
    found = defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        at = datetime.fromisoformat(row["t"]).timestamp()
        found[row["ticker"]].append(Share(text, row["user"], row["id"], at))
    for shares in found.values():
        shares.sort(key=lambda share: share.at)
    return dict(found)


def day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def told(shares: list[Share]) -> list[Burst]:
    stream = Synchrony()
    return [burst for share in shares if (burst := see(stream, share)) is not None]


def onset(shares: list[Share]) -> float | None:
    """The tenth post of one text, of the text that comes to it first."""
    posts: dict[str, int] = defaultdict(int)
    for share in shares:
        posts[share.object] += 1
        if posts[share.object] == 10:
            return share.at
    return None


def bursts(folder: Path) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """The labelled days, and what is told on others: when, by how many accounts, and the text, for the screen alone."""
    with (folder / "burst_labels.csv").open() as lines:
        labels = {(row["ticker"], row["day_utc"]): row for row in csv.DictReader(lines)}
    rows, unlabelled = [], []
    for ticker, shares in streams(folder).items():
        found = told(shares)
        for (name, date), label in labels.items():
            if name != ticker:
                continue
            began = onset([share for share in shares if day(share.at) == date])
            here = [burst for burst in found if day(burst.told) == date]
            alone = told([share for share in shares if day(share.at) == date])
            delay = None if began is None or not here else round((here[0].told - began) / 60, 1)
            rows.append(
                {
                    "day": f"{ticker} {date}",
                    "class": label["class"],
                    "bursts": len(here),
                    "minutes_from_onset": delay,
                    "in_company": round(here[0].together, 2) if here else None,
                    "of_the_hour": round(here[0].part, 2) if here else None,
                    "bursts_if_the_day_is_all_there_is": len(alone),
                }
            )
        unlabelled += [
            (f"{ticker} {datetime.fromtimestamp(burst.told, UTC):%Y-%m-%d %H:%M} {len(burst.accounts)}", burst.object)
            for burst in found
            if (ticker, day(burst.told)) not in labels
        ]
    return sorted(rows, key=lambda row: (row["class"], row["day"])), unlabelled


def convert(folder: Path, ticker: str) -> None:
    write = csv.writer(sys.stdout).writerow
    write(["object_id", "account_id", "content_id", "timestamp"])
    for share in streams(folder)[ticker]:
        write([*share[:3], f"{share.at:.0f}"])


def targets(networks: list[dict[str, Any]], days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    equal = sum(row["equal"] for row in networks)
    artificial = [row for row in days if row["class"] == "coordinated"]
    soon = [row for row in artificial if row["bursts"] and row["minutes_from_onset"] <= 15]
    organic = [row for row in days if row["class"] == "organic"]
    return [
        {
            "target": "C1: CooRTweet's network, share by share",
            "wanted": "equal at every setting",
            "measured": f"equal at {equal} of {len(networks)}",
            "met": equal == len(networks),
        },
        {
            "target": "C2: artificial bursts told while they happen",
            "wanted": "each within 15 min of its onset, no organic day",
            "measured": f"{len(soon)} of {len(artificial)}; {len(organic)} organic days in the development part",
            "met": (
                len(soon) == len(artificial)
                and not any(row["bursts"] for row in organic)
                and (bool(organic) or "as far as measured")
            ),
        },
    ]


def main() -> None:
    plain = [word for word in sys.argv[1:] if not word.startswith("--")]
    last = plain.pop() if {"--json", "--convert"} & set(sys.argv) else ""
    data = Path(plain[0] if plain else "../shared/data")
    if not (data / "coortweet").is_dir():
        sys.exit(f"{data} is not there: give the folder that holds coortweet and stocknet_tweets")
    if "--convert" in sys.argv:
        convert(data / "stocknet_tweets", last)
        return
    networks = published(data / "coortweet")
    print(f"{'network':<58}{'pairs':>8}{'accounts':>10}{'edges':>8}{'above median':>14}{'equal':>7}{'s':>6}")
    for row in networks:
        above = f"{row['accounts_above_median_weight']} / {row['edges_above_median_weight']}"
        print(
            f"{row['setting']:<58}{row['pairs']:>8}{row['accounts']:>10}{row['edges']:>8}{above:>14}"
            f"{'yes' if row['equal'] else 'NO':>7}{row['seconds']:>6}"
        )
    days, unlabelled = bursts(data / "stocknet_tweets")
    print(f"\n{'day':<18}{'class':<15}{'bursts':>7}{'min from onset':>16}{'company':>9}{'of hour':>9}{'day alone':>11}")
    for row in days:
        print(
            "{:<18}{:<15}{:>7}{:>16}{:>9}{:>9}{:>11}".format(*("-" if cell is None else cell for cell in row.values()))
        )
    print(f"\ntold on days without a label ({len(unlabelled)}):")
    for when, text in unlabelled:
        print(f"{when} accounts: {text[:70]}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if last:
        result = {
            "name": "Coordination and artificial bursts (CooRTweet, StockNet)",
            "protocol": (__doc__ or "").split("Protocol.")[1].strip(),
            "targets": targets(networks, days),
            "parameters": post_detector.parameters(),
            "command": "python benchmarks/coordination.py ../shared/data",
            "rows": days,
            "failed": [
                *(
                    f"Network {row['setting']}: {'equal' if row['equal'] else 'NOT EQUAL'} to CooRTweet"
                    for row in networks
                ),
                "Told on days without a label (ticker, time, accounts): " + "; ".join(when for when, _ in unlabelled),
            ]
            + [
                f"{row['day']} ({row['class']}) told"
                for row in days
                if row["class"] in ("off-topic", "organic") and row["bursts"]
            ]
            + [f"{row['day']} not told" for row in days if row["class"] == "coordinated" and not row["bursts"]],
        }
        Path(last).write_text(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
