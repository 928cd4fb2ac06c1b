"""Size of a post's spread after 24 h, said after 15 min and after 1 h: Weibo and Twitter15/16 cascades.

    python benchmarks/cascades.py [../shared/data] [--json FILE]

Protocol. Cascades with at least ten posts in the time observed; sizes count the root; one set of numbers for both
platforms, which are not told apart. Time-ordered: learned from the earliest 60 % of each set's development part and
tested on the latest 40 %, and, for a second period, learned from 36 % and tested on the next 24 %. These rows were made
while training (`training/train_cascades.py`) and are read from the card. What the terminal prints besides is what
ships, through the public door, on the same development cascades it was learned from: it shows that the door works, not
how good it is.

Error: median of |said - true| / true. The constant factor errs least on the earlier cascades of its platform; its range
is their .1 to .9 quantile. Covered: share of true sizes inside the 80 % range, its mass set by the *other* of the two
periods (for the first that is later data, which set four numbers); "as shipped" the mass is set by both, so that
figure is fitted. Width: median width of the range in posts, as a share of the constant factor's. Ceiling: what the best
possible answer would err if the learner's own distributions were exactly right; more of that in the next table.
"""

import argparse
import csv
import gzip
import json
import os
import platform
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from larum.detect.forecast.cascade import spread

Floats = NDArray[np.float64]
DAY: Final = 86400.0
SNOWFLAKE: Final = 1288834974.657
KNOWN: Final = {("weibo", 900): 0.291, ("weibo", 3600): 0.253, ("twitter", 900): 0.247, ("twitter", 3600): 0.150}
"""Gradient boosting on twenty early features, on the held-out 40 % (`shared/reference/DETECTION.md`, section 4)."""

WANTED: Final = {("weibo", 900): ("S2", 0.23), ("weibo", 3600): ("S1", 0.18), ("twitter", 900): ("S2", 0.18),
                 ("twitter", 3600): ("S1", 0.10)}  # fmt: skip
PERIODS: Final = (
    "The two periods differ by more than most methods do: after 1 h Twitter15/16 is said within 9.6 % on the later and "
    "12.0 % on the earlier, Weibo after 15 min within 29.5 and 27.6 %. That a target is met here does not settle that "
    "it is met on data to come."
)
HELPED: Final = (
    "Helped in the mean of both periods: to say the size whose median error is least under the learner's own "
    "distribution, not the one with most within a fifth (same learner, later and earlier period: Twitter15/16 after "
    "1 h 11.8 to 9.6 and 14.7 to 13.2 %, after 15 min 23.0 to 23.8 and 26.5 to 26.3 %; Weibo after 1 h 28.0 to 27.1 "
    "and 24.1 to 24.1 %, after 15 min 32.4 to 30.5 and 26.5 to 26.8 %); power-law decays fitted to what came, by plain "
    "and by waking clocks, with waking time ahead; boosted trees as a third voice. Before all this the four errors on "
    "the later period were 31.9, 23.4, 27.6 and 11.8 %, on the earlier 26.4, 26.3, 24.5 and 14.7 %."
)
VAIN: Final = (
    "In vain: experts for each platform, chosen by the shape of the curve (the shape takes 12 to 21 % of Twitter15/16 "
    "for Weibo; better after 1 h, worse after 15 min); day of the week; the median weighted by 1/true (good on "
    "Twitter15/16, bad on Weibo); other fixed closeness; counts of bursts, last gaps, entropy and slopes "
    "(a little likelier, no smaller error); more weight on recent cascades."
)
DRIFT: Final = (
    "Ranges whose mass is set by one period miss 80 % on the other by up to 6 points: set by the earlier they are too "
    "wide on the later, the other way round too narrow. There is no trend to follow, so what ships lies between; its "
    "coverage is .79 to .82 in the mean of both, and .77 to .84 in each."
)
LATER: Final = 0.6
"""Share of each set learned from, in the test that counts."""
TRACES: Final = (
    "Twitter15/16 times are partly filled in between known reposts (gaps that halve again and again towards a later "
    "repost), so a time before the observation ends can hold a trace of a later one. Nothing was built to use it."
)


class Cascade(NamedTuple):
    platform: str
    posted_at: float
    times: Floats


