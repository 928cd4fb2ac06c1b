"""What a back-test tells of the past is what the monitor did: the same minutes, the same strengths, the same calls."""

from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from larum.alert.grouping import Stretch
from larum.detect.backtest import called
from larum.detect.registry import detectors
from larum.detect.watch import Watching, watch_together
from larum.measure.records import Window
from tests.conftest import NOON

MONITOR, OTHER = UUID(int=1), UUID(int=2)
DAYS = 9


def minutes(seed: int, *bursts: tuple[float, int]) -> list[Window]:
    """A week and more of a monitor with about 12 mentions an hour, and bursts: (day, mentions more in 20 minutes)."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.2, DAYS * 1440)
    for day, more in bursts:
        begin = int(day * 1440)
        counts[begin : begin + 20] += rng.multinomial(more, [1 / 20] * 20)
    return [
        Window(MONITOR, "minute", NOON + timedelta(minutes=int(at)), int(counts[at]), int(counts[at]) // 3, 1, 9, 0, 0)
        for at in np.flatnonzero(counts)
    ]


def looked(name: str, windows: list[Window], asked: float) -> tuple[list[datetime], list[datetime]]:
    """When alerts were raised live, asked for this strength, and when the peaks of those minutes would have called."""
    upto = NOON + timedelta(days=DAYS)
    _, signals, peaks = watch_together(
        detectors()[name],
        {MONITOR: Watching()},
        {MONITOR: windows},
        upto,
        since={MONITOR: NOON},
        asked={MONITOR: asked},
    )
    raised, stretches = list[datetime](), list[Stretch]()
    for signal in signals:
        if stretches and stretches[-1].takes(signal):
            stretches[-1] = stretches[-1].with_(signal)
        else:
            stretches.append(Stretch(signal.begun_at, signal.until))
            raised.append(signal.fired_at)
    return raised, [call.at for call in called(peaks, asked)]


BURSTS = ((4.4, 18), (5.6, 30), (6.7, 60), (7.9, 140))


@pytest.mark.parametrize("asked", [0.8, 1.0, 1.4, 2.0])
@pytest.mark.parametrize("name", ["surge", "negative_surge"])
def test_a_back_test_calls_when_the_monitor_called(name: str, asked: float) -> None:
    for seed in range(3):
        live, told = looked(name, minutes(seed, *BURSTS), asked)
        assert len(told) == len(live), (seed, live, told)
        assert all(timedelta(0) <= later - at <= timedelta(hours=1) for at, later in zip(live, told, strict=True))


def test_who_asks_for_less_is_called_at_least_as_often() -> None:
    windows = minutes(7, *BURSTS)
    often = [len(looked("surge", windows, asked)[0]) for asked in (0.6, 1.0, 2.0, 4.0)]
    assert often == sorted(often, reverse=True)
    assert often[0] > often[-1]


def test_what_one_monitor_asks_for_is_nothing_to_another() -> None:
    windows, upto = minutes(3, (6.0, 25)), NOON + timedelta(days=DAYS)
    theirs = [Window(OTHER, *(getattr(one, name) for name in Window.__struct_fields__[1:])) for one in windows]
    _, signals, _ = watch_together(
        detectors()["surge"], {MONITOR: Watching(), OTHER: Watching()}, {MONITOR: windows, OTHER: theirs}, upto,
        since={MONITOR: NOON, OTHER: NOON}, asked={MONITOR: 0.7, OTHER: 4.0},
    )  # fmt: skip
    assert {signal.monitor_id for signal in signals} == {MONITOR}
