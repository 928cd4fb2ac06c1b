"""Make the tables of `larum.detect.forecast.learned`: `python training/train_cascades.py ../shared/data`.

Needs numpy 2.4.6 and scikit-learn 1.9.1 (dependency group `train`), about fifteen minutes on one core, and writes
`src/larum/detect/forecast/weights`. Of the cascades only fitted numbers are shipped: no time, no id.

Each cascade is seen after eight times from five minutes to eight hours; from each, its size a day after the root and
at one more horizon, drawn from a fixed seed, is to be said. Everything is learned from the earlier part and looked at
on the later: first on 36 % to find how wide intervals must be, then on 60 % for the figures in the card, then on all.
"""

import argparse
import csv
import gzip
import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesRegressor

from larum.detect.forecast.cascade import LIKELY_WITHIN, circumstances, likeliest, ranged, shortest
from larum.detect.forecast.early import NAMES, Floats, early
from larum.detect.forecast.learned import BINS, EDGES, Learned, blur

WEIGHTS = Path(__file__).parent.parent / "src/larum/detect/forecast/weights"
SEED = 1
DAY = 86400.0
OBSERVED = (300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0)
NETS, HIDDEN, EPOCHS, BATCH = 4, 48, 8, 256
TREES, LEAVES, QUANTILES = 48, 384, 12
SNOWFLAKE = 1288834974.657


class Cascade(NamedTuple):
    platform: str
    posted_at: float
    times: Floats


class Rows(NamedTuple):
    numbers: NDArray[np.float32]
    grown: Floats
    """log(size at the horizon / size now)"""
    weight: Floats
    owner: NDArray[np.int64]
    observed: Floats
    horizon: Floats
    seen: Floats

    def of(self, chosen: NDArray[Any]) -> "Rows":
        return Rows(*(column[chosen] for column in self))