def read(data: Path) -> list[Cascade]:
    csv.field_size_limit(10**9)
    found = []
    with gzip.open(data / "ced_weibo_cascades/cascades.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            times = np.sort(np.array([0.0, *map(float, row["times_s"].split())]))
            found.append(Cascade("weibo", float(row["t0"]), times[times >= 0]))
    with gzip.open(data / "twitter1516_cascades/cascades.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            posted_at = (int(row["root_tweet_id"]) >> 22) / 1000 + SNOWFLAKE
            found.append(Cascade("twitter", posted_at, np.array([float(each) for each in row["times_s"].split()])))
    return found


def measured(cascades: list[Cascade], observed: float, constant: dict[str, float]) -> dict[str, Any]:
    """One row: the shipped numbers, through the public door."""
    asked = [each for each in cascades if (each.times <= observed).sum() >= 10]
    seen = np.array([(each.times <= observed).sum() for each in asked])
    true = np.array([(each.times <= DAY).sum() for each in asked])
    said = [spread(each.times, each.posted_at, observed, DAY) for each in asked]
    predicted = np.array([each.predicted for each in said])
    inside = np.array([each.low80 <= size <= each.high80 for each, size in zip(said, true, strict=True)])
    width = np.median([each.high80 - each.low80 for each in said])
    wrong = np.abs(predicted - true) / true
    drawn = np.random.default_rng(1).integers(0, wrong.size, (1000, wrong.size))
    return {
        "cascades": len(asked),
        "error": round(float(np.median(wrong)), 4),
        "error 95%": [round(float(each), 3) for each in np.quantile(np.median(wrong[drawn], axis=1), (0.025, 0.975))],
        "constant factor": round(float(np.median(np.abs(constant["factor"] * seen - true) / true)), 4),
        "covered": round(float(inside.mean()), 4),
        "width / constant": round(float(width / np.median(seen * (constant["high"] - constant["low"]))), 3),
        "tau": round(tau(predicted, true), 3),
    }


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a reader takes it in: minutes, and intervals as one cell. What fits itself is left to the terminal."""
    cells = {name: "-".join(map(str, cell)) if isinstance(cell, list) else cell for name, cell in row.items()}
    minutes = {"observed min": int(row["observed s"] / 60)}
    return (
        {"platform": cells.pop("platform")}
        | minutes
        | {name: cells[name] for name in cells if name not in ("protocol", "observed s")}
    )


def targets(quality: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was wanted, beside both periods: an error counts as reached on the later, a range only on both."""
    found = []
    for (name, after), (target, wanted) in WANTED.items():
        both = [row for row in quality if (row["platform"], int(row["observed s"])) == (name, after)]
        later, earlier = sorted(both, key=lambda row: -row["learned from"])
        covered = [row["covered as shipped (fitted)"] for row in (later, earlier)]
        width = [row["width as shipped"] for row in (later, earlier)]
        what = f"{name} after {after // 60} min"
        found += [
            {"target": f"{target} size of a spread, {what}", "wanted": f"error <= {wanted:.0%}",
             "measured": f"{later['error']:.1%} (earlier period {earlier['error']:.1%})",
             "met": later["error"] <= wanted},
            {"target": f"S3 its range, {what}", "wanted": "78-82 % covered, width <= 0.6",
             "measured": f"{covered[0]:.1%}, {width[0]:.2f} (earlier period {covered[1]:.1%}, {width[1]:.2f}; fitted)",
             "met": all(0.78 <= each <= 0.82 for each in covered) and max(width) <= 0.6},
        ]  # fmt: skip
    return found


def tau(one: Floats, other: Floats) -> float:
    """Kendall's tau-b: of two spreads, how surely the larger is said to be the larger."""
    first, second = (np.sign(each[:, None] - each[None, :]) for each in (one, other))
    return float((first * second).sum() / np.sqrt((first != 0).sum() * (second != 0).sum()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not (options.data / "ced_weibo_cascades").is_dir():
        sys.exit(f"{options.data} is not there: give the folder that holds ced_weibo_cascades and twitter1516_cascades")
    card = json.loads((files("larum.detect.forecast") / "weights/cascades.json").read_text())
    rows = []
    for row in sorted(card["quality"], key=lambda row: -row["learned from"]):
        where = (row["platform"], int(row["observed s"]))
        kept = {name: value for name, value in row.items() if name != "platform"}
        known = KNOWN[where] if row["learned from"] == LATER else ""
        rows.append({"protocol": "time-ordered", "platform": where[0]} | kept | {"known (held-out)": known})
    cascades, began, answers = read(options.data), time.process_time(), 0
    for constant in card["constant_factor"]:
        observed, name = constant["observed s"], constant["platform"]
        row = measured([each for each in cascades if each.platform == name], observed, constant)
        answers += row["cascades"]
        rows.append({"protocol": "shipped", "platform": name, "observed s": observed} | row)
    spent = time.process_time() - began
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    print(f"{spent / answers * 1e3:.1f} ms of processor a spread; {platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}")  # fmt: skip
    if options.json:
        result = {
            "name": "Size of a post's spread",
            "command": "python benchmarks/cascades.py ../shared/data",
            "protocol": (__doc__ or "").split("Protocol. ")[1].strip(),
            "rows": [shown(row) for row in rows if row["protocol"] == "time-ordered"],
            "parameters": {"nets": 4, "trees": 48, "boosted trees": 1200, "numbers told of a curve": card["inputs"]},
            "targets": targets(card["quality"]),
            "failed": [PERIODS, HELPED, VAIN, DRIFT, TRACES],
        }
        options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
