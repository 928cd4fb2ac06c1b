"""The one way in with a password: count the attempt, compare, begin a session. Each step is a transaction of its own,

so that a failed attempt stays counted and nobody waits for a writer while a password is compared.
"""

from uuid import UUID

from larum.auth import store
from larum.auth.actions import account
from larum.auth.actions.session import attempt_sign_in, begin_session
from larum.auth.email import folded
from larum.auth.errors import OnlyInPerson, PasswordWrong, SignInFailed
from larum.auth.issued import Issued
from larum.auth.model import Person
from larum.auth.passwords import matches
from larum.base.actor import PUBLIC, Actor
from larum.db.work import Database


def sign_in(database: Database, email: str, password: str, *, address: str, browser: str = "") -> Issued:
    """A session for whoever knows the password.

    Refuses with `TooManyAttempts`, or with `SignInFailed` in the same words and the same time whether the e-mail is
    unknown, the password wrong or the account closed.
    """
    person = _prove(database, folded(email), password, address)
    if person is None:
        raise SignInFailed
    with database.working(person.actor) as work:
        return begin_session(work, address, browser)


def change_password(
    database: Database, actor: Actor, current: str, password: str, *, address: str, keep: UUID | None = None
) -> None:
    """Change one's password, knowing the current one: an unattended screen is not enough.

    Refuses with `PasswordWrong`.
    """
    if actor.kind != "person" or actor.id is None:
        raise OnlyInPerson
    with database.reading() as session:
        email = store.open_person(session, actor.id).email
    if _prove(database, email, current, address) is None:
        raise PasswordWrong
    with database.working(actor) as work:
        account.change_password(work, password, keep)


def _prove(database: Database, email: str, password: str, address: str) -> Person | None:
    with database.working(PUBLIC) as work:
        attempt_sign_in(work, email, address)
    with database.reading() as session:
        person = store.person_by_email(session, email)
    kept = person.password_hash if person is not None and person.active else None
    return person if matches(password, kept) else None
