"""What a team has planned, and so need not be woken for."""

from datetime import datetime
from typing import Any, Final, Literal, get_args
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base

Kind = Literal["campaign", "event", "good_news"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class PlannedEvent(Base):
    """Something that will make people talk about a brand, known beforehand."""

    __tablename__ = "planned_events"
    __table_args__ = (Index("ix_planned_events_brand_id_ends_at", "brand_id", "ends_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    brand_id: Mapped[UUID] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """`campaign`, `event` or `good_news`."""
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The first instant at which it is over."""
    uid: Mapped[str] = mapped_column(default="")
    """How the calendar it was imported from calls it, every repetition alike; empty where a person entered it."""
    changed_at: Mapped[datetime]


class CalendarImport(Base):
    """One file that was taken over, with what stood there before: so it can be taken back, whole."""

    __tablename__ = "calendar_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    brand_id: Mapped[UUID] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    added: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    before: Mapped[list[dict[str, Any]]]
    """Each event it touched, as it was: `id`; `was`, null where there was none; `gone` where it took it out."""
