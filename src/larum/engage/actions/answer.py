"""What the team does with what people wrote: answer, confirm, call it fixed, hide it and say why."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from larum.auth.action import action
from larum.base.errors import NotFound
from larum.base.translate import msgid
from larum.db.work import Work
from larum.engage.errors import AnswerMissing
from larum.engage.events import QuestionAnswered
from larum.engage.lifecycle import ProblemState, move_problem, move_question
from larum.engage.model import Problem, Question
from larum.engage.store import hold_problem, hold_question
from larum.engage.writing import cleaned
from larum.incident import timeline
from larum.incident.lifecycle import ReasonMissing

LONGEST_ANSWER = 4_000

ANSWERED = timeline.kind("engage.answered", msgid("Answered in public: “{question}”."), icon="question")
HIDDEN = timeline.kind("engage.hidden", msgid("Hidden from the crisis page: “{text}”. Why: {reason}"), icon="close")
SHOWN = timeline.kind("engage.shown", msgid("On the crisis page again: “{text}”."), icon="eye")
SETTLED = {
    "open": timeline.kind("engage.problem_opened", msgid("A reported problem is in doubt again: “{text}”.")),
    "confirmed": timeline.kind(
        "engage.problem_confirmed", msgid("A reported problem is confirmed: “{text}”."), icon="check"
    ),
    "fixed": timeline.kind("engage.problem_fixed", msgid("A reported problem is fixed: “{text}”."), icon="check"),
}


@action("engage.answer", needs="responder")
def answer(work: Work, question_id: UUID, *, answer: str, also: Sequence[UUID] = ()) -> Question:
    """Answer in public, at once. `also` are the same question asked by others; they get the same answer."""
    answer = cleaned(answer)[:LONGEST_ANSWER]
    if not answer:
        raise AnswerMissing
    question = hold_question(work, question_id)
    question.same_as = None
    _answer(work, question, answer)
    for id in sorted(set(also) - {question_id}):
        same = hold_question(work, id)
        if same.incident_id != question.incident_id:
            raise NotFound
        if same.state == "new":  # whoever was answered or hidden in the meantime keeps that
            same.same_as = question.id
            _answer(work, same, answer)
    work.session.flush()
    timeline.write(
        work, question.incident_id, ANSWERED, {"question": question.text}, timeline.Link("question", question.id)
    )
    work.tell(QuestionAnswered(incident_id=question.incident_id, question_id=question.id))
    _touch(work, question.incident_id)
    return question


@action("engage.hide_question", needs="responder")
def hide_question(work: Work, question_id: UUID, *, reason: str) -> None:
    """Keep a question from the public. The public page tells how many were hidden; the reason stays with the team."""
    question = hold_question(work, question_id)
    question.state = move_question(question.state, "hidden")
    question.hidden_why = _reason(reason)
    _note(work, question, HIDDEN, reason=question.hidden_why)


@action("engage.show_question", needs="responder")
def show_question(work: Work, question_id: UUID) -> None:
    """It was hidden by mistake; it waits for an answer again."""
    question = hold_question(work, question_id)
    question.state = move_question(question.state, "new")
    question.hidden_why = ""
    _note(work, question, SHOWN)


@action("engage.settle_problem", needs="responder")
def settle_problem(work: Work, problem_id: UUID, *, state: Literal["open", "confirmed", "fixed"]) -> None:
    """Say in public that we know of it, or that it is mended; or that we are not sure any more."""
    problem = hold_problem(work, problem_id)
    again = problem.state == "hidden"
    _move(work, problem, state)
    _note(work, problem, SHOWN if again else SETTLED[state])


@action("engage.hide_problem", needs="responder")
def hide_problem(work: Work, problem_id: UUID, *, reason: str) -> None:
    """Take a report off the page. The public page tells how many were hidden; the reason stays with the team."""
    problem = hold_problem(work, problem_id)
    problem.hidden_why = _reason(reason)
    _move(work, problem, "hidden")
    _note(work, problem, HIDDEN, reason=problem.hidden_why)


def _answer(work: Work, question: Question, answer: str) -> None:
    question.state = move_question(question.state, "answered")
    question.answer, question.answered_by, question.answered_at = answer, work.actor.name, work.now()


def _move(work: Work, problem: Problem, state: ProblemState) -> None:
    problem.state, problem.settled_at = move_problem(problem.state, state), work.now()
    if state != "hidden":
        problem.hidden_why = ""


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _note(work: Work, thing: Question | Problem, kind: str, **fields: str) -> None:
    work.session.flush()
    timeline.write(work, thing.incident_id, kind, {"text": thing.text, **fields})
    _touch(work, thing.incident_id)


def _touch(work: Work, incident_id: UUID) -> None:
    work.touch("page", "inbox", f"incident:{incident_id}")
