"""Earlier cases like this one, on the card: with the review of what they became and the lessons drawn from it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from larum.alert.actions import close, open_alert
from larum.base.clock import FrozenClock
from larum.db.work import Database
from larum.incident.actions.course import close as close_incident
from larum.incident.actions.declare import declare
from larum.learn.actions import add_lesson, begin_review, settle_lesson
from larum.measure.stories.step import tell_stories
from tests.alert.test_calling import House
from tests.conftest import RESPONDER
from tests.web.house import Here, opened, words


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    with opened(database, clock) as browser:
        yield browser


@pytest.fixture
def house(database: Database, clock: FrozenClock) -> House:
    return House(database, clock)


def page(browser: TestClient, house: House) -> str:
    """The newest alert's card."""
    return words(browser.get(f"/alerts/{house.alerts()[-1].id}").text).replace("\u00a0", " ")


def storm(house: House, observed: float = 40.0) -> None:
    house.told(40)
    house.notices(observed=observed)
    tell_stories(house.database)


def became_incident(house: House) -> str:
    """The alert became an incident that is over; gives the path of its review."""
    alert_id = house.alerts()[-1].id
    with house.database.working(RESPONDER) as work:
        incident = declare(work, "Glass in the bread", "own_mistake", "SEV2", alert_ids=[alert_id])
        close(work, open_alert(work.session, alert_id), verdict="right")
        close_incident(work, incident.id, "Called back.")
        begin_review(work, incident.id)
    house.clock.advance(days=7)
    return f"/reports/{incident.id}"


def test_the_first_case_of_a_brand_has_none_before_it(browser: TestClient, house: House) -> None:
    storm(house)
    assert "None yet: this is the first alert of this brand." in page(browser, house)


def test_an_earlier_case_leads_to_its_review_and_says_what_was_learnt(browser: TestClient, house: House) -> None:
    storm(house)
    review = became_incident(house)
    with house.database.working(RESPONDER) as work:
        id = UUID(review.rsplit("/", 1)[1])
        add_lesson(work, id, "Call the bakery before the press does", due_at=work.now() + timedelta(days=1))
        done = add_lesson(work, id, "A sieve in the mill")
        settle_lesson(work, done.id, done=True)
    storm(house, observed=50.0)
    said = page(browser, house)
    assert "Glass in the bread A sieve in the mill done Call the bakery before the press does not done yet" in said
    assert f'href="{review}"' in browser.get(f"/alerts/{house.alerts()[-1].id}").text


def test_an_earlier_case_without_lessons_says_so(browser: TestClient, house: House) -> None:
    storm(house)
    became_incident(house)
    storm(house, observed=50.0)
    assert "No lesson has been drawn from it yet." in page(browser, house)
    Here.language = "pl"
    assert "Nie wyciągnięto z niej jeszcze żadnego wniosku." in page(browser, house)
