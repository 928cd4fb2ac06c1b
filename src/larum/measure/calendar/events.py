"""What others may hear about the calendar."""

from uuid import UUID

from larum.db.events import Event


class CalendarChanged(Event, frozen=True):
    """What is planned for a brand, or which holidays are kept there, is another than before."""

    brand_id: UUID
    added: int = 0
    changed: int = 0
    removed: int = 0
