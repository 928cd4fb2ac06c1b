"""How well could anybody say the size of a spread from its first minutes? Evidence for the ceiling, by four roads.

    python benchmarks/cascades_limits.py [../shared/data] [--json FILE] [--cache FILE]

Protocol. Error as in the table before: median of |said - true| / true, size after 24 h, ten or more seen.

- **twins**: of two spreads that look alike until now, how far apart do their sizes end? Each spread is laid beside the
  1st, 2nd, 4th ... 32nd most alike of its platform, by three notions: the *curve* (logarithm of posts seen at eight
  moments), the *times* (seven quantiles of the seconds after the root), the curve and the *hour* of the day; the number
  seen always counts. "At hand" is what one errs who says of each what became of its nearest twin. The median difference
  of logarithms, squared, is drawn against the squared distance, rank by rank so that every spread counts alike, and
  followed to distance zero. Of a pair either is as good a forecast of the other as one draw is of another; the best
  answer in their middle errs .61 of their difference if spreads scatter with a peak, .71 if like a bell: "at the limit"
  takes .61, the kinder. Intervals by drawing spreads anew.
- **more spreads**: the forest of the learner, given an eighth, a quarter, half, all of the earliest 60 % (four draws),
  tested on the latest 40 %. "At hand": with all; "at the limit": where the line over one by the root of their number
  meets endlessly many.
- **later**: the same forest, asked later and later. "At hand": its error then; no limit is told.
- **branching**: from what was really seen each spread goes on as a self-exciting process (memory of a post flat for
  five minutes, then a power law of exponent 0.5; every post alike, or with reach as uneven as a gamma of shape 0.1),
  its rate of infection the one its past tells, all scaled so that growth is as large in the median as it really was.
  The forecaster knows process and rate, and asks 100 futures; the truth is one more. "At the limit": what errs least.
  Only chance is left: whatever else is unknown in life (who reads it, what the day brings) comes on top.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "training"))

try:
    import train_cascades as training
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is not installed: the learner is taught again here, with the dependency group train")

from larum.detect.forecast.cascade import closest

Floats = NDArray[np.float64]
DAY: Final = 86400.0
ASKED: Final = (("weibo", 900.0, 0.23), ("weibo", 3600.0, 0.18), ("twitter", 900.0, 0.18), ("twitter", 3600.0, 0.10))
RANKS: Final = (1, 2, 4, 8, 16, 32)
PEAKED: Final = 0.61
"""Median of |draw - middle| by median of |draw - draw|: .61 for two-sided exponential scatter, .71 for the normal."""
FLAT, POWER, UNEVEN, MOST = 300.0, 0.5, 0.1, 0.97
"""A post's memory in seconds and power, the shape of uneven reach, and the highest rate: below one, or nothing ends."""
FUTURES, SPREADS = 100, 150


MEANS: Final = """
**What follows.** Weibo, 23 % after 15 min and 18 % after 1 h: the learner gets there only after about 4 and 8 hours.
Eight times as many spreads moved its error by half a point to three; endlessly many would leave it near 29 and 27 %.
Had every spread an exact twin, the best answer would still err 20 to 21 and 18 % by the kinder reckoning, 23 to 24 and
21 % by the other: the targets stand where even that ends. Nothing here suggests that times alone allow them.

Twitter15/16, 10 % after 1 h: the limit by both roads, and the learner was there on the later of two periods, not on the
earlier (12 %). Twitter15/16, 18 % after 15 min: twins end at 16 to 19 %, endlessly many spreads at 21 %; the learner
gets there between 15 and 30 minutes. Chance in branching alone is about as large as all these errors.
"""
FAILED: Final = """
Extrapolation to distance zero is long: the nearest twins are seldom near (what one errs who repeats the nearest twin is
under *at hand*). Growth that is rough in the curve, not smooth, would put the limit lower.

Pairs taken by distance alone, not rank by rank, found 7 to 16 % for Weibo after 15 min, for the closest pairs are
large, smooth spreads that anybody foretells. That reckoning was thrown away.

The simulated process is no likeness of life: the learner errs no more than its perfect forecaster, so real spreads are
more regular than it (reposts of the root scatter less than reposts of reposts). It shows the order of what chance does,
not a bound.

The forest that is asked later and later was taught mostly for the first hours; one made for 8 h would err less there.
12 h were not measured.

Times are all that is known here. The followers of who passes it on, the text and the picture might tell more; these
sets lack them, and `judge cascades` is not given them.
"""


def told(evidence: str, platform: str, observed: float, cases: int, at_hand: float, **limit: Any) -> dict[str, Any]:
    target = next((wanted for name, after, wanted in ASKED if (name, after) == (platform, observed)), "")
    row = {"evidence": evidence, "platform": platform, "observed min": int(observed / 60), "cases": cases,
           "at hand": round(at_hand, 3), "at the limit": limit.get("limit", ""), "limit 95%": limit.get("between", ""),
           "wanted": target}  # fmt: skip
    print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    return row


