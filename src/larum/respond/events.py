"""What others may react to."""

from uuid import UUID

from larum.db.events import Event


class StatementApproved(Event, frozen=True):
    """Somebody said yes to a wording."""

    statement_id: UUID


class StatementSent(Event, frozen=True):
    """A statement is out on every channel it was meant for."""

    statement_id: UUID


class PublicationUnsure(Event, frozen=True):
    """Nobody knows whether a publication went out; a person has to look."""

    publication_id: UUID


class StatementWithdrawn(Event, frozen=True):
    """A statement was taken back."""

    statement_id: UUID
