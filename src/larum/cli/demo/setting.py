"""Who and what there is when the curtain rises: a brand, what is watched for, three people, where we publish."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

import msgspec

from larum.alert.actions import set_escalation
from larum.auth.actions.people import add_person
from larum.auth.joining import Profile
from larum.auth.model import Person
from larum.base.actor import SYSTEM, Role
from larum.base.translate import Language, Words, msgid
from larum.collect.actions import add_source
from larum.db.work import Database, Work
from larum.match.actions import add_brand, add_monitor
from larum.respond.actions.channels import add_channel
from larum.respond.actions.publish import PAGE

BRAND: Final = "Zaranek"
CONNECTOR: Final = "sample"
ENDS_AFTER: Final = timedelta(hours=48)
"""The story lasts so long; then it is over and its clock goes on like any other."""
THURSDAY: Final = 3
CURTAIN: Final = time(7, 0, tzinfo=UTC)
"""Breakfast in Warsaw: people who find something in their porridge find it then."""

MONITOR: Final = msgid("Zaranek, all mentions")
QUERY: Final = "(Zaranek OR Zarank* OR @zaranek OR from:zaranek) -gol -gola -goal -napastnik -striker"
"""There is a footballer of the same name."""


class Part(msgspec.Struct, frozen=True):
    """A part that somebody can play."""

    name: str
    role: Role
    after_minutes: int
    """Minutes of the story after which this person is called, if nobody has answered an alert."""


PARTS: Final = (
    Part("Kinga Bielak", "responder", 0),
    Part("Tomasz Wrotek", "approver", 20),
    Part("Ola Rymsza", "owner", 45),
)
"""Who looks after the pages, who answers for quality, who owns the house. The visitor begins as the first."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What was set up, by id."""

    brand_id: UUID
    source_id: UUID
    begins_at: datetime
    personas: tuple[UUID, ...]


def beginning(now: datetime) -> datetime:
    """When the story begins: the last Thursday morning from which all of it lies behind us.

    >>> beginning(datetime(2026, 11, 22, 12, 0, tzinfo=UTC)).isoformat()
    '2026-11-19T07:00:00+00:00'
    """
    day = (now - ENDS_AFTER).astimezone(UTC)
    at = datetime.combine(day.date(), CURTAIN) - timedelta(days=(day.weekday() - THURSDAY) % 7)
    return at if at <= day else at - timedelta(days=7)


def set_up(database: Database, begins_at: datetime, *, seed: int, language: Language) -> Setting:
    """Put everything in its place, in an empty Larum. The clock should stand before the quiet weeks."""
    _ = Words(language)
    with database.working(SYSTEM) as work:
        people = [_person(work, part, language) for part in PARTS]
        set_escalation(
            work,
            steps=[
                (person.id, part.after_minutes, part.role == "owner")
                for person, part in zip(people, PARTS, strict=True)
            ],
        )
        brand = add_brand(work, name=BRAND)
        add_monitor(work, brand_id=brand.id, name=_(MONITOR), query=QUERY)
        for name, spoken in ((msgid("Crisis page, Polish"), "pl"), (msgid("Crisis page, English"), "en")):
            add_channel(work, name=_(name), connector=PAGE, language=spoken)
        source = add_source(
            work,
            name=_("Skwer, Kadr, Pogaduchy, Obieg (invented)"),
            connector=CONNECTOR,
            settings={"begins_at": begins_at.isoformat(), "seed": str(seed), "answered_at": ""},
        )
        source.state = "paused"  # until the quiet weeks are told
        return Setting(brand.id, source.id, begins_at, tuple(person.id for person in people))


def _person(work: Work, part: Part, language: Language) -> Person:
    first = part.name.partition(" ")[0].lower()
    profile = Profile(name=part.name, email=f"{first}@zaranek.example", password=None, language=language)
    person = add_person(work, profile, part.role)
    person.notify = [f"phone://{first}"]
    return person