def read(data: Path) -> list[Cascade]:
    csv.field_size_limit(10**9)
    found = []
    with gzip.open(data / "ced_weibo_cascades/cascades.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            found.append(Cascade("weibo", float(row["t0"]), times(row["times_s"], root=True)))
    with gzip.open(data / "twitter1516_cascades/cascades.csv.gz", "rt") as rows:
        for row in csv.DictReader(rows):
            posted_at = (int(row["root_tweet_id"]) >> 22) / 1000 + SNOWFLAKE
            found.append(Cascade("twitter", posted_at, times(row["times_s"], root=False)))
    return sorted(found, key=lambda cascade: cascade.posted_at)


def times(text: str, *, root: bool) -> Floats:
    all_times = np.array(([0.0] if root else []) + [float(each) for each in text.split()])
    return np.sort(all_times[all_times >= 0])


def rows_of(cascades: list[Cascade]) -> Rows:
    chance, found = np.random.default_rng(SEED), []
    for owner, cascade in enumerate(cascades):
        for observed in OBSERVED:
            other = float(observed * (7 * DAY / observed) ** chance.uniform(0.03, 1))
            seen = cascade.times[cascade.times <= observed]
            if seen.size < 3:
                continue
            for horizon, share in ((DAY, 1.0), (other, 0.25)):
                size = float((cascade.times <= horizon).sum())
                near = np.exp(-0.5 * (np.log(observed / 1800) / 1.2) ** 2) * (1.0 if seen.size >= 10 else 0.5)
                numbers = early(seen, cascade.posted_at, observed, horizon).astype(np.float32)
                grown = np.log(size / seen.size)
                found.append((numbers, grown, share * near, owner, observed, horizon, float(seen.size)))
    columns = list(zip(*found, strict=True))
    return Rows(np.stack(columns[0]), *(np.array(column) for column in columns[1:]))


def bins(grown: Floats) -> NDArray[np.intp]:
    return np.clip(np.searchsorted(EDGES, grown, side="right") - 1, 0, BINS - 1)


def fit_net(numbers: NDArray[np.float32], target: NDArray[np.intp], weight: Floats, seed: int) -> list[Any]:
    """Two hidden layers by Adam with decaying steps, inputs and units dropped at random; the target is blurred."""
    chance = np.random.default_rng(seed)
    sizes = (numbers.shape[1], HIDDEN, HIDDEN, BINS)
    weights = [chance.normal(0, (2 / a) ** 0.5, (a, b)).astype(np.float32) for a, b in pairwise(sizes)]
    weights[2] *= np.float32(0.1)
    layers = [*weights, *(np.zeros(size, np.float32) for size in sizes[1:])]
    first, second = ([np.zeros_like(layer) for layer in layers] for _ in range(2))
    aims = blur(0.05).T.astype(np.float32)
    steps, share, keep = EPOCHS * (len(target) // BATCH), weight / weight.sum(), np.float32(0.75)
    order = chance.choice(len(target), (steps, BATCH), p=share)
    for step, batch in enumerate(order, 1):
        inputs = numbers[batch] * (chance.random((BATCH, sizes[0]), dtype=np.float32) > 0.1)
        masks = [(chance.random((BATCH, HIDDEN), dtype=np.float32) < keep) / keep for _ in range(2)]
        before1 = inputs @ layers[0] + layers[3]
        hidden1 = np.where(before1 > 0, before1, 0.1 * before1) * masks[0]
        before2 = hidden1 @ layers[1] + layers[4]
        hidden2 = np.where(before2 > 0, before2, 0.1 * before2) * masks[1]
        logits = hidden2 @ layers[2] + layers[5]
        said = np.exp(logits - logits.max(axis=1, keepdims=True))
        wrong3 = (said / said.sum(axis=1, keepdims=True) - aims[target[batch]]) / BATCH
        wrong2 = wrong3 @ layers[2].T * np.where(before2 > 0, 1, np.float32(0.1)) * masks[1]
        wrong1 = wrong2 @ layers[1].T * np.where(before1 > 0, 1, np.float32(0.1)) * masks[0]
        slopes = [inputs.T @ wrong1, hidden1.T @ wrong2, hidden2.T @ wrong3,
                  wrong1.sum(axis=0), wrong2.sum(axis=0), wrong3.sum(axis=0)]  # fmt: skip
        pace = np.float32(1e-3 * (1 + np.cos(np.pi * step / steps)))
        for index, (layer, slope) in enumerate(zip(layers, slopes, strict=True)):
            first[index] += np.float32(0.1) * (slope - first[index])
            second[index] += np.float32(0.01) * (slope * slope - second[index])
            move = first[index] / (1 - 0.9**step) / (np.sqrt(second[index] / (1 - 0.99**step)) + 1e-8)
            layer -= (pace * (move + (0.01 * layer if index < 3 else 0))).astype(np.float32)
    return layers


def fit_forest(rows: Rows, target: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
    forest = ExtraTreesRegressor(TREES, min_samples_leaf=10, max_leaf_nodes=LEAVES, max_features=0.4, random_state=SEED)
    forest.fit(rows.numbers, rows.grown, sample_weight=rows.weight)
    roots, features, thresholds, children, leaves = [], [], [], [], []
    nodes = held = 0
    levels = (np.arange(QUANTILES) + 0.5) / QUANTILES
    for member in forest.estimators_:
        tree = member.tree_
        inner, ends = np.flatnonzero(tree.children_left >= 0), np.flatnonzero(tree.children_left < 0)
        number = np.empty(tree.node_count, np.int32)
        number[inner], number[ends] = nodes + np.arange(inner.size), ~(held + np.arange(ends.size))
        roots.append(number[0])
        features.append(tree.feature[inner])
        thresholds.append(tree.threshold[inner])
        children.append(np.stack([number[tree.children_left[inner]], number[tree.children_right[inner]]], axis=1))
        home = member.apply(rows.numbers)
        for end in ends:
            mine = np.flatnonzero(home == end)
            mine = mine[np.argsort(target[mine], kind="stable")]
            reached = np.cumsum(rows.weight[mine]) / rows.weight[mine].sum()
            leaves.append(target[mine[np.minimum(np.searchsorted(reached, levels), mine.size - 1)]])
        nodes, held = nodes + inner.size, held + ends.size
    return {"roots": np.array(roots, np.int32), "feature": np.concatenate(features).astype(np.uint8),
            "threshold": np.concatenate(thresholds).astype(np.float32),
            "children": np.concatenate(children).astype(np.int32),
            "leaves": np.array(leaves, np.uint8)}  # fmt: skip


def fit_regime(scaled: NDArray[np.float32], twitter: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Newton's steps; what the clock of the world says is left out, for a platform is not an hour."""
    hours = [index for index, name in enumerate(NAMES) if name.startswith(("sin ", "cos "))]
    told = np.column_stack([np.ones(len(scaled)), scaled]).astype(np.float64)
    told[:, [1 + index for index in hours]] = 0
    found = np.zeros(told.shape[1])
    for _ in range(15):
        chance = 1 / (1 + np.exp(-told @ found))
        bend = (told.T * (chance * (1 - chance))) @ told + np.eye(found.size)
        found += np.linalg.solve(bend, told.T @ (twitter - chance) - found)
    return found.astype(np.float32)


def fit(rows: Rows, twitter: NDArray[np.bool_]) -> Learned:
    target = bins(rows.grown)
    middle, spread = rows.numbers.mean(axis=0), rows.numbers.std(axis=0) + 1e-6
    scaled = np.clip((rows.numbers - middle) / spread, -4, 4).astype(np.float32)
    plain = (rows.horizon == DAY) & (rows.seen >= 10)
    regime = fit_regime(scaled[plain], twitter[plain])
    nets = [fit_net(scaled, target, rows.weight, SEED + number) for number in range(NETS)]
    stacked = [np.stack(layer).astype(np.float16).astype(np.float32) for layer in zip(*nets, strict=True)]
    layers = {f"{kind}{place + 1}": stacked[at] for at, (kind, place) in enumerate(
        [("weight", 0), ("weight", 1), ("weight", 2), ("bias", 0), ("bias", 1), ("bias", 2)])}  # fmt: skip
    return Learned(
        middle=middle, spread=spread, **layers, **fit_forest(rows, target), regime=regime, mass=np.array([0.8, 0, 0, 0])
    )


def masses_needed(densities: Floats, grown: Floats) -> Floats:
    """For each truth the least mass whose shortest range holds it."""
    tried = np.linspace(0.3, 0.99, 70)
    needed = np.ones(len(densities))
    for index, density in enumerate(densities):
        for mass in tried:
            low, high = shortest(density, float(mass))
            if low - 1e-9 <= grown[index] <= high + 1e-9:
                needed[index] = mass
                break
    return needed


def calibrated(model: Learned, numbers: Floats, needed: Floats) -> Floats:
    """Mass that holds four in five truths: linear quantile regression on what `circumstances` tells."""
    told = np.stack([circumstances(each, model) for each in numbers])
    ridge, pull = 1e-3 * np.eye(told.shape[1]), np.ones(needed.size)
    for _ in range(400):
        found = np.linalg.solve(told.T @ (told * pull[:, None]) + ridge, told.T @ (needed * pull))
        left = needed - told @ found
        pull = pull / 2 + np.where(left > 0, 0.8, 0.2) / np.maximum(np.abs(left), 0.005) / 2
    print("mass", np.round(found, 3), "covered", np.mean(needed <= told @ found), flush=True)
    return np.round(found, 4)


def asked(rows: Rows, observed: float) -> NDArray[np.bool_]:
    return (rows.observed == observed) & (rows.horizon == DAY) & (rows.seen >= 10)


def ranks(cascades: list[Cascade]) -> Floats:
    """Place of each cascade in its own platform's time, 0 to 1."""
    place = np.empty(len(cascades))
    for platform in ("weibo", "twitter"):
        own = [index for index, cascade in enumerate(cascades) if cascade.platform == platform]
        place[own] = np.arange(len(own)) / len(own)
    return place


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the numbers of all rows here between runs")
    options = parser.parse_args()
    cascades = read(options.data)
    if options.cache and options.cache.exists():
        rows = Rows(*(np.load(options.cache)[name] for name in Rows._fields))
    else:
        rows = rows_of(cascades)
        if options.cache:
            np.savez(options.cache, **rows._asdict())
    place, platform = ranks(cascades)[rows.owner], np.array([cascade.platform for cascade in cascades])[rows.owner]
    print(len(rows.grown), "rows", flush=True)

    measured, ceiling, tested, known = [], [], [], list[tuple[Floats, Floats]]()
    for begin, end in ((0.36, 0.6), (0.6, 1.0)):
        model = fit(rows.of(place < begin), (platform == "twitter")[place < begin])
        if known:
            model = model._replace(
                mass=calibrated(model, *(np.concatenate(column) for column in zip(*known, strict=True)))
            )
        for observed in (900.0, 3600.0):
            for name in ("weibo", "twitter"):
                test = rows.of((place >= begin) & (place < end) & asked(rows, observed) & (platform == name))
                past = rows.of((place < begin) & asked(rows, observed) & (platform == name))
                densities = said(model, test)
                known.append((test.numbers.astype(np.float64), masses_needed(densities, test.grown)))
                measured.append({"platform": name, "observed s": observed, "learned from": begin}
                                | report(model, test, past, densities))  # fmt: skip
                print(measured[-1], flush=True)
                tested.append((test, past, densities))
                if begin == 0.6:
                    longer = rows.of(asked(rows, observed * 2) & np.isin(rows.owner, test.owner))
                    ceiling.append(
                        {"platform": name, "observed s": observed} | limits(densities, said(model, longer), longer)
                    )
                    print(ceiling[-1], flush=True)
    # Of the two splits the later: what has learned from more is nearer to the truth, and needs less.
    mass = calibrated(model, *(np.concatenate(column) for column in zip(*known[4:], strict=True)))
    for row, (test, past, densities) in zip(measured[4:], tested[4:], strict=True):
        fitted = report(model._replace(mass=mass), test, past, densities)
        row |= {"covered as shipped (fitted)": fitted["covered"], "width as shipped": fitted["width / constant"]}
        print(row, flush=True)
    constants = [
        {"platform": name, "observed s": observed}
        | constant_factor(rows.of(asked(rows, observed) & (platform == name)))
        for observed in (900.0, 3600.0)
        for name in ("weibo", "twitter")
    ]
    final = fit(rows, platform == "twitter")._replace(mass=mass)
    save(final, measured, ceiling, constants, len(cascades))


def said(model: Learned, rows: Rows) -> Floats:
    return np.stack([model.density(each.astype(np.float64)) for each in rows.numbers])


def errors(growth: Floats, truth: Floats) -> Floats:
    return np.asarray(np.abs(np.exp(growth - truth) - 1))


def constant_factor(past: Rows) -> dict[str, float]:
    """What errs least on the past, and the range that held four in five there."""
    tried = np.linspace(0, 3, 601)
    best = float(tried[np.argmin([np.median(errors(each, past.grown)) for each in tried])])
    low, high = np.exp(np.quantile(past.grown, (0.1, 0.9)))
    return {"factor": round(float(np.exp(best)), 3), "low": round(float(low), 3), "high": round(float(high), 3)}


def report(model: Learned, test: Rows, past: Rows, densities: Floats) -> dict[str, Any]:
    """Figures of one test; nothing of it was used to set its ranges."""
    wrong = errors(np.array([likeliest(density, LIKELY_WITHIN) for density in densities]), test.grown)
    bounds = np.array([ranged(*each, model) for each in zip(densities, test.numbers.astype(np.float64), strict=True)])
    inside = (bounds[:, 0] - 1e-9 <= test.grown) & (test.grown <= bounds[:, 1] + 1e-9)
    plain = constant_factor(past)
    width = np.median(test.seen * (np.exp(bounds[:, 1]) - np.exp(bounds[:, 0])))
    drawn = np.random.default_rng(SEED).integers(0, wrong.size, (1000, wrong.size))
    return {
        "cascades": int(wrong.size),
        "error": round(float(np.median(wrong)), 4),
        "error 95%": [round(float(each), 3) for each in np.quantile(np.median(wrong[drawn], axis=1), (0.025, 0.975))],
        "constant factor": round(float(np.median(errors(np.log(plain["factor"]), test.grown))), 4),
        "covered": round(float(inside.mean()), 4),
        "covered 95%": [round(float(each), 3) for each in np.quantile(inside[drawn].mean(axis=1), (0.025, 0.975))],
        "width / constant": round(float(width / np.median(test.seen * (plain["high"] - plain["low"]))), 3),
    }


def limits(densities: Floats, longer: Floats, later: Rows) -> dict[str, float]:
    """How well anybody could do: where the learner looks twice as long; and were its distributions exactly right."""
    seen_longer = np.array([likeliest(density, LIKELY_WITHIN) for density in longer])
    tried = np.linspace(0.05, 0.5, 91)
    hit = [np.mean([held_within(density, float(each)) for density in densities]) for each in tried]
    return {
        "error after twice the time": round(float(np.median(errors(seen_longer, later.grown))), 4),
        "error if its distributions were right": round(float(tried[int(np.searchsorted(hit, 0.5))]), 3),
    }


def held_within(density: Floats, within: float) -> float:
    """Chance that the best possible answer is within this share of the truth."""
    below, grid = np.concatenate([[0.0], np.cumsum(density)]), np.arange(0.0, 4.0, 0.02)
    upper = np.interp(grid - np.log(1 - within), EDGES, below)
    return float((upper - np.interp(grid - np.log(1 + within), EDGES, below)).max())


def save(
    model: Learned,
    measured: list[dict[str, Any]],
    ceiling: list[dict[str, Any]],
    constants: list[dict[str, Any]],
    cascades: int,
) -> None:
    WEIGHTS.mkdir(exist_ok=True)
    halves = {"middle", "spread", "mass", "threshold", "regime"}
    packed = {name: array.astype(np.float16) if array.dtype == np.float32 and name not in halves else array
              for name, array in model._asdict().items()}  # fmt: skip
    np.savez_compressed(WEIGHTS / "cascades.npz", **packed)
    digest = hashlib.sha256((WEIGHTS / "cascades.npz").read_bytes()).hexdigest()
    card = {
        "name": "cascades", "version": "1", "sha256": digest, "inputs": len(NAMES), "cascades": cascades,
        "learned_from": "Weibo CED 2010-12 to 2013-02 and Twitter15/16 2011-06 to 2015-10; fitted numbers only",
        "protocol": "learned from the earliest 60 % of each set, measured on the latest 40 %; 10 or more seen; to 24 h",
        "quality": [row for row in measured if row["learned from"] == 0.6],
        "ceiling": ceiling, "constant_factor": constants,
    }  # fmt: skip
    (WEIGHTS / "cascades.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()
