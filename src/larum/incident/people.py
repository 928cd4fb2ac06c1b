"""The people of an incident, as the timeline names them."""

from uuid import UUID

from sqlalchemy.orm import Session

from larum.auth.store import open_person


def name_of(session: Session, person_id: UUID | None) -> str:
    """The name somebody has now, empty for nobody (`NotFound` for an id that is nobody's)."""
    return open_person(session, person_id).name if person_id is not None else ""
