"""What a person has to settle reaches them: words that may be out, questions and problems from the public."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from larum.auth.model import Person
from larum.base.clock import FrozenClock
from larum.db.outbox import hear
from larum.db.work import Database
from larum.engage.actions import answer
from larum.engage.digest import EVERY
from larum.flow.reactions import reactions
from larum.flow.schedule import tell_of_inbox
from larum.incident.actions.roles import hand_over
from larum.incident.store import timeline
from larum.notify.model import Delivery
from larum.respond import store
from larum.respond.actions import settle
from tests.conftest import APPROVER, OWNER, RESPONDER, VIEWER
from tests.engage.square import Square
from tests.web.house import Here, opened, words

LARUM = "https://larum.example"


@pytest.fixture
def square(database: Database, clock: FrozenClock) -> Square:
    """Everybody can be reached; Rita leads."""
    square = Square(database, clock)
    with database.working(OWNER) as work:
        for actor in (OWNER, APPROVER, RESPONDER, VIEWER):
            work.session.get_one(Person, actor.id).notify = [f"json://{actor.name.split()[0].lower()}.example"]
        hand_over(work, square.incident_id, "lead", RESPONDER.id)
    return square


@pytest.fixture
def browser(square: Square) -> Iterator[TestClient]:
    with opened(square.database, square.clock) as browser:
        yield browser


def called(square: Square, about: str, *, state: str = "due") -> dict[str, Delivery]:
    with square.database.reading() as session:
        names = {person.id: person.name for person in session.query(Person)}
        return {
            names[each.person_id]: each
            for each in session.query(Delivery).filter(Delivery.about.startswith(about), Delivery.state == state)
        }


def cut_off(square: Square) -> UUID:
    """A publication of which nobody knows, after everybody who listens has heard of it."""
    id = square.approved()
    square.publish(id, square.bluesky)
    square.platform.loses_next_answer, square.platform.can_tell = True, False
    square.send()
    square.platform.can_tell = True
    assert square.publication(id).state == "unsure"
    hear(square.database, reactions(LARUM))
    return id


def test_whoever_may_settle_it_and_the_lead_are_called_once(square: Square) -> None:
    id = cut_off(square)
    calls = called(square, "publication:")
    assert set(calls) == {"Ola Owner", "Adam Approver", "Rita Responder"}
    assert calls["Adam Approver"].subject == "Is it out on Bluesky? “First word”"
    assert f"{LARUM}/statements/{id}" in calls["Adam Approver"].body
    with square.database.reading() as session:
        assert [entry.kind for entry in timeline(session, square.incident_id)].count("respond.unsure") == 1


def test_nobody_is_called_any_more_once_it_is_settled_but_anew_when_it_breaks_off_anew(square: Square) -> None:
    id = cut_off(square)
    with square.database.working(APPROVER) as work:
        settle.settle(work, store.unsure(work.session)[0], verdict="not_out")
    assert not called(square, "publication:")
    assert len(called(square, "publication:", state="called_off")) == 3
    square.clock.advance(minutes=5)
    with square.database.working(APPROVER) as work:
        settle.try_again(work, store.open_publication(work.session, square.publication(id).id))
    square.platform.loses_next_answer, square.platform.can_tell = True, False
    square.send()
    hear(square.database, reactions(LARUM))
    assert len(called(square, "publication:")) == 3


def test_whoever_has_no_address_is_not_called_in_vain(square: Square) -> None:
    with square.database.working(OWNER) as work:
        work.session.get_one(Person, OWNER.id).notify = []
    cut_off(square)
    assert set(called(square, "publication:")) == {"Adam Approver", "Rita Responder"}


def test_the_overview_leads_to_the_statement_that_nobody_is_sure_of(square: Square, browser: TestClient) -> None:
    id = cut_off(square)
    page = browser.get("/").text
    assert "Of 1 publication nobody knows whether it went out" in page
    assert f'href="/statements/{id}#out"' in page


def test_many_questions_are_one_message_to_those_who_have_a_role(square: Square) -> None:
    for number in range(3):
        square.ask(f"May my {number} children drink the water?", address=f"192.0.2.{number}")
    square.report("The tap runs brown", address="192.0.2.9")
    tell_of_inbox(square.database, LARUM)
    tell_of_inbox(square.database, LARUM)
    calls = called(square, "inbox:")
    assert set(calls) == {"Rita Responder"}
    told = calls["Rita Responder"]
    assert "3 questions wait for an answer and 1 reported problem waits for a look" in told.subject
    assert f"{LARUM}/inbox" in told.body


def test_the_next_message_waits_its_time_and_comes_only_where_something_is_new(square: Square) -> None:
    def told() -> int:
        tell_of_inbox(square.database, LARUM)
        with square.database.reading() as session:
            return session.query(Delivery).filter(Delivery.about.startswith("inbox:")).count()

    assert told() == 0
    first = square.ask("May my children drink the water?")
    assert told() == 1
    square.clock.advance(minutes=1)
    second = square.ask("When will it be clean again?")
    assert told() == 1
    square.clock.move_to(square.clock.now() + EVERY)
    assert told() == 2
    square.clock.move_to(square.clock.now() + EVERY + timedelta(minutes=1))
    assert told() == 2, "nothing came since"
    with square.database.working(RESPONDER) as work:
        for id in (first, second):
            answer.answer(work, id, answer="No.")
    square.clock.move_to(square.clock.now() + EVERY)
    assert told() == 2


def test_the_overview_counts_what_the_public_waits_for_in_both_languages(square: Square, browser: TestClient) -> None:
    assert "wait for an answer" not in browser.get("/").text
    for number in range(5):
        square.ask(f"May my {number} children drink the water?", address=f"192.0.2.{number}")
    for number in range(2):
        square.report(f"Tap {number} runs brown", address=f"192.0.2.{number}")
    page = words(browser.get("/").text)
    assert "5 questions wait for an answer" in page
    assert "2 reported problems wait for a look" in page
    room = words(browser.get(f"/incidents/{square.incident_id}").text)
    assert "5 questions wait for an answer" in room
    assert "2 reported problems" in room
    Here.language = "pl"
    page = words(browser.get("/").text)
    assert "5 pytań czeka na odpowiedź" in page
    assert "2 zgłoszone problemy czekają na sprawdzenie" in page
    square.close()
    assert "zgłoszone problemy" not in words(browser.get("/").text), "a closed page asks nobody for a look"
