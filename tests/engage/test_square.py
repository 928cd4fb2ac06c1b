"""People ask, report and help; the team answers, confirms, and hides with a reason."""

import pytest
from sqlalchemy import select

from larum.audit.trail import audit_entries
from larum.base.clock import FrozenClock
from larum.base.errors import NotAllowed, NotFound, WrongMove
from larum.db.work import Database
from larum.engage import store
from larum.engage.actions import answer, pages
from larum.engage.errors import (
    AnswerMissing,
    PageIsClosed,
    PrivateDetails,
    SlugTaken,
    TooManyCalls,
    WordsMissing,
    WrittenTooLong,
    WrittenTooShort,
)
from larum.engage.model import Call, CallerKey, Voice
from larum.incident import store as incidents
from larum.incident.actions.declare import declare
from larum.incident.lifecycle import ReasonMissing
from tests.conftest import APPROVER, RESPONDER, VIEWER
from tests.engage.square import WORDS, Square


@pytest.fixture
def square(database: Database, clock: FrozenClock) -> Square:
    return Square(database, clock)


def said(square: Square) -> list[str]:
    with square.database.reading() as session:
        return [entry.kind for entry in incidents.timeline(session, square.incident_id)]


def test_a_question_is_asked_and_answered_in_public(square: Square) -> None:
    id = square.ask("Is the water safe to drink?")
    with square.database.reading() as session:
        assert store.waiting(session, square.incident_id) == 1
        assert store.answered(session, square.incident_id) == []
    square.clock.advance(minutes=7)
    with square.database.working(RESPONDER) as work:
        answer.answer(work, id, answer="No. Boil it first.")
    with square.database.reading() as session:
        (found,) = store.answered(session, square.incident_id)
        assert (found.question.answer, found.question.answered_by) == ("No. Boil it first.", "Rita Responder")
        assert store.waiting(session, square.incident_id) == 0
    assert "engage.answered" in said(square)


def test_the_same_question_is_answered_once_for_everybody(square: Square) -> None:
    ids = []
    for text in ("Is the water safe to drink?", "is the water safe to drink???", "When will you open the shop again?"):
        ids.append(square.ask(text))
        square.clock.advance(seconds=1)
    with square.database.reading() as session:
        groups = store.unanswered(session)
        assert [len(group.questions) for group in groups] == [2, 1]
    with square.database.working(RESPONDER) as work:
        answer.answer(work, ids[0], answer="No.", also=[ids[1]])
    with square.database.reading() as session:
        (found,) = store.answered(session, square.incident_id)
        assert found.times == 2
        assert [group.first.id for group in store.unanswered(session)] == [ids[2]]


def test_an_answer_without_words_is_refused(square: Square) -> None:
    id = square.ask("Is the water safe to drink?")
    with pytest.raises(AnswerMissing), square.database.working(RESPONDER) as work:
        answer.answer(work, id, answer=" \u200b ")


def test_an_answer_reaches_no_question_of_another_incident(square: Square) -> None:
    id = square.ask("Is the water safe to drink?")
    with square.database.working(RESPONDER) as work:
        other = declare(work, "Something else", "unforeseen", "SEV3").id
        pages.prepare_page(work, other)
        pages.edit_page(work, other, words=WORDS)
    with square.database.working(APPROVER) as work:
        pages.open_page(work, other)
    there = Square.__new__(Square)
    there.database, there.clock = square.database, square.clock
    with square.database.reading() as session:
        there.slug = store.open_page(session, other).slug
    elsewhere = there.ask("Is it on fire?")
    with pytest.raises(NotFound), square.database.working(RESPONDER) as work:
        answer.answer(work, id, answer="No.", also=[elsewhere])
    assert square.question(id).state == "new"


def test_what_is_hidden_has_a_reason_and_is_counted_in_public(square: Square) -> None:
    id, problem = square.ask("You are all idiots"), square.report("You are all idiots too")
    with pytest.raises(ReasonMissing), square.database.working(RESPONDER) as work:
        answer.hide_question(work, id, reason=" ")
    with square.database.working(RESPONDER) as work:
        answer.hide_question(work, id, reason="Insult")
        answer.hide_problem(work, problem, reason="Insult")
    with square.database.reading() as session:
        assert store.hidden(session, square.incident_id) == 2
        assert store.problems(session, square.incident_id) == []
    with square.database.working(RESPONDER) as work:
        answer.show_question(work, id)
        answer.settle_problem(work, problem, state="open")
    with square.database.reading() as session:
        assert store.hidden(session, square.incident_id) == 0
    assert said(square).count("engage.hidden") == 2
    assert said(square).count("engage.shown") == 2


def test_a_problem_counts_everybody_once(square: Square) -> None:
    id = square.report("No water in the whole house", place="Lipowa 7")
    for address in ("192.0.2.7", "192.0.2.7", "192.0.2.8", "2001:db8::1", "2001:db8::2"):
        square.me_too(id, address=address)
    square.fixed(id, False, address="192.0.2.7")
    square.fixed(id, True, address="192.0.2.7")
    square.fixed(id, False, address="192.0.2.8")
    with square.database.reading() as session:
        (found,) = store.problems(session, square.incident_id)
        assert (found.people, found.fixed, found.not_fixed) == (4, 1, 1)


