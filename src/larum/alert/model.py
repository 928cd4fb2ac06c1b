"""Alerts, and who is called when one is raised."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base


class Alert(Base):
    """Signals put before people."""

    __tablename__ = "alerts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Named by the first signal of it, so that the same signals raise the same alert."""
    brand_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="open", index=True)
    """`open`, `acknowledged`, `closed`."""
    severity: Mapped[int]
    """1 (existential) to 4 (watch), the gravest it has been."""
    reasons: Mapped[list[dict[str, Any]]]
    """Why this severity: code and numbers, turned into words at the surface."""
    caveats: Mapped[list[str]]
    """Codes of what weakens the evidence, such as `short_history`."""
    begun_at: Mapped[datetime]
    """Start of the first unusual minute."""
    raised_at: Mapped[datetime]
    """When evidence sufficed."""
    last_signal_at: Mapped[datetime]
    observed: Mapped[float]
    usual: Mapped[float]
    detector: Mapped[str]
    """The detector whose evidence weighs most."""
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    acknowledged_name: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    closed_because: Mapped[str] = mapped_column(default="")
    """`person`, or `quiet`: it closed itself when nothing unusual came any more."""
    verdict: Mapped[str] = mapped_column(default="")
    """`right`, `known`, `too_late`, `wrong`; empty while nobody has said."""
    note: Mapped[str] = mapped_column(default="")
    incident_id: Mapped[UUID | None]


class AlertSignal(Base):
    """A signal that is part of an alert."""

    __tablename__ = "alert_signals"

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True)
    signal_id: Mapped[UUID] = mapped_column(primary_key=True)
    monitor_id: Mapped[UUID] = mapped_column(index=True)
    until: Mapped[datetime]
    """How far the signal had grown when the alert last heard of it."""


class EscalationStep(Base):
    """Who is called, in which order, after how many minutes without an answer."""

    __tablename__ = "escalation_steps"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    person_id: Mapped[UUID]
    after_minutes: Mapped[int]
    """Minutes after the alert was raised."""
    gravest_only: Mapped[bool] = mapped_column(default=False)
    """Called for SEV1 and SEV2 alone."""
