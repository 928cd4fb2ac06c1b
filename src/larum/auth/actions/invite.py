"""Letting people in: links that work once, for a while, until they are withdrawn."""

from uuid import UUID

from larum.auth import store
from larum.auth.action import action
from larum.auth.errors import LinkNotValid
from larum.auth.events import PasswordChanged, PersonJoined
from larum.auth.issued import Issued
from larum.auth.joining import Profile, join
from larum.auth.model import INVITED_FOR, PASSWORD_LINK_FOR, Invitation, Person
from larum.auth.passwords import check_rules, hashed
from larum.base.actor import ROLES, Role
from larum.base.errors import Invalid, NotFound
from larum.base.secrets import fingerprint, fresh_secret
from larum.base.translate import msgid
from larum.db.work import Work


@action("auth.invite", needs="owner")
def invite(work: Work, role: Role, meant_for: str = "") -> Issued:
    """Make a link with which one person joins as `role`; it works for seven days."""
    if role not in ROLES:
        raise Invalid(msgid("There is no such role."), field="role")
    secret = fresh_secret()
    invitation = Invitation(
        id=work.fresh_id(),
        fingerprint=fingerprint(secret),
        role=role,
        meant_for="".join(filter(str.isprintable, meant_for)).strip()[:200],
        invited_by=work.actor.name,
        created_at=work.now(),
        expires_at=work.now() + INVITED_FOR,
    )
    work.session.add(invitation)
    work.touch("people")
    return Issued(invitation.id, secret)


@action("auth.offer_new_password", needs="owner")
def offer_new_password(work: Work, person_id: UUID) -> Issued:
    """Make a link with which somebody who forgot their password chooses a new one; earlier such links close."""
    person = store.open_person(work.session, person_id)
    if not person.active:
        raise NotFound
    store.revoke_links_of(work.session, person.id, work.now())
    secret = fresh_secret()
    invitation = Invitation(
        id=work.fresh_id(),
        fingerprint=fingerprint(secret),
        role=person.role,
        meant_for=person.name,
        person_id=person.id,
        invited_by=work.actor.name,
        created_at=work.now(),
        expires_at=work.now() + PASSWORD_LINK_FOR,
    )
    work.session.add(invitation)
    work.touch("people")
    return Issued(invitation.id, secret)


@action("auth.revoke_invitation", needs="owner")
def revoke_invitation(work: Work, invitation_id: UUID) -> None:
    """Close a link before anybody uses it. Revoking twice, or what was used, changes nothing."""
    invitation = store.open_invitation(work.session, invitation_id)
    if invitation.standing(work.now()) == "open":
        invitation.revoked_at = work.now()
        work.touch("people")


@action("auth.accept_invitation", needs="anyone", secret=("secret", "profile"))
def accept_invitation(work: Work, secret: str, profile: Profile) -> Person:
    """Join with the role of the link, which is used up. Refuses a link that is not open. Tells `PersonJoined`."""
    invitation = _use(work, secret, to_join=True)
    person = join(work, profile, invitation.role)
    work.tell(PersonJoined(person_id=person.id, role=person.role))
    return person


@action("auth.accept_new_password", needs="anyone", secret=("secret", "password"))
def accept_new_password(work: Work, secret: str, password: str) -> Person:
    """Choose a new password with a link, which is used up; all sessions of the person end. Tells `PasswordChanged`."""
    invitation = _use(work, secret, to_join=False)
    assert invitation.person_id is not None
    person = store.open_person(work.session, invitation.person_id)
    if not person.active:
        raise LinkNotValid
    check_rules(password, email=person.email, name=person.name)
    person.password_hash = hashed(password)
    store.end_sessions(work.session, person.id, work.now())
    work.tell(PasswordChanged(person_id=person.id))
    return person


def _use(work: Work, secret: str, *, to_join: bool) -> Invitation:
    invitation = store.invitation_by_secret(work.session, secret, work.now())
    if invitation is None or (invitation.person_id is None) != to_join:
        raise LinkNotValid
    if not store.use_invitation(work.session, invitation.id, work.now()):
        raise LinkNotValid
    work.touch("people")
    return invitation


def invitation_url(public_url: str, secret: str) -> str:
    """The address to hand to whoever is invited."""
    return f"{public_url.rstrip('/')}/invitation/{secret}"
