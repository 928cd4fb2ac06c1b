"""Makes a person out of what they typed: the one place where accounts come from."""

from dataclasses import dataclass, field
from zoneinfo import available_timezones

from sqlalchemy.exc import IntegrityError

from larum.auth import store
from larum.auth.email import checked
from larum.auth.errors import EmailTaken
from larum.auth.model import Person
from larum.auth.passwords import check_rules, hashed
from larum.base.actor import Role
from larum.base.errors import Invalid
from larum.base.translate import LANGUAGES, Language, msgid
from larum.db.work import Work

NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody says about themselves when they join. Its password is never shown."""

    name: str
    email: str
    password: str | None = field(repr=False)
    language: Language = "en"
    zone: str = "Europe/Warsaw"


def join(work: Work, profile: Profile, role: Role) -> Person:
    """A new person with `role`. Refuses a weak password, an address that is none or is taken, an empty name."""
    name, email = checked_name(profile.name), checked(profile.email)
    check_choices(language=profile.language, zone=profile.zone)
    if profile.password is not None:
        check_rules(profile.password, email=email, name=name)
    if store.person_by_email(work.session, email) is not None:
        raise EmailTaken
    person = Person(
        id=work.fresh_id(),
        name=name,
        email=email,
        role=role,
        password_hash=None if profile.password is None else hashed(profile.password),
        language=profile.language,
        theme="system",
        zone=profile.zone,
        active=True,
        notify=[],
        created_at=work.now(),
    )
    work.session.add(person)
    try:
        work.session.flush()
    except IntegrityError as taken:  # two people joined under one address at the same moment
        raise EmailTaken from taken
    work.touch("people")
    return person


def checked_name(name: str) -> str:
    """A name as it will be shown beside everything somebody does."""
    shown = " ".join(name.split())
    if not shown or len(shown) > NAME_LENGTH or not shown.isprintable():
        raise Invalid(msgid("Write a name of at most 100 characters, as your colleagues know it."), field="name")
    return shown


def check_choices(*, language: str, zone: str) -> None:
    """Refuse a language or a time zone that does not exist."""
    if language not in LANGUAGES:
        raise Invalid(msgid("Larum does not speak this language yet."), field="language")
    if zone not in available_timezones():
        raise Invalid(msgid("There is no time zone of this name."), field="zone")