def test_the_team_confirms_a_problem_and_says_when_it_is_fixed(square: Square) -> None:
    id = square.report("No water in the whole house")
    for state in ("confirmed", "fixed", "confirmed"):
        with square.database.working(RESPONDER) as work:
            answer.settle_problem(work, id, state=state)
        assert square.problem(id).state == state
    with pytest.raises(WrongMove), square.database.working(RESPONDER) as work:
        answer.settle_problem(work, id, state="confirmed")
    with pytest.raises(NotAllowed), square.database.working(VIEWER) as work:
        answer.settle_problem(work, id, state="fixed")


def test_a_network_writes_as_much_as_people_do_and_no_more(square: Square) -> None:
    for number in range(5):
        square.ask(f"Question number {number}?")
    with pytest.raises(TooManyCalls):
        square.ask("One more question?")
    square.ask("Somebody else asks?", address="192.0.2.99")
    square.report("Problems are counted by themselves")
    square.clock.advance(minutes=61)
    square.ask("An hour later?")


def test_no_address_is_kept_anywhere_and_yesterdays_key_is_gone(square: Square) -> None:
    square.me_too(square.report("No water in the whole house"), address="198.51.100.42")
    square.ask("Is it safe?", address="198.51.100.42")
    with square.database.reading() as session:
        kept = f"{session.execute(select(audit_entries)).all()}"
        kept += "".join(call.caller for call in session.scalars(select(Call)))
        kept += "".join(voice.caller for voice in session.scalars(select(Voice)))
        (before,) = session.scalars(select(CallerKey.key))
    assert "198.51.100" not in kept
    square.clock.advance(days=1)
    square.ask("Is it safe now?", address="198.51.100.42")
    with square.database.reading() as session:
        (after,) = session.scalars(select(CallerKey.key))
    assert before != after


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", WrittenTooShort),
        ("?!?!?!?!", WrittenTooShort),
        ("\u202e\u200b", WrittenTooShort),
        ("a" * 501, WrittenTooLong),
    ],
)
def test_what_nobody_can_read_is_refused(square: Square, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        square.ask(text)


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example now",
        "Write to ola@bystra.example please",
        "Call me on +48 600 700 800",
        "Go to bystra-refund.com/claim today",
    ],
)
def test_what_everybody_reads_holds_no_link_and_no_number_to_call(square: Square, text: str) -> None:
    with pytest.raises(PrivateDetails):
        square.report(text)


def test_house_numbers_and_hours_are_no_private_details(square: Square) -> None:
    square.report("Lipowa 12 m. 34: no water since 11:00, 02.03.2026")


def test_text_is_cleaned_of_what_hides_and_turns_it(square: Square) -> None:
    id = square.ask("Is it \u202esafe\u2066?\x00\r\n\r\n\r\n\r\nReally")
    assert square.question(id).text == "Is it safe?\n\nReally"


def test_nobody_writes_on_a_page_that_is_not_open(database: Database, clock: FrozenClock) -> None:
    square = Square(database, clock, opened=False)
    with pytest.raises(NotFound):
        square.ask("Is anybody there?")
    square.open()
    problem = square.report("No water in the whole house")
    square.close()
    with pytest.raises(PageIsClosed):
        square.ask("Is anybody there?")
    with pytest.raises(PageIsClosed):
        square.me_too(problem, address="192.0.2.9")


def test_an_empty_page_is_not_opened_and_only_an_approver_opens_one(database: Database, clock: FrozenClock) -> None:
    square = Square(database, clock, opened=False)
    with pytest.raises(NotAllowed), database.working(RESPONDER) as work:
        pages.open_page(work, square.incident_id)
    with database.working(RESPONDER) as work:
        pages.edit_page(work, square.incident_id, words=pages.Words(title={"en": "Water"}))
    with pytest.raises(WordsMissing), database.working(APPROVER) as work:
        pages.open_page(work, square.incident_id)


def test_once_open_an_approver_changes_it_and_its_address_stays(square: Square) -> None:
    with pytest.raises(NotAllowed), square.database.working(RESPONDER) as work:
        pages.edit_page(work, square.incident_id, words=WORDS)
    with square.database.working(APPROVER) as work:
        assert pages.edit_page(work, square.incident_id, words=WORDS, slug="elsewhere").slug == square.slug
    square.close()
    square.open()
    assert said(square).count("engage.page_opened") == 2


def test_two_pages_never_share_an_address(square: Square) -> None:
    with square.database.working(RESPONDER) as work:
        other = declare(work, "Water smells of chlorine", "own_mistake", "SEV2").id
        assert pages.prepare_page(work, other).slug == f"{square.slug}-2"
        assert pages.prepare_page(work, other).incident_id == other
        with pytest.raises(SlugTaken):
            pages.edit_page(work, other, words=WORDS, slug=square.slug)
