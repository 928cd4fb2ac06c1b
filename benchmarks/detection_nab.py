"""Counts against the Numenta benchmark (realTweets): what `larum judge counts` says, under NAB's own scoring.

    python benchmarks/detection_nab.py [../shared/data]

Protocol. One parameter set for all files; rows are fed one at a time, no figure of a file is known before its row.
Two things are measured:

- **score**, as NAB does (Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms, ICMLA 2015, section III):
  each label has a window; the earliest score above the threshold in a window earns up to 1 by a sigmoid that falls
  towards the window's end, each one outside costs up to the profile's weight by a sigmoid that deepens with distance;
  the sum is scaled so that silence is 0 and perfection 100. "fitted" takes the best threshold on these files, "left
  out" takes for each file the best threshold on the others: only that is honest.
- **alarm**, as it comes out: pages within an hour are one episode; an episode outside every window is false, unless it
  lies within three hours of a burst the audit found unlabelled (`unlabelled_burst_candidates.csv`).

The published detectors beside ours are told the file's minimum and maximum beforehand, and are given as they stand in
`detector_table.csv` (ten files, of which these are a part).
"""

import csv
import json
import math
import os
import platform
import sys
import time
from bisect import bisect_left
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from larum.detect.stream import CountStream

PROBATION: Final = 750
PROFILES: Final = {"standard": (0.11, 1.0), "low_FP": (0.22, 1.0), "low_FN": (0.11, 2.0)}
"""By profile: what a false alarm costs at most, and what a miss costs."""
NEAR: Final = 36
"""Bins within which an episode counts as the audited burst."""


class Stream(NamedTuple):
    name: str
    starts: list[float]
    counts: list[float]
    windows: list[tuple[int, int]]
    labels: list[int]
    bursts: list[int]


class Outcome(NamedTuple):
    scores: list[float]
    pages: list[int]


def sigmoid(position: float) -> float:
    return -1.0 if position > 3 else 2 / (1 + math.exp(5 * position)) - 1


def read(folder: Path) -> list[Stream]:
    windows = json.loads((folder / "combined_windows_realTweets.json").read_text())
    labels = json.loads((folder / "combined_labels_realTweets.json").read_text())
    bursts: dict[str, list[int]] = {}
    with (folder / "unlabelled_burst_candidates.csv").open() as rows:
        for row in csv.DictReader(rows):
            bursts.setdefault(row["file"], []).append(int(row["row"]))
    streams = []
    for path in sorted(folder.glob("Twitter_volume_*.csv")):
        name = path.stem.removeprefix("Twitter_volume_")
        with path.open() as rows:
            table = list(csv.DictReader(rows))
        place = {row["timestamp"]: index for index, row in enumerate(table)}
        key = f"realTweets/{path.name}"
        streams.append(
            Stream(
                name,
                [datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC).timestamp() for row in table],
                [float(row["value"]) for row in table],
                [(place[begin[:19]], place[end[:19]]) for begin, end in windows[key]],
                [place[label] for label in labels[key]],
                bursts.get(name, []),
            )
        )
    return streams


def judge(stream: Stream) -> Outcome:
    counts, scores, pages = CountStream(), [], []
    for index, (start, count) in enumerate(zip(stream.starts, stream.counts, strict=True)):
        said = counts.judge(start, count)
        scores.append(said.score)
        if said.page:
            pages.append(index)
    return Outcome(scores, pages)


def worths(stream: Stream) -> list[tuple[int | None, float]]:
    """Per bin: the window it lies in, and what an alarm there earns (in a window) or costs (outside)."""
    worth: list[tuple[int | None, float]] = [(None, -1.0)] * len(stream.counts)
    for number, (begin, end) in enumerate(stream.windows):
        for index in range(begin, end + 1):
            worth[index] = (number, sigmoid(-(end - index + 1) / (end - begin + 1)) / sigmoid(-1.0))
        until = stream.windows[number + 1][0] if number + 1 < len(stream.windows) else len(stream.counts)
        for index in range(end + 1, until):
            worth[index] = (None, sigmoid((index - end) / (end - begin)))
    return worth


def totals(stream: Stream, scores: list[float], thresholds: list[float], profile: str) -> list[float]:
    """What each threshold (falling) earns on one stream."""
    false_cost, miss_cost = PROFILES[profile]
    worth = worths(stream)
    order = sorted(range(PROBATION, len(scores)), key=lambda index: -scores[index])
    best = [-miss_cost] * len(stream.windows)
    false, at, earned = 0.0, 0, []
    for threshold in thresholds:
        while at < len(order) and scores[order[at]] >= threshold:
            window, value = worth[order[at]]
            if window is None:
                false += value * false_cost
            else:
                best[window] = max(best[window], value)
            at += 1
        earned.append(sum(best) + false)
    return earned