def between(drawn: list[float]) -> str:
    return "-".join(f"{each:.3f}" for each in np.quantile(drawn, (0.025, 0.975)))


def looks(cascade: training.Cascade, observed: float) -> dict[str, Floats]:
    """One spread by each notion of being alike; comparable units, for all are logarithms."""
    seen = cascade.times[cascade.times <= observed]
    moments = observed * np.array([1 / 16, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 3 / 4, 7 / 8, 1])
    curve = np.log(np.maximum(np.searchsorted(seen, moments, side="right"), 1))
    times = np.log1p(np.quantile(seen[1:], np.linspace(0.05, 0.95, 7)) / observed * 30)
    angle = 2 * np.pi * (cascade.posted_at % DAY) / DAY
    return {
        "curve": curve,
        "times": np.append(times, np.log(seen.size)),
        "curve and hour": np.concatenate([curve, [np.sin(angle), np.cos(angle)]]),
    }


def twins(cascades: list[training.Cascade], platform: str, observed: float) -> list[dict[str, Any]]:
    mine = [each for each in cascades if each.platform == platform and (each.times <= observed).sum() >= 10]
    grown = np.array([np.log((each.times <= DAY).sum() / (each.times <= observed).sum()) for each in mine])
    every = [looks(each, observed) for each in mine]
    chance, rows = np.random.default_rng(1), []
    for notion in every[0]:
        told_by = np.stack([each[notion] for each in every])
        far = np.sqrt(((told_by[:, None] - told_by[None]) ** 2).mean(axis=2))
        np.fill_diagonal(far, np.inf)
        near = np.argsort(far, axis=1)[:, [rank - 1 for rank in RANKS]]
        distance = np.take_along_axis(far, near, axis=1)
        apart = np.abs(grown[near] - grown[:, None])
        limits = []
        for number in range(301):
            drawn = chance.integers(0, len(mine), len(mine)) if number else np.arange(len(mine))
            limits.append(1 - np.exp(-PEAKED * at_zero(distance[drawn], apart[drawn])))
        nearest = np.median(errors(grown, grown[near[:, 0]]))
        rows.append(
            told(f"twins: {notion}", platform, observed, len(mine), float(nearest),
                 limit=round(limits[0], 3), between=between(limits[1:]))
        )  # fmt: skip
    return rows


def at_zero(distance: Floats, apart: Floats) -> float:
    """Median difference at distance zero: what would be left between true twins, if growth is smooth in the curve."""
    slope, start = np.polyfit(np.median(distance, axis=0) ** 2, np.median(apart, axis=0) ** 2, 1)
    return float(max(start, 0.0) ** 0.5 if slope > 0 else np.median(apart))


def errors(grown: Floats, said: Floats) -> Floats:
    return np.asarray(np.abs(np.exp(said - grown) - 1))


def said_by(forest: dict[str, NDArray[Any]], numbers: Floats) -> Floats:
    return np.array([closest(each) for each in training.by_forest(forest, numbers)])


def more_and_later(rows: training.Rows, place: Floats, platform: NDArray[Any]) -> list[dict[str, Any]]:
    chance, found = np.random.default_rng(1), []
    earlier, owners = place < 0.6, np.unique(rows.owner[place < 0.6])
    shares, wrong, counts = (1 / 8, 1 / 4, 1 / 2, 1.0), dict[tuple[str, float], list[Floats]](), []
    asked = {(name, after): (place >= 0.6) & (platform == name) & training.asked(rows, after)
             for name in ("weibo", "twitter") for after in training.OBSERVED if after >= 900}  # fmt: skip
    for share in shares:
        draws = 1 if share == 1 else 4
        per = dict[tuple[str, float], list[Floats]]()
        for _ in range(draws):
            chosen = chance.choice(owners, int(share * owners.size), replace=False)
            some = rows.of(earlier & np.isin(rows.owner, chosen))
            forest = training.fit_forest(some, training.bins(some.grown))
            for where, test in asked.items():
                if share == 1 or where[1] in (900.0, 3600.0):
                    said = said_by(forest, rows.numbers[test].astype(np.float64))
                    per.setdefault(where, []).append(errors(rows.grown[test], said))
        for where, each in per.items():
            wrong.setdefault(where, []).append(np.stack(each))
        counts.append(share * owners.size)
    line = np.column_stack([np.ones(len(counts)), 1 / np.sqrt(counts)])
    for name, after, _ in ASKED:
        mine, limits = wrong[name, after], []
        for number in range(501):
            tested = mine[0].shape[1]
            drawn = chance.integers(0, tested, tested) if number else np.arange(tested)
            medians = [float(np.median(each[:, drawn], axis=1).mean()) for each in mine]
            limits.append(float(np.linalg.lstsq(line, np.array(medians), rcond=None)[0][0]))
        at_hand = [float(np.median(each, axis=1).mean()) for each in mine]
        print("with", [int(each) for each in counts], "spreads:", [round(each, 3) for each in at_hand])
        found.append(
            told("more spreads", name, after, mine[0].shape[1], at_hand[-1],
                 limit=round(limits[0], 3), between=between(limits[1:]))
        )  # fmt: skip
    for (name, after), mine in wrong.items():
        found.append(told("later", name, after, mine[-1].shape[1], float(np.median(mine[-1]))))
    return found


