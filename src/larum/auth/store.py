"""Every statement about people and their ways in."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from larum.auth.model import ApiToken, Attempt, Claim, Invitation, Person, PersonSession
from larum.auth.throttle import WITHIN, network_of
from larum.base.errors import NotFound
from larum.base.secrets import fingerprint

FAMILIAR_FOR = timedelta(days=90)
"""A network somebody signed in from stays familiar this long."""

# --- people ------------------------------------------------------------------------------------------------------


def open_person(session: Session, id: UUID) -> Person:
    """The person, or `NotFound`."""
    person = session.get(Person, id)
    if person is None:
        raise NotFound
    return person


def people(session: Session, *, only_active: bool = False) -> Sequence[Person]:
    """Everybody, by name; those who left come last."""
    query = select(Person).order_by(Person.active.desc(), func.lower(Person.name), Person.id)
    return session.scalars(query.where(Person.active) if only_active else query).all()


def people_by_id(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, Person]:
    """Those of `ids` who exist, active or not: who did what stays readable after they left."""
    wanted = {id for id in ids if id is not None}
    if not wanted:
        return {}
    return {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(wanted)))}


def person_by_email(session: Session, email: str) -> Person | None:
    """Whose account a folded address names."""
    if not email.isprintable():  # NUL, which PostgreSQL cannot even compare
        return None
    return session.scalars(select(Person).where(Person.email == email)).one_or_none()


def has_owner(session: Session) -> bool:
    """True once Larum was claimed."""
    return session.scalar(select(Person.id).where(Person.role == "owner", Person.active).limit(1)) is not None


def hold_owners(session: Session) -> Sequence[UUID]:
    """The active owners, held until the transaction ends, so that two of them cannot remove each other at once."""
    return session.scalars(
        select(Person.id).where(Person.role == "owner", Person.active).order_by(Person.id).with_for_update()
    ).all()


# --- links -------------------------------------------------------------------------------------------------------


def claim_by_secret(session: Session, secret: str) -> Claim | None:
    """The unused claim a secret belongs to."""
    query = select(Claim).where(Claim.fingerprint == fingerprint(secret), Claim.used_at.is_(None))
    return session.scalars(query).one_or_none()


def use_claims(session: Session, now: datetime) -> bool:
    """Use up every claim there is. False where somebody else was faster."""
    used = session.execute(update(Claim).where(Claim.used_at.is_(None)).values(used_at=now).returning(Claim.id))
    return bool(used.all())


def open_invitation(session: Session, id: UUID) -> Invitation:
    """The invitation, or `NotFound`."""
    invitation = session.get(Invitation, id)
    if invitation is None:
        raise NotFound
    return invitation


def invitation_by_secret(session: Session, secret: str, now: datetime) -> Invitation | None:
    """The invitation a secret belongs to, while it is open."""
    query = select(Invitation).where(Invitation.fingerprint == fingerprint(secret))
    invitation = session.scalars(query).one_or_none()
    return invitation if invitation is not None and invitation.standing(now) == "open" else None


def use_invitation(session: Session, id: UUID, now: datetime) -> bool:
    """Use an invitation up. False where somebody else was faster."""
    still_open = (Invitation.id == id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    used = session.execute(update(Invitation).where(*still_open).values(accepted_at=now).returning(Invitation.id))
    return bool(used.all())


def open_invitations(session: Session, now: datetime) -> Sequence[Invitation]:
    """Links that would let somebody in now, newest first."""
    unused = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)
    return session.scalars(select(Invitation).where(*unused).order_by(Invitation.created_at.desc())).all()


def revoke_links_of(session: Session, person_id: UUID, now: datetime) -> None:
    """Close every password link of somebody."""
    unused = (Invitation.person_id == person_id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    session.execute(update(Invitation).where(*unused).values(revoked_at=now))


# --- sessions ----------------------------------------------------------------------------------------------------


def session_by_secret(session: Session, secret: str, now: datetime) -> tuple[PersonSession, Person] | None:
    """Whose browser this is, while its session lasts and its person works here."""
    query = (
        select(PersonSession, Person)
        .join(Person, Person.id == PersonSession.person_id)
        .where(PersonSession.fingerprint == fingerprint(secret), Person.active)
        .where(PersonSession.ended_at.is_(None), PersonSession.expires_at > now)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def sessions_of(session: Session, person_id: UUID, now: datetime) -> Sequence[PersonSession]:
    """Where somebody is signed in, last used first."""
    query = select(PersonSession).where(
        PersonSession.person_id == person_id, PersonSession.ended_at.is_(None), PersonSession.expires_at > now
    )
    return session.scalars(query.order_by(PersonSession.seen_at.desc(), PersonSession.id)).all()


def end_sessions(
    session: Session, person_id: UUID, now: datetime, *, only: UUID | None = None, keep: UUID | None = None
) -> int:
    """End sessions of one person: all, `only` one, or all but the one to `keep`. Gives how many."""
    query = update(PersonSession).where(PersonSession.person_id == person_id, PersonSession.ended_at.is_(None))
    if only is not None:
        query = query.where(PersonSession.id == only)
    if keep is not None:
        query = query.where(PersonSession.id != keep)
    return len(session.execute(query.values(ended_at=now).returning(PersonSession.id)).all())


def keep_session(session: Session, id: UUID, seen_at: datetime, expires_at: datetime) -> None:
    """Note that a session is in use, which makes it last longer."""
    lasting = update(PersonSession).where(PersonSession.id == id, PersonSession.ended_at.is_(None))
    session.execute(lasting.values(seen_at=seen_at, expires_at=expires_at))


def forget_sessions(session: Session, before: datetime) -> None:
    """Forget sessions that nobody used since, and with them where they came from."""
    session.execute(delete(PersonSession).where(PersonSession.seen_at < before))


def is_familiar(session: Session, person_id: UUID, address: str, now: datetime) -> bool:
    """True where this person signed in from the same network lately."""
    addresses = session.scalars(
        select(PersonSession.address)
        .where(PersonSession.person_id == person_id, PersonSession.seen_at > now - FAMILIAR_FOR)
        .distinct()
    )
    return network_of(address) in {network_of(one) for one in addresses}


# --- tokens ------------------------------------------------------------------------------------------------------


def token_by_secret(session: Session, secret: str) -> tuple[ApiToken, Person] | None:
    """The token a secret belongs to, and whose it is, while neither was revoked."""
    query = (
        select(ApiToken, Person)
        .join(Person, Person.id == ApiToken.person_id)
        .where(ApiToken.fingerprint == fingerprint(secret), ApiToken.revoked_at.is_(None), Person.active)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])


def tokens_of(session: Session, person_id: UUID) -> Sequence[ApiToken]:
    """Somebody's tokens that still work, newest first."""
    query = select(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    return session.scalars(query.order_by(ApiToken.created_at.desc(), ApiToken.id)).all()


def revoke_tokens_of(session: Session, person_id: UUID, now: datetime) -> None:
    """Close every token of somebody."""
    query = update(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    session.execute(query.values(revoked_at=now))


def note_token_used(session: Session, id: UUID, at: datetime) -> None:
    """Note when a token was last used."""
    session.execute(update(ApiToken).where(ApiToken.id == id).values(used_at=at))


# --- attempts ----------------------------------------------------------------------------------------------------


def hold_bucket(session: Session, bucket: str) -> None:
    """Let whoever counts the same bucket at the same moment wait; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        # The two-number form is a key space of its own, apart from the audit chain's lock.
        session.execute(text("SELECT pg_advisory_xact_lock(1, hashtext(:bucket))"), {"bucket": bucket})


def attempts(session: Session, bucket: str, now: datetime) -> list[datetime]:
    """When the latest attempts were, oldest first."""
    query = select(Attempt.at).where(Attempt.bucket == bucket, Attempt.at > now - WITHIN)
    return list(session.scalars(query.order_by(Attempt.at)))


def forget_attempts(session: Session, *, bucket: str | None = None, before: datetime | None = None) -> None:
    """Forget attempts of one bucket, or those made before an instant."""
    if bucket is not None:
        session.execute(delete(Attempt).where(Attempt.bucket == bucket))
    if before is not None:
        session.execute(delete(Attempt).where(Attempt.at < before))
