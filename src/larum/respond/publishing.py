"""Sends what is due, at most once.

`due` is claimed as `sending` and committed before the platform is spoken to; the answer is noted after. Whatever was
cut off in between stays `sending` and is found when Larum starts again (`recover`): the platform is asked whether it is
there; where it is not, or cannot tell, a person decides. The machine never sends a second time by itself.
"""

from collections.abc import Callable
from uuid import UUID

import structlog

from larum.base.actor import SYSTEM
from larum.base.errors import Refusal
from larum.base.translate import Words
from larum.connectors import registry
from larum.connectors.contract import Connector, Outside, Published, Publisher
from larum.connectors.errors import CredentialsRefused, PublishingRefused, SettingMissing, SettingWrong, TextTooLong
from larum.db.work import Database, Work
from larum.respond.actions.publish import PAGE, settle_statement
from larum.respond.events import PublicationUnsure
from larum.respond.lifecycle import PUBLISHABLE, PublicationState, move_publication
from larum.respond.model import Channel, Publication
from larum.respond.store import claim, cut_off, due_before, hold, open_publication, open_statement

log = structlog.get_logger()

Connect = Callable[[str], Connector]
"""The connector of that name; the registry's, unless a test brings its own."""

CERTAINLY_NOT_OUT = (CredentialsRefused, PublishingRefused, SettingMissing, SettingWrong, TextTooLong)
"""The platform, or our own check, said no to the post itself: nobody needs to be asked whether it is there."""


def publish_due(database: Database, outside: Outside, connect: Connect = registry.connector) -> int:
    """Send every publication whose time has come; gives how many went out. Any number may run at once."""
    with database.reading() as session:
        waiting = due_before(session, database.clock.now())
    return sum(_send(database, outside, id, connect) for id in waiting)


def recover(database: Database, outside: Outside, connect: Connect = registry.connector) -> int:
    """After a start: look into what was cut off while sending; gives how many a person has to settle."""
    with database.reading() as session:
        found = cut_off(session)
    asked = 0
    for id in found:
        try:
            published = _ask(database, outside, id, connect)
        except Refusal as met:
            asked += 1
            _note_unsure(database, id, _said(met))
            continue
        if published is not None:
            _note_sent(database, id, published)
        else:
            asked += 1
            _note_unsure(database, id)
    return asked


def _send(database: Database, outside: Outside, id: UUID, connect: Connect) -> bool:
    if not _claim(database, id):
        return False
    channel, publication = _read(database, id)
    if channel.connector == PAGE:
        _note_sent(database, id, Published(url="", native_id=""))
        return True
    try:
        published = _publisher(channel, connect).publish(
            {**channel.settings, **channel.secrets}, id, publication.text, publication.language, outside
        )
    except CERTAINLY_NOT_OUT as no:
        _note(database, id, "failed", _said(no))
        return False
    except Refusal as met:
        return _look(database, outside, id, met, connect)
    except Exception as broken:  # whatever a connector breaks on, the words may be out: a person has to look
        log.exception("a publication broke off", publication=str(id))
        _note_unsure(database, id, type(broken).__name__)
        return False
    _note_sent(database, id, published)
    return True


def _look(database: Database, outside: Outside, id: UUID, met: Refusal, connect: Connect) -> bool:
    """The way to the platform failed: ask whether the words are there all the same."""
    try:
        published = _ask(database, outside, id, connect)
    except Refusal:
        _note_unsure(database, id, _said(met))
        return False
    if published is None:
        _note(database, id, "failed", _said(met))
        return False
    _note_sent(database, id, published)
    return True


def _claim(database: Database, id: UUID) -> bool:
    """Only one claims it, whoever else tries at the same moment."""
    with database.working(SYSTEM) as work:
        statement = hold(work, open_statement(work.session, open_publication(work.session, id).statement_id))
        if statement.state not in PUBLISHABLE or not claim(work, id):
            return False
        work.session.expire_all()
        settle_statement(work, statement)
        return True


def _note_sent(database: Database, id: UUID, published: Published) -> None:
    with database.working(SYSTEM) as work:
        publication = _held(work, id)
        publication.sent_at, publication.url, publication.native_id = work.now(), published.url, published.native_id
        _move(work, publication, "sent", "")


def _note_unsure(database: Database, id: UUID, trouble: str = "") -> None:
    with database.working(SYSTEM) as work:
        _move(work, _held(work, id), "unsure", trouble)
        work.tell(PublicationUnsure(publication_id=id))
    log.warning("a publication was cut off; a person has to say what became of it", publication=str(id))


def _note(database: Database, id: UUID, state: PublicationState, trouble: str) -> None:
    with database.working(SYSTEM) as work:
        _move(work, _held(work, id), state, trouble)


def _held(work: Work, id: UUID) -> Publication:
    publication = open_publication(work.session, id)
    hold(work, open_statement(work.session, publication.statement_id))
    work.session.refresh(publication)
    return publication


def _move(work: Work, publication: Publication, state: PublicationState, trouble: str) -> None:
    publication.state, publication.trouble = move_publication(publication.state, state), trouble
    work.session.flush()
    settle_statement(work, open_statement(work.session, publication.statement_id))


def _ask(database: Database, outside: Outside, id: UUID, connect: Connect) -> Published | None:
    """What is out under this key; None where the platform is sure that nothing is; refuses where nobody can tell."""
    channel, _ = _read(database, id)
    if channel.connector == PAGE:
        return Published(url="", native_id="")
    return _publisher(channel, connect).check({**channel.settings, **channel.secrets}, id, outside)


def _read(database: Database, id: UUID) -> tuple[Channel, Publication]:
    with database.reading() as session:
        publication = session.get_one(Publication, id)
        return session.get_one(Channel, publication.channel_id), publication


def _publisher(channel: Channel, connect: Connect) -> Publisher:
    connector = connect(channel.connector)
    assert isinstance(connector, Publisher)
    return connector


def _said(refusal: Refusal) -> str:
    """What was met, for the people who look into it: where and why, in the platform's words where it said any."""
    if "why" in refusal.fields:
        return ": ".join(str(refusal.fields[name]) for name in ("where", "why") if name in refusal.fields)
    return Words("en").sentence(refusal)
