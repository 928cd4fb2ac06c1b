"""What is asked about statements."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from larum.base.errors import NotFound
from larum.respond.model import Approval, Channel, Publication, Statement, Version


def open_statement(session: Session, id: UUID) -> Statement:
    """The statement; `NotFound` where there is none."""
    statement = session.get(Statement, id)
    if statement is None:
        raise NotFound
    return statement


def open_publication(session: Session, id: UUID) -> Publication:
    """The publication; `NotFound` where there is none."""
    publication = session.get(Publication, id)
    if publication is None:
        raise NotFound
    return publication


def open_channel(session: Session, id: UUID) -> Channel:
    """The channel; `NotFound` where there is none."""
    channel = session.get(Channel, id)
    if channel is None:
        raise NotFound
    return channel


def latest(session: Session, statement_id: UUID) -> Version:
    """The wording a statement has now."""
    return session.scalars(
        select(Version).where(Version.statement_id == statement_id).order_by(Version.number.desc()).limit(1)
    ).one()


def versions(session: Session, statement_id: UUID) -> Sequence[Version]:
    """Every wording a statement has had, newest first."""
    return session.scalars(
        select(Version).where(Version.statement_id == statement_id).order_by(Version.number.desc())
    ).all()


def approvals(session: Session, version_id: UUID) -> Sequence[Approval]:
    """Who has said yes to a wording."""
    return session.scalars(select(Approval).where(Approval.version_id == version_id).order_by(Approval.at)).all()


def publications(session: Session, statement_id: UUID) -> Sequence[Publication]:
    """Where a statement goes and has gone."""
    return session.scalars(
        select(Publication).where(Publication.statement_id == statement_id).order_by(Publication.due_at, Publication.id)
    ).all()


def channels(session: Session, *, only_on: bool = False) -> Sequence[Channel]:
    """Where we publish, in the order the places were added."""
    query = select(Channel).order_by(Channel.created_at, Channel.id)
    return session.scalars(query.where(Channel.state == "on") if only_on else query).all()


def statements_of(session: Session, incident_id: UUID) -> Sequence[Statement]:
    """The statements of an incident, newest first."""
    return session.scalars(
        select(Statement).where(Statement.incident_id == incident_id).order_by(Statement.created_at.desc())
    ).all()


def waiting_for_approval(session: Session) -> int:
    """How many statements wait for somebody's yes."""
    return session.scalar(select(func.count()).select_from(Statement).where(Statement.state == "review")) or 0


def unsure(session: Session) -> Sequence[Publication]:
    """Publications of which a person has to say what became of them."""
    return session.scalars(select(Publication).where(Publication.state == "unsure")).all()


def on_the_page(session: Session, incident_id: UUID) -> list[tuple[Statement, Publication]]:
    """What the crisis page shows of an incident, newest first; a withdrawn statement is among them and says so."""
    rows = session.execute(
        select(Statement, Publication)
        .join(Publication, Publication.statement_id == Statement.id)
        .join(Channel, Channel.id == Publication.channel_id)
        .where(Statement.incident_id == incident_id, Publication.state == "sent", Channel.connector == "page")
        .order_by(Publication.sent_at.desc())
    )
    return [(row[0], row[1]) for row in rows]
