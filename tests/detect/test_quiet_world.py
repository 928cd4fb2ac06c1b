"""The simulated quiet life is the same whoever asks, and its counts belong together."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
quiet_world = pytest.importorskip("quiet_world")


def test_a_monitor_is_the_same_in_a_small_world_and_in_a_large_one() -> None:
    small, large = quiet_world.World(4, 90), quiet_world.World(12, 90)
    for name, counts in small.day(20).items():
        assert (counts == large.day(20)[name][:, :4]).all(), name


def test_a_day_can_be_drawn_alone() -> None:
    world = quiet_world.World(6, 90)
    after = [world.day(day)["mentions"].sum() for day in (3, 4)]
    assert after[1] == quiet_world.World(6, 90).day(4)["mentions"].sum()


def test_another_seed_is_another_world() -> None:
    assert (
        quiet_world.World(6, seed=1).day(2)["mentions"].sum() != quiet_world.World(6, seed=2).day(2)["mentions"].sum()
    )


def test_the_counts_of_a_minute_belong_together() -> None:
    table = quiet_world.World(40, 90).day(30)
    mentions = table["mentions"]
    for name in ("negative", "authors", "reposts", "questions"):
        assert (table[name] <= mentions).all(), name
    assert (table["complaints"] <= table["negative"]).all()
    assert (table["complainers"] <= table["complaints"]).all()
    assert ((mentions > 0) == (table["authors"] > 0)).all()
    assert (table["loudest"] <= table["reach"] + 0.5).all()
    assert ((table["platforms"] > 0) == (mentions > 0)).all()


def test_volumes_reach_from_one_in_four_days_to_a_thousand_an_hour() -> None:
    volumes = np.array([one.volume for one in quiet_world.World(300).monitors])
    assert 0.01 <= volumes.min() < 0.03
    assert 500 < volumes.max() <= 1000
    assert 1 < np.median(volumes) < 10


def test_a_monitor_catches_what_its_volume_says() -> None:
    world = quiet_world.World(40, 90)
    caught = sum(world.day(day)["mentions"].sum(0) for day in range(0, 90, 6)) / (15 * 24)
    plain = [number for number, one in enumerate(world.monitors) if one.bot is None and one.volume > 5]
    ratios = [caught[number] / world.monitors[number].volume for number in plain]
    assert 0.7 < np.median(ratios) < 1.4


def test_wider_bins_hold_the_same() -> None:
    world = quiet_world.World(10, 90)
    narrow, wide = world.day(9), world.day(9, 60)
    assert (narrow["mentions"].sum(0) == wide["mentions"].sum(0)).all()
    assert (narrow["loudest"].max(0) == wide["loudest"].max(0)).all()
