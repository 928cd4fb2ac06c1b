"""People for the stories about accounts."""

from larum.auth.actions.people import add_person
from larum.auth.joining import Profile
from larum.auth.model import Person
from larum.base.actor import SYSTEM, Role
from larum.db.work import Database

PASSWORD = "seven quiet lanterns"
HOME = "192.0.2.7"
"""Where people sign in from, unless a story says otherwise."""


def joined(database: Database, name: str, role: Role, password: str | None = None) -> Person:
    """Somebody who works here; without a password they cost no hashing."""
    email = f"{name.split()[0].lower()}@example.org"
    with database.working(SYSTEM) as work:
        return add_person(work, Profile(name, email, password), role)
