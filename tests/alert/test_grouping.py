"""One crisis is one alert, however many monitors and detectors see it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.alert.grouping import GAP, QUIET, Stretch, falls_quiet_at, gather, gravest
from larum.detect.records import Signal

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
BAKERY, RIVAL = UUID(int=1), UUID(int=2)


def signal(
    hour: float,
    *,
    hours: float = 1,
    monitor: UUID = BAKERY,
    detector: str = "surge",
    score: float = 0.8,
    told: tuple[str, str, str] = ("", "", ""),
) -> Signal:
    begun = NOON + timedelta(hours=hour)
    return Signal(
        monitor_id=monitor, detector=detector, begun_at=begun, fired_at=begun + timedelta(minutes=5),
        until=begun + timedelta(hours=hours), score=score, observed=40, usual=2,
        evidence=dict(zip(("what", "posts", "by"), told, strict=True)),
    )  # fmt: skip


def alerts_of(*signals: Signal) -> list[list[Signal]]:
    """The alerts these signals of one brand make, where there was none."""
    return list(gather(signals, {}, {}).values())


def test_volume_and_anger_at_once_are_one_alert() -> None:
    loud, angry = signal(0), signal(0.2, detector="negative_surge", score=0.9)
    assert alerts_of(angry, loud) == [[loud, angry]]
    assert gravest([loud, angry]) is angry


def test_two_monitors_of_one_brand_are_one_alert() -> None:
    assert len(alerts_of(signal(0), signal(0.5, monitor=RIVAL))) == 1


def test_a_new_story_and_accounts_that_act_together_join_the_surge_they_belong_to() -> None:
    together = alerts_of(signal(0, detector="new_story"), signal(1), signal(2, detector="coordination"))
    assert [len(alert) for alert in together] == [3]


GLASS = ("glass bread", "p1 p2", "ann bob")
STRIKE = ("strike drivers", "p8 p9", "eve joe")


def test_two_stories_with_nothing_in_common_are_two_crises_of_one_day() -> None:
    glass, strike = signal(0, detector="new_story", told=GLASS), signal(2, detector="new_story", told=STRIKE)
    later = signal(3, detector="new_story", told=("glass again", "p5", "x y"))
    assert alerts_of(glass, strike, later) == [[glass, later], [strike]]


def test_one_story_seen_by_two_monitors_minutes_apart_is_one_crisis_by_its_posts() -> None:
    here = signal(0, detector="new_story", told=GLASS)
    there = signal(0.2, detector="new_story", monitor=RIVAL, told=("batch seven", "p2 p3", "cid dan"))
    assert alerts_of(here, there) == [[here, there]]


def test_a_crowd_that_shouts_two_slogans_is_one_crisis() -> None:
    first = signal(0, detector="coordination", told=("Glass in the bread", "p1", "ann bob cid"))
    again = signal(1, detector="coordination", told=("Never buy there", "p9", "eve joe dan"))
    assert len(alerts_of(first, again)) == 1


def test_a_new_story_with_another_name_from_the_same_crowd_is_one_crisis() -> None:
    first = signal(0, detector="new_story", told=GLASS)
    again = signal(1, detector="new_story", told=("neverbuythere", "p9", "ann bob dan"))
    assert len(alerts_of(first, again)) == 1


def test_many_problems_of_one_storm_are_one_crisis_and_so_are_counts_before_and_after_them() -> None:
    problems = [
        signal(hour, detector="complaint_cluster", told=(what, f"p{hour}", f"a{hour}"))
        for hour, what in enumerate(["hold phone", "cancelled flight", "bag"])
    ]
    assert len(alerts_of(signal(0), *problems, signal(4, detector="swell"))) == 1


def test_a_source_that_falls_silent_is_no_part_of_a_crisis() -> None:
    crisis, silence = signal(0), signal(0.5, detector="silence")
    assert alerts_of(crisis, silence) == [[crisis], [silence]]
    assert len(alerts_of(silence, signal(1, detector="silence"))) == 1


def test_the_next_days_burst_is_another_alert() -> None:
    assert len(alerts_of(signal(0), signal(24))) == 2


def test_a_signal_that_grows_stays_in_its_alert_however_far_it_grows() -> None:
    grown, alert = signal(0, hours=40), UUID(int=7)
    later = Stretch(NOON + timedelta(hours=30), NOON + timedelta(hours=31))
    assert gather([grown], {UUID(int=8): later}, {grown.id: alert}) == {alert: [grown]}


def test_a_burst_within_the_gap_goes_on_with_the_alert() -> None:
    first = signal(0)
    stretch = Stretch(first.begun_at, first.until)
    assert stretch.takes(signal(1 + GAP / timedelta(hours=1)))
    assert not stretch.takes(signal(1.1 + GAP / timedelta(hours=1)))


def test_an_alert_falls_quiet_after_its_last_unusual_minute() -> None:
    assert falls_quiet_at(NOON) - NOON == QUIET


@given(
    st.lists(
        st.builds(
            signal,
            st.integers(0, 200),
            hours=st.integers(0, 9),
            detector=st.sampled_from(["surge", "new_story", "silence"]),
        ),
        max_size=12,
        unique_by=lambda each: each.id,
    ),
    st.randoms(),
)
@settings(max_examples=100)
def test_the_order_signals_come_in_changes_nothing_and_none_is_lost(signals: list[Signal], random: object) -> None:
    shuffled = list(signals)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gather(shuffled, {}, {}) == gather(signals, {}, {})
    assert sorted(each.id for alert in alerts_of(*signals) for each in alert) == sorted(each.id for each in signals)
