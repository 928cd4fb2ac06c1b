"""What was learned from past spreads, as arrays: nets, a forest and boosted trees, asked together, with numpy alone.

Each answers with a whole distribution of how much larger a spread will be; their geometric mean is the answer (a
logarithmic opinion pool: what one of them thinks impossible is). Learned by `training/train_cascades.py`; figures and
provenance are in `weights/cascades.json`.
"""

from functools import cache
from importlib.resources import files
from math import erf, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from larum.detect.forecast.early import NAMES, Floats

BINS: Final = 96
EDGES: Final[Floats] = 7.0 * (np.arange(BINS + 1) / BINS) ** 1.5
"""Bounds of the bins of log(size at the horizon / size now): fine where most spreads end, up to e^7 = 1,100 fold."""
_CLIP: Final = 4.0
"""Standard deviations beyond which a number is taken as being there: nets must not extrapolate."""
_LEAK: Final = 0.1


class Learned(NamedTuple):
    """`nets` first axis, then inputs, outputs. A forest's node sends a row left where feature <= threshold; a child
    below zero is the leaf ~child. `leaves` holds evenly spaced quantiles of a leaf, as numbers of bins."""

    middle: NDArray[np.float32]
    spread: NDArray[np.float32]
    weight1: NDArray[np.float32]
    bias1: NDArray[np.float32]
    weight2: NDArray[np.float32]
    bias2: NDArray[np.float32]
    weight3: NDArray[np.float32]
    bias3: NDArray[np.float32]
    roots: NDArray[np.int32]
    feature: NDArray[np.uint8]
    threshold: NDArray[np.float32]
    children: NDArray[np.int32]
    leaves: NDArray[np.uint8]
    boost_roots: NDArray[np.int32]
    """Trees round by round, in each round one per class; `boost_classes` says which bins a class is made of."""
    boost_feature: NDArray[np.uint8]
    boost_threshold: NDArray[np.float32]
    boost_children: NDArray[np.int32]
    boost_leaves: NDArray[np.float32]
    boost_start: NDArray[np.float32]
    boost_classes: NDArray[np.float32]
    regime: NDArray[np.float32]
    """Logistic regression on the scaled numbers, constant first: does it spread as on Twitter, or as on Weibo?"""
    mass: NDArray[np.float64]
    """By what the mass of a range is told from its circumstances, that it hold the truth four times out of five."""

    def density(self, early: Floats) -> Floats:
        """Probability of each bin, for one spread."""
        each = (self.by_nets(early), self.by_forest(early), self.by_boosted(early))
        pooled = np.log(np.stack(each) + 1e-9).mean(axis=0)
        likely = np.exp(pooled - pooled.max())
        return np.asarray(likely / likely.sum())

    def scaled(self, early: Floats) -> Floats:
        return np.clip((early - self.middle) / self.spread, -_CLIP, _CLIP)

    def kind(self, early: Floats) -> float:
        """0 where it spreads as on Weibo, 1 as on Twitter, told by the curve alone; between where it is not clear."""
        return float(1 / (1 + np.exp(-(self.regime[0] + self.scaled(early) @ self.regime[1:]))))

    def by_nets(self, early: Floats) -> Floats:
        now = self.scaled(early)[None, None, :]
        for weight, bias in ((self.weight1, self.bias1), (self.weight2, self.bias2)):
            now = now @ weight + bias[:, None, :]
            now = np.where(now > 0, now, _LEAK * now)
        logits = (now @ self.weight3 + self.bias3[:, None, :])[:, 0]
        each = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray((each / each.sum(axis=1, keepdims=True)).mean(axis=0))

    def by_forest(self, early: Floats) -> Floats:
        votes = self.leaves[reached(self.roots, self.feature, self.threshold, self.children, early)]
        return np.asarray(blur(0.06) @ np.bincount(votes.ravel(), minlength=BINS) / votes.size)

    def by_boosted(self, early: Floats) -> Floats:
        ends = reached(self.boost_roots, self.boost_feature, self.boost_threshold, self.boost_children, early)
        logits = self.boost_start + self.boost_leaves[ends].reshape(-1, self.boost_start.size).sum(axis=0)
        each = np.exp(logits - logits.max())
        spread_out = blur(0.06) @ (each @ self.boost_classes)
        return np.asarray(spread_out / spread_out.sum())


def reached(
    roots: NDArray[np.int32],
    feature: NDArray[np.uint8],
    threshold: NDArray[np.float32],
    children: NDArray[np.int32],
    early: Floats,
) -> NDArray[np.int32]:
    """The leaf of each tree in which a spread ends."""
    at = roots.copy()
    while (inner := at >= 0).any():
        nodes = at[inner]
        right = early[feature[nodes]] > threshold[nodes]
        at[inner] = children[nodes, right.astype(np.intp)]
    return ~at


@cache
def blur(width: float) -> Floats:
    """Matrix that spreads each bin's mass by a bell of this standard deviation, less where growth is small: what is
    nearly over is known more finely. What falls below zero is mirrored."""
    found = np.empty((BINS, BINS))
    for index, centre in enumerate((EDGES[:-1] + EDGES[1:]) / 2):
        bell = width * (0.2 + min(float(centre), 1.0) * 0.8) * sqrt(2)
        below, mirrored = ([erf(float(side * edge - centre) / bell) for edge in EDGES] for side in (1, -1))
        found[:, index] = np.diff(below) - np.diff(mirrored)
    return np.asarray(found / found.sum(axis=0))


@cache
def learned() -> Learned:
    """The arrays that ship."""
    with (files("larum.detect.forecast") / "weights/cascades.npz").open("rb") as packed, np.load(packed) as arrays:
        wide = {name: arrays[name] for name in arrays.files}
    kept = {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in wide.items()}
    assert kept["middle"].size == len(NAMES)
    return Learned(**kept)
