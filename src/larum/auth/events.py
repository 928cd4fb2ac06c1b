"""What others may react to."""

from uuid import UUID

from larum.db.events import Event


class OwnerClaimed(Event, frozen=True):
    """Larum has its first owner."""

    person_id: UUID


class PersonJoined(Event, frozen=True):
    """Somebody can sign in from now on."""

    person_id: UUID
    role: str


class RoleChanged(Event, frozen=True):
    """Somebody may do more, or less."""

    person_id: UUID
    role: str


class PersonDeactivated(Event, frozen=True):
    """Somebody no longer works here: whatever waits for them needs somebody else."""

    person_id: UUID


class PasswordChanged(Event, frozen=True):
    """A password was changed, by its person or through a link; they may want to know."""

    person_id: UUID
