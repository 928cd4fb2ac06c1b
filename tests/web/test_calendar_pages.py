"""The calendar's pages: a month, something planned by hand, a file, holidays."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from larum.base.clock import FrozenClock
from larum.db.work import Database
from larum.match.actions import add_brand
from larum.measure.calendar.store import planned
from tests.conftest import OWNER, RESPONDER, VIEWER
from tests.measure.test_calendar import BROKEN, SALE, WEEKLY, calendar
from tests.web.house import Here, opened, words

SPRING = {"title": "Wiosenna wyprzedaż", "kind": "campaign", "begin_day": "2026-03-01", "end_day": "2026-03-03"}


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    with database.working(OWNER) as work:
        add_brand(work, name="Kłos")
    with opened(database, clock) as browser:
        yield browser


def page(browser: TestClient, path: str = "/calendar") -> str:
    return words(browser.get(path).text)


def paths(browser: TestClient, path: str = "/calendar") -> list[str]:
    return sorted(
        {part.split('"')[0] for part in browser.get(path).text.split('href="')[1:] if part.startswith("/cal")}
    )


def test_an_empty_month_says_what_the_calendar_is_for(browser: TestClient) -> None:
    said = page(browser, "/calendar?month=2026-02")
    assert "Nothing is on, and nothing is planned." in said
    assert "far more has to be said before Larum calls" in said
    assert "This month" in said


def test_what_is_planned_by_hand_stands_in_its_month_and_is_on(browser: TestClient) -> None:
    assert browser.post("/calendar", data=SPRING).url.path == "/calendar"
    said = page(browser)
    assert "On now: Wiosenna wyprzedaż (1 Mar – 3 Mar)." in said
    assert "1 Mar – 3 Mar Wiosenna wyprzedaż on now campaign" in said
    assert "Wiosenna" not in page(browser, "/calendar?month=2026-04").split("April 2026")[1]


def test_hours_are_the_readers_and_whole_days_need_none(browser: TestClient, database: Database) -> None:
    browser.post("/calendar", data={**SPRING, "begin_time": "08:00", "end_day": "", "end_time": "20:00"})
    with database.reading() as session:
        (one,) = planned(session, None)
    assert (one.begins_at.hour, one.ends_at.hour, one.ends_at.day) == (7, 19, 1)
    assert "1 Mar, 08:00–20:00" in page(browser)


def test_it_is_changed_and_taken_out(browser: TestClient) -> None:
    browser.post("/calendar", data=SPRING)
    (path,) = [path for path in paths(browser) if path.count("-") == 4]
    assert 'value="2026-03-03"' in browser.get(path).text
    browser.post(path, data={**SPRING, "title": "Letnia wyprzedaż", "kind": "event"})
    assert "Letnia wyprzedaż on now event" in page(browser)
    browser.post(f"{path}/drop")
    assert "Letnia" not in page(browser)
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Say what is planned, in a few words."),
        ({"begin_day": "1 marca"}, "Give a day, and an hour if you like."),
        ({"end_day": "2026-02-01"}, "It has to end after it begins."),
        ({"end_day": "2027-02-01"}, "It can last 92 days at most"),
        ({"kind": "storm"}, "Choose campaign, event or good_news."),
    ],
)
def test_what_is_refused_stays_in_the_form(browser: TestClient, wrong: dict[str, str], said: str) -> None:
    answer = browser.post("/calendar", data={**SPRING, "note": "Radio i plakaty", **wrong})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert "Radio i plakaty" in answer.text


def test_a_file_is_taken_over_and_what_is_broken_is_named(browser: TestClient) -> None:
    text = calendar(SALE, BROKEN["it ends before it begins"], WEEKLY)
    said = words(browser.post("/calendar/import", data={"kind": "campaign"}, files={"file": ("k.ics", text)}).text)
    assert "6 events added." in said
    assert "Line 11, “S”: it ends before it begins." in said
    assert "5 Mar, 06:00–18:00 Pączkowy czwartek" in page(browser)
    again = words(browser.post("/calendar/import", data={"kind": "campaign", "text": text}).text)
    assert "6 as they were." in again


@pytest.mark.parametrize(
    ("text", "said"), [("", "Choose a file, or paste a calendar."), ("hello", "This is no iCalendar file")]
)
def test_what_is_no_calendar_is_refused_on_the_form(browser: TestClient, text: str, said: str) -> None:
    answer = browser.post("/calendar/import", data={"kind": "campaign", "text": text})
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_holidays_are_those_of_the_brands_country(browser: TestClient, database: Database) -> None:
    Here.language = "pl"
    assert "1 maj Święto Państwowe święto" in page(browser, "/calendar?month=2026-05")
    with database.reading() as session:
        from larum.match.store import brands

        (brand,) = brands(session)
    browser.post("/calendar/holidays", data={"brand": str(brand.id), "country": ""})
    assert "Święto Państwowe" not in page(browser, "/calendar?month=2026-05")


def test_a_viewer_sees_it_and_changes_nothing(browser: TestClient) -> None:
    browser.post("/calendar", data=SPRING)
    Here.someone = VIEWER
    assert "Wiosenna wyprzedaż" in page(browser)
    assert "Plan something" not in page(browser)
    assert browser.post("/calendar", data=SPRING).status_code == 403
    Here.someone = RESPONDER


def test_the_way_there_is_on_the_settings_page(browser: TestClient) -> None:
    assert 'href="/calendar"' in browser.get("/settings").text


def test_an_import_is_taken_back_from_its_page(browser: TestClient) -> None:
    taken = browser.post("/calendar/import", data={"kind": "campaign", "text": calendar(SALE)}).text
    assert "Take this import back" in taken
    assert "The last import" in page(browser, "/calendar/import")
    undo = taken.split('action="/calendar/imports/')[1].split('"')[0]
    back = words(browser.post(f"/calendar/imports/{undo}").text)
    assert "The import was taken back: 1 event is as it was before." in back
    assert "Wiosenna" not in page(browser, "/calendar?month=2026-03")
    Here.language = "pl"
    browser.post("/calendar/import", data={"kind": "campaign", "text": calendar(SALE)})
    assert "Ostatni import" in page(browser, "/calendar/import")
