"""Make the tables of `larum.detect.forecast.learned`: `python training/train_cascades.py ../shared/data`.

Needs numpy 2.4.6 and scikit-learn 1.9.1 (dependency group `train`), about a quarter of an hour on one core, and writes
`src/larum/detect/forecast/weights`. Of the cascades only fitted numbers are shipped: no time, no id.

Each cascade is seen after eight times from five minutes to eight hours; from each, its size a day after the root and
at one more horizon, drawn from a fixed seed, is to be said. Everything is learned from the earlier part and looked at
on the later: from 36 % on the next 24 %, then from 60 % on the last 40 %, for the figures in the card; then from all.
How much of a distribution a range must hold is taken from both of these, for neither period is more like the future.
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
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingClassifier

from larum.detect.forecast.cascade import circumstances, closest, ranged, shortest
from larum.detect.forecast.early import NAMES, Floats, early
from larum.detect.forecast.learned import BINS, EDGES, Learned, blur, reached

WEIGHTS = Path(__file__).parent.parent / "src/larum/detect/forecast/weights"
SEED = 1
DAY = 86400.0
OBSERVED = (300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0)
NETS, HIDDEN, EPOCHS, BATCH = 4, 48, 8, 256
TREES, LEAVES, QUANTILES = 48, 384, 12
CLASSES, ROUNDS = 20, 60
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


class Test(NamedTuple):
    """What a model that knows only what is before `begin` says of what comes after."""

    platform: str
    observed: float
    begin: float
    model: Learned
    rows: Rows
    past: Rows
    densities: Floats
    needed: Floats
    told: Floats


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


def cached(cascades: list[Cascade], kept: Path | None) -> Rows:
    """The rows, from where they are kept between runs if they are."""
    if kept and kept.exists():
        with np.load(kept) as columns:
            return Rows(*(columns[name] for name in Rows._fields))
    rows = rows_of(cascades)
    if kept:
        np.savez(kept, **rows._asdict())
    return rows


def waking(cascades: list[Cascade], platform: str) -> Floats:
    """How `larum.detect.forecast.early` got its hours: reposts aged an hour to a day, each counted by its age, for they
    thin out with it."""
    found = np.zeros(24)
    for cascade, place in zip(cascades, ranks(cascades), strict=True):
        later = cascade.times[(cascade.times > 3600) & (cascade.times < DAY)]
        if cascade.platform == platform and place < 0.36 and later.size >= 20:
            hours = ((cascade.posted_at + later) % DAY // 3600).astype(int)
            found += np.bincount(hours, later / later.size, 24)
    return np.asarray(np.round(found / found.mean(), 2))


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


def by_forest(forest: dict[str, NDArray[Any]], numbers: Floats) -> Floats:
    """What the forest alone says of each row."""
    roots, feature, threshold, children = (forest[name] for name in ("roots", "feature", "threshold", "children"))
    ends = (reached(roots, feature, threshold, children, each) for each in numbers)
    votes = [np.bincount(forest["leaves"][end].ravel(), minlength=BINS) for end in ends]
    return np.asarray((np.array(votes) / (TREES * QUANTILES)) @ blur(0.06).T)


def fit_boosted(rows: Rows, target: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
    """Classes of equally many spreads by growth; only of what people ask most: ten minutes to two hours, for a day."""
    asked_most = (rows.observed >= 600) & (rows.observed <= 7200) & (rows.horizon == DAY) & (rows.seen >= 8)
    some, bin_of = rows.of(asked_most), target[asked_most]
    bounds = np.quantile(some.grown, np.arange(1, CLASSES) / CLASSES)
    classes = np.searchsorted(bounds, some.grown)
    boosted = HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=ROUNDS, max_leaf_nodes=8, min_samples_leaf=40, l2_regularization=5,
        max_features=0.2, early_stopping=False, random_state=SEED,
    ).fit(some.numbers, classes, sample_weight=some.weight)  # fmt: skip
    made_of = np.zeros((CLASSES, BINS))
    np.add.at(made_of, (classes, bin_of), 1)
    roots, features, thresholds, children, leaves = [], [], [], [], []
    nodes = held = 0
    for tree in (member.nodes for round_of in boosted._predictors for member in round_of):
        ends = tree["is_leaf"].astype(bool)
        number = np.empty(len(tree), np.int32)
        number[~ends], number[ends] = nodes + np.arange((~ends).sum()), ~(held + np.arange(ends.sum()))
        roots.append(number[0])
        features.append(tree["feature_idx"][~ends])
        thresholds.append(tree["num_threshold"][~ends])
        children.append(np.stack([number[tree[side][~ends]] for side in ("left", "right")], axis=1))
        leaves.append(tree["value"][ends])
        nodes, held = nodes + int((~ends).sum()), held + int(ends.sum())
    return {"boost_roots": np.array(roots, np.int32), "boost_feature": np.concatenate(features).astype(np.uint8),
            "boost_threshold": np.concatenate(thresholds).astype(np.float32),
            "boost_children": np.concatenate(children).astype(np.int32),
            "boost_leaves": np.concatenate(leaves).astype(np.float32),
            "boost_start": np.asarray(boosted._baseline_prediction, np.float32).ravel(),
            "boost_classes": (made_of / made_of.sum(axis=1, keepdims=True)).astype(np.float32)}  # fmt: skip


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
    trees = fit_forest(rows, target) | fit_boosted(rows, target)
    return Learned(middle=middle, spread=spread, **layers, **trees, regime=regime, mass=np.array([0.8, 0, 0, 0]))


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


def calibrated(tests: list[Test]) -> Floats:
    """Mass that holds four in five truths: linear quantile regression on what `circumstances` tells, each of the tests
    counting alike."""
    told, needed = (np.concatenate(each) for each in zip(*((test.told, test.needed) for test in tests), strict=True))
    share = np.concatenate([np.full(test.needed.size, 300 / test.needed.size) for test in tests])
    ridge, pull = 1e-3 * np.eye(told.shape[1]), share.copy()
    for _ in range(400):
        found = np.linalg.solve(told.T @ (told * pull[:, None]) + ridge, told.T @ (needed * pull))
        left = needed - told @ found
        pull = pull / 2 + share * np.where(left > 0, 0.8, 0.2) / np.maximum(np.abs(left), 0.005) / 2
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
    rows = cached(cascades, options.cache)
    place, platform = ranks(cascades)[rows.owner], np.array([cascade.platform for cascade in cascades])[rows.owner]
    print(len(rows.grown), "rows", flush=True)

    tests = list[Test]()
    for begin, end in ((0.36, 0.6), (0.6, 1.0)):
        model = fit(rows.of(place < begin), (platform == "twitter")[place < begin])
        for observed in (900.0, 3600.0):
            for name in ("weibo", "twitter"):
                mine = asked(rows, observed) & (platform == name)
                test, past = rows.of(mine & (place >= begin) & (place < end)), rows.of(mine & (place < begin))
                densities = said(model, test)
                needed = masses_needed(densities, test.grown)
                told = np.stack([circumstances(each, model) for each in test.numbers.astype(np.float64)])
                tests.append(Test(name, observed, begin, model, test, past, densities, needed, told))
                print(name, observed, begin, report(tests[-1], model.mass), flush=True)
    mass, measured = calibrated(tests), list[dict[str, Any]]()
    for one in tests:
        other = calibrated([each for each in tests if each.begin != one.begin])
        shipped, plain = report(one, mass), report(one, np.array([0.8, 0, 0, 0]))
        measured.append(
            {"platform": one.platform, "observed s": one.observed, "learned from": one.begin} | report(one, other)
            | {"covered if taken at its word": plain["covered"], "covered as shipped (fitted)": shipped["covered"],
               "width as shipped": shipped["width / constant"]}
            | {"error if its distributions were right": if_right(one.densities)}
        )  # fmt: skip
        print(measured[-1], flush=True)
    constants = [
        {"platform": name, "observed s": observed}
        | constant_factor(rows.of(asked(rows, observed) & (platform == name)))
        for observed in (900.0, 3600.0)
        for name in ("weibo", "twitter")
    ]
    save(fit(rows, platform == "twitter")._replace(mass=mass), measured, constants, len(cascades))


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


def report(test: Test, mass: Floats) -> dict[str, Any]:
    """Figures of one test, with ranges of this mass."""
    rows, model = test.rows, test.model._replace(mass=mass)
    wrong = errors(np.array([closest(density) for density in test.densities]), rows.grown)
    asked_of = zip(test.densities, rows.numbers.astype(np.float64), strict=True)
    bounds = np.array([ranged(*each, model) for each in asked_of])
    inside = (bounds[:, 0] - 1e-9 <= rows.grown) & (rows.grown <= bounds[:, 1] + 1e-9)
    plain = constant_factor(test.past)
    width = np.median(rows.seen * (np.exp(bounds[:, 1]) - np.exp(bounds[:, 0])))
    drawn = np.random.default_rng(SEED).integers(0, wrong.size, (1000, wrong.size))
    return {
        "cascades": int(wrong.size),
        "error": round(float(np.median(wrong)), 4),
        "error 95%": [round(float(each), 3) for each in np.quantile(np.median(wrong[drawn], axis=1), (0.025, 0.975))],
        "constant factor": round(float(np.median(errors(np.log(plain["factor"]), rows.grown))), 4),
        "covered": round(float(inside.mean()), 4),
        "covered 95%": [round(float(each), 3) for each in np.quantile(inside[drawn].mean(axis=1), (0.025, 0.975))],
        "width / constant": round(float(width / np.median(rows.seen * (plain["high"] - plain["low"]))), 3),
    }


def if_right(densities: Floats) -> float:
    """What the best possible answer would err were the learner's distributions exactly right."""
    tried = np.linspace(0.05, 0.5, 91)
    hit = [np.mean([held_within(density, float(each)) for density in densities]) for each in tried]
    return round(float(tried[int(np.searchsorted(hit, 0.5))]), 3)


