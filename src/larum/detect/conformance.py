"""What every counting detector must hold to; a test runs each promise over every registered detector.

Each promise takes a detector and raises `AssertionError` with what was broken. Streams are made here, by rule, so that
a new detector is held to the same ones. What is said is compared to the last digit.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec
import numpy as np

from larum.detect.contract import AnyDetector, Bins, Evidence, Example, Floats, Illustrated, OutOfOrder
from larum.detect.state import join, pack, pick, unpack

WIDTH: Final = 300.0
DAYS: Final = 5
COUNTS: Final = tuple(name for name in Bins.__struct_fields__ if name not in ("start", "width"))
Said = tuple[float, bool, bool, float, float, float, dict[str, float | str], tuple[str, ...]]


def stream(*, days: int = DAYS, burst_at: int | None = None, burst: float = 60.0, base: float = 2.0) -> list[float]:
    """Counts of five minutes with a daily rhythm, a fixed wobble and, if asked for, a burst of half an hour."""
    counts = []
    for index in range(int(days * 86400 / WIDTH)):
        count = round(base * (1 + math.sin(index / 288 * 2 * math.pi)) + (index * 7919 % 13) / 6 * min(base, 1.0))
        if burst_at is not None and burst_at <= index < burst_at + 6:
            count += round(burst)
        counts.append(float(count))
    return counts


def binned(*streams: Sequence[float], begun: float = 0.0) -> list[Bins]:
    """Streams of equal length as bins; every count there is says the same."""
    rows: Floats = np.array(streams, dtype=np.float64)
    return [
        Bins(begun + index * WIDTH, WIDTH, **{name: rows[:, index].copy() for name in COUNTS})
        for index in range(rows.shape[1])
    ]


def told(detector: AnyDetector, bins: Iterable[Bins], streams: int = 1) -> list[list[Said]]:
    """What a fresh detector says, bin by bin, of each stream."""
    state = detector.start(streams, WIDTH)
    return [_said(detector.step(state, each)) for each in bins]


def never_looks_ahead(detector: AnyDetector) -> None:
    """Whatever happens later, what was said of the beginning stays."""
    calm, stormy = stream(), stream(burst_at=900, burst=5000)
    assert told(detector, binned(calm))[:900] == told(detector, binned(stormy))[:900], "the future changed the past"


def says_the_same_twice(detector: AnyDetector) -> None:
    """The same bins, the same words; and the bins are left as they were."""
    bins = binned(stream(burst_at=900))
    before = [each.mentions.copy() for each in bins]
    assert told(detector, bins) == told(detector, bins), "two runs differ"
    assert all((each.mentions == kept).all() for each, kept in zip(bins, before, strict=True)), "changed its input"


def survives_a_restart(detector: AnyDetector) -> None:
    """A state that is packed and taken up again goes on as if nothing had happened."""
    bins = binned(stream(burst_at=900))
    state, said = detector.start(1, WIDTH), []
    for index, each in enumerate(bins):
        if index % 211 == 0:
            state = unpack(detector.state_type, pack(state))
        said.append(_said(detector.step(state, each)))
    assert said == told(detector, bins), "a restart changed what is said"


def streams_do_not_touch(detector: AnyDetector) -> None:
    """What is said of a stream does not depend on those beside it, nor on being taken out and put back."""
    days = 3
    streams = [stream(days=days, burst_at=500), stream(days=days, base=0.2), stream(days=days, burst_at=700, base=20.0)]
    streams.append([0.0] * len(streams[0]))
    alone = [told(detector, binned(each)) for each in streams]
    together = told(detector, binned(*streams), len(streams))
    for row in range(len(streams)):
        assert [said[row] for said in together] == [said[0] for said in alone[row]], "streams touch each other"
    state, order = detector.start(len(streams), WIDTH), list(range(len(streams)))
    for index, each in enumerate(binned(*streams)):
        if index % 307 == 0:  # taken apart and put together in another order
            state = join([pick(state, [1, 2, 3]), pick(state, [0])])
            order = [*order[1:], order[0]]
        said = _said(detector.step(state, _in(order, each)))
        assert [said[order.index(row)] for row in range(len(order))] == together[index], "a stream lost its memory"


def idling_is_stepping(detector: AnyDetector) -> None:
    """A quiet stretch may be skipped, in one piece or in several: the same is said afterwards."""
    bins = binned(stream(days=2, burst_at=560))
    since = bins[-1].end
    for silent in (20, 400):
        empty, after = binned([0.0] * silent, begun=since), binned([40.0] * 20, begun=since + silent * WIDTH)
        stepped = told(detector, [*bins, *empty, *after])[-len(after) :]
        for cuts in ((silent,), (1, silent), (7, 8, silent // 2, silent)):
            state, reached = detector.start(1, WIDTH), since
            for each in bins:
                detector.step(state, each)
            for cut in cuts:
                detector.idle(state, reached, since + cut * WIDTH)
                reached = since + cut * WIDTH
            assert [_said(detector.step(state, each)) for each in after] == stepped, "idling is not stepping"


def notices_a_storm(detector: AnyDetector) -> None:
    """A hundredfold half hour after four calm days calls, within its first quarter of an hour.

    A detector that looks for something else shows for what (`contract.Illustrated`), and is held to that.
    """
    shown = Example(binned(stream(burst_at=1200, burst=400)), begins=1200, within=3)
    if isinstance(detector, Illustrated):
        shown = detector.example()
    fired = _fired(told(detector, shown.bins))
    assert fired, "what it is for went unnoticed"
    first, last = shown.begins, shown.begins + shown.within
    assert first <= fired[0] < last, f"noticed at bin {fired[0]}, which is not from {first} to before {last}"


def sleeps_through_the_usual(detector: AnyDetector) -> None:
    """A rhythm without a burst never calls."""
    assert not _fired(told(detector, binned(stream(days=14)))), "called without a burst"


def sleeps_through_next_to_nothing(detector: AnyDetector) -> None:
    """Nothing, one value for ever, a single post: none is a reason to call anybody."""
    for name, counts in {
        "nothing": [0.0] * 2000,
        "always five": [5.0] * 2000,
        "one post": [*([0.0] * 1500), 1.0, *([0.0] * 100)],
        "a single row": [7.0],
        "no row": [],
    }.items():
        assert not _fired(told(detector, binned(counts))), f"called for {name}"


def bears_anything(detector: AnyDetector) -> None:
    """Negative, enormous, infinite, missing numbers, gaps of months: a score from 0 to 1, and only numbers."""
    odd = [3.0, -5.0, 1e300, math.inf, math.nan, 0.0, 2.0, -math.inf, 1e-300, 4.0] * 60
    gapped = [
        msgspec.structs.replace(each, start=each.start * (1 + index // 50 * 37))
        for index, each in enumerate(binned([2.0] * 300))
    ]
    bare = [Bins(each.start, each.width, each.mentions) for each in binned([2.0] * 30)]
    with np.errstate(all="raise", under="ignore"):
        said = [each for bins in (binned(odd), gapped, bare) for each in told(detector, bins)]
    for (score, _, _, since, observed, usual, _, _), *_ in said:
        assert 0 <= score <= 1, "a score outside 0 to 1"
        assert math.isfinite(since + observed + usual), "a number that is none"


def refuses_the_past(detector: AnyDetector) -> None:
    """A bin from before the last one is refused by name."""
    later, earlier = binned([1.0], begun=600.0)[0], binned([1.0], begun=300.0)[0]
    state = detector.start(1, WIDTH)
    detector.step(state, later)
    try:
        detector.step(state, earlier)
    except OutOfOrder:
        return
    raise AssertionError("took a bin from before the last one")


def _in(order: Sequence[int], bins: Bins) -> Bins:
    return Bins(bins.start, bins.width, **{name: getattr(bins, name)[order] for name in COUNTS})


def _said(evidence: Evidence) -> list[Said]:
    return [
        (
            float(evidence.score[row]),
            bool(evidence.fires[row]),
            bool(evidence.unusual[row]),
            float(evidence.since[row]),
            float(evidence.observed[row]),
            float(evidence.usual[row]),
            evidence.reasons_of(row),
            evidence.caveats_of(row),
        )
        for row in range(len(evidence.score))
    ]


def _fired(said: Sequence[Sequence[Said]]) -> list[int]:
    return [index for index, (one,) in enumerate(said) if one[1]]


PROMISES: Final[tuple[Callable[[AnyDetector], None], ...]] = (
    never_looks_ahead,
    says_the_same_twice,
    survives_a_restart,
    streams_do_not_touch,
    idling_is_stepping,
    notices_a_storm,
    sleeps_through_the_usual,
    sleeps_through_next_to_nothing,
    bears_anything,
    refuses_the_past,
)
