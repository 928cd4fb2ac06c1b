"""What is asked about crisis pages, questions and problems."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from larum.base.errors import NotFound
from larum.db.work import Work
from larum.engage.grouping import alike
from larum.engage.model import Call, CrisisPage, Problem, Question, Voice
from larum.engage.writing import WITHIN
from larum.incident.model import Incident


@dataclass(frozen=True, slots=True)
class Counted:
    """A problem with how many it concerns: whoever reported it, and everybody who said “me too”."""

    problem: Problem
    people: int
    fixed: int
    not_fixed: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of one incident that ask the same, the oldest first."""

    incident: Incident
    questions: Sequence[Question]

    @property
    def first(self) -> Question:
        return self.questions[0]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of what people wrote waits for the team: unanswered questions, problems nobody has looked into."""

    questions: int
    problems: int

    @property
    def any(self) -> bool:
        return bool(self.questions or self.problems)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, and how often it was asked."""

    question: Question
    times: int


# --- pages -------------------------------------------------------------------------------------------------------


def open_page(session: Session, incident_id: UUID) -> CrisisPage:
    """The crisis page of an incident; `NotFound` where none was prepared."""
    page = page_of(session, incident_id)
    if page is None:
        raise NotFound
    return page


def page_of(session: Session, incident_id: UUID) -> CrisisPage | None:
    """The crisis page of an incident, if one was prepared."""
    return session.scalars(select(CrisisPage).where(CrisisPage.incident_id == incident_id)).one_or_none()


def pages_in_view(session: Session) -> Sequence[CrisisPage]:
    """The pages the public can read and write on now, the one opened last first."""
    query = select(CrisisPage).where(CrisisPage.state == "open")
    return session.scalars(query.order_by(CrisisPage.opened_at.desc(), CrisisPage.id)).all()


def public_page(session: Session, slug: str) -> CrisisPage:
    """The page at an address, as the public may have it; `NotFound` before it was opened."""
    if not slug.isprintable():  # NUL, which PostgreSQL cannot even compare
        raise NotFound
    page = session.scalars(select(CrisisPage).where(CrisisPage.slug == slug)).one_or_none()
    if page is None or page.state == "prepared":
        raise NotFound
    return page


def slugs_like(session: Session, slug: str) -> set[str]:
    """Addresses in use that begin alike."""
    return set(session.scalars(select(CrisisPage.slug).where(CrisisPage.slug.startswith(slug, autoescape=True))))


# --- questions ---------------------------------------------------------------------------------------------------


def hold_question(work: Work, id: UUID) -> Question:
    """A question to settle; nobody else settles it until this transaction ends (`NotFound`)."""
    question = work.session.get(Question, id, with_for_update=True)
    if question is None:
        raise NotFound
    return question


def hold_problem(work: Work, id: UUID) -> Problem:
    """A problem to settle; nobody else settles it until this transaction ends (`NotFound`)."""
    problem = work.session.get(Problem, id, with_for_update=True)
    if problem is None:
        raise NotFound
    return problem


def questions_of(session: Session, incident_id: UUID) -> Sequence[Question]:
    """Every question of an incident, whatever became of it, the oldest first."""
    query = select(Question).where(Question.incident_id == incident_id)
    return session.scalars(query.order_by(Question.asked_at, Question.id)).all()


def unanswered(session: Session, incident_id: UUID | None = None, limit: int = 500) -> list[Asked]:
    """What waits for an answer, the oldest first, the same question together."""
    query = (
        select(Question, Incident)
        .join(Incident, Incident.id == Question.incident_id)
        .where(Question.state == "new")
        .order_by(Question.asked_at, Question.id)
        .limit(limit)
    )
    rows = session.execute(query if incident_id is None else query.where(Question.incident_id == incident_id)).all()
    by_incident: dict[UUID, list[tuple[Question, Incident]]] = {}
    for question, incident in rows:
        by_incident.setdefault(incident.id, []).append((question, incident))
    asked = [
        Asked(together[0][1], [together[place][0] for place in places])
        for together in by_incident.values()
        for places in alike([question.text for question, _ in together])
    ]
    return sorted(asked, key=lambda each: each.first.asked_at)


def answered(session: Session, incident_id: UUID | None = None, limit: int = 100) -> list[Answered]:
    """Questions with their answers, the latest first; each answer once."""
    times = (
        select(Question.same_as, func.count().label("times"))
        .where(Question.state == "answered", Question.same_as.is_not(None))
        .group_by(Question.same_as)
        .subquery()
    )
    query = (
        select(Question, func.coalesce(times.c.times, 0) + 1)
        .outerjoin(times, times.c.same_as == Question.id)
        .where(Question.state == "answered", Question.same_as.is_(None))
        .order_by(Question.answered_at.desc(), Question.id.desc())
        .limit(limit)
    )
    if incident_id is not None:
        query = query.where(Question.incident_id == incident_id)
    return [Answered(row[0], row[1]) for row in session.execute(query)]


