"""A detector on a monitor: minutes in, signals out, however the minutes are cut into batches."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.detect.contract import AnyDetector
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.watch import Watching, pack, unpack, watch
from larum.measure.records import Window

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
BAKERY = UUID(int=7)
SURGE, ANGER = detectors()["surge"], detectors()["negative_surge"]


def minute(at: datetime, mentions: int, negative: int = 0) -> Window:
    return Window(
        monitor_id=BAKERY, span="minute", start_at=at, mentions=mentions, negative=negative, authors=mentions,
        reach=0, reposts=0, questions=0,
    )  # fmt: skip


def quiet_weeks(days: int, every_hours: int = 4) -> list[Window]:
    return [minute(MONDAY + timedelta(hours=hour), 1) for hour in range(9, days * 24, every_hours)]


def signals_of(windows: Iterable[Window], upto: datetime, detector: AnyDetector = SURGE) -> list[Signal]:
    return watch(detector, Watching(), BAKERY, windows, upto, since=MONDAY)[1]


def test_six_angry_posts_within_an_hour_about_a_small_brand_are_seen_at_the_sixth_or_before() -> None:
    begun = MONDAY + timedelta(days=20, hours=14)
    angry = [minute(begun + timedelta(minutes=9 * number), 1, 1) for number in range(6)]
    windows = [*quiet_weeks(20), *angry]
    found = signals_of(windows, begun + timedelta(hours=2), ANGER)
    assert len(found) == 1
    assert found[0].begun_at >= begun - timedelta(minutes=1)
    assert found[0].fired_at <= angry[-1].start_at + timedelta(minutes=1)
    assert found[0].observed >= 4
    loud = signals_of(windows, begun + timedelta(hours=2))
    assert [signal.fired_at for signal in loud] == [angry[-1].start_at + timedelta(minutes=1)]


def test_a_storm_over_a_big_brand_is_seen_within_minutes_and_is_one_signal() -> None:
    usual = [minute(MONDAY + timedelta(minutes=5 * step), 3 + step % 3) for step in range(12 * 24 * 14)]
    begun = MONDAY + timedelta(days=14)
    storm = [minute(begun + timedelta(minutes=number), 30 + number) for number in range(120)]
    found = signals_of([*usual, *storm], begun + timedelta(hours=3))
    assert len(found) == 1
    assert found[0].fired_at - begun <= timedelta(minutes=3)
    assert found[0].until >= begun + timedelta(minutes=119)
    assert found[0].observed > 20 * found[0].usual


def test_a_monitor_whose_posts_begin_late_says_so() -> None:
    begun = MONDAY + timedelta(days=10)
    found = signals_of(
        [minute(begun + timedelta(minutes=number), 2) for number in range(60)], begun + timedelta(hours=1)
    )
    assert found
    assert "late_start" in found[0].caveats


def test_a_young_monitor_says_that_its_history_is_short() -> None:
    windows = [*quiet_weeks(4), *(minute(MONDAY + timedelta(days=4, minutes=number), 9) for number in range(30))]
    found = signals_of(windows, MONDAY + timedelta(days=4, hours=1))
    assert "short_history" in found[0].caveats


def test_an_old_quiet_monitor_stays_quiet() -> None:
    assert signals_of(quiet_weeks(60), MONDAY + timedelta(days=61)) == []


def test_looking_again_at_minutes_already_seen_changes_nothing() -> None:
    begun = MONDAY + timedelta(days=20)
    windows = [*quiet_weeks(20), *(minute(begun + timedelta(minutes=number), 8) for number in range(20))]
    upto = begun + timedelta(minutes=30)
    watching, found = watch(SURGE, Watching(), BAKERY, windows, upto, since=MONDAY)
    before = pack(watching)
    watching, again = watch(SURGE, watching, BAKERY, windows, upto, since=MONDAY)
    assert found
    assert again == []
    assert pack(watching) == before
    assert watching.as_of == upto


def test_a_minute_that_has_not_ended_waits() -> None:
    windows = [minute(MONDAY, 5)]
    watching, _ = watch(SURGE, Watching(), BAKERY, windows, MONDAY + timedelta(seconds=30), since=MONDAY)
    assert watching.as_of == MONDAY


def test_a_second_burst_days_later_is_a_signal_of_its_own() -> None:
    first, second = MONDAY + timedelta(days=20), MONDAY + timedelta(days=22)
    windows = [
        *quiet_weeks(20),
        *(minute(first + timedelta(minutes=number), 8) for number in range(20)),
        *(minute(second + timedelta(minutes=number), 25) for number in range(20)),
    ]
    found = signals_of(windows, second + timedelta(hours=1))
    assert len({signal.id for signal in found}) == 2


@cache
def lived_through(upto: datetime) -> tuple[list[Window], list[Signal]]:
    """Three weeks with a burst, and what is found in one go."""
    burst = MONDAY + timedelta(days=20, hours=3)
    windows = [*quiet_weeks(20), *(minute(burst + timedelta(minutes=2 * number), 7) for number in range(40))]
    return windows, watch(SURGE, Watching(), BAKERY, windows, upto, since=MONDAY)[1]


@given(st.lists(st.integers(1, 22 * 24 * 60), max_size=6))
@settings(max_examples=8)
def test_batches_and_restarts_change_nothing(cuts: list[int]) -> None:
    upto = MONDAY + timedelta(days=22)
    windows, whole = lived_through(upto)
    watching, pieces = Watching(), dict[UUID, Signal]()
    for end in [*(MONDAY + timedelta(minutes=cut) for cut in sorted(cuts)), upto]:
        watching, found = watch(SURGE, unpack(SURGE, pack(watching)), BAKERY, windows, end, since=MONDAY)
        pieces |= {signal.id: signal for signal in found}
    assert list(pieces.values()) == whole


def test_what_another_version_remembered_is_forgotten_and_learnt_anew() -> None:
    windows = quiet_weeks(3)
    watching, _ = watch(SURGE, Watching(), BAKERY, windows, MONDAY + timedelta(days=3), since=MONDAY)
    swell = detectors()["swell"]
    other = unpack(swell, pack(watching))
    assert (other.memory, other.as_of) == (None, watching.as_of)
    again, _ = watch(swell, other, BAKERY, windows, MONDAY + timedelta(days=4))
    assert again.as_of == MONDAY + timedelta(days=4)
    longer = watching.memory
    longer.spans.totals = np.zeros((1, longer.spans.totals.shape[1] + 1))
    assert unpack(SURGE, pack(watching)).memory is None
