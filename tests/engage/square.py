"""A public square: an incident with its open crisis page, on which anybody may write."""

from uuid import UUID

from larum.base.actor import PUBLIC
from larum.base.clock import FrozenClock
from larum.db.work import Database
from larum.engage import store
from larum.engage.actions import pages
from larum.engage.actions.ask import ask, report, say_fixed, say_me_too
from larum.engage.model import Problem, Question
from tests.conftest import APPROVER, RESPONDER
from tests.respond.desk import Desk

WORDS = pages.Words(
    title={"en": "Water in Lipowa street", "pl": "Woda na Lipowej"},
    happened={"en": "Since 11:00 the water smells of chlorine.", "pl": "Od 11:00 woda pachnie chlorem."},
    doing={"en": "We are flushing the pipes.", "pl": "Płuczemy rury."},
    advice={"en": "Do not drink it.", "pl": "Nie pij jej."},
    contact="800 100 200",
)


class Square(Desk):
    """The statement desk with a page in front of it."""

    def __init__(self, database: Database, clock: FrozenClock, *, opened: bool = True) -> None:
        super().__init__(database, clock)
        with database.working(RESPONDER) as work:
            pages.prepare_page(work, self.incident_id)
            self.slug = pages.edit_page(work, self.incident_id, words=WORDS).slug
        if opened:
            self.open()

    def open(self) -> None:
        with self.database.working(APPROVER) as work:
            pages.open_page(work, self.incident_id)

    def close(self) -> None:
        with self.database.working(APPROVER) as work:
            pages.close_page(work, self.incident_id)

    def ask(self, text: str, *, address: str = "192.0.2.1") -> UUID:
        self.clock.advance(milliseconds=2)  # so that what comes later has the later id
        with self.database.working(PUBLIC) as work:
            page = store.public_page(work.session, self.slug)
            return ask(work, page, text=text, language="en", address=address).id

    def report(self, text: str, *, address: str = "192.0.2.1", place: str = "") -> UUID:
        with self.database.working(PUBLIC) as work:
            page = store.public_page(work.session, self.slug)
            return report(work, page, text=text, language="en", address=address, place=place).id

    def me_too(self, problem: UUID, *, address: str) -> None:
        with self.database.working(PUBLIC) as work:
            say_me_too(work, store.public_page(work.session, self.slug), problem, address=address)

    def fixed(self, problem: UUID, says: bool, *, address: str) -> None:
        with self.database.working(PUBLIC) as work:
            say_fixed(work, store.public_page(work.session, self.slug), problem, fixed=says, address=address)

    def question(self, id: UUID) -> Question:
        with self.database.reading() as session:
            return session.get_one(Question, id)

    def problem(self, id: UUID) -> Problem:
        with self.database.reading() as session:
            return session.get_one(Problem, id)