def held_within(density: Floats, within: float) -> float:
    """Chance that the best possible answer is within this share of the truth."""
    below, grid = np.concatenate([[0.0], np.cumsum(density)]), np.arange(0.0, 4.0, 0.02)
    upper = np.interp(grid - np.log(1 - within), EDGES, below)
    return float((upper - np.interp(grid - np.log(1 + within), EDGES, below)).max())


def save(
    model: Learned,
    measured: list[dict[str, Any]],
    constants: list[dict[str, Any]],
    cascades: int,
) -> None:
    WEIGHTS.mkdir(exist_ok=True)
    halves = {"middle", "spread", "mass", "threshold", "boost_threshold", "regime"}
    packed = {name: array.astype(np.float16) if array.dtype == np.float32 and name not in halves else array
              for name, array in model._asdict().items()}  # fmt: skip
    np.savez_compressed(WEIGHTS / "cascades.npz", **packed)
    digest = hashlib.sha256((WEIGHTS / "cascades.npz").read_bytes()).hexdigest()
    card = {
        "name": "cascades", "version": "2", "sha256": digest, "inputs": len(NAMES), "cascades": cascades,
        "learned_from": "Weibo CED 2010-12 to 2013-02 and Twitter15/16 2011-06 to 2015-10; fitted numbers only",
        "protocol": "learned from the earliest 36 (60) % of each set, measured on the next 24 (40) %; 10 or more seen; "
                    "to 24 h; ranges as wide as the other of the two periods needs",
        "quality": measured, "constant_factor": constants,
    }  # fmt: skip
    (WEIGHTS / "cascades.json").write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()
