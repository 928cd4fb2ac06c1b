"""What learning tells others."""

from datetime import datetime
from uuid import UUID

from larum.db.events import Event


class ReviewBegun(Event, frozen=True):
    """There is a review to write."""

    incident_id: UUID
    review_id: UUID


class ReviewWritten(Event, frozen=True):
    """Somebody said what worked and what did not."""

    incident_id: UUID
    review_id: UUID


class ReviewRevised(Event, frozen=True):
    """A published review is a draft again."""

    incident_id: UUID
    review_id: UUID


class ReviewPublished(Event, frozen=True):
    """A review is done and there for everybody in the house to read."""

    incident_id: UUID
    review_id: UUID


class SensitivitySet(Event, frozen=True):
    """Somebody said how often a monitor may call for nothing."""

    monitor_id: UUID
    sensitivity: str
    asked: float
    """How strong a case for a call must be from now on, as a multiple of the default."""


class RightStatementChosen(Event, frozen=True):
    """A person said which statement was the right word; None where none was, or where the check decides again."""

    incident_id: UUID
    statement_id: UUID | None
    by_person: bool


class LessonAdded(Event, frozen=True):
    """Something is to be different next time."""

    incident_id: UUID
    lesson_id: UUID
    person_id: UUID | None
    due_at: datetime | None


class LessonSettled(Event, frozen=True):
    """A lesson was put into practice, or is still to be."""

    incident_id: UUID
    lesson_id: UUID
    done: bool


class LessonRemoved(Event, frozen=True):
    """A lesson was struck out."""

    incident_id: UUID
    lesson_id: UUID
