"""What every detector must hold to; a test runs each promise over every registered detector.

Each promise takes a detector and raises `AssertionError` with what was broken. Streams are made here, by rule, so that
a new detector is held to the same ones.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from larum.detect.contract import AnyDetector, Bin, Evidence, OutOfOrder

WIDTH: Final = 300.0
DAYS: Final = 5


def stream(*, days: int = DAYS, burst_at: int | None = None, burst: float = 60.0, base: float = 2.0) -> list[Bin]:
    """Five-minute bins with a daily rhythm, a fixed wobble and, if asked for, a burst of half an hour."""
    bins = []
    for index in range(int(days * 86400 / WIDTH)):
        count = round(base * (1 + math.sin(index / 288 * 2 * math.pi)) + (index * 7919 % 13) / 6 * min(base, 1.0))
        if burst_at is not None and burst_at <= index < burst_at + 6:
            count += round(burst)
        bins.append(Bin(index * WIDTH, WIDTH, float(count), float(count)))
    return bins


def told(detector: AnyDetector, bins: Iterable[Bin]) -> list[Evidence | None]:
    """What a fresh detector says, bin by bin."""
    state, said = detector.start(), []
    for each in bins:
        state, evidence = detector.step(state, each)
        said.append(evidence)
    return said


def never_looks_ahead(detector: AnyDetector) -> None:
    """Whatever happens later, what was said of the beginning stays."""
    calm, stormy = stream(), stream(burst_at=900, burst=5000)
    assert told(detector, calm)[:900] == told(detector, stormy)[:900], "the future changed the past"


def says_the_same_twice(detector: AnyDetector) -> None:
    bins = stream(burst_at=900)
    assert told(detector, bins) == told(detector, bins), "two runs differ"


def survives_a_restart(detector: AnyDetector) -> None:
    """A state written to JSON and read back goes on as if nothing had happened."""
    bins = stream(burst_at=900)
    state, said = detector.start(), []
    for index, each in enumerate(bins):
        if index % 211 == 0:
            state = msgspec.json.decode(msgspec.json.encode(state), type=detector.state_type)
        state, evidence = detector.step(state, each)
        said.append(evidence)
    assert said == told(detector, bins), "a restart changed what is said"


def idling_is_stepping(detector: AnyDetector) -> None:
    """A quiet stretch may be skipped: the same is said afterwards."""
    bins = stream(days=2)
    quiet_until = bins[-1].end + 400 * WIDTH
    silent = [Bin(bins[-1].end + index * WIDTH, WIDTH, 0.0) for index in range(400)]
    after = [Bin(quiet_until + index * WIDTH, WIDTH, 40.0, 40.0) for index in range(20)]
    state = detector.start()
    for each in bins:
        state, _ = detector.step(state, each)
    state = detector.idle(state, bins[-1].end, quiet_until)
    said = []
    for each in after:
        state, evidence = detector.step(state, each)
        said.append(evidence)
    stepped = told(detector, [*bins, *silent, *after])[-20:]
    assert [bool(each and each.fires) for each in said] == [bool(each and each.fires) for each in stepped]
    assert all(abs((a.score if a else 0) - (b.score if b else 0)) < 1e-9 for a, b in zip(said, stepped, strict=True))


def notices_a_storm(detector: AnyDetector) -> None:
    """A hundredfold half hour after four calm days calls, within its first quarter of an hour, once."""
    fired = _fired(told(detector, stream(burst_at=1200, burst=400)))
    assert fired, "a hundredfold burst went unnoticed"
    assert 1200 <= fired[0] <= 1202, f"noticed at bin {fired[0]}, the burst began at 1200"


def sleeps_through_the_usual(detector: AnyDetector) -> None:
    """A rhythm without a burst never calls."""
    assert not _fired(told(detector, stream(days=14))), "called without a burst"


def sleeps_through_next_to_nothing(detector: AnyDetector) -> None:
    """Nothing, one value for ever, a single post: none is a reason to call anybody."""
    for name, counts in {
        "nothing": [0.0] * 2000,
        "always five": [5.0] * 2000,
        "one post": [*([0.0] * 1500), 1.0, *([0.0] * 100)],
        "a single row": [7.0],
        "no row": [],
    }.items():
        assert not _fired(told(detector, _bins(counts))), f"called for {name}"


def bears_anything(detector: AnyDetector) -> None:
    """Negative, enormous, infinite, missing numbers, gaps of months: a score from 0 to 1, or nothing."""
    odd = [3.0, -5.0, 1e300, math.inf, math.nan, 0.0, 2.0, -math.inf, 1e-300, 4.0] * 60
    said = told(detector, _bins(odd))
    gaps = [replace_start(each, each.start * (1 + index // 50 * 37)) for index, each in enumerate(_bins([2.0] * 300))]
    said += told(detector, gaps)
    for evidence in said:
        assert evidence is None or 0 <= evidence.score <= 1, "a score outside 0 to 1"
        assert evidence is None or math.isfinite(evidence.observed + evidence.usual), "a number that is none"


def refuses_the_past(detector: AnyDetector) -> None:
    state = detector.start()
    state, _ = detector.step(state, Bin(600.0, 300.0, 1.0, 1.0))
    try:
        detector.step(state, Bin(300.0, 300.0, 1.0, 1.0))
    except OutOfOrder:
        return
    raise AssertionError("took a bin from before the last one")


def replace_start(bin: Bin, start: float) -> Bin:
    """The same counts at another time."""
    return msgspec.structs.replace(bin, start=start)


def _bins(counts: Sequence[float]) -> list[Bin]:
    return [Bin(index * WIDTH, WIDTH, count, count) for index, count in enumerate(counts)]


def _fired(said: Sequence[Evidence | None]) -> list[int]:
    return [index for index, evidence in enumerate(said) if evidence is not None and evidence.fires]


PROMISES: Final[tuple[Callable[[AnyDetector], None], ...]] = (
    never_looks_ahead,
    says_the_same_twice,
    survives_a_restart,
    idling_is_stepping,
    notices_a_storm,
    sleeps_through_the_usual,
    sleeps_through_next_to_nothing,
    bears_anything,
    refuses_the_past,
)
