"""The inbox, the crisis page from the inside, and the channels: by links and forms alone."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.translate import Language
from larum.db.work import Database
from larum.engage import store
from larum.respond.actions.channels import add_page_channels
from larum.respond.store import channels
from tests.conftest import APPROVER, OWNER, RESPONDER, VIEWER
from tests.engage.square import Square
from tests.web.house import Here, opened, words


@pytest.fixture
def square(database: Database, clock: FrozenClock) -> Square:
    return Square(database, clock, opened=False)


@pytest.fixture
def browser(square: Square, clock: FrozenClock) -> Iterator[TestClient]:
    with opened(square.database, clock) as browser:
        yield browser


def test_questions_wait_together_and_are_answered_together(browser: TestClient, square: Square) -> None:
    assert "Nobody waits for an answer." in words(browser.get("/inbox").text)
    square.open()
    first = square.ask("Is the water safe to drink?")
    same = square.ask("is the water safe to drink???", address="192.0.2.2")
    square.clock.advance(minutes=90)
    page = browser.get("/inbox")
    said = words(page.text)
    assert "1 question waits, the oldest since" in said
    assert "asked 2 times" in said
    assert "Answer all 2 in public" in said
    assert f'name="also" value="{same}"' in page.text
    assert "Answers prepared in the plan" in said
    browser.post(f"/inbox/questions/{first}/answer", data={"answer": "Boil it first.", "also": str(same)})
    assert "Boil it first." in browser.get("/inbox/answered").text
    assert "Nobody waits for an answer." in words(browser.get("/inbox").text)
    room = browser.get(f"/incidents/{square.incident_id}").text
    assert "Answered in public: “Is the water safe to drink?”." in words(room)
    mended = {"answer": "Boil it for ten minutes.", "back": "answered"}
    assert "ten minutes" in browser.post(f"/inbox/questions/{first}/answer", data=mended).text


def test_an_answer_without_words_is_refused_and_a_reason_is_asked_for(browser: TestClient, square: Square) -> None:
    square.open()
    id = square.ask("Is the water safe to drink?")
    assert browser.post(f"/inbox/questions/{id}/answer", data={"answer": " "}).status_code == 422
    assert browser.post(f"/inbox/questions/{id}/hide", data={"reason": ""}).status_code == 422
    browser.post(f"/inbox/questions/{id}/hide", data={"reason": "Insult"})
    assert "Why: Insult" in words(browser.get("/inbox/hidden").text)
    browser.post(f"/inbox/questions/{id}/show")
    assert "1 question waits" in words(browser.get("/inbox").text)


def test_problems_are_confirmed_fixed_and_hidden(browser: TestClient, square: Square) -> None:
    square.open()
    id = square.report("No water in the whole house", place="Lipowa 7")
    square.me_too(id, address="192.0.2.5")
    assert "2 people" in words(browser.get("/inbox/problems").text)
    for state in ("confirmed", "fixed"):
        assert browser.post(f"/inbox/problems/{id}", data={"state": state}).status_code == 200
    browser.post(f"/inbox/problems/{id}/hide", data={"reason": "Not ours"})
    assert "Not ours" in browser.get("/inbox/hidden").text
    browser.post(f"/inbox/problems/{id}/show")
    assert square.problem(id).state == "open"


def test_a_fragment_brings_the_inbox_without_its_frame(browser: TestClient) -> None:
    part = browser.get("/inbox", headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert "Inbox" in part.text


def test_a_crisis_page_is_prepared_opened_changed_and_closed(browser: TestClient, square: Square) -> None:
    path = f"/incidents/{square.incident_id}/page"
    room = words(browser.get(f"/incidents/{square.incident_id}").text)
    assert "The public cannot read about this yet." in room
    form = {"title_en": "Water", "happened_en": "It smells of chlorine.", "title_pl": "Woda", "slug": "water-march"}
    kept = browser.post(path, data={**form, "then": ""})
    assert "Nobody outside can see it yet." in words(kept.text)
    refused = browser.post(path, data={**form, "then": "open"})
    assert refused.status_code == 403
    assert "It smells of chlorine." in refused.text
    Here.someone = APPROVER
    opened_ = browser.post(path, data={**form, "then": "open"})
    assert "Everybody can read it now." in words(opened_.text)
    assert "https://larum.example/c/water-march" in opened_.text
    Here.someone = RESPONDER
    assert "<textarea" not in browser.get(path).text
    assert "open to the public" in words(browser.get(f"/incidents/{square.incident_id}").text)
    Here.someone = APPROVER
    assert "stays readable" in words(browser.post(f"{path}/close").text)
    assert "Everybody can read it now." in words(browser.post(f"{path}/open").text)


def test_a_page_that_says_nothing_is_not_opened(browser: TestClient, square: Square) -> None:
    Here.someone = APPROVER
    refused = browser.post(f"/incidents/{square.incident_id}/page", data={"title_en": "Water", "then": "open"})
    assert refused.status_code == 422
    assert "The page says nothing yet." in refused.text
    with square.database.reading() as session:
        assert store.open_page(session, square.incident_id).state == "prepared"


def test_channels_are_for_owners(browser: TestClient, square: Square) -> None:
    for path in ("/channels", "/channels/add/bluesky", f"/channels/{square.bluesky}"):
        assert browser.get(path).status_code == 403
    assert browser.post(f"/channels/{square.page}/switch").status_code == 403


def test_an_owner_adds_a_channel_whose_credentials_are_tried_first(browser: TestClient, square: Square) -> None:
    Here.someone = OWNER
    assert "Statements can go out in 3 places." in words(browser.get("/channels").text)
    form = {
        "name": "Our site",
        "language": "en",
        "send_to": "http://127.0.0.1:9/statements",
        "signing_secret": "a secret of many letters",
    }
    refused = browser.post("/channels/add/webhook", data=form)
    assert refused.status_code >= 400
    assert 'value="Our site"' in refused.text
    assert "a secret of many letters" not in refused.text
    with square.database.reading() as session:
        assert len(channels(session)) == 3
    kept = browser.post("/channels/add/webhook", data={**form, "anyway": "yes"})
    assert kept.status_code == 200
    with square.database.reading() as session:
        channel = next(each for each in channels(session) if each.name == "Our site")
    assert (channel.name, channel.secrets) == ("Our site", {"signing_secret": "a secret of many letters"})
    page = browser.get(f"/channels/{channel.id}").text
    assert "a secret of many letters" not in page
    change = {"name": "Site", "send_to": form["send_to"], "signing_secret": "", "anyway": "yes"}
    browser.post(f"/channels/{channel.id}", data=change)
    with square.database.reading() as session:
        assert [each.secrets for each in channels(session) if each.name == "Site"] == [channel.secrets]
    assert browser.post(f"/channels/{channel.id}/test").status_code >= 400


def test_what_is_missing_is_said_by_its_label(browser: TestClient, square: Square) -> None:
    Here.someone = OWNER
    refused = browser.post("/channels/add/bluesky", data={"name": "Bluesky", "language": "en"})
    assert refused.status_code == 422
    assert "“Handle” is missing." in refused.text


def test_a_channel_is_switched_off_and_on(browser: TestClient, square: Square) -> None:
    Here.someone = OWNER
    assert "switched off" in words(browser.post(f"/channels/{square.page}/switch", data={"on": ""}).text)
    assert "switched off" not in words(browser.post(f"/channels/{square.page}/switch", data={"on": "yes"}).text)


def test_the_crisis_page_is_a_channel_in_every_language_from_the_first_start(
    another_database: Database, clock: FrozenClock
) -> None:
    for expected in (2, 0):
        with another_database.working(SYSTEM) as work:
            assert add_page_channels(work) == expected
    with another_database.reading() as session:
        assert sorted(channel.language for channel in channels(session)) == ["en", "pl"]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_page_opens_in_both_languages(browser: TestClient, square: Square, language: Language) -> None:
    Here.someone = OWNER
    Here.language = language
    square.open()
    square.ask("Is the water safe to drink?")
    square.report("No water in the whole house")
    for path in (
        "/inbox",
        "/inbox/problems",
        "/inbox/answered",
        "/inbox/hidden",
        "/channels",
        "/channels/add/bluesky",
        "/channels/add/webhook",
        f"/channels/{square.page}",
        f"/incidents/{square.incident_id}/page",
    ):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert not re.search(r"\{[a-z_]+\}(?! change| zmian)", words(re.sub(r"<(textarea|dl).*?</\1>", "", page.text)))


def test_viewers_read_the_inbox_and_have_no_forms(browser: TestClient, square: Square) -> None:
    square.open()
    id = square.ask("Is the water safe to drink?")
    Here.someone = VIEWER
    assert "<textarea" not in browser.get("/inbox").text
    assert browser.post(f"/inbox/questions/{id}/answer", data={"answer": "Yes."}).status_code == 403
