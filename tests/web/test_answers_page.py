"""What came after our answers, in a browser: how many are on record, what they say, and what they do not."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from larum.base.clock import FrozenClock
from larum.db.work import Database
from tests.learn.test_cases import House
from tests.web.house import Here, opened, words


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    with opened(database, clock) as browser:
        yield browser


def page(browser: TestClient, path: str = "/reports/answers") -> str:
    return words(browser.get(path).text).replace("\u00a0", " ")


def test_before_the_first_answer_the_page_says_what_will_be_on_it(browser: TestClient) -> None:
    said = page(browser)
    assert "None of the 20 answers that are needed is on record yet." in said
    assert "No answer on record yet" in said
    assert "What counts as an answer" in said


def test_an_answer_is_on_its_review_and_on_the_page_of_all(
    browser: TestClient, database: Database, clock: FrozenClock
) -> None:
    house = House(database, clock)
    alert_id, incident_id = house.crisis(came=12)
    said = page(browser)
    assert "1 answer of the 20 that are needed is on record." in said
    assert "not what answers did" in said
    assert "The water smells" in said
    html = browser.get("/reports/answers").text
    assert f'href="/reports/{incident_id}#answer"' in html
    assert f'href="/alerts/{alert_id}"' in html
    review = page(browser, f"/reports/{incident_id}")
    assert "What came after the first statement" in review
    assert "12 came." in review
    assert "/reports/answers" in browser.get("/reports").text


def test_the_card_of_an_alert_that_lasts_says_how_many_there_are(
    browser: TestClient, database: Database, clock: FrozenClock
) -> None:
    house = House(database, clock)
    house.crisis()
    clock.advance(hours=30)
    house.heard(40)
    alert_id = house.alarmed()
    assert "1 past answer of yours is on record, 20 are needed." in page(browser, f"/alerts/{alert_id}")
    Here.language = "pl"
    assert "zapisana jest 1 dawniejsza odpowiedź, a potrzeba 20." in page(browser, f"/alerts/{alert_id}")


def test_the_page_speaks_polish(browser: TestClient, database: Database, clock: FrozenClock) -> None:
    House(database, clock).crisis()
    Here.language = "pl"
    said = page(browser)
    assert "Zapisana jest 1 odpowiedź z 20 potrzebnych." in said
    assert "a nie to, co odpowiedzi sprawiły" in said
