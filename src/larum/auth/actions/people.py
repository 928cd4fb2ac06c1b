"""Who works here and as what. The last owner stays, since nobody else could let another in."""

from uuid import UUID

from larum.auth import store
from larum.auth.action import action
from larum.auth.errors import LastOwner
from larum.auth.events import PersonDeactivated, PersonJoined, RoleChanged
from larum.auth.joining import Profile, join
from larum.auth.model import Person
from larum.base.actor import ROLES, Role
from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.db.work import Work


@action("auth.add_person", needs="system", secret=("profile",))
def add_person(work: Work, profile: Profile, role: Role) -> Person:
    """Add somebody without an invitation: the demo's personas, an import. Tells `PersonJoined`."""
    person = join(work, profile, role)
    work.tell(PersonJoined(person_id=person.id, role=role))
    return person


@action("auth.change_role", needs="owner")
def change_role(work: Work, person_id: UUID, role: Role) -> Person:
    """Let somebody do more, or less, from their next click on. Refuses to demote the last owner.

    Tells `RoleChanged`.
    """
    if role not in ROLES:
        raise Invalid(msgid("There is no such role."), field="role")
    person = store.open_person(work.session, person_id)
    if person.role == role:
        return person
    _keep_an_owner(work, person)
    person.role = role
    work.tell(RoleChanged(person_id=person.id, role=role))
    work.touch("people")
    return person


@action("auth.deactivate", needs="owner")
def deactivate(work: Work, person_id: UUID) -> Person:
    """Close somebody's account: sessions end, tokens and links stop working, what they did stays under their name.

    Refuses the last owner. Tells `PersonDeactivated`.
    """
    person = store.open_person(work.session, person_id)
    if not person.active:
        return person
    _keep_an_owner(work, person)
    person.active = False
    store.end_sessions(work.session, person.id, work.now())
    store.revoke_tokens_of(work.session, person.id, work.now())
    store.revoke_links_of(work.session, person.id, work.now())
    work.tell(PersonDeactivated(person_id=person.id))
    work.touch("people")
    return person


@action("auth.reactivate", needs="owner")
def reactivate(work: Work, person_id: UUID) -> Person:
    """Let somebody sign in again with their old password and role; their tokens stay closed."""
    person = store.open_person(work.session, person_id)
    person.active = True
    work.touch("people")
    return person


def _keep_an_owner(work: Work, person: Person) -> None:
    if list(store.hold_owners(work.session)) == [person.id]:
        raise LastOwner(name=person.name)
