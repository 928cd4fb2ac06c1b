"""What is kept of people and of the ways in. Secrets are kept as fingerprints, passwords as Argon2 hashes."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from larum.base.actor import ROLES, Actor, Role
from larum.base.translate import Language
from larum.db.columns import Base

SESSION_FOR = timedelta(days=14)
"""A session ends this long after it was last used."""
INVITED_FOR = timedelta(days=7)
PASSWORD_LINK_FOR = timedelta(days=1)
"""Shorter than an invitation: whoever finds this link owns an account that already sees everything."""

Theme = Literal["system", "light", "dark"]
Standing = Literal["open", "accepted", "revoked", "expired"]


class Person(Base):
    """Somebody who works here, and how they like to read."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    """Folded by `email.folded`, so that one address has one account."""
    role: Mapped[Role] = mapped_column(Text)
    password_hash: Mapped[str | None]
    """None for somebody who cannot sign in with a password, such as a persona of the demo."""
    language: Mapped[Language] = mapped_column(Text)
    theme: Mapped[Theme] = mapped_column(Text, default="system")
    zone: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    notify: Mapped[list[str]] = mapped_column(default=list)
    """Where to reach them, as Apprise URLs, the first one first. They hold passwords: pages show them `masked`."""
    created_at: Mapped[datetime]

    @property
    def actor(self) -> Actor:
        """This person as the one who acts."""
        return Actor(kind="person", id=self.id, name=self.name, role=self.role)


class Claim(Base):
    """A one-time link to become the first owner, printed on the console of a Larum that has none."""

    __tablename__ = "owner_claims"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    offered_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A one-time link to join with a role, or, where `person_id` is set, to choose a new password."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(Text)
    meant_for: Mapped[str] = mapped_column(default="")
    """Whom the owner had in mind, in the owner's words; proves nothing."""
    person_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("people.id", ondelete="CASCADE"))
    invited_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def standing(self, now: datetime) -> Standing:
        """Whether the link still opens something, and if not, why."""
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if now < self.expires_at else "expired"


class PersonSession(Base):
    """One browser in which somebody is signed in."""

    __tablename__ = "person_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    browser: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiToken(Base):
    """A machine's way in: acts in its person's name, with its own role or theirs, whichever is lower."""

    __tablename__ = "api_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def actor(self, person: Person) -> Actor:
        """This token as the one who acts, never beyond what its person may do today."""
        role = min(self.role, person.role, key=ROLES.index)
        return Actor(kind="token", id=self.id, name=f"{person.name} ({self.name})", role=role)


class Attempt(Base):
    """One try of a password, kept a short while to count them."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(index=True)
    """What is counted, fingerprinted: a mistyped e-mail may well be a password."""
    at: Mapped[datetime]
