"""What people work on in the incident room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from larum.base.translate import Language
from larum.db.columns import Base
from larum.incident.lifecycle import FactStatus, PromiseState, Severity, State, TaskState

# People stand in columns named `person_id`, `..._by` without a foreign key: an account may go, the record stays.


class Incident(Base):
    """A situation that is being managed."""

    __tablename__ = "incidents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """The name people use for it: “incident 7”."""
    brand_id: Mapped[UUID | None]
    title: Mapped[str]
    cause: Mapped[str]
    severity: Mapped[Severity] = mapped_column(Text)
    state: Mapped[State] = mapped_column(Text)
    language: Mapped[Language] = mapped_column(Text)
    """The language the team works in here: that of the playbook put to work."""
    playbook: Mapped[str | None]
    """The id of the playbook put to work."""
    origin_at: Mapped[datetime | None]
    """The first sign, as far as is known."""
    detected_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    declared_at: Mapped[datetime]
    declared_by: Mapped[UUID | None]
    next_update_at: Mapped[datetime | None]
    """When the public was promised to hear from us again."""
    closed_at: Mapped[datetime | None]
    summary: Mapped[str]
    """What it is about, in a few sentences."""
    conclusion: Mapped[str]
    """How it ended; empty until it is closed."""

    __table_args__ = (Index(None, "state"),)


class IncidentAlert(Base):
    """An alert that belongs to an incident."""

    __tablename__ = "incident_alerts"

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    alert_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    linked_at: Mapped[datetime]


class IncidentRole(Base):
    """Who does what in this incident, and who steps in for them."""

    __tablename__ = "incident_roles"

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    """What the team calls it, in the team's language."""
    place: Mapped[int]
    person_id: Mapped[UUID | None]
    alternate_id: Mapped[UUID | None]
    since: Mapped[datetime]


class Task(Base):
    """One step of the plan at work: what to do, who does it, by when."""

    __tablename__ = "tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    title: Mapped[str]
    details: Mapped[str]
    step: Mapped[str | None]
    """The step of the playbook it came from; None for a task added by hand."""
    role: Mapped[str | None]
    """Whoever has this role does it, unless a person is named."""
    person_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    state: Mapped[TaskState] = mapped_column(Text)
    settled_at: Mapped[datetime | None]
    """When it was done or dropped."""
    settled_by: Mapped[str | None]
    reason: Mapped[str | None]
    """Why it was dropped."""


class Decision(Base):
    """What was decided and why, so that nobody has to remember it at the review."""

    __tablename__ = "decisions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    what: Mapped[str]
    rationale: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class Fact(Base):
    """One entry of the ledger of what we know: confirmed, open or refuted, and who says so."""

    __tablename__ = "facts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    status: Mapped[FactStatus] = mapped_column(Text)
    source: Mapped[str]
    at: Mapped[datetime]
    """When it took its present status."""
    by: Mapped[str]
    history: Mapped[list[dict[str, Any]]]
    """Its earlier statuses, oldest first: status, source, at, by."""


class Promise(Base):
    """A commitment made in public, with somebody who keeps it and a time."""

    __tablename__ = "promises"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    person_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    state: Mapped[PromiseState] = mapped_column(Text)
    settled_at: Mapped[datetime | None]
    statement_id: Mapped[UUID | None]
    """The statement it was made in."""
    made_at: Mapped[datetime]
    by: Mapped[str]


class TimelineEntry(Base):
    """One line of what happened: by whom, when, and the thing it is about."""

    __tablename__ = "timeline_entries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    """When it happened; for a note this may lie before it was written."""
    written_at: Mapped[datetime]
    place: Mapped[int]
    """Its turn among what happened at the same instant."""
    kind: Mapped[str]
    """A key of `timeline.KINDS`, which knows the sentence."""
    fields: Mapped[dict[str, Any]]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    link_kind: Mapped[str | None]
    link_id: Mapped[UUID | None]
    pinned: Mapped[bool]

    __table_args__ = (Index(None, "incident_id", "at"),)


class PlaybookReading(Base):
    """Somebody has read a playbook in daylight."""

    __tablename__ = "playbook_readings"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    playbook: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
