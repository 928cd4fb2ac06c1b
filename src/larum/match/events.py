"""What others may react to."""

from uuid import UUID

from larum.db.events import Event


class OwnAccountsChanged(Event, frozen=True):
    """Other accounts than before are ours, of one brand or, where there is none, of all."""

    brand_id: UUID | None
