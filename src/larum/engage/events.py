"""What others may react to."""

from uuid import UUID

from larum.db.events import Event


class CrisisPageOpened(Event, frozen=True):
    """The public can read about an incident."""

    incident_id: UUID


class QuestionAsked(Event, frozen=True):
    """Somebody asked something on the crisis page."""

    incident_id: UUID
    question_id: UUID


class QuestionAnswered(Event, frozen=True):
    """The team answered in public."""

    incident_id: UUID
    question_id: UUID


class ProblemReported(Event, frozen=True):
    """Somebody reported what does not work for them."""

    incident_id: UUID
    problem_id: UUID