def scored(streams: list[Stream], outcomes: list[Outcome], profile: str) -> tuple[float, float, float]:
    """Fitted score, left-out score, fitted threshold."""
    thresholds = sorted({score for outcome in outcomes for score in outcome.scores[PROBATION:]} | {2.0}, reverse=True)
    each = [totals(s, o.scores, thresholds, profile) for s, o in zip(streams, outcomes, strict=True)]
    every = [sum(column) for column in zip(*each, strict=True)]
    windows, miss = sum(len(stream.windows) for stream in streams), PROFILES[profile][1]

    def scaled(raw: float) -> float:
        return 100 * (raw + miss * windows) / (windows + miss * windows)

    best = max(range(len(every)), key=every.__getitem__)
    left_out = 0.0
    for own in each:
        others = [total - mine for total, mine in zip(every, own, strict=True)]
        top = max(others)
        ties = [index for index, value in enumerate(others) if value >= top - 1e-9]
        left_out += own[ties[len(ties) // 2]]
    return scaled(every[best]), scaled(left_out), thresholds[best]


def episodes(stream: Stream, outcome: Outcome) -> tuple[set[int], list[int], list[int], list[int]]:
    """Windows found, bins of false episodes, bins of audited unlabelled bursts, lags to the label in bins."""
    found: dict[int, int] = {}
    false, real, last = [], [], -(10**9)
    for index in outcome.pages:
        if index < PROBATION:
            continue
        inside = [number for number, (begin, end) in enumerate(stream.windows) if begin <= index <= end]
        if inside:
            found.setdefault(inside[0], index)
            continue
        if index - last > 12:
            near = bisect_left(stream.bursts, index - NEAR)
            audited = near < len(stream.bursts) and stream.bursts[near] <= index + NEAR
            (real if audited else false).append(index)
        last = index
    return set(found), false, real, [index - stream.labels[number] for number, index in found.items()]


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data") / "nab_realtweets"
    if not data.is_dir():
        sys.exit(f"{data} is not there: give the folder that holds nab_realtweets")
    streams = read(data)
    began = time.process_time()
    outcomes = [judge(stream) for stream in streams]
    spent = time.process_time() - began
    rows = sum(len(stream.counts) for stream in streams)

    print(f"NAB realTweets, {len(streams)} files, {rows} rows, {sum(len(s.windows) for s in streams)} windows")
    print(f"\n{'score':<24}{'fitted':>10}{'left out':>10}{'threshold':>11}")
    for profile in PROFILES:
        fitted, left_out, threshold = scored(streams, outcomes, profile)
        print(f"{'Larum ' + profile:<24}{fitted:>10.1f}{left_out:>10.1f}{threshold:>11.3f}")
    with (data / "detector_table.csv").open() as table:
        for row in list(csv.DictReader(table))[:4]:
            for profile in PROFILES:
                fitted, left = float(row[f"opt_{profile}"]), float(row[f"loo_{profile}"])
                print(f"{row['detector'] + ' ' + profile:<24}{fitted:>10.1f}{left:>10.1f}   (10 files, looks ahead)")

    print(f"\n{'alarm':<8}{'found':>8}{'missed windows (label)':>34}{'false':>7}{'audited':>9}")
    days, lags, found_all, false_all = 0.0, list[int](), 0, 0
    for stream, outcome in zip(streams, outcomes, strict=True):
        found, false, real, lag = episodes(stream, outcome)
        missed = [stream.labels[number] for number in range(len(stream.windows)) if number not in found]
        names = ", ".join(_when(stream, index) for index in missed) or "-"
        print(f"{stream.name:<8}{len(found):>4} / {len(stream.windows)}{names:>34}{len(false):>7}{len(real):>9}")
        for index in false:
            print(f"        false: {_when(stream, index)}, {stream.counts[index]:.0f} posts in its bin")
        inside = sum(end + 1 - max(begin, PROBATION) for begin, end in stream.windows)
        days += (len(stream.counts) - PROBATION - inside) * 300 / 86400
        lags, found_all, false_all = lags + lag, found_all + len(found), false_all + len(false)
    windows = sum(len(stream.windows) for stream in streams)
    print(
        f"\nrecall {found_all}/{windows} = {found_all / windows:.2f}; false episodes per stream-day "
        f"{false_all / days:.4f} ({false_all} in {days:.0f}); median lag to the label "
        f"{sorted(lags)[len(lags) // 2] * 5 if lags else 0} min"
    )
    print(f"{spent / rows * 1e6:.0f} µs of processor a row; {platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}")  # fmt: skip


def _when(stream: Stream, index: int) -> str:
    return datetime.fromtimestamp(stream.starts[index], UTC).strftime("%m-%d %H:%M")


if __name__ == "__main__":
    main()
