"""The statement desk as people use it: by links and forms alone, without script, in both languages."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from larum.base.clock import FrozenClock
from larum.base.translate import Language
from larum.db.work import Database
from larum.engage.actions import pages
from tests.conftest import APPROVER, OWNER, RESPONDER, VIEWER
from tests.respond.desk import WORDS, Desk, alone
from tests.web.house import Here, opened, words


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock)


@pytest.fixture
def browser(desk: Desk, clock: FrozenClock) -> Iterator[TestClient]:
    with opened(desk.database, clock) as browser:
        yield browser


def written(browser: TestClient, desk: Desk, text: str = WORDS) -> UUID:
    form = {"title": "First word", "en": text, "pl": "", "audience": "public", "incident": str(desk.incident_id)}
    answer = browser.post("/statements", data={**form, "minutes": "60"})
    assert answer.status_code == 200, words(answer.text)
    return UUID(str(answer.url).rsplit("/", 1)[1])


def test_the_room_leads_to_the_first_word_filled_in_from_the_plan(browser: TestClient, desk: Desk) -> None:
    room = browser.get(f"/incidents/{desk.incident_id}")
    assert f"/statements/new?incident={desk.incident_id}" in room.text
    assert "We say: nothing yet." in words(room.text)
    page = browser.get(f"/statements/new?incident={desk.incident_id}").text
    assert "{what_happened}" in page
    assert 'lang="pl"' in page
    assert "places to fill in" in words(page)
    staff = browser.get(f"/statements/new?incident={desk.incident_id}&start=staff").text
    assert re.search(r'value="staff" selected', staff)


def test_a_statement_goes_from_draft_to_the_public_by_forms_alone(browser: TestClient, desk: Desk) -> None:
    id = written(browser, desk)
    mended = browser.post(
        f"/statements/{id}/words", data={"seen": "1", "en": WORDS + " Sorry.", "pl": "", "then": "hand_over"}
    )
    assert "waits for approval" in words(mended.text)
    assert "Somebody who may approve reads it now." in words(mended.text)
    Here.someone = APPROVER
    page = browser.get(f"/statements/{id}")
    assert "Approve version 2" in words(page.text)
    approved = browser.post(f"/statements/{id}/approve", data={"seen": "2"})
    assert "Approved by Adam Approver" in words(approved.text)
    chosen = f"channel={desk.page}&channel={desk.bluesky}"
    last = browser.get(f"/statements/{id}/publish?{chosen}")
    assert "Publish to 2 channels" in words(last.text)
    assert last.text.count(WORDS) == 2
    assert "The crisis page is not open yet" in words(last.text)
    out = browser.post(
        f"/statements/{id}/publish", data={"seen": "2", "channel": [str(desk.page), str(desk.bluesky)], "at": ""}
    )
    assert "waits for its time" in words(out.text)
    desk.send()
    page = browser.get(f"/statements/{id}")
    assert "Where it is out" in words(page.text)
    assert "https://fake.example/" in page.text
    assert "/c/" not in page.text, "nobody can read the crisis page yet"
    assert "Nobody sees it yet" in words(page.text)
    with desk.database.working(APPROVER) as work:
        said = pages.Words(title={"en": "Water"}, happened={"en": "It smells."})
        pages.prepare_page(work, desk.incident_id)
        pages.edit_page(work, desk.incident_id, words=said, slug="water")
        pages.open_page(work, desk.incident_id)
    page = browser.get(f"/statements/{id}")
    assert f'href="https://larum.example/c/water?lang=en#update-{id}"' in page.text
    assert "Nobody sees it yet" not in words(page.text)
    assert "We say: 1 statement is out." in words(browser.get(f"/incidents/{desk.incident_id}").text)


def test_words_that_are_refused_stay_in_the_editor(browser: TestClient, desk: Desk) -> None:
    id = written(browser, desk)
    browser.post(f"/statements/{id}/words", data={"seen": "1", "en": "Somebody else was here."})
    refused = browser.post(f"/statements/{id}/words", data={"seen": "1", "en": "My hour of work."})
    assert refused.status_code == 409
    assert "My hour of work." in refused.text
    assert "Read version 2 first." in refused.text


def test_the_last_look_says_what_stands_in_the_way_and_offers_no_button(browser: TestClient, desk: Desk) -> None:
    id = desk.approved("Water. " * 60)
    Here.someone = APPROVER
    last = browser.get(f"/statements/{id}/publish?channel={desk.bluesky}&channel={desk.strona}")
    said = words(last.text)
    assert "119 too long" in said
    assert "speaks Polish" in said
    assert "Publish to" not in said


def test_if_the_words_moved_after_the_last_look_nothing_goes_out(browser: TestClient, desk: Desk) -> None:
    id = desk.approved()
    Here.someone = APPROVER
    moved = browser.post(f"/statements/{id}/publish", data={"seen": "7", "channel": str(desk.page)})
    assert moved.status_code == 409
    assert desk.states(id) == []


def test_checks_follow_the_typing(browser: TestClient, desk: Desk) -> None:
    typed = {"en": "We apologise if anyone was offended. {contact}", "pl": "", "incident": str(desk.incident_id)}
    answer = browser.post("/statements/checks", data=typed, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="checks"')
    assert 'data-kind="fault"' in answer.text
    assert "{contact}" in answer.text
    assert "46 of 300" in words(answer.text)


def test_somebody_alone_confirms_twice(browser: TestClient, desk: Desk) -> None:
    alone(desk.database)
    Here.someone = OWNER
    id = written(browser, desk)
    browser.post(f"/statements/{id}/hand-over")
    assert "nobody else here can approve it" in words(browser.get(f"/statements/{id}").text)
    assert browser.post(f"/statements/{id}/approve", data={"seen": "1"}).status_code == 409
    approved = browser.post(f"/statements/{id}/approve", data={"seen": "1", "confirmed": "yes"})
    assert "alone, confirmed twice" in words(approved.text)


def test_who_wrote_it_is_told_who_can_approve_it(browser: TestClient, desk: Desk) -> None:
    Here.someone = APPROVER
    id = written(browser, desk)
    page = browser.post(f"/statements/{id}/hand-over")
    assert "You wrote this. Ola Owner can approve it." in words(page.text)


def test_is_it_out_is_answered_by_a_person(browser: TestClient, desk: Desk) -> None:
    id = desk.approved()
    desk.publish(id, desk.bluesky)
    desk.platform.loses_next_answer, desk.platform.can_tell = True, False
    desk.send()
    Here.someone = APPROVER
    page = browser.get(f"/statements/{id}")
    assert "Is it out?" in words(page.text)
    assert "Somebody has to look" in words(browser.get("/statements").text)
    publication = desk.publication(id)
    settle = f"/statements/publications/{publication.id}"
    not_out = browser.post(f"{settle}/settle", data={"verdict": "not_out"})
    assert "not sent" in words(not_out.text)
    again = browser.post(f"{settle}/again")
    assert again.status_code == 200
    assert desk.states(id) == ["due"]
    browser.post(f"/statements/{id}/call-off")
    assert desk.states(id) == ["called_off"]


def test_a_correction_begins_with_the_words_it_corrects_and_withdrawing_asks_why(
    browser: TestClient, desk: Desk
) -> None:
    id = desk.approved()
    desk.publish(id, desk.page)
    desk.send()
    Here.someone = APPROVER
    page = browser.get(f"/statements/new?corrects={id}").text
    assert WORDS in page
    assert "Correction: First word" in page
    withdrawn = browser.post(f"/statements/{id}/withdraw", data={"reason": "The street was wrong"})
    assert "Withdrawn" in words(withdrawn.text)
    assert "The street was wrong" in words(withdrawn.text)


def test_sending_back_says_what_has_to_change(browser: TestClient, desk: Desk) -> None:
    id = written(browser, desk)
    browser.post(f"/statements/{id}/hand-over")
    Here.someone = APPROVER
    browser.post(f"/statements/{id}/send-back", data={"reason": "Name the street"})
    assert desk.statement(id).state == "draft"
    Here.someone = RESPONDER
    assert "Name the street" in words(browser.get(f"/incidents/{desk.incident_id}").text)


def test_versions_show_the_words_that_changed(browser: TestClient, desk: Desk) -> None:
    id = written(browser, desk)
    browser.post(f"/statements/{id}/words", data={"seen": "1", "en": WORDS.replace("drink", "use")})
    page = browser.get(f"/statements/{id}/versions")
    assert "<del>drink</del><ins>use</ins>" in page.text


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_page_of_the_desk_opens_in_both_languages(browser: TestClient, desk: Desk, language: Language) -> None:
    id = written(browser, desk)
    Here.language = language
    for path in ("", "/new", f"/{id}", f"/{id}/versions", f"/{id}/publish?channel={desk.page}"):
        page = browser.get(f"/statements{path}")
        assert page.status_code == 200, path
        assert f'<html lang="{language}"' in page.text


def test_viewers_read_and_cannot_write(browser: TestClient, desk: Desk) -> None:
    id = written(browser, desk)
    Here.someone = VIEWER
    page = browser.get(f"/statements/{id}")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert browser.post(f"/statements/{id}/hand-over").status_code == 403


def test_what_people_type_is_shown_as_text(browser: TestClient, desk: Desk) -> None:
    id = written(browser, desk, "<script>alert(1)</script> & more")
    for path in (f"/statements/{id}", f"/statements/{id}/versions", f"/statements/{id}/publish?channel={desk.page}"):
        assert "<script>alert" not in browser.get(path).text
