"""Make the numbers of `larum.detect.forecast.volume`: `python training/train_volume.py ../shared/data`.

Needs numpy alone, a minute on one core, and writes `src/larum/detect/forecast/weights/volume.json`: fitted numbers, no
count and no id of the streams. `benchmarks/forecast.py` tests with the same functions on streams left out.
"""

import argparse
import csv
import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from larum.detect.forecast.volume import HORIZONS, Backtest, Learned, apart, told

Floats = NDArray[np.float64]
WEIGHTS = Path(__file__).parent.parent / "src/larum/detect/forecast/weights"
BIN: Final = 300.0
DAY: Final = 288
AGES: Final = (3, 6, 12, 24, 36, 72, 144)
"""Bins since the burst began at which it is asked: a quarter of an hour to half a day."""
LEVELS: Final = (0.1, 0.5, 0.9)


class Stream(NamedTuple):
    set: str
    name: str
    counts: Floats
    reach: Floats


class Moment(NamedTuple):
    """One burst at one age: what a forecast is told, and what then came."""

    set: str
    stream: str
    hours: int
    numbers: Floats
    usual: float
    so_far: float
    last_hour: float
    came: float
    reach_per: float
    reach_came: float


def streams(data: Path) -> Iterator[Stream]:
    for read in (nab, airlines, boycott, crises, hoaxes):
        yield from read(data)


def nab(data: Path) -> Iterator[Stream]:
    for path in sorted((data / "nab_realtweets").glob("Twitter_volume_*.csv")):
        with path.open() as rows:
            counts = np.array([float(row["value"]) for row in csv.DictReader(rows)])
        yield Stream("nab", path.stem.removeprefix("Twitter_volume_"), counts, np.zeros(counts.size))


