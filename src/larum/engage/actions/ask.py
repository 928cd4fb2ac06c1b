"""What anybody may do on the crisis page: ask, report, say “me too”, say whether it is fixed.

`address` is the caller's network address; it is digested at once and never kept, not even in the audit trail.
"""

from typing import cast
from uuid import UUID

from sqlalchemy import Table

from larum.auth.action import action
from larum.base.errors import NotFound
from larum.base.translate import Language
from larum.db.upsert import put
from larum.db.work import Work
from larum.engage import store
from larum.engage.callers import caller_of
from larum.engage.errors import PageIsClosed
from larum.engage.events import ProblemReported, QuestionAsked
from larum.engage.model import Call, CrisisPage, Problem, Question, Voice
from larum.engage.writing import LONGEST_PLACE, check_calls, cleaned, for_everybody, readable


@action("engage.ask", needs="anyone", secret=("address",))
def ask(work: Work, page: CrisisPage, *, text: str, language: Language, address: str) -> Question:
    """Ask the team something; the public reads it together with the answer."""
    _check_open(page)
    text = readable(text)
    _count_call(work, address, "question")
    question = Question(
        id=work.fresh_id(),
        incident_id=page.incident_id,
        language=language,
        text=text,
        state="new",
        asked_at=work.now(),
        answer="",
        answered_by="",
        answered_at=None,
        same_as=None,
        hidden_why="",
    )
    work.session.add(question)
    work.session.flush()
    work.tell(QuestionAsked(incident_id=page.incident_id, question_id=question.id))
    _touch(work, page.incident_id)
    return question


@action("engage.report", needs="anyone", secret=("address",))
def report(work: Work, page: CrisisPage, *, text: str, language: Language, address: str, place: str = "") -> Problem:
    """Say what does not work; everybody can read it at once, marked as not confirmed by us."""
    _check_open(page)
    text, place = for_everybody(readable(text)), for_everybody(cleaned(place)[:LONGEST_PLACE].replace("\n", " "))
    _count_call(work, address, "problem")
    problem = Problem(
        id=work.fresh_id(),
        incident_id=page.incident_id,
        language=language,
        text=text,
        place=place,
        state="open",
        reported_at=work.now(),
        settled_at=None,
        hidden_why="",
    )
    work.session.add(problem)
    work.session.flush()
    work.tell(ProblemReported(incident_id=page.incident_id, problem_id=problem.id))
    _touch(work, page.incident_id)
    return problem


@action("engage.say_me_too", needs="anyone", secret=("address",))
def say_me_too(work: Work, page: CrisisPage, problem_id: UUID, *, address: str) -> None:
    """It concerns one more; the same network counts once."""
    _speak(work, page, problem_id, address, "me_too", True)


@action("engage.say_fixed", needs="anyone", secret=("address",))
def say_fixed(work: Work, page: CrisisPage, problem_id: UUID, *, fixed: bool, address: str) -> None:
    """Say whether it works again; the last word of a network counts."""
    _speak(work, page, problem_id, address, "fixed", fixed)


def _speak(work: Work, page: CrisisPage, problem_id: UUID, address: str, about: str, says: bool) -> None:
    _check_open(page)
    problem = work.session.get(Problem, problem_id)
    if problem is None or problem.incident_id != page.incident_id or problem.state == "hidden":
        raise NotFound
    caller = _count_call(work, address, "voice")
    voice = {"problem_id": problem_id, "caller": caller, "about": about, "says": says, "at": work.now()}
    put(work.session, cast(Table, Voice.__table__), [voice])
    _touch(work, page.incident_id)


def _check_open(page: CrisisPage) -> None:
    if page.state != "open":
        raise PageIsClosed


def _count_call(work: Work, address: str, kind: str) -> str:
    caller = caller_of(work, address)
    check_calls(store.calls(work.session, caller, kind, work.now()), kind, work.now())
    work.session.add(Call(id=work.fresh_id(), caller=caller, kind=kind, at=work.now()))
    work.session.flush()
    return caller


def _touch(work: Work, incident_id: UUID) -> None:
    work.touch("page", "inbox", f"incident:{incident_id}")
