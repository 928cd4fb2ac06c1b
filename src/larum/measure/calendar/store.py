"""What is asked about planned events."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, defer

from larum.base.errors import NotFound
from larum.measure.calendar.model import CalendarImport, PlannedEvent


def open_planned(session: Session, id: UUID) -> PlannedEvent:
    """The planned event; `NotFound` where there is none."""
    found = session.get(PlannedEvent, id)
    if found is None:
        raise NotFound
    return found


def planned(
    session: Session, brand_id: UUID | None, since: datetime | None = None, until: datetime | None = None
) -> list[PlannedEvent]:
    """What is on at any moment from `since` and before `until`, of one brand or of all, in order of time."""
    query = select(PlannedEvent).order_by(PlannedEvent.begins_at, PlannedEvent.title, PlannedEvent.id)
    if brand_id is not None:
        query = query.where(PlannedEvent.brand_id == brand_id)
    if since is not None:
        query = query.where(PlannedEvent.ends_at > since)
    if until is not None:
        query = query.where(PlannedEvent.begins_at < until)
    return list(session.scalars(query))


def next_planned(session: Session, now: datetime) -> PlannedEvent | None:
    """What begins next."""
    query = select(PlannedEvent).where(PlannedEvent.begins_at > now).order_by(PlannedEvent.begins_at, PlannedEvent.id)
    return session.scalars(query.limit(1)).first()


def imported(session: Session, brand_id: UUID, uids: Sequence[str], since: datetime) -> list[PlannedEvent]:
    """What came from a calendar under these names and is not over since then."""
    query = select(PlannedEvent).where(
        PlannedEvent.brand_id == brand_id, PlannedEvent.uid.in_(uids), PlannedEvent.ends_at > since
    )
    return list(session.scalars(query))


def last_imports(session: Session) -> list[CalendarImport]:
    """The last file taken over for each brand, the latest first: the one that can be taken back. What stood there
    before is read where it is asked for."""
    later = aliased(CalendarImport)
    then = and_(later.at == CalendarImport.at, later.id > CalendarImport.id)
    query = (
        select(CalendarImport)
        .where(~exists().where(later.brand_id == CalendarImport.brand_id, or_(later.at > CalendarImport.at, then)))
        .order_by(CalendarImport.at.desc(), CalendarImport.id.desc())
        .options(defer(CalendarImport.before))
    )
    return list(session.scalars(query))
