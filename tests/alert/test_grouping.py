"""One crisis is one alert, however many monitors and detectors see it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.alert.grouping import GAP, QUIET, Stretch, falls_quiet_at, gravest, group
from larum.detect.records import Signal

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
BAKERY, RIVAL = UUID(int=1), UUID(int=2)


def signal(
    hour: float, *, hours: float = 1, monitor: UUID = BAKERY, detector: str = "surge", score: float = 0.8
) -> Signal:
    begun = NOON + timedelta(hours=hour)
    return Signal(
        monitor_id=monitor, detector=detector, begun_at=begun, fired_at=begun + timedelta(minutes=5),
        until=begun + timedelta(hours=hours), score=score, observed=40, usual=2, evidence={},
    )  # fmt: skip


def test_volume_and_anger_at_once_are_one_alert() -> None:
    loud, angry = signal(0), signal(0.2, detector="negative_surge", score=0.9)
    assert group([angry, loud], lambda each: each.monitor_id) == [[loud, angry]]
    assert gravest([loud, angry]) is angry


def test_two_brands_are_two_alerts() -> None:
    assert len(group([signal(0), signal(0, monitor=RIVAL)], lambda each: each.monitor_id)) == 2


def test_two_monitors_of_one_brand_are_one_alert() -> None:
    assert len(group([signal(0), signal(0.5, monitor=RIVAL)], lambda each: "one brand")) == 1


def test_the_next_days_burst_is_another_alert() -> None:
    assert len(group([signal(0), signal(24)], lambda each: each.monitor_id)) == 2


def test_a_burst_within_the_gap_goes_on_with_the_alert() -> None:
    first = signal(0)
    stretch = Stretch(first.begun_at, first.until)
    assert stretch.takes(signal(1 + GAP / timedelta(hours=1)))
    assert not stretch.takes(signal(1.1 + GAP / timedelta(hours=1)))


def test_an_alert_falls_quiet_after_its_last_unusual_minute() -> None:
    assert falls_quiet_at(NOON) - NOON == QUIET


@given(st.lists(st.builds(signal, st.integers(0, 200), hours=st.integers(0, 9)), max_size=12), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_signals_come_in_changes_nothing(signals: list[Signal], random: object) -> None:
    shuffled = list(signals)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group(shuffled, lambda each: each.monitor_id) == group(signals, lambda each: each.monitor_id)
