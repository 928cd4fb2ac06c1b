"""A house with its people, in which a test is whoever it says it is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from larum.base.actor import Actor
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.base.translate import Language
from larum.connectors.contract import Outside
from larum.db.work import Database
from larum.web.app import create_app
from larum.web.doors import Services
from tests.conftest import RESPONDER
from tests.incident.people import account


class Here:
    """Lets in whoever the test says is there."""

    someone: Actor = RESPONDER
    language: Language = "en"

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope, receive)
            request.state.actor = Here.someone
            person = account(Here.someone)
            person.language = Here.language
            request.state.person = person
        await self.app(scope, receive, send)


@contextmanager
def opened(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    """The staff pages as `Here.someone` sees them."""
    Here.someone, Here.language = RESPONDER, "en"
    services = Services(
        database=database, outside=Outside(http=Http(clock=clock), clock=clock), public_url="https://larum.example"
    )
    with TestClient(create_app(clock=clock, services=services, middleware=[Middleware(Here)])) as browser:
        yield browser


def words(html: str) -> str:
    """What a reader reads: no tags, no runs of space."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
