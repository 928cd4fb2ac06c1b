"""Settings in, a running Larum out: the only place where parts meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.orm import Session

from larum.auth.model import Person
from larum.base.clock import Clock, SystemClock
from larum.base.http import Http
from larum.base.settings import Settings
from larum.connectors.contract import Outside
from larum.db.migrate import upgrade
from larum.db.outbox import hear
from larum.db.work import Database
from larum.flow.embedded import Embedded
from larum.flow.reactions import reactions
from larum.flow.schedule import Job, calm_down, tick, tidy
from larum.notify.deliver import Channel, by_apprise, deliver
from larum.web.app import create_app
from larum.web.doors import Services


@dataclass(frozen=True)
class Larum:
    """A Larum that is ready to run."""

    settings: Settings
    database: Database
    services: Services
    runner: Embedded
    app: FastAPI


def assemble(
    settings: Settings, *, clock: Clock | None = None, channel: Channel = by_apprise, demo: bool = False
) -> Larum:
    """Open the database, bring it to the newest shape, and put the parts together. Starts nothing."""
    clock = clock or SystemClock()
    database = open_database(settings, clock)
    outside = Outside(http=Http(clock=clock), clock=clock)
    public_url = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    services = Services(database=database, outside=outside, public_url=public_url, demo=demo)
    jobs = schedule(database, settings, public_url, channel)
    runner = Embedded(database, outside, jobs, timedelta(days=settings.keep_unmatched_for))
    app = create_app(clock=clock, services=services, default_zone=settings.time_zone)
    return Larum(settings, database, services, runner, app)


def open_database(settings: Settings, clock: Clock | None = None) -> Database:
    """The database the settings name, in its newest shape; an embedded one is made where there is none."""
    if not settings.database.get_secret_value():
        settings.data.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    return Database(settings.database_url, clock or SystemClock())


def schedule(database: Database, settings: Settings, public_url: str, channel: Channel) -> Sequence[Job]:
    """What time sets going, and how often."""
    heard = reactions(public_url)
    return (
        Job("react", timedelta(0), lambda: hear(database, heard)),
        Job("deliver", timedelta(seconds=1), lambda: deliver(database, addresses_of, channel)),
        Job("tick", timedelta(minutes=1), lambda: tick(database)),
        Job("calm", timedelta(minutes=5), lambda: calm_down(database)),
        Job("tidy", timedelta(hours=1), lambda: tidy(database, timedelta(days=settings.keep_minutes_for))),
    )


def addresses_of(session: Session, person_id: UUID) -> Sequence[str]:
    """Where a person wants to be reached."""
    person = session.get(Person, person_id)
    return person.notify if person is not None and person.active else []
