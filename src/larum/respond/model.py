"""Statements, their wordings, the named yes to them, and their going out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base
from larum.respond.lifecycle import PublicationState, StatementState


class Statement(Base):
    """Official words about one thing, in one or two languages."""

    __tablename__ = "statements"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    audience: Mapped[str]
    """`public`, `customers`, `media` or `staff`. Words for staff are written as if they will leak."""
    state: Mapped[StatementState] = mapped_column(Text, index=True)
    corrects: Mapped[UUID | None]
    """The statement this one corrects."""
    next_update_at: Mapped[datetime | None]
    """When these words promise the next ones; becomes the incident's promise when they go out."""
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(default="")


class Version(Base):
    """One wording of a statement. Never changed: an edit is a new version, and voids every approval before it."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("statement_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statements.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    texts: Mapped[dict[str, Any]]
    """Wording by language, `pl` and `en`; a language that is not spoken here is missing."""
    written_by: Mapped[UUID | None]
    written_name: Mapped[str]
    written_at: Mapped[datetime]


class Approval(Base):
    """A named yes to one version."""

    __tablename__ = "approvals"
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID | None]
    name: Mapped[str]
    at: Mapped[datetime]
    own_words: Mapped[bool]
    """Given by the author, alone in the house, after a second confirmation."""


class Channel(Base):
    """A place where we publish."""

    __tablename__ = "channels"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    connector: Mapped[str]
    """A connector that can publish, or `page`: the crisis page."""
    language: Mapped[str]
    settings: Mapped[dict[str, Any]]
    secrets: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="on")
    created_at: Mapped[datetime]


class Publication(Base):
    """A version on one channel. It goes out at most once; its id is the key the platform is asked by."""

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("version_id", "channel_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statements.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    language: Mapped[str]
    text: Mapped[str]
    state: Mapped[PublicationState] = mapped_column(Text, index=True)
    due_at: Mapped[datetime]
    sending_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    url: Mapped[str] = mapped_column(default="")
    native_id: Mapped[str] = mapped_column(default="")
    trouble: Mapped[str] = mapped_column(default="")
    settled_by: Mapped[str] = mapped_column(default="")
    """Who said what became of it, where the machine could not know."""
