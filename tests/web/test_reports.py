"""Looking back in a browser: by links and forms alone, in both languages, on screen, on paper and as a file."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from starlette.middleware import Middleware

from larum.auth.model import Person
from larum.base.actor import Actor
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.connectors.contract import Outside
from larum.db.work import Database
from larum.incident.actions.declare import declare
from larum.learn import store
from larum.web.app import create_app
from larum.web.doors import Services
from tests.conftest import APPROVER, OWNER, RESPONDER, VIEWER
from tests.incident.people import account, settle
from tests.report.bystra import RIGHT, Bystra
from tests.web.test_incident_pages import Door, words


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    settle(database)
    Door.someone = RESPONDER
    services = Services(database=database, outside=Outside(http=Http(clock=clock), clock=clock), public_url="")
    app = create_app(clock=clock, services=services, middleware=[Middleware(Door)])
    with TestClient(app) as browser:
        yield browser


@pytest.fixture
def story(browser: TestClient, database: Database, clock: FrozenClock) -> Bystra:
    """After a whole crisis."""
    return Bystra(database, clock, settled=False)


def lesson_of(database: Database, incident_id: UUID) -> UUID:
    with database.reading() as session:
        review = store.review_of(session, incident_id)
        assert review is not None
        return store.lessons_of(session, review.id)[0].id


def test_with_nothing_to_look_back_on_the_page_says_what_will_be_here(browser: TestClient) -> None:
    page = browser.get("/reports")
    assert page.status_code == 200
    assert "Nothing to look back on yet" in page.text
    assert 'href="/incidents"' in page.text


def test_a_review_is_read_written_and_published(browser: TestClient, database: Database, story: Bystra) -> None:
    here = f"/reports/{story.incident_id}"
    listed = words(browser.get("/reports").text)
    assert "1 review waits to be written." in listed
    page = browser.get(here)
    assert page.status_code == 200
    said = words(page.text)
    for there in (
        "The first sign came on",
        "The right one followed 1 hr 30 mins later.",
        RIGHT["en"],
        "Apology with an “if”",
    ):
        assert there in said
    assert "data-chart" in page.text
    assert "Publish the review" not in page.text  # that is for somebody who may approve

    form = {"worked": "The <alarm>", "did_not": "The first word", "seen": "1"}
    assert browser.post(f"{here}/words", data=form).status_code == 200
    stale = browser.post(f"{here}/words", data={"worked": "Mine", "did_not": "The first word", "seen": "1"})
    assert stale.status_code == 409
    for both in ("Your words were not kept", "Mine", "The &lt;alarm&gt;"):
        assert both in stale.text

    lesson = {"text": "A statement for every plant", "person": str(OWNER.id), "day": "2026-03-16"}
    assert "due 16 Mar" in browser.post(f"{here}/lessons", data=lesson).text
    one = f"{here}/lessons/{lesson_of(database, story.incident_id)}"
    assert "Not done after all" in browser.post(one, data={"done": "yes"}).text
    assert "Not done after all" not in browser.post(one).text

    chosen = browser.post(f"{here}/right", data={"choice": "none"})
    assert "Rita Responder has decided this." in chosen.text
    assert "not said so far" in chosen.text
    assert browser.post(f"{here}/right", data={"choice": str(story.helpless_id)}).status_code == 200
    assert browser.post(f"{here}/right", data={"choice": "perhaps"}).status_code == 422
    assert browser.post(f"{here}/publish").status_code == 403

    Door.someone = APPROVER
    assert "Publish the review" in browser.get(here).text
    published = browser.post(f"{here}/publish")
    assert "review published" in words(published.text)
    assert "textarea" not in published.text
    assert "1 lesson is still to be put into practice." in words(browser.get("/reports").text)
    assert "Keep these words" in browser.post(f"{here}/revise").text
    assert browser.post(f"{one}/remove").status_code == 200
    Door.someone = VIEWER
    assert "Keep these words" not in browser.get(here).text


def test_it_leaves_the_screen_as_paper_pdf_and_archive(browser: TestClient, story: Bystra) -> None:
    here = f"/reports/{story.incident_id}"
    printed = browser.get(f"{here}.html")
    assert printed.status_code == 200
    policy = printed.headers["content-security-policy"]
    # Its style sheets are let in by their hashes; nothing else is.
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.count("sha256-") == len(re.findall("<style>", printed.text))
    assert "style=" not in printed.text
    assert "<script" not in printed.text

    pdf = browser.get(f"{here}.pdf")
    if pdf.status_code == 503:
        pytest.skip("needs Pango, which sets the type of a PDF")
    assert pdf.content.startswith(b"%PDF")
    assert 'filename="incident-1-review.pdf"' in pdf.headers["content-disposition"]
    archive = browser.get(f"{here}.json").json()
    assert archive["incident"]["number"] == 1
    curve = browser.get(f"{here}/curve").json()
    assert curve["kind"] == "curve"
    assert curve["markers"][0]["label"] == "1"
    assert f'href="#statement-{story.right_id}"' in browser.get(here).text


def test_an_open_incident_can_be_looked_at_before_it_is_over(browser: TestClient, database: Database) -> None:
    with database.working(RESPONDER) as work:
        incident_id = declare(work, "Woda pachnie", "unforeseen", "SEV3").id
    here = f"/reports/{incident_id}"
    page = browser.get(here)
    assert "The review begins by itself when the incident is closed." in page.text
    assert "No monitor watched this incident" in page.text
    begun = browser.post(f"{here}/begin")
    assert "Keep these words" in begun.text
    Door.someone = APPROVER
    refused = browser.post(f"{here}/publish")
    assert refused.status_code == 409
    assert browser.get("/reports/00000000-0000-0000-0000-000000000000").status_code == 404
    assert browser.get("/reports/00000000-0000-0000-0000-000000000000.pdf").status_code == 404


def test_it_is_read_in_polish_as_well(browser: TestClient, story: Bystra, monkeypatch: pytest.MonkeyPatch) -> None:
    def speaking_polish(actor: Actor) -> Person:
        person = account(actor)
        person.language = "pl"
        return person

    monkeypatch.setattr("tests.web.test_incident_pages.account", speaking_polish)
    here = f"/reports/{story.incident_id}"
    said = words(browser.get(here).text)
    for there in ("Zegar kryzysu", "właściwe oświadczenie", "Co się udało", "Zapisz ten tekst", "Właściwe padło"):
        assert there in said
    assert "1 przegląd czeka na napisanie." in words(browser.get("/reports").text)
    assert "Zegar kryzysu" in browser.get(f"{here}.html").text
