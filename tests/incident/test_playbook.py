"""A playbook was thought through in daylight: nothing in it may be missing or lead nowhere at night."""

from datetime import timedelta

import pytest

from larum.base.translate import catalogue
from larum.incident.playbook import BrokenPlaybook, Playbook, parse, shipped
from larum.incident.typology import ANSWERS, CAUSES, advise

BOOKS = [*shipped("pl"), *shipped("en")]
every_book = pytest.mark.parametrize("book", BOOKS, ids=[f"{book.id}-{book.language}" for book in BOOKS])

SMALL = """
id: small
cause: unforeseen
language: en
title: Small
summary: One step.
activation: [Something happened.]
activated_by: Anybody.
strategy: care
strategy_why: People first.
roles:
  - {id: lead, title: Lead, does: Leads., alternates: [deputy, owner]}
steps:
  - {id: first, title: First, what: Do it., role: lead, due_minutes: 5, why: Because.}
spokesperson: {role: lead, rules: [Be kind.]}
holding: "{when} it happened."
says: {customers: Hello., media: Hello., staff: Hello.}
questions: [{asks: "Why?", answer: We do not know.}]
recovery: [It is over.]
rhythm:
  SEV1: {assess: 1, first_statement: 2, update: 3}
  SEV2: {assess: 1, first_statement: 2, update: 3}
  SEV3: {assess: 1, first_statement: 2, update: 3}
  SEV4: {assess: 1, first_statement: 2, update: 3}
slots:
  when: {ask: When, example: Today}
"""


@every_book
def test_a_shipped_playbook_is_a_whole_day_of_work_with_reasons(book: Playbook) -> None:
    assert len(book.steps) >= 15
    assert {"holding_statement", "tell_staff", "freeze_posts", "set_severity", "step_down", "review"} <= {
        s.id for s in book.steps
    }
    assert len(book.questions) >= 5
    assert len(book.recovery) >= 4
    assert len(book.activation) >= 4
    assert all(role.does and len(set(role.alternates)) >= 2 for role in book.roles)


@every_book
def test_the_first_statement_is_a_step_that_keeps_the_promised_time(book: Playbook) -> None:
    (step,) = [step for step in book.steps if step.id == "holding_statement"]
    assert step.due_for <= timedelta(minutes=book.rhythm["SEV2"].first_statement)


@every_book
def test_graver_means_sooner(book: Playbook) -> None:
    rhythm = [book.rhythm[severity] for severity in ("SEV1", "SEV2", "SEV3", "SEV4")]
    assert [each.first_statement for each in rhythm] == sorted(each.first_statement for each in rhythm)
    assert [each.update for each in rhythm] == sorted(each.update for each in rhythm)
    assert all(each.assess < each.first_statement for each in rhythm)


@every_book
def test_the_strategy_is_the_one_the_theory_advises_for_the_cause(book: Playbook) -> None:
    assert book.strategy == advise(book.cause).strategy


def test_there_is_one_playbook_per_cause_in_each_language() -> None:
    assert tuple(book.cause for book in shipped("pl")) == tuple(book.cause for book in shipped("en")) == CAUSES


@pytest.mark.parametrize("cause", CAUSES)
def test_both_languages_are_the_same_plan(cause: str) -> None:
    polish, english = (next(book for book in shipped(language) if book.cause == cause) for language in ("pl", "en"))
    assert [(s.id, s.role, s.due_minutes) for s in polish.steps] == [
        (s.id, s.role, s.due_minutes) for s in english.steps
    ]
    assert [role.id for role in polish.roles] == [role.id for role in english.roles]
    assert polish.rhythm == english.rhythm
    assert set(polish.slots) == set(english.slots)
    assert len(polish.questions) == len(english.questions)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("title: Small", "title: ''", "title"),
        ("cause: unforeseen", "cause: bad_luck", "cause"),
        ("due_minutes: 5", "due_minutes: soon", "steps[0].due_minutes"),
        ("what: Do it.,", "", "steps[0]"),
        ("alternates: [deputy, owner]", "alternates: [deputy]", "roles[0].alternates"),
        ("what: Do it., role: lead", "what: Do it., role: chief", "steps[0].role"),
        ("spokesperson: {role: lead", "spokesperson: {role: nobody", "spokesperson.role"),
        ("summary:", "sumary:", "top"),
        ("{when} it happened", "{where} it happened", "holding"),
        ("  SEV4: {assess: 1, first_statement: 2, update: 3}\n", "", "rhythm"),
        ("recovery: [", "recovery: [[", "line"),
    ],
)
def test_a_broken_playbook_is_refused_and_the_place_is_named(before: str, after: str, place: str) -> None:
    assert before in SMALL
    with pytest.raises(BrokenPlaybook) as refused:
        parse(SMALL.replace(before, after, 1), "small.yaml")
    assert refused.value.fields["file"] == "small.yaml"
    assert str(refused.value.fields["place"]).startswith(place)


def test_steps_are_in_the_order_they_fall_due() -> None:
    late = "  - {id: second, title: Second, what: Do it., role: lead, due_minutes: 1, why: Because.}\nspokesperson:"
    with pytest.raises(BrokenPlaybook, match="due before"):
        parse(SMALL.replace("spokesperson:", late), "small.yaml")


def test_a_crisis_like_one_before_asks_for_more() -> None:
    assert advise("negative_opinions", seen_before=True).strategy == "rebuild"
    assert advise("unforeseen", seen_before=True).strategy == "explain"
    assert advise("false_information", seen_before=True).strategy == "correct"


def test_the_advice_is_written_in_polish() -> None:
    polish = catalogue("pl")
    for answer in ANSWERS.values():
        assert all(polish.gettext(text) != text for text in (answer.title, answer.does, answer.never))
