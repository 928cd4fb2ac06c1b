"""The statement desk of these stories: an incident, three places to publish, and a platform in memory."""

from datetime import datetime
from uuid import UUID

from larum.auth.model import Person
from larum.base.actor import Actor
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.connectors.contract import Outside
from larum.connectors.fake import FakeConnector
from larum.db.work import Database
from larum.incident.actions.declare import declare
from larum.respond import store
from larum.respond.actions import approve, write
from larum.respond.actions.channels import add_channel
from larum.respond.actions.publish import publish
from larum.respond.model import Channel, Publication, Statement
from larum.respond.publishing import publish_due, recover
from tests.conftest import APPROVER, OWNER, RESPONDER
from tests.incident.people import settle as settle_people

WORDS = "We delivered water that smells of chlorine to Lipowa street. Do not drink it. Next word at 14:00."


class Desk:
    """One incident with its people, its channels and a platform that can be made to misbehave."""

    def __init__(self, database: Database, clock: FrozenClock, *, people: bool = True) -> None:
        self.database, self.clock = database, clock
        self.platform = FakeConnector()
        self.outside = Outside(http=Http(clock=clock), clock=clock)
        if people:
            settle_people(database)
        with database.working(OWNER) as work:
            self.incident_id = declare(work, "Water smells of chlorine", "own_mistake", "SEV2").id
            account = {"service": "https://bsky.social", "handle": "bystra.example"}
            self.bluesky = add_channel(
                work, name="Bluesky", connector="bluesky", language="en", settings=account,
                secrets={"app_password": "hush"},
            ).id  # fmt: skip
            self.page = add_channel(work, name="Crisis page", connector="page", language="en").id
            self.strona = add_channel(work, name="Strona kryzysowa", connector="page", language="pl").id

    def draft(self, text: str = WORDS, *, by: Actor = RESPONDER, title: str = "First word", **more: object) -> UUID:
        with self.database.working(by) as work:
            texts = {"en": text}
            return write.draft(work, title=title, texts=texts, incident_id=self.incident_id, **more).id  # type: ignore[arg-type]

    def hand_over(self, id: UUID) -> None:
        with self.database.working(RESPONDER) as work:
            write.hand_over(work, store.open_statement(work.session, id))

    def approve(self, id: UUID, *, by: Actor = APPROVER, seen: int = 1, confirmed: bool = False) -> None:
        with self.database.working(by) as work:
            approve.approve(work, store.open_statement(work.session, id), seen=seen, confirmed=confirmed)

    def approved(self, text: str = WORDS, **more: object) -> UUID:
        id = self.draft(text, **more)  # type: ignore[arg-type]
        self.hand_over(id)
        self.approve(id)
        return id

    def publish(self, id: UUID, *channels: UUID, at: datetime | None = None) -> None:
        with self.database.working(APPROVER) as work:
            chosen: list[Channel] = [store.open_channel(work.session, channel) for channel in channels]
            publish(work, store.open_statement(work.session, id), channels=chosen, at=at)

    def send(self) -> int:
        return publish_due(self.database, self.outside, lambda name: self.platform)

    def start_again(self) -> int:
        return recover(self.database, self.outside, lambda name: self.platform)

    def statement(self, id: UUID) -> Statement:
        with self.database.reading() as session:
            return store.open_statement(session, id)

    def publication(self, id: UUID) -> Publication:
        with self.database.reading() as session:
            (only,) = store.publications(session, id)
            return only

    def states(self, id: UUID) -> list[str]:
        with self.database.reading() as session:
            return [publication.state for publication in store.publications(session, id)]


def alone(database: Database) -> None:
    """Nobody in the house but its owner."""
    from sqlalchemy import delete

    with database.working(OWNER) as work:
        work.session.execute(delete(Person).where(Person.id != OWNER.id))
