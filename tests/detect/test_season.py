"""A campaign that goes well lets people sleep; one that goes wrong is seen; a storm is always told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from larum.alert.store import alerts
from larum.base.actor import SYSTEM
from larum.connectors.contract import Batch
from larum.connectors.records import Post
from larum.db.work import Database
from larum.detect.season import TIMES, VOLUME, Stretch, asked_at, caveats_at, stretches
from larum.flow.arrive import receive
from larum.flow.schedule import tick
from larum.match.actions import add_brand, add_monitor
from larum.measure.calendar.actions import keep_holidays, plan_event
from tests.conftest import NOON
from tests.flow.stories import post

HOUR = 3600.0
SALE = Stretch("planned_event", 10 * HOUR, 34 * HOUR)
HOLIDAY = Stretch("public_holiday", 24 * HOUR, 48 * HOUR)
PRAISE = "Kłos ma cudowny chleb, uwielbiam, najlepsza piekarnia w mieście"
ANGER = "Kłos to oszuści i wstyd, w chlebie było szkło, żądam zwrotu pieniędzy!"
QUIET = 72
BEGUN = NOON + timedelta(hours=QUIET)


# --- what is asked, and when ---------------------------------------------------------------------------------------


def test_while_something_is_on_volume_must_make_a_stronger_case_and_anger_must_not() -> None:
    assert {asked_at(name, 20 * HOUR, (SALE,)) for name in VOLUME} == {TIMES["planned_event"]}
    assert {asked_at(name, 20 * HOUR, (SALE,)) for name in ("negative_surge", "mood_shift", "complaint_cluster")} == {1}


def test_it_begins_with_its_first_minute_and_ends_two_hours_after_it() -> None:
    at = {hours: asked_at("surge", hours * HOUR, (SALE,)) for hours in (10, 10.02, 34, 36, 36.02)}
    assert at == {10: 1.0, 10.02: 3.0, 34: 3.0, 36: 3.0, 36.02: 1.0}


def test_a_day_long_look_back_still_holds_it_a_day_after() -> None:
    assert [asked_at("swell", hours * HOUR, (SALE,)) for hours in (57, 58, 58.02)] == [3.0, 3.0, 1.0]


def test_a_campaign_on_a_holiday_is_a_campaign_and_both_are_said() -> None:
    season = (SALE, HOLIDAY)
    assert [asked_at("surge", hours * HOUR, season) for hours in (30, 40, 60)] == [3.0, 1.5, 1.0]
    assert caveats_at(30 * HOUR, season) == ("planned_event", "public_holiday")
    assert caveats_at(40 * HOUR, season) == ("public_holiday",)


def test_spans_become_stretches() -> None:
    since = datetime(1970, 1, 1, 10, tzinfo=UTC)
    assert stretches("planned_event", [(since, since + timedelta(days=1))]) == (SALE,)


# --- in the house ----------------------------------------------------------------------------------------------------


def three_days_and_then(texts: list[str], every: int = 60) -> list[Post]:
    """One post an hour for three days, then these, so many seconds apart, each by somebody else."""
    before = [post(hour, 60 * hour, f"Kłos otwarty o {hour % 24}", author=hour) for hour in range(QUIET)]
    return before + [
        post(1000 + number, 60 * QUIET + number * every / 60, f"{text} ({number})", author=1000 + number)
        for number, text in enumerate(texts)
    ]


def told(database: Database, *, plan: bool, texts: list[str], every: int = 60) -> list[tuple[str, list[str]]]:
    """The detectors that called in the hours that followed, with the caveats of their alerts."""
    with database.working(SYSTEM) as work:
        brand = add_brand(work, name="Kłos")
        add_monitor(work, brand_id=brand.id, name="Kłos", query="kłos*")
        keep_holidays(work, brand.id, country="")
        if plan:
            plan_event(
                work, brand_id=brand.id, kind="campaign", title="Wiosenna wyprzedaż",
                begins_at=BEGUN - timedelta(hours=1), ends_at=BEGUN + timedelta(hours=8),
            )  # fmt: skip
    receive(database, Batch(arrivals=three_days_and_then(texts, every), cursor=""), source_id=None)
    database.clock.move_to(BEGUN + timedelta(hours=4))  # type: ignore[attr-defined]
    tick(database)
    with database.reading() as session:
        return [(one.detector, list(one.caveats)) for one in alerts(session, states=["open", "closed"])]


@pytest.mark.parametrize("plan", [False, True])
def test_a_campaign_that_is_liked_calls_nobody_where_it_was_known(database: Database, plan: bool) -> None:
    called = told(database, plan=plan, texts=[PRAISE] * 25)
    assert bool(called) is not plan


def test_a_campaign_that_is_hated_is_seen_at_once_and_the_alert_says_what_was_planned(database: Database) -> None:
    ((_, caveats),) = told(database, plan=True, texts=[ANGER] * 40)
    assert "planned_event" in caveats


def test_a_storm_of_praise_is_told_even_while_something_is_planned(database: Database) -> None:
    assert told(database, plan=True, texts=[PRAISE] * 600, every=10)


def test_a_brand_with_no_calendar_asks_as_always(database: Database) -> None:
    ((_, caveats),) = told(database, plan=False, texts=[ANGER] * 40)
    assert not {"planned_event", "public_holiday"} & set(caveats)


def test_every_monitor_has_the_calendar_of_its_own_brand(database: Database) -> None:
    with database.working(SYSTEM) as work:
        other: UUID = add_brand(work, name="Other").id
        plan_event(
            work, brand_id=other, kind="good_news", title="Nagroda", begins_at=NOON, ends_at=BEGUN + timedelta(days=1)
        )
    assert told(database, plan=False, texts=[PRAISE] * 25)
