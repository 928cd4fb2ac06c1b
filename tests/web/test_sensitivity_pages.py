"""When a monitor calls: the choice, what it would have meant, and what people's verdicts propose."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from larum.alert.model import Alert, AlertSignal
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.ids import named
from larum.db.events import outbox
from larum.db.work import Database
from larum.detect.backtest import Peak
from larum.detect.store import save_peaks
from larum.learn.actions import set_sensitivity
from larum.match.actions import add_brand, add_monitor, open_monitor
from tests.conftest import NOON, RESPONDER, VIEWER
from tests.web.house import Here, opened, words

LATER = NOON + timedelta(days=40)


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    with opened(database, clock) as browser:
        yield browser


@pytest.fixture
def monitor_id(database: Database, clock: FrozenClock) -> UUID:
    """A monitor that has watched for forty days."""
    with database.working(SYSTEM) as work:
        brand = add_brand(work, name="Kłos")
        id = add_monitor(work, brand_id=brand.id, name="Kłos", query="kłos*").id
    clock.move_to(LATER)
    return id


def happened(database: Database, monitor_id: UUID, *strengths: float, verdict: str = "") -> list[UUID]:
    """One peak for each strength, two days apart, the last of them yesterday; with judged alerts, if asked for."""
    made = []
    with database.working(SYSTEM) as work:
        for number, strength in enumerate(reversed(strengths)):
            at = LATER - timedelta(days=1 + 2 * number)
            save_peaks(work, [Peak(monitor_id, "surge", at, at, at, strength, 31.0, 4.2)])
            if verdict:
                made.append(alert(at, monitor_id, verdict, work.session.add_all))
    return made


def alert(at: datetime, monitor_id: UUID, verdict: str, add: object) -> UUID:
    id = named("alert", at.isoformat())
    one = Alert(
        id=id, brand_id=monitor_id, state="closed", severity=3, reasons=[], caveats=[], begun_at=at, raised_at=at,
        last_signal_at=at, observed=31.0, usual=4.2, detector="surge", acknowledged_at=None, acknowledged_by=None,
        closed_at=at, closed_by=None, verdict=verdict, incident_id=None,
    )  # fmt: skip
    link = AlertSignal(alert_id=id, signal_id=named("signal", at.isoformat()), monitor_id=monitor_id, until=at)
    add([one])  # type: ignore[operator]
    add([link])  # type: ignore[operator]
    return id


def page(browser: TestClient, monitor_id: UUID, wish: str = "") -> str:
    return words(browser.get(f"/monitors/{monitor_id}/sensitivity{'?wish=' + wish if wish else ''}").text)


def test_as_it_is_the_page_says_whom_it_would_have_called(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    happened(database, monitor_id, 0.7, 1.2, 0.8)
    said = page(browser, monitor_id)
    assert "It may call for nothing at most once a month." in said
    assert "As it is, you would have been called 1 time in 28 days" in said
    assert "More mentions than usual: 31 mentions, usually 4.2" in said
    assert f"monitor={monitor_id}&amp;since=" in browser.get(f"/monitors/{monitor_id}/sensitivity").text


def test_another_wish_is_shown_before_it_is_saved(browser: TestClient, database: Database, monitor_id: UUID) -> None:
    happened(database, monitor_id, 0.95, 1.2, 0.96)
    said = page(browser, monitor_id, "day")
    assert "With this, you would have been called 3 times in 28 days" in said
    assert "As it is: 1 time." in said
    assert said.count("only with this") == 2
    with database.reading() as session:
        assert open_monitor(session, monitor_id).sensitivity == "month"


def test_what_would_no_longer_call_is_shown_too(browser: TestClient, database: Database, monitor_id: UUID) -> None:
    happened(database, monitor_id, *[1.2] * 12)
    said = page(browser, monitor_id, "month")
    assert "As it is: 12 times." in said
    assert "no longer" in said


def test_a_wish_that_is_saved_is_calibrated_on_the_monitors_own_past(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    happened(database, monitor_id, *[1.2] * 12)
    assert browser.post(f"/monitors/{monitor_id}/sensitivity", data={"wish": "month"}).status_code == 200
    with database.reading() as session:
        monitor = open_monitor(session, monitor_id)
        assert (monitor.sensitivity, monitor.calibrated_at) == ("month", LATER)
        assert monitor.asked > 1.2
    assert "As it is, nobody would have been called in 28 days" in page(browser, monitor_id)


def test_a_monitor_that_has_just_begun_says_that_there_is_no_past(
    browser: TestClient, database: Database, monitor_id: UUID, clock: FrozenClock
) -> None:
    with database.working(SYSTEM) as work:
        fresh = add_monitor(
            work, brand_id=open_monitor(work.session, monitor_id).brand_id, name="Nowy", query="nowy"
        ).id
    assert "there is no past to try this on" in page(browser, fresh, "week")


def test_quiet_weeks_are_said_to_be_quiet(browser: TestClient, monitor_id: UUID) -> None:
    assert "Nothing in these weeks would have been a reason to call anybody." in page(browser, monitor_id)


def test_wrong_alerts_propose_stronger_evidence_and_show_what_that_changes(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    wrong = happened(database, monitor_id, 1.1, 1.2, 1.3, verdict="wrong")
    said = page(browser, monitor_id)
    assert "3 of the last 3 alerts you judged were nothing." in said
    assert "Would not have called:" in said
    html = browser.get(f"/monitors/{monitor_id}/sensitivity").text
    assert all(f'href="/alerts/{id}"' in html for id in wrong)
    assert "Larum proposes a change" in words(browser.get("/monitors").text)


def test_a_proposal_that_is_accepted_is_kept_and_goes_away(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    happened(database, monitor_id, 1.1, 1.2, 1.3, verdict="wrong")
    browser.post(f"/monitors/{monitor_id}/sensitivity", data={"wish": "month", "asked": "1.35"})
    with database.reading() as session:
        assert open_monitor(session, monitor_id).asked == 1.35
    assert "Ask for more evidence" not in page(browser, monitor_id)


def test_a_proposal_that_is_turned_down_goes_away_and_changes_nothing(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    happened(database, monitor_id, 1.1, 1.2, 1.3, verdict="wrong")
    browser.post(f"/monitors/{monitor_id}/sensitivity", data={"wish": "month", "asked": "1.0"})
    with database.reading() as session:
        assert open_monitor(session, monitor_id).asked == 1.0
    assert "Ask for more evidence" not in page(browser, monitor_id)


def test_an_unreasonable_strength_is_refused(browser: TestClient, monitor_id: UUID) -> None:
    answer = browser.post(f"/monitors/{monitor_id}/sensitivity", data={"wish": "month", "asked": "99"})
    assert answer.status_code == 422


def test_whoever_only_looks_cannot_change_it(browser: TestClient, monitor_id: UUID) -> None:
    Here.someone = VIEWER
    assert "Call like this from now on" not in page(browser, monitor_id)
    assert browser.post(f"/monitors/{monitor_id}/sensitivity", data={"wish": "day"}).status_code == 403


def test_a_new_monitor_can_be_as_sensitive_as_one_likes(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    with database.reading() as session:
        brand_id = open_monitor(session, monitor_id).brand_id
    browser.post("/monitors", data={"name": "Premiera", "query": "premiera", "brand": str(brand_id), "wish": "day"})
    said = words(browser.get("/monitors").text)
    assert "May call for nothing at most once a day." in said


def test_the_page_speaks_polish(browser: TestClient, database: Database, monitor_id: UUID) -> None:
    happened(database, monitor_id, 1.1, 1.2, 1.3, verdict="wrong")
    Here.language = "pl"
    said = page(browser, monitor_id)
    assert "Kiedy wzywa „Kłos”?" in said
    assert "były 3 wezwania" in said or "byłyby 3 wezwania" in said


def test_setting_it_leaves_its_traces(database: Database, monitor_id: UUID) -> None:
    with database.working(RESPONDER) as work:
        monitor = set_sensitivity(work, monitor_id, wish="week")
        assert monitor.asked < 1.0
    with database.reading() as session:
        assert "SensitivitySet" in session.scalars(select(outbox.c.name)).all()


def test_few_verdicts_say_that_they_are_few(browser: TestClient, database: Database, monitor_id: UUID) -> None:
    assert "Nobody has judged an alert of this monitor since it was last set." in page(browser, monitor_id)
    happened(database, monitor_id, 1.1, verdict="wrong")
    said = page(browser, monitor_id)
    assert "1 alert judged since it was last set gives no reason to change anything." in said
    assert "when 2 of the last 5 say the same" in said
    assert "Larum proposes a change" not in words(browser.get("/monitors").text)


def test_verdicts_stand_by_detector(browser: TestClient, database: Database, monitor_id: UUID) -> None:
    happened(database, monitor_id, 1.1, 1.2, 1.3, verdict="wrong")
    assert "More mentions than usual Not us: 3" in page(browser, monitor_id)


def test_what_was_accepted_can_be_taken_back_and_is_proposed_again(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    happened(database, monitor_id, 1.1, 1.2, 1.3, verdict="wrong")
    browser.post(f"/monitors/{monitor_id}/sensitivity", data={"wish": "month", "asked": "1.35"})
    said = page(browser, monitor_id)
    assert "Rita Responder: at most once a month, evidence 1 → 1.35 times the default" in said
    assert "Larum proposes" not in said.split("How it was set")[0].replace("Larum proposes a change when", "")
    browser.post(f"/monitors/{monitor_id}/sensitivity/undo")
    with database.reading() as session:
        monitor = open_monitor(session, monitor_id)
        assert (monitor.asked, monitor.calibrated_at) == (1.0, None)
    assert "3 of the last 3 alerts you judged were nothing." in page(browser, monitor_id)
    assert browser.post(f"/monitors/{monitor_id}/sensitivity/undo").status_code == 422


def test_the_list_asks_as_much_for_twenty_monitors_as_for_one(
    browser: TestClient, database: Database, monitor_id: UUID
) -> None:
    asked: list[str] = []

    def listen(*given: object) -> None:
        asked.append(str(given[2]))

    def look() -> int:
        asked.clear()
        browser.get("/monitors")
        return len(asked)

    event.listen(database.reader, "before_cursor_execute", listen)
    once = look()
    with database.working(SYSTEM) as work:
        brand_id = open_monitor(work.session, monitor_id).brand_id
        for number in range(20):
            add_monitor(work, brand_id=brand_id, name=f"M{number}", query=f"m{number}")
    assert look() == once
