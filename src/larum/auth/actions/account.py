"""What everybody decides for themselves: name, language, look, time zone, password, where to be reached."""

from typing import get_args
from uuid import UUID

from larum.auth import store
from larum.auth.action import action
from larum.auth.addresses import checked_address, digest_of
from larum.auth.events import PasswordChanged
from larum.auth.joining import check_choices, checked_name
from larum.auth.model import Person, Theme
from larum.auth.own import oneself
from larum.auth.passwords import check_rules, hashed
from larum.base.errors import Invalid
from larum.base.translate import Language, msgid
from larum.db.work import Work

ADDRESSES = 10


@action("auth.choose_preferences", needs="viewer")
def choose_preferences(
    work: Work,
    *,
    name: str | None = None,
    language: Language | None = None,
    theme: Theme | None = None,
    zone: str | None = None,
) -> Person:
    """Choose how one is called and how one reads; what is None stays as it is."""
    person = oneself(work)
    check_choices(language=language or person.language, zone=zone or person.zone)
    if theme is not None and theme not in get_args(Theme):
        raise Invalid(msgid("There is no such theme."), field="theme")
    person.name = person.name if name is None else checked_name(name)
    person.language = language or person.language
    person.theme = theme or person.theme
    person.zone = zone or person.zone
    work.touch("people")
    return person


@action("auth.change_password", needs="viewer", secret=("password",))
def change_password(work: Work, password: str, keep: UUID | None = None) -> Person:
    """Take a new password; every session but the one to `keep` ends. Tells `PasswordChanged`.

    That the person knows the current one was proved before: see `auth/signin.py`.
    """
    person = oneself(work)
    check_rules(password, email=person.email, name=person.name)
    person.password_hash = hashed(password)
    store.end_sessions(work.session, person.id, work.now(), keep=keep)
    store.revoke_links_of(work.session, person.id, work.now())
    work.tell(PasswordChanged(person_id=person.id))
    return person


@action("auth.add_address", needs="viewer", secret=("url",))
def add_address(work: Work, url: str) -> Person:
    """Add a way to be reached, as an Apprise URL; the first is used first. What is there already stays once."""
    person, address = oneself(work), checked_address(url)
    if address not in person.notify:
        if len(person.notify) >= ADDRESSES:
            raise Invalid(msgid("Ten ways to reach you are enough. Remove one first."), field="url")
        person.notify = [*person.notify, address]
    return person


@action("auth.remove_address", needs="viewer")
def remove_address(work: Work, digest: str) -> Person:
    """Remove a way to be reached, named by its digest, so that a page never holds the address itself."""
    person = oneself(work)
    person.notify = [address for address in person.notify if digest_of(address) != digest]
    return person
