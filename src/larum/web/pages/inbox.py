"""The inbox: what to answer next."""

from typing import Annotated, Any, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from larum.base.translate import LANGUAGES, Language, msgid
from larum.engage import store, terms
from larum.engage.actions import answer
from larum.incident.plan import playbook_for, playbook_named
from larum.incident.playbook import Question
from larum.incident.typology import Cause
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Nav
from larum.web.room import LINKS
from larum.web.shell import is_fragment, render, words_of

router = APIRouter(prefix="/inbox")
NAV = Nav(60, msgid("Inbox"), "/inbox", "inbox", thumb=True)
LINKS["question"] = "/inbox/answered#question-{id}"

Text = Annotated[str, Form(max_length=10_000)]
Shown = Literal["questions", "problems", "answered", "hidden"]


@router.get("")
def questions(request: Request, session: Reading, actor: Someone) -> Response:
    """Questions that wait, the longest wait first."""
    asked = store.unanswered(session)
    return _show(request, session, actor, "questions", asked=asked, prepared=_prepared(asked))


@router.get("/problems")
def problems(request: Request, session: Reading, actor: Someone) -> Response:
    """What does not work for people, and what they say about it since."""
    counted = store.problems(session)
    known = store.incidents_of(session, [each.problem.incident_id for each in counted])
    return _show(request, session, actor, "problems", problems=counted, incidents=known)


@router.get("/answered")
def answered(request: Request, session: Reading, actor: Someone) -> Response:
    """What was answered, the latest first; an answer can be mended."""
    found = store.answered(session)
    known = store.incidents_of(session, [each.question.incident_id for each in found])
    return _show(request, session, actor, "answered", answered=found, incidents=known)


@router.get("/hidden")
def hidden(request: Request, session: Reading, actor: Someone) -> Response:
    """What the public does not see, and why."""
    return _show(
        request,
        session,
        actor,
        "hidden",
        hidden=[("questions", each) for each in store.hidden_questions(session)]
        + [("problems", each) for each in store.hidden_problems(session)],
    )


@router.post("/questions/{question_id}/answer")
def give_answer(
    working: Working, question_id: UUID, answer_: Annotated[str, Form(alias="answer", max_length=10_000)] = "",
    also: Annotated[list[UUID] | None, Form()] = None, back: Text = "",
) -> Response:  # fmt: skip
    """Answer in public, for everybody who asked the same."""
    with working() as work:
        answer.answer(work, question_id, answer=answer_, also=also or ())
    return RedirectResponse("/inbox/answered" if back == "answered" else "/inbox", 303)


@router.post("/questions/{question_id}/hide")
def hide_question(working: Working, question_id: UUID, reason: Text = "") -> Response:
    """Keep it from the public."""
    with working() as work:
        answer.hide_question(work, question_id, reason=reason)
    return RedirectResponse("/inbox", 303)


@router.post("/questions/{question_id}/show")
def show_question(working: Working, question_id: UUID) -> Response:
    """It waits for an answer again."""
    with working() as work:
        answer.show_question(work, question_id)
    return RedirectResponse("/inbox/hidden", 303)


@router.post("/problems/{problem_id}")
def settle_problem(
    working: Working, problem_id: UUID, state: Annotated[Literal["open", "confirmed", "fixed"], Form()]
) -> Response:
    """We know of it, it is mended, or we are not sure any more."""
    with working() as work:
        answer.settle_problem(work, problem_id, state=state)
    return RedirectResponse(f"/inbox/problems#problem-{problem_id}", 303)


@router.post("/problems/{problem_id}/hide")
def hide_problem(working: Working, problem_id: UUID, reason: Text = "") -> Response:
    """Take it off the page."""
    with working() as work:
        answer.hide_problem(work, problem_id, reason=reason)
    return RedirectResponse("/inbox/problems", 303)


@router.post("/problems/{problem_id}/show")
def show_problem(working: Working, problem_id: UUID) -> Response:
    """It is on the page again, as not confirmed."""
    with working() as work:
        answer.settle_problem(work, problem_id, state="open")
    return RedirectResponse("/inbox/hidden", 303)


def _show(request: Request, session: Reading, actor: Someone, shown: Shown, **more: Any) -> Response:
    _ = words_of(request)
    asked = more["asked"] if "asked" in more else store.unanswered(session)
    longest = asked[0].first.asked_at if asked else None
    line = _("Nobody waits for an answer.")
    if longest is not None:
        line = _.ngettext(
            "{count} question waits, the oldest since {when}.",
            "{count} questions wait, the oldest since {when}.",
            len(asked),
            when=_.moment(longest),
        )
    return render(
        request,
        "inbox/list.html",
        block="main" if is_fragment(request) else None,
        shown=shown,
        line=line,
        waiting=len(asked),
        reported=sum(each.problem.state == "open" for each in store.problems(session)),
        may_act=actor.reaches("responder"),
        language_names=LANGUAGES,
        problem_states=terms.PROBLEMS,
        problem_tones=terms.PROBLEM_TONES,
        live_topics=("alerts", "incidents", "inbox"),
        **more,
    )


def _prepared(asked: list[store.Asked]) -> dict[tuple[UUID, str], tuple[Question, ...]]:
    """Answers thought through in daylight, by incident and language."""
    found: dict[tuple[UUID, str], tuple[Question, ...]] = {}
    for each in asked:
        language = cast(Language, each.first.language)
        incident = each.incident
        plan = playbook_named(incident.playbook, language) if incident.playbook else None
        found[incident.id, language] = (plan or playbook_for(cast(Cause, incident.cause), language)).questions
    return found