def airlines(data: Path) -> Iterator[Stream]:
    posts: dict[str, list[float]] = {}
    with gzip.open(data / "airline_tweets_2015/tweets.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            posts.setdefault(row["airline"], []).append(seconds(row["t_pacific"]))
    for name, at in sorted(posts.items()):
        if name:
            yield binned("airlines", name, np.array(at))


def boycott(data: Path) -> Iterator[Stream]:
    """As one stream: by brand it is too thin a sample to be counted in quarters of an hour."""
    with gzip.open(data / "boycott_stream/boycott_tweets.csv.gz", "rt") as rows:
        posts = [(seconds(row["t"]), float(row["followers"] or 0)) for row in csv.DictReader(rows)]
    at, reach = (np.array(column) for column in zip(*posts, strict=True))
    yield binned("boycott", "boycott", at, reach)


def crises(data: Path) -> Iterator[Stream]:
    for path in sorted((data / "crisislex_t26").glob("*.tweetids.csv.gz")):
        with gzip.open(path, "rt") as rows:
            yield binned(
                "crises", path.name.split(".")[0], np.array([seconds(row["t"]) for row in csv.DictReader(rows)])
            )


def hoaxes(data: Path) -> Iterator[Stream]:
    csv.field_size_limit(10**8)
    with gzip.open(data / "fakenewsnet_politifact/items.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            at = np.array([float(each) for each in row["offsets_s"].split()])
            at = at[at < 30 * 86400]  # a burst, and not the trickle of years after it
            if at.size >= 30:
                yield binned("hoaxes", row["id"], at)


def seconds(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def binned(set_name: str, name: str, at: Floats, reach: Floats | None = None) -> Stream:
    place = ((at - at.min()) // BIN).astype(np.intp)
    counts = np.bincount(place).astype(np.float64)
    return Stream(set_name, name, counts, np.bincount(place, reach) if reach is not None else np.zeros(counts.size))


def moments(stream: Stream) -> list[Moment]:
    """Every burst of a stream at every age: it begins where a quarter of an hour brings more than four times the usual
    and at least five; it is over when half a day brought no more than twice the usual."""
    counts, found = stream.counts, []
    total = np.concatenate([[0.0], np.cumsum(counts)])
    reached = np.concatenate([[0.0], np.cumsum(stream.reach)])
    began: int | None = None
    for now in range(3, counts.size):
        usual = (total[max(now - 3, 0)] - total[max(now - 3 - 7 * DAY, 0)]) / max(min(now - 3, 7 * DAY), DAY)
        if began is None:
            if total[now] - total[now - 3] >= max(5.0, 12 * usual + 3 * (3 * usual) ** 0.5):
                began, before = now - 3, usual
            else:
                continue
        age = now - began
        if age in AGES:
            for hours in HORIZONS:
                until = now + hours * 12
                if until < counts.size:
                    usual_then = usual_ahead(total, began, now, hours, before)
                    so_far = total[now] - total[began]
                    found.append(
                        Moment(
                            stream.set,
                            stream.name,
                            hours,
                            told(counts[began:now], usual_then / hours),
                            usual_then,
                            so_far,
                            total[now] - total[max(began, now - 12)],
                            total[until] - total[now],
                            (reached[now] - reached[began]) / max(so_far, 1),
                            reached[until] - reached[now],
                        )
                    )
        if age > DAY // 2 and total[now] - total[now - DAY // 2] <= 2 * max(before * DAY // 2, 5):
            began = None
    return found


def usual_ahead(total: Floats, began: int, now: int, hours: int, level: float) -> float:
    """What the same hours of the days before the burst brought; the last week's level where there was no such day."""
    days = [total[place + hours * 12] - total[place] for back in range(1, 8)
            if (place := now - back * DAY) >= 0 and place + hours * 12 <= began]  # fmt: skip
    return float(np.median(days)) if days else level * hours * 12


def weights_of(group: list[Moment]) -> Floats:
    """Bursts of one stream share the root of their number, streams of one set likewise: no set outvotes the others."""
    streams_in: dict[str, set[str]] = {}
    in_stream: dict[tuple[str, str], int] = {}
    for each in group:
        streams_in.setdefault(each.set, set()).add(each.stream)
        in_stream[each.set, each.stream] = in_stream.get((each.set, each.stream), 0) + 1
    return np.array([in_stream[m.set, m.stream] ** -0.5 * len(streams_in[m.set]) ** -0.5 for m in group])


def line(numbers: Floats, aim: Floats, weight: Floats, level: float) -> Floats:
    """Linear quantile regression by weighted least squares, repeated; a little ridge keeps kin numbers in check."""
    ridge = 0.02 * weight.sum() * np.diag([0.0, *[1.0] * (numbers.shape[1] - 1)])
    pull = weight
    for _ in range(60):
        found = np.linalg.solve(numbers.T @ (numbers * pull[:, None]) + ridge * 0.1, numbers.T @ (aim * pull))
        left = aim - numbers @ found
        pull = weight * np.where(left > 0, level, 1 - level) / np.maximum(np.abs(left), 0.02)
    return found


def fit(group: list[Moment], wider: dict[int, float] | None = None) -> dict[int, Floats]:
    """Per horizon the lines of the three quantiles; the outer two `wider` times as far from the middle one."""
    found = {}
    for hours in HORIZONS:
        mine = [each for each in group if each.hours == hours]
        numbers, aim = np.stack([each.numbers for each in mine]), np.log1p([each.came for each in mine])
        low, middle, high = (line(numbers, aim, weights_of(mine), level) for level in LEVELS)
        times = (wider or {}).get(hours, 1.0)
        found[hours] = np.stack([middle + times * (low - middle), middle, middle + times * (high - middle)])
    return found


def far(moment: Moment, forecast: Floats) -> float:
    """How many times as far an outer quantile must lie from the middle to hold what came."""
    low, middle, high = np.log1p(forecast)
    came = np.log1p(moment.came)
    side = high - middle if came > middle else middle - low
    return float(abs(came - middle) / max(side, 1e-6))


def needed(pairs: list[tuple[Moment, Floats]]) -> float:
    """How many times as far the outer quantiles must lie from the middle to hold eight in ten of what was left out."""
    return float(np.quantile([far(*pair) for pair in pairs], 0.8))


def covered(pairs: list[tuple[Moment, Floats]]) -> float:
    """Share of what came in the range, whose width is set for each tenth of the streams by the other nine."""
    part = {name: number % 10 for number, name in enumerate(sorted({moment.stream for moment, _ in pairs}))}
    held = []
    for number in range(10):
        wide = needed([pair for pair in pairs if part[pair[0].stream] != number])
        held += [far(*pair) <= wide for pair in pairs if part[pair[0].stream] == number]
    return float(np.mean(held))


def left_out(group: list[Moment], of: Callable[[Moment], object]) -> Iterator[tuple[list[Moment], dict[int, Floats]]]:
    """For each stream (or set): its moments, and lines learned without it. Streams go in ten groups, to save time."""
    keys = sorted({str(of(each)) for each in group})
    part = {key: number % 10 if len(keys) > 10 else number for number, key in enumerate(keys)}
    for number in sorted(set(part.values())):
        rest = [each for each in group if part[str(of(each))] != number]
        yield [each for each in group if part[str(of(each))] == number], fit(rest)


def said(lines: dict[int, Floats], moment: Moment) -> Floats:
    return np.array(apart(lines[moment.hours] @ moment.numbers))


def error(forecast: Floats, came: Floats) -> float:
    """Median absolute error as a share of what came; a single mention is the least that it is a share of."""
    return float(np.median(np.abs(forecast - came) / np.maximum(came, 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    group = [moment for stream in streams(parser.parse_args().data) for moment in moments(stream)]
    pairs = [(each, said(lines, each)) for part, lines in left_out(group, lambda each: each.stream) for each in part]
    by_hours = {hours: [pair for pair in pairs if pair[0].hours == hours] for hours in HORIZONS}
    wider = {hours: needed(mine) for hours, mine in by_hours.items()}
    tests = []
    for hours, mine in by_hours.items():
        came, middle = np.array([each.came for each, _ in mine]), np.array([forecast[1] for _, forecast in mine])
        streams_told = len({each.stream for each, _ in mine})
        tests.append(Backtest(hours, round(error(middle, came), 3), round(covered(mine), 3), len(mine), streams_told))
        print(tests[-1], "wider", round(wider[hours], 2))
    strayed = [
        np.log((each.reach_came + 1) / (forecast[1] * each.reach_per + 1))
        for each, forecast in by_hours[6]
        if each.reach_per > 0
    ]
    low, high = (float(each) for each in np.quantile(strayed, (0.1, 0.9)))
    print("reach strays by", low, high, "of", len(strayed))
    rows = {hours: np.round(lines, 4).tolist() for hours, lines in fit(group, wider).items()}
    learned = msgspec.convert(
        {"weights": rows, "reach": (round(low, 3), round(high, 3)), "backtest": msgspec.to_builtins(tests)}, Learned
    )
    WEIGHTS.mkdir(exist_ok=True)
    (WEIGHTS / "volume.json").write_bytes(msgspec.json.format(msgspec.json.encode(learned), indent=1) + b"\n")


if __name__ == "__main__":
    main()
