"""What is asked about statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from larum.base.errors import NotFound
from larum.db.work import Work
from larum.incident.model import Incident
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


def hold(work: Work, statement: Statement) -> Statement:
    """The statement as it is this moment; nobody else changes it until this transaction ends.

    Everything that changes a statement or where it goes holds the statement first, so that two people at once queue.
    """
    work.session.flush()
    work.session.refresh(statement, with_for_update=True)
    return statement


def claim(work: Work, publication_id: UUID) -> bool:
    """Take a due publication for sending; True for exactly one of all who try."""
    claimed = work.session.execute(
        update(Publication)
        .where(Publication.id == publication_id, Publication.state == "due")
        .values(state="sending", sending_at=work.now())
    )
    return getattr(claimed, "rowcount", 0) == 1


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


def void_approvals(work: Work, statement_id: UUID) -> None:
    """Nobody has said yes any more; that somebody once did stays in the audit trail and on the timeline."""
    of_this = select(Version.id).where(Version.statement_id == statement_id)
    work.session.execute(delete(Approval).where(Approval.version_id.in_(of_this)))


def publications(session: Session, statement_id: UUID) -> Sequence[Publication]:
    """Where a statement goes and has gone."""
    return session.scalars(
        select(Publication).where(Publication.statement_id == statement_id).order_by(Publication.due_at, Publication.id)
    ).all()


def publications_of(session: Session, statement_ids: Iterable[UUID]) -> Mapping[UUID, list[Publication]]:
    """Where each of these statements goes and has gone."""
    grouped: dict[UUID, list[Publication]] = {id: [] for id in statement_ids}
    query = (
        select(Publication).where(Publication.statement_id.in_(grouped)).order_by(Publication.due_at, Publication.id)
    )
    for publication in session.scalars(query):
        grouped[publication.statement_id].append(publication)
    return grouped


def channels(session: Session, *, only_on: bool = False) -> Sequence[Channel]:
    """Where we publish, in the order the places were added."""
    query = select(Channel).order_by(Channel.created_at, Channel.id)
    return session.scalars(query.where(Channel.state == "on") if only_on else query).all()


def statements_of(session: Session, incident_id: UUID) -> Sequence[Statement]:
    """The statements of an incident, newest first."""
    return session.scalars(
        select(Statement).where(Statement.incident_id == incident_id).order_by(Statement.created_at.desc())
    ).all()


def for_the_public(session: Session) -> Sequence[Statement]:
    """Statements to the public or to customers, drafts among them, newest first; what was withdrawn is left out."""
    return session.scalars(
        select(Statement)
        .where(Statement.audience.in_(("public", "customers")), Statement.state != "withdrawn")
        .order_by(Statement.created_at.desc(), Statement.id)
    ).all()


def recent(session: Session, limit: int = 100) -> list[tuple[Statement, Incident | None]]:
    """Statements with the incident each belongs to: what is being worked on first, then what is out, newest first."""
    at_rest = Statement.state.in_(("sent", "corrected", "withdrawn"))
    rows = session.execute(
        select(Statement, Incident)
        .outerjoin(Incident, Incident.id == Statement.incident_id)
        .order_by(at_rest, Statement.created_at.desc(), Statement.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def corrections(session: Session, statement_id: UUID) -> Sequence[Statement]:
    """The statements that correct this one, oldest first."""
    return session.scalars(
        select(Statement).where(Statement.corrects == statement_id).order_by(Statement.created_at)
    ).all()


def due_before(session: Session, at: datetime) -> Sequence[UUID]:
    """Publications whose time has come, in the order in which they are to go out."""
    return session.scalars(
        select(Publication.id)
        .where(Publication.state == "due", Publication.due_at <= at)
        .order_by(Publication.due_at, Publication.id)
    ).all()


def cut_off(session: Session) -> Sequence[UUID]:
    """Publications that were being sent."""
    return session.scalars(select(Publication.id).where(Publication.state == "sending")).all()


def waiting_for_approval(session: Session) -> int:
    """How many statements wait for somebody's yes."""
    return session.scalar(select(func.count()).select_from(Statement).where(Statement.state == "review")) or 0


def about_publication(id: UUID) -> str:
    """What calls about a publication are filed under."""
    return f"publication:{id}"


def unsure(session: Session) -> Sequence[Publication]:
    """Publications of which a person has to say what became of them."""
    return session.scalars(select(Publication).where(Publication.state == "unsure").order_by(Publication.due_at)).all()


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
