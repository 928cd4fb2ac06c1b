"""What a back-test tells of the past is what the monitors did: the same minutes, the same strengths, the same calls."""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import numpy as np
import pytest

from larum.alert.grouping import Stretch
from larum.detect.backtest import Peak, called
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.watch import Watching, watch_together
from larum.measure.records import Window
from tests.conftest import NOON

DAYS = 9
ASKED = (0.6, 0.8, 1.0, 1.4, 2.0)
BURSTS = ((4.4, 9), (5.6, 15), (6.7, 30), (7.9, 90))
"""Day, and so many mentions more within 20 minutes."""
SEEDS = 3


def monitor(seed: int, asked: float) -> UUID:
    return UUID(int=1000 * (seed + 1) + int(asked * 100))


def minutes(seed: int, monitor_id: UUID) -> list[Window]:
    """A week and more of a monitor with about three mentions an hour, and the bursts."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.05, DAYS * 1440)
    for day, more in BURSTS:
        begin = int(day * 1440)
        counts[begin : begin + 20] += rng.multinomial(more, [1 / 20] * 20)
    return [
        Window(
            monitor_id, "minute", NOON + timedelta(minutes=int(at)), int(counts[at]), int(counts[at]) // 2,
            int(counts[at]), 9, 0, 0,
        )
        for at in np.flatnonzero(counts)
    ]  # fmt: skip


@cache
def looked(name: str) -> tuple[list[Signal], list[Peak]]:
    """Monitors that ask for different strengths, watched side by side by one detector."""
    asked = {monitor(seed, one): one for seed in range(SEEDS) for one in ASKED}
    windows = {monitor(seed, one): minutes(seed, monitor(seed, one)) for seed in range(SEEDS) for one in ASKED}
    _, signals, peaks = watch_together(
        detectors()[name], {id: Watching() for id in asked}, windows, NOON + timedelta(days=DAYS),
        since=dict.fromkeys(asked, NOON), asked=asked,
    )  # fmt: skip
    return signals, peaks


def raised(name: str, seed: int, asked: float) -> list[datetime]:
    """When alerts were raised live."""
    calls, stretches = list[datetime](), list[Stretch]()
    for signal in looked(name)[0]:
        if signal.monitor_id != monitor(seed, asked):
            continue
        if stretches and stretches[-1].takes(signal):
            stretches[-1] = stretches[-1].with_(signal)
        else:
            stretches.append(Stretch(signal.begun_at, signal.until))
            calls.append(signal.fired_at)
    return calls


def told(name: str, seed: int, asked: float, *, by: float) -> list[datetime]:
    """When the peaks of the monitor that asks for `by` would have called, had it asked for `asked`."""
    mine = [peak for peak in looked(name)[1] if peak.monitor_id == monitor(seed, by)]
    return [call.at for call in called(mine, asked)]


@pytest.mark.parametrize("asked", ASKED[1:])
@pytest.mark.parametrize("name", ["surge", "negative_surge"])
def test_another_monitors_peaks_tell_when_one_that_asks_for_this_was_called(name: str, asked: float) -> None:
    for seed in range(SEEDS):
        live, back = raised(name, seed, asked), told(name, seed, asked, by=1.0)
        assert len(back) == len(live), (seed, live, back)
        assert all(timedelta(0) <= later - at <= timedelta(hours=1) for at, later in zip(live, back, strict=True))


def test_who_asks_for_less_is_called_at_least_as_often() -> None:
    often = [sum(len(raised("surge", seed, asked)) for seed in range(SEEDS)) for asked in ASKED]
    assert often == sorted(often, reverse=True)
    assert often[0] > often[-1]


def test_what_a_monitor_asks_for_does_not_change_what_there_is() -> None:
    for name in ("surge", "negative_surge"):
        kept = [
            [(peak.at, peak.strength) for peak in looked(name)[1] if peak.monitor_id == monitor(1, asked)]
            for asked in ASKED
        ]
        assert all(one == kept[0] for one in kept)
        assert kept[0]
