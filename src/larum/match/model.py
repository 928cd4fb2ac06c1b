"""Brands, and the monitors a team watches for on their behalf."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base


class Brand(Base):
    """Whose reputation we look after."""

    __tablename__ = "brands"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str] = mapped_column(default="PL")
    """Whose public holidays its public keeps (ISO 3166, two letters); empty for none."""
    created_at: Mapped[datetime]


class OwnAccount(Base):
    """An account of ours on a platform: what it posts is kept, and is no voice in what people say about us."""

    __tablename__ = "own_accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    brand_id: Mapped[UUID | None] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"), index=True)
    """None for one we publish from: it is ours whatever is watched."""
    platform: Mapped[str]
    """As posts name it, such as `bluesky`."""
    handle: Mapped[str]
    """In small letters, without the leading @."""
    channel_id: Mapped[UUID | None]
    """The channel it was learnt from; None where somebody entered it."""
    added_at: Mapped[datetime]


class Monitor(Base):
    """What a team watches for, as a query, on behalf of a brand."""

    __tablename__ = "monitors"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    brand_id: Mapped[UUID] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]
    state: Mapped[str] = mapped_column(default="on")
    """`on` or `paused`."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    muted_until: Mapped[datetime | None]
    """Until then its signals raise no alert; a mute always ends by itself."""
    sensitivity: Mapped[str] = mapped_column(default="month")
    """How often it may call for nothing: at most once a `month`, a `week` or a `day`."""
    asked: Mapped[float] = mapped_column(default=1.0)
    """What that comes to: how strong a case for a call must be, as a multiple of what is asked by default."""
    calibrated_at: Mapped[datetime | None]
    """When somebody last said how sensitive it is to be; verdicts from before were heard then."""
