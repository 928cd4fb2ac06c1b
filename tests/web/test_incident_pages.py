"""The incident room as people use it: by links and forms alone, without script, in both languages."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from larum.base.actor import Actor
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.base.ids import named
from larum.connectors.contract import Outside
from larum.db.work import Database
from larum.incident import store
from larum.incident.actions.declare import declare
from larum.incident.model import Incident
from larum.web import room
from larum.web.app import create_app
from larum.web.crisis import crisis_bar
from larum.web.doors import Services
from tests.conftest import OWNER, RESPONDER, VIEWER
from tests.incident.people import account, settle


class Door:
    """Lets in whoever the test says is there."""

    someone: Actor = RESPONDER

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope, receive)
            request.state.actor = Door.someone
            request.state.person = account(Door.someone)
        await self.app(scope, receive, send)


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    settle(database)
    Door.someone = RESPONDER
    services = Services(database=database, outside=Outside(http=Http(clock=clock), clock=clock), public_url="")
    app = create_app(clock=clock, services=services, contexts=[crisis_bar], middleware=[Middleware(Door)])
    with TestClient(app) as browser:
        yield browser


@pytest.fixture
def bystra(database: Database, browser: TestClient) -> UUID:
    with database.working(RESPONDER) as work:
        return declare(work, "Water smells of <chlorine>", "own_mistake", "SEV2").id


def words(html: str) -> str:
    """What a reader reads: no tags, no runs of space."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_with_no_incident_the_page_says_what_to_do_next(browser: TestClient) -> None:
    page = browser.get("/incidents")
    assert page.status_code == 200
    assert "Nothing is being managed right now." in page.text
    assert 'href="/incidents/declare"' in page.text
    assert 'href="/plan"' in page.text


def test_an_incident_is_declared_by_form_and_opens_its_room_with_the_plan_at_work(browser: TestClient) -> None:
    assert "What happened, in one line" in browser.get("/incidents/declare").text
    form = {
        "title": "Woda w Lipowej pachnie chlorem",
        "cause": "own_mistake",
        "severity": "SEV1",
        "language": "pl",
        "plan": "yes",
        "origin": "2026-03-02T11:00",
        "alert": "",
    }
    opened = browser.post("/incidents/declare", data=form)
    assert opened.status_code == 200, words(opened.text)
    assert "/incidents/" in str(opened.url)
    said = words(opened.text)
    assert "Incident 1" in said
    assert "Kierujący kryzysem: Rita Responder" in said
    assert "Zatrzymaj szkodę" in said
    assert 'datetime="2026-03-02T10:00:00+00:00"' in opened.text  # eleven in Warsaw
    assert "crisis-clock" in opened.text


def test_a_declaration_without_a_title_is_refused_in_words(browser: TestClient) -> None:
    form = {"title": " ", "cause": "unforeseen", "severity": "SEV3"}
    refused = browser.post("/incidents/declare", data=form)
    assert refused.status_code == 422
    assert "Nothing was" in refused.text


def test_the_room_answers_its_question_in_its_first_line(browser: TestClient, bystra: UUID) -> None:
    browser.post(f"/incidents/{bystra}/facts", data={"text": "The pump failed", "status": "open"})
    shown = browser.get(f"/incidents/{bystra}")
    said = words(shown.text)
    assert "We know: 0 confirmed facts and 1 open question." in said
    assert "Next: Write down what is known" in said
    assert "<chlorine>" not in shown.text


def test_a_task_is_done_with_one_press_and_undone_with_another(
    browser: TestClient, database: Database, bystra: UUID
) -> None:
    with database.reading() as session:
        task = store.room(session, bystra).tasks[0]
    done = browser.post(f"/incidents/{bystra}/tasks/{task.id}/done")
    assert f"/incidents/{bystra}/tasks/{task.id}/reopen" in done.text
    assert "Undo" in done.text
    browser.post(f"/incidents/{bystra}/tasks/{task.id}/reopen")
    with database.reading() as session:
        assert store.room(session, bystra).tasks[0].state == "open"


