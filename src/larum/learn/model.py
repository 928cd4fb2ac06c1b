"""The review of an incident, and its lessons."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base
from larum.learn.lifecycle import ReviewState


class Review(Base):
    """What the team makes of an incident when it is over. There is one for each incident."""

    __tablename__ = "reviews"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Named by the incident, so that it can be begun twice and is there once."""
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), unique=True)
    state: Mapped[ReviewState] = mapped_column(Text)
    worked: Mapped[str] = mapped_column(default="")
    did_not: Mapped[str] = mapped_column(default="")
    edition: Mapped[int] = mapped_column(default=1)
    """Counts up with every writing, so that two people do not write over each other."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    right_chosen_by: Mapped[str] = mapped_column(default="")
    """Who said which statement was the right word; empty while the check of its wording decides."""
    right_statement_id: Mapped[UUID | None]
    """The one that person chose; None where they said that none was."""
    begun_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(default="")


class Calibration(Base):
    """Somebody said how sensitive a monitor is to be, and what stood before: so it can be taken back."""

    __tablename__ = "calibrations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    monitor_id: Mapped[UUID] = mapped_column(ForeignKey("monitors.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    sensitivity: Mapped[str]
    asked: Mapped[float]
    sensitivity_before: Mapped[str]
    asked_before: Mapped[float]
    calibrated_before: Mapped[datetime | None]
    """Since when verdicts were heard before."""


class Lesson(Base):
    """One thing that will be different next time, with somebody who makes it so and a time."""

    __tablename__ = "lessons"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    person_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
