"""The person who looks after their own account."""

from larum.auth import store
from larum.auth.errors import OnlyInPerson
from larum.auth.model import Person
from larum.db.work import Work


def oneself(work: Work) -> Person:
    """Whoever acts, as a person. Refuses tokens: a leaked one must not be able to make itself at home."""
    if work.actor.kind != "person" or work.actor.id is None:
        raise OnlyInPerson
    person = store.open_person(work.session, work.actor.id)
    if not person.active:
        raise OnlyInPerson
    return person
