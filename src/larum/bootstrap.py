"""Settings in, a running Larum out: the only place where parts meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.middleware import Middleware

from larum.api.app import create_api
from larum.auth.model import Person
from larum.base.clock import Clock, SystemClock
from larum.base.http import ANYWHERE, Guard, Http
from larum.base.settings import Settings
from larum.base.translate import Language
from larum.connectors.contract import Outside
from larum.db.migrate import open_database
from larum.db.outbox import hear
from larum.db.work import Database
from larum.detect.hearing.step import listen_to_sources
from larum.detect.reading.step import read_posts
from larum.flow.embedded import Embedded
from larum.flow.reactions import reactions
from larum.flow.schedule import Job, calm_down, tell_of_inbox, tick, tidy
from larum.learn.cases.step import note_answers
from larum.measure.stories.step import tell_stories
from larum.notify.deliver import Channel, by_apprise, deliver
from larum.public.app import create_public_app
from larum.respond.publishing import publish_due
from larum.web.app import create_app
from larum.web.crisis import crisis_bar
from larum.web.doors import Services
from larum.web.session import SignedIn, install

OPEN_TO_ALL = ("/c/", "/api/")
"""What strangers may see: the crisis pages; the API answers strangers in its own words."""


@dataclass(frozen=True)
class Larum:
    """A Larum that is ready to run."""

    settings: Settings
    database: Database
    services: Services
    runner: Embedded
    app: FastAPI


def assemble(
    settings: Settings,
    *,
    clock: Clock | None = None,
    channel: Channel = by_apprise,
    demo: bool = False,
    personas: Sequence[UUID] = (),
) -> Larum:
    """Open the database, bring it to the newest shape, and put the parts together. Starts nothing.

    `personas` are people whom anybody may enter as; only a demo names some.
    """
    clock = clock or SystemClock()
    database = open_database(settings, clock)
    guard = Guard(ANYWHERE if settings.private_networks else ())
    outside = Outside(http=Http(clock=clock, guard=guard), clock=clock)
    public_url = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    services = Services(database=database, outside=outside, public_url=public_url, demo=demo)
    jobs = schedule(database, settings, outside, public_url, channel)
    runner = Embedded(database, outside, jobs, timedelta(days=settings.keep_unmatched_for))
    return Larum(settings, database, services, runner, whole_app(settings, services, personas))


def whole_app(settings: Settings, services: Services, personas: Sequence[UUID] = ()) -> FastAPI:
    """Pages, API and crisis pages on one address; open pages follow what is committed."""
    app = create_app(
        clock=services.database.clock,
        services=services,
        default_language=cast(Language, settings.language),
        default_zone=settings.time_zone,
        contexts=[crisis_bar],
        middleware=[Middleware(SignedIn, also_open=OPEN_TO_ALL)],
    )
    app.state.personas = list(personas)
    install(app)
    app.mount("/api/v1", create_api(services, keep_for=timedelta(days=settings.keep_unmatched_for)))
    app.mount(
        "/c",
        create_public_app(
            services.database,
            public_url=services.public_url,
            default_language=cast(Language, settings.language),
            default_zone=settings.time_zone,
        ),
    )

    def tell_pages(topics: frozenset[str]) -> None:
        for topic in topics:
            app.state.live.publish(topic)

    services.database.listeners.append(tell_pages)
    return app


def schedule(
    database: Database, settings: Settings, outside: Outside, public_url: str, channel: Channel
) -> Sequence[Job]:
    """What time sets going, and how often."""
    heard = reactions(public_url)
    return (
        Job("react", timedelta(0), lambda: hear(database, heard)),
        Job("publish", timedelta(0), lambda: publish_due(database, outside), alone=True),
        Job("deliver", timedelta(seconds=1), lambda: deliver(database, addresses_of, channel), alone=True),
        Job("read", timedelta(minutes=1), lambda: read_posts(database), alone=True),
        Job("tick", timedelta(minutes=1), lambda: tick(database)),
        Job("tell", timedelta(minutes=1), lambda: tell_stories(database)),
        Job("inbox", timedelta(minutes=1), lambda: tell_of_inbox(database, public_url)),
        Job("answers", timedelta(minutes=1), lambda: note_answers(database)),
        Job("listen", timedelta(minutes=5), lambda: listen_to_sources(database)),
        Job("calm", timedelta(minutes=5), lambda: calm_down(database)),
        Job("tidy", timedelta(hours=1), lambda: tidy(database, timedelta(days=settings.keep_minutes_for))),
    )


def addresses_of(session: Session, person_id: UUID) -> Sequence[str]:
    """Where a person wants to be reached."""
    person = session.get(Person, person_id)
    return person.notify if person is not None and person.active else []