def kept(age: Floats) -> Floats:
    """Share of a post's memory beyond this age."""
    whole = FLAT + FLAT / POWER
    return np.where(age <= FLAT, 1 - age / whole, FLAT / POWER * (np.maximum(age, FLAT) / FLAT) ** -POWER / whole)


def ages(chance: np.random.Generator, left: Floats) -> Floats:
    """Ages at which memory has shrunk to a share drawn evenly below what is left."""
    whole = FLAT + FLAT / POWER
    share = chance.random(left.size) * left
    flat = 1 - share <= FLAT / whole
    return np.where(flat, (1 - share) * whole, FLAT * (share * whole * POWER / FLAT) ** (-1 / POWER))


def futures(seen: list[Floats], observed: float, rates: Floats, uneven: bool, many: int) -> NDArray[np.int64]:
    """Sizes at the end of the day of so many futures of each spread, at most a hundredfold; one row per spread."""
    chance = np.random.default_rng(1)
    begun = np.repeat([each.size for each in seen], many)
    size, rate = begun.copy(), np.repeat(rates, many)
    which = np.concatenate([np.repeat(np.arange(many) + many * at, each.size) for at, each in enumerate(seen)])
    born = np.concatenate([np.tile(each, many) for each in seen])
    while born.size:
        left = kept(np.maximum(observed - born, 0.0))
        reach = chance.gamma(UNEVEN, 1 / UNEVEN, born.size) if uneven else 1.0
        children = chance.poisson(rate[which] * reach * left)
        born, which, left = (np.repeat(each, children) for each in (born, which, left))
        born = born + ages(chance, left)
        soon = (born <= DAY) & (size[which] < 100 * begun[which])
        born, which = born[soon], which[soon]
        size += np.bincount(which, minlength=size.size)
    return size.reshape(-1, many)


def branching(cascades: list[training.Cascade], name: str, observed: float, *, uneven: bool) -> dict[str, Any]:
    chance = np.random.default_rng(1)
    mine = [each.times for each in cascades if each.platform == name and (each.times <= observed).sum() >= 10]
    mine = [mine[index] for index in chance.permutation(len(mine))[:SPREADS]]
    seen = [each[each <= observed] for each in mine]
    begun = np.array([each.size for each in seen])
    real = float(np.median([(each <= DAY).sum() for each in mine] / begun))
    past = np.array([(some.size - 1) / (1 - kept(observed - some)).sum() for some in seen])
    low, high = 0.0, 2.0
    for _ in range(8):
        scale = (low + high) / 2
        sizes = futures(seen, observed, np.minimum(scale * past, MOST), False, 5)
        low, high = (scale, high) if np.median(sizes / begun[:, None]) < real else (low, scale)
    wrong = []
    for sizes in futures(seen, observed, np.minimum(scale * past, MOST), uneven, FUTURES + 1):
        tried = np.unique(sizes[1:])
        best = tried[np.argmin(np.median(np.abs(tried[:, None] / sizes[None, 1:] - 1), axis=1))]
        wrong.append(abs(best / sizes[0] - 1))
    drawn = chance.choice(np.array(wrong), (1000, len(wrong)))
    limit = float(np.median(wrong))
    return told("branching: uneven reach" if uneven else "branching: all alike", name, observed, len(wrong), limit,
                limit=round(limit, 3), between=between(list(np.median(drawn, axis=1))))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--cache", type=Path, help="the numbers of all rows, as training/train_cascades.py keeps them")
    options = parser.parse_args()
    cascades = training.read(options.data)
    found = []
    for name, observed, _ in ASKED:
        found += twins(cascades, name, observed)
        found += [branching(cascades, name, observed, uneven=uneven) for uneven in (False, True)]
    rows = training.cached(cascades, options.cache)
    owner_platform = np.array([each.platform for each in cascades])[rows.owner]
    found += more_and_later(rows, training.ranks(cascades)[rows.owner], owner_platform)
    if options.json:
        result = {
            "name": "The information in the first minutes of a spread",
            "command": "python benchmarks/cascades_limits.py ../shared/data",
            "protocol": (__doc__ or "").split("Protocol. ")[1].strip() + "\n" + MEANS.rstrip(),
            "rows": sorted(found, key=lambda row: row["evidence"].split(":")[0]),
            "parameters": {"kernel": "flat 300 s, then power 0.5", "futures": FUTURES, "gamma shape": UNEVEN},
            "failed": [" ".join(each.split()) for each in FAILED.split("\n\n")],
        }
        options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
