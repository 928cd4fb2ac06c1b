"""People outside: they ask and report on the crisis page once it is open, through the same doors as everybody."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from uuid import UUID

import msgspec
import yaml

from larum.base.actor import PUBLIC, Actor
from larum.base.translate import Language
from larum.db.work import Database, Work
from larum.engage.actions.answer import answer
from larum.engage.actions.ask import ask, report, say_me_too
from larum.engage.actions.pages import Words, edit_page, open_page, prepare_page
from larum.engage.model import CrisisPage, Problem
from larum.engage.store import pages_in_view, problems_of, questions_of

ANSWERED_AFTER = timedelta(hours=3)
"""A colleague answers what has waited so long."""
JOINED_AFTER = timedelta(minutes=50)
"""Others say “me too” to a problem so long after it was reported, one by one."""
JOINING = 4
LOOKED_EVERY = timedelta(minutes=15)
"""At least so often, by the clock of the story, at any speed."""


class Asked(msgspec.Struct, frozen=True):
    """A question that somebody outside will ask."""

    after: int
    language: Language
    asks: str
    answer: str


class Reported(msgspec.Struct, frozen=True):
    """A problem that somebody outside will report."""

    after: int
    language: Language
    says: str
    place: str


class Outsiders(msgspec.Struct, frozen=True):
    """All they have to say, and what the page says where a colleague opens it."""

    page: Words
    questions: tuple[Asked, ...]
    problems: tuple[Reported, ...]


@cache
def outsiders() -> Outsiders:
    """Read from `neighbours.yaml`."""
    text = files(__package__).joinpath("neighbours.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Outsiders)


def open_the_page(work: Work, incident_id: UUID) -> None:
    """What an approver does with the page when an honest answer goes out; a page that is open is left alone."""
    if prepare_page(work, incident_id).state == "prepared":
        edit_page(work, incident_id, words=outsiders().page)
        open_page(work, incident_id)


def look_at_page(database: Database, colleague: Callable[[], Actor]) -> None:
    """Let people outside write what it is time for, and a colleague answer what has waited too long."""
    with database.reading() as session:
        page = next(iter(pages_in_view(session)), None)
        if page is None or page.opened_at is None:
            return
        questions = questions_of(session, page.incident_id)
        problems = problems_of(session, page.incident_id)
    now = database.clock.now()
    since = (now - page.opened_at) / timedelta(minutes=1)
    known = {question.text for question in questions} | {problem.text for problem in problems}
    _write(database, page, since, known)
    _join(database, page, problems, now)
    overdue = {one.asks: one.answer for one in outsiders().questions}
    for question in questions:
        if question.state == "new" and question.text in overdue and now - question.asked_at > ANSWERED_AFTER:
            with database.working(colleague()) as work:
                answer(work, question.id, answer=overdue[question.text])


def _write(database: Database, page: CrisisPage, since: float, known: set[str]) -> None:
    for number, asked in enumerate(outsiders().questions):
        if asked.after <= since and asked.asks not in known:
            with database.working(PUBLIC) as work:
                ask(work, page, text=asked.asks, language=asked.language, address=_address(number))
    for number, told in enumerate(outsiders().problems, start=100):
        if told.after <= since and told.says not in known:
            with database.working(PUBLIC) as work:
                report(work, page, text=told.says, language=told.language, place=told.place, address=_address(number))


def _join(database: Database, page: CrisisPage, problems: Sequence[Problem], now: datetime) -> None:
    """One more at each turn; whoever has said so already is counted once."""
    for problem in problems:
        waited = now - problem.reported_at
        turn = int(waited / JOINED_AFTER)
        if problem.state == "open" and 1 <= turn <= JOINING and waited - turn * JOINED_AFTER < LOOKED_EVERY:
            with database.working(PUBLIC) as work:
                say_me_too(work, page, problem.id, address=_address(200 + turn))


def _address(number: int) -> str:
    """An address that belongs to nobody (RFC 5737, TEST-NET-2)."""
    return f"198.51.100.{number % 250 + 1}"
