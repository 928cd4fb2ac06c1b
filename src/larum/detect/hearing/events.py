"""What others may react to."""

from datetime import datetime
from uuid import UUID

from larum.db.events import Event


class SourceFellSilent(Event, frozen=True):
    """Nothing has come from a source for so long that its collection has probably stopped, rather than the world."""

    source_id: UUID
    since: datetime
    missing: float
    """Posts that are usual in that time."""


class SourceHeardAgain(Event, frozen=True):
    """Posts come from a source that had fallen silent."""

    source_id: UUID
    since: datetime
    until: datetime
    missing: float