def waiting(session: Session, incident_id: UUID) -> int:
    """How many questions wait for an answer."""
    return _count(session, Question, incident_id, "new")


def waiting_in(session: Session, incident_id: UUID, since: datetime | None = None) -> Waiting:
    """What waits in one incident; with `since`, only what came after it."""
    asked = select(func.count()).select_from(Question).where(Question.state == "new")
    reported = select(func.count()).select_from(Problem).where(Problem.state == "open")
    if since is not None:
        asked, reported = asked.where(Question.asked_at > since), reported.where(Problem.reported_at > since)
    return Waiting(
        questions=session.scalar(asked.where(Question.incident_id == incident_id)) or 0,
        problems=session.scalar(reported.where(Problem.incident_id == incident_id)) or 0,
    )


def waiting_everywhere(session: Session) -> Waiting:
    """What waits for anybody: every unanswered question, and the problems on pages that are open."""
    asked = select(func.count()).select_from(Question).where(Question.state == "new")
    reported = (
        select(func.count())
        .select_from(Problem)
        .join(CrisisPage, CrisisPage.incident_id == Problem.incident_id)
        .where(Problem.state == "open", CrisisPage.state == "open")
    )
    return Waiting(questions=session.scalar(asked) or 0, problems=session.scalar(reported) or 0)


def hidden(session: Session, incident_id: UUID) -> int:
    """How many things people wrote were hidden; the public is told the number."""
    return _count(session, Question, incident_id, "hidden") + _count(session, Problem, incident_id, "hidden")


def hidden_questions(session: Session) -> Sequence[Question]:
    """What was hidden and why, latest first."""
    return session.scalars(
        select(Question).where(Question.state == "hidden").order_by(Question.asked_at.desc()).limit(50)
    ).all()


# --- problems ----------------------------------------------------------------------------------------------------


def problems(session: Session, incident_id: UUID | None = None, *, limit: int = 50) -> list[Counted]:
    """What does not work, what concerns most people first; what is fixed comes last."""
    people = func.coalesce(func.sum(case((Voice.about == "me_too", 1), else_=0)), 0) + 1
    fixed = func.coalesce(func.sum(case(((Voice.about == "fixed") & Voice.says, 1), else_=0)), 0)
    not_fixed = func.coalesce(func.sum(case(((Voice.about == "fixed") & ~Voice.says, 1), else_=0)), 0)
    query = (
        select(Problem, people, fixed, not_fixed)
        .outerjoin(Voice, Voice.problem_id == Problem.id)
        .where(Problem.state != "hidden")
        .group_by(Problem.id)
        .order_by(Problem.state == "fixed", people.desc(), Problem.reported_at.desc())
        .limit(limit)
    )
    if incident_id is not None:
        query = query.where(Problem.incident_id == incident_id)
    return [Counted(row[0], int(row[1]), int(row[2]), int(row[3])) for row in session.execute(query)]


def problems_of(session: Session, incident_id: UUID) -> Sequence[Problem]:
    """Every problem of an incident, whatever became of it, the oldest first."""
    query = select(Problem).where(Problem.incident_id == incident_id)
    return session.scalars(query.order_by(Problem.reported_at, Problem.id)).all()


def hidden_problems(session: Session) -> Sequence[Problem]:
    """What was hidden and why, latest first."""
    return session.scalars(
        select(Problem).where(Problem.state == "hidden").order_by(Problem.settled_at.desc()).limit(50)
    ).all()


def incidents_of(session: Session, ids: Iterable[UUID]) -> Mapping[UUID, Incident]:
    """The incidents by their id."""
    return {incident.id: incident for incident in session.scalars(select(Incident).where(Incident.id.in_(set(ids))))}


# --- limits ------------------------------------------------------------------------------------------------------


def calls(session: Session, caller: str, kind: str, now: datetime) -> list[datetime]:
    """When a caller wrote things of a kind within the hour, oldest first."""
    return list(
        session.scalars(
            select(Call.at).where(Call.caller == caller, Call.kind == kind, Call.at > now - WITHIN).order_by(Call.at)
        )
    )


def _count(session: Session, kind: type[Question] | type[Problem], incident_id: UUID, state: str) -> int:
    query = select(func.count()).select_from(kind).where(kind.incident_id == incident_id, kind.state == state)
    return session.scalar(query) or 0