def test_every_form_of_the_room_does_what_it_says(browser: TestClient, database: Database, bystra: UUID) -> None:
    here, owner = f"/incidents/{bystra}", str(OWNER.id)
    with database.reading() as session:
        task = f"{here}/tasks/{store.room(session, bystra).tasks[1].id}"
    for path, form in (
        (f"{here}/start", {}),
        (f"{here}/severity", {"severity": "SEV1", "reason": "A child is ill"}),
        (f"{here}/description", {"title": "Water smells of chlorine", "summary": "In Lipowa street"}),
        (f"{here}/next-update", {"minutes": "60"}),
        (f"{here}/team", {"role": "speaker", "person": owner, "alternate": ""}),
        (f"{here}/team", {"role": "legal", "person": owner}),
        (f"{here}/tasks", {"title": "Call the laboratory", "person": owner, "minutes": "15"}),
        (f"{task}/owner", {"person": owner}),
        (f"{task}/due", {"minutes": "30", "at": "", "reason": "Waiting for the agency"}),
        (f"{task}/drop", {"reason": "Nothing is scheduled"}),
        (f"{here}/facts", {"text": "Three wells are clean", "status": "confirmed", "source": "Laboratory"}),
        (f"{here}/decisions", {"what": "Close the shop", "rationale": "Until it is safe"}),
        (f"{here}/promises", {"text": "Free water", "person": owner, "at": "2026-03-02T18:00"}),
        (f"{here}/notes", {"text": "A reporter called", "at": ""}),
        (f"{here}/monitor", {}),
    ):
        answer = browser.post(path, data=form)
        assert answer.status_code == 200, (path, words(answer.text))
    with database.reading() as session:
        whole = store.room(session, bystra)
    fact, promise, note = whole.facts[0], whole.promises[0], whole.timeline[-2]
    for path, form in (
        (f"{here}/facts/{fact.id}", {"status": "refuted", "source": "Second sample"}),
        (f"{here}/promises/{promise.id}", {"state": "kept"}),
        (f"{here}/pins/{note.id}", {"pinned": "yes"}),
        (f"{here}/close", {"conclusion": "The pump was replaced"}),
        (f"{here}/reopen", {"reason": "New reports"}),
    ):
        answer = browser.post(path, data=form)
        assert answer.status_code == 200, (path, words(answer.text))
    said = words(browser.get(f"{here}?all=yes").text)
    for sentence in (
        "Spokesperson: Ola Owner",
        "Legal adviser: Ola Owner",
        "Call the laboratory",
        "Decided: “Close the shop”. Why: Until it is safe",
        "Now refuted: “Three wells are clean”. Source: Second sample",
        "Promise kept: “Free water”.",
        "Pinned",
        "The incident was reopened: New reports",
    ):
        assert sentence in said


@pytest.mark.parametrize("part", ["", "/team", "/course", "/tasks/{task}", "/facts/{fact}"])
@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_page_of_the_room_opens_in_both_languages(
    browser: TestClient, database: Database, bystra: UUID, part: str, language: str
) -> None:
    browser.post(f"/incidents/{bystra}/facts", data={"text": "The pump failed"})
    with database.reading() as session:
        whole = store.room(session, bystra)
    browser.cookies.set("larum_language", language)
    Door.someone = Actor(kind="person", id=RESPONDER.id, name="Rita Responder", role="responder")
    page = browser.get(f"/incidents/{bystra}" + part.format(task=whole.tasks[0].id, fact=whole.facts[0].id))
    assert page.status_code == 200
    assert "{" not in words(re.sub(r"<script.*?</script>", "", page.text, flags=re.S)).replace("{count}", "")


def test_viewers_see_the_room_and_no_form_in_it(browser: TestClient, bystra: UUID) -> None:
    Door.someone = VIEWER
    shown = browser.get(f"/incidents/{bystra}")
    assert shown.status_code == 200
    assert f'action="/incidents/{bystra}' not in shown.text
    assert browser.post(f"/incidents/{bystra}/start").status_code == 403


def test_a_room_that_does_not_exist_is_said_to_be_nothing(browser: TestClient) -> None:
    assert browser.get("/incidents/00000000-0000-0000-0000-000000000000").status_code == 404


def test_the_crisis_bar_is_on_every_page_until_the_incident_is_closed(browser: TestClient, bystra: UUID) -> None:
    assert "Open room" in browser.get("/incidents").text
    browser.post(f"/incidents/{bystra}/close", data={"conclusion": "False alarm"})
    listed = browser.get("/incidents")
    assert "Open room" not in listed.text
    assert "False alarm" in listed.text


def test_the_plan_says_in_one_line_whether_we_are_ready_and_what_to_mend(browser: TestClient) -> None:
    said = words(browser.get("/plan").text)
    assert "Not ready yet: 3 things to mend before a crisis." in said
    assert "Our mistake" in said or "mistake" in said


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("cause", ["own_mistake", "negative_opinions", "false_information", "unforeseen"])
def test_every_plan_is_a_document_to_read(browser: TestClient, cause: str, language: str) -> None:
    page = browser.get(f"/plan/{language}/{cause}")
    assert page.status_code == 200
    assert "<mark>{" in page.text
    read = browser.post(f"/plan/{language}/{cause}/read")
    assert "read by Rita Responder" in words(read.text)


def test_a_plan_that_does_not_exist_is_said_to_be_nothing(browser: TestClient) -> None:
    assert browser.get("/plan/en/no_such_plan").status_code == 404


def test_another_station_puts_its_panel_and_its_line_into_the_room(
    browser: TestClient, bystra: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PANELS", [])

    @room.panel("say", "incidents/_next.html")
    def statements(request: Request, session: Session, incident: Incident) -> dict[str, object]:
        assert incident.id == bystra
        return {"line": "one statement is out"}

    said = browser.get(f"/incidents/{bystra}").text
    assert "We say: one statement is out." in said
    assert said.count('<section class="next"') == 2


def test_a_line_leads_to_what_it_is_about_where_somebody_has_a_page_for_it() -> None:
    incident, thing = named("incident"), named("thing")
    assert room.address(incident, "task", thing) == f"/incidents/{incident}/tasks/{thing}"
    assert room.address(incident, "unheard_of", thing) is None
    assert room.address(incident, None, None) is None
