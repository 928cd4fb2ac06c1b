"""The crisis page, and what the public writes on it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from larum.db.columns import Base
from larum.engage.lifecycle import PageState, ProblemState, QuestionState

# What anybody writes carries no name and no address. `caller` is a keyed digest of a network address whose key is
# thrown away with the day (`callers.py`): enough to count once, no way back to a person.


class CrisisPage(Base):
    """What the public can read at any time about one incident, and the door for what they have to say."""

    __tablename__ = "crisis_pages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    """The last part of its address; never changes once people may have it."""
    state: Mapped[PageState] = mapped_column(Text)
    title: Mapped[dict[str, Any]]
    """By language, like the next three."""
    happened: Mapped[dict[str, Any]]
    doing: Mapped[dict[str, Any]]
    advice: Mapped[dict[str, Any]]
    """What people should do."""
    contact: Mapped[str]
    """Where somebody answers; stays on top."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Question(Base):
    """Something somebody asked on the crisis page. The public reads it with its answer, not before."""

    __tablename__ = "questions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    language: Mapped[str]
    text: Mapped[str]
    state: Mapped[QuestionState] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[str]
    answered_by: Mapped[str]
    answered_at: Mapped[datetime | None]
    same_as: Mapped[UUID | None]
    """The question whose answer answers this one too."""
    hidden_why: Mapped[str]

    __table_args__ = (Index(None, "incident_id", "state"),)


class Problem(Base):
    """Something that does not work for people, as they report it."""

    __tablename__ = "problems"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    language: Mapped[str]
    text: Mapped[str]
    place: Mapped[str]
    state: Mapped[ProblemState] = mapped_column(Text)
    reported_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When it took its present state."""
    hidden_why: Mapped[str]

    __table_args__ = (Index(None, "incident_id", "state"),)


class Voice(Base):
    """One person's “me too”, “fixed” or “not fixed” on a problem; each counts once."""

    __tablename__ = "problem_voices"

    problem_id: Mapped[UUID] = mapped_column(ForeignKey("problems.id", ondelete="CASCADE"), primary_key=True)
    caller: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    """`me_too` or `fixed`."""
    says: Mapped[bool]
    at: Mapped[datetime]


class Call(Base):
    """That somebody wrote something, for as long as it limits how much more they may write."""

    __tablename__ = "public_calls"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    caller: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "caller", "kind", "at"),)


class CallerKey(Base):
    """The key of one day under which addresses are digested; yesterday's is gone."""

    __tablename__ = "caller_keys"

    day: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
