"""Sends what is due, at most once.

`due` is claimed as `sending` and committed before the platform is spoken to; the answer is noted after. Whatever was
cut off in between stays `sending` and is found when Larum starts again (`recover`): the platform is asked whether it is
there; where it is not, or cannot tell, a person decides. The machine never sends a second time by itself.
"""

from uuid import UUID

import structlog
from sqlalchemy import select, update

from larum.base.actor import SYSTEM
from larum.base.errors import Refusal
from larum.connectors import registry
from larum.connectors.contract import Outside, Published, Publisher
from larum.db.work import Database
from larum.respond.actions.publish import PAGE, settle_statement
from larum.respond.events import PublicationUnsure
from larum.respond.lifecycle import move_publication
from larum.respond.model import Channel, Publication
from larum.respond.store import open_statement

log = structlog.get_logger()


def publish_due(database: Database, outside: Outside) -> int:
    """Send every publication whose time has come; gives how many went out."""
    with database.reading() as session:
        waiting = session.scalars(
            select(Publication.id)
            .where(Publication.state == "due", Publication.due_at <= database.clock.now())
            .order_by(Publication.due_at, Publication.id)
        ).all()
    return sum(_send(database, outside, id) for id in waiting)


def recover(database: Database, outside: Outside) -> int:
    """After a start: look into what was cut off while sending; gives how many a person has to settle."""
    with database.reading() as session:
        cut_off = session.scalars(select(Publication.id).where(Publication.state == "sending")).all()
    asked = 0
    for id in cut_off:
        try:
            published = _ask(database, outside, id)
        except Refusal:
            published = None
        if published is not None:
            _note(database, id, published)
        else:
            asked += 1
            _note_unsure(database, id)
    return asked


def _send(database: Database, outside: Outside, id: UUID) -> bool:
    if not _claim(database, id):
        return False
    channel, publication = _read(database, id)
    if channel.connector == PAGE:
        _note(database, id, Published(url="", native_id=""))
        return True
    try:
        published = _publisher(channel).publish(
            {**channel.settings, **channel.secrets}, id, publication.text, publication.language, outside
        )
    except Refusal as met:
        _note_refused(database, outside, id, met)
        return False
    _note(database, id, published)
    return True


def _claim(database: Database, id: UUID) -> bool:
    """Only one claims it, whoever else tries at the same moment."""
    with database.working(SYSTEM) as work:
        claimed = work.session.execute(
            update(Publication)
            .where(Publication.id == id, Publication.state == "due")
            .values(state="sending", sending_at=work.now())
        )
        if getattr(claimed, "rowcount", 0) != 1:
            return False
        publication = work.session.get_one(Publication, id)
        settle_statement(work, open_statement(work.session, publication.statement_id))
        return True


def _note(database: Database, id: UUID, published: Published) -> None:
    with database.working(SYSTEM) as work:
        publication = work.session.get_one(Publication, id)
        publication.state = move_publication(publication.state, "sent")
        publication.sent_at, publication.trouble = work.now(), ""
        publication.url, publication.native_id = published.url, published.native_id
        work.session.flush()
        settle_statement(work, open_statement(work.session, publication.statement_id))


def _note_refused(database: Database, outside: Outside, id: UUID, met: Refusal) -> None:
    """The platform, or the way to it, said no: ask whether the words are there all the same."""
    try:
        published = _ask(database, outside, id)
    except Refusal:
        _note_unsure(database, id, trouble=str(met))
        return
    if published is not None:
        _note(database, id, published)
        return
    with database.working(SYSTEM) as work:
        publication = work.session.get_one(Publication, id)
        publication.state = move_publication(publication.state, "failed")
        publication.trouble = str(met)
        work.session.flush()
        settle_statement(work, open_statement(work.session, publication.statement_id))


def _note_unsure(database: Database, id: UUID, trouble: str = "") -> None:
    with database.working(SYSTEM) as work:
        publication = work.session.get_one(Publication, id)
        publication.state = move_publication(publication.state, "unsure")
        publication.trouble = trouble
        work.session.flush()
        settle_statement(work, open_statement(work.session, publication.statement_id))
        work.tell(PublicationUnsure(publication_id=id))
    log.warning("a publication was cut off; a person has to say what became of it", publication=str(id))


def _ask(database: Database, outside: Outside, id: UUID) -> Published | None:
    """What is out under this key; None where the platform is sure that nothing is; refuses where nobody can tell."""
    channel, _ = _read(database, id)
    if channel.connector == PAGE:
        return Published(url="", native_id="")
    return _publisher(channel).check({**channel.settings, **channel.secrets}, id, outside)


def _read(database: Database, id: UUID) -> tuple[Channel, Publication]:
    with database.reading() as session:
        publication = session.get_one(Publication, id)
        return session.get_one(Channel, publication.channel_id), publication


def _publisher(channel: Channel) -> Publisher:
    connector = registry.connector(channel.connector)
    assert isinstance(connector, Publisher)
    return connector
