"""A Larum whose API is open, and the programs that speak to it."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from larum.api.app import create_api
from larum.auth.actions.token import create_token
from larum.base.actor import SYSTEM, Role
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.connectors.contract import Outside
from larum.db.work import Database
from larum.match.actions import add_brand, add_monitor
from larum.match.model import Monitor
from larum.web.doors import Services
from larum.web.session import SignedIn
from tests.auth.people import joined

Program = Callable[[Role], TestClient]


def mounted(database: Database, clock: FrozenClock) -> FastAPI:
    """The API where it stands in the whole application, behind the same front door."""
    services = Services(database=database, outside=Outside(http=Http(clock=clock), clock=clock), public_url="")
    app = FastAPI(middleware=[Middleware(SignedIn, also_open=("/api/",))], openapi_url=None)
    app.state.services = services
    app.mount("/api/v1", create_api(services))
    return app


@pytest.fixture
def app(database: Database, clock: FrozenClock) -> FastAPI:
    return mounted(database, clock)


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://testserver/api/v1", raise_server_exceptions=False) as client:
        yield client


def token(database: Database, role: Role) -> str:
    """A token of somebody with this role."""
    person = joined(database, f"{role} person", role)
    with database.working(person.actor) as work:
        return create_token(work, "a program", role).secret


@pytest.fixture
def program(app: FastAPI, database: Database) -> Program:
    def made(role: Role) -> TestClient:
        headers = {"authorization": f"Bearer {token(database, role)}"}
        return TestClient(app, base_url="http://testserver/api/v1", headers=headers, raise_server_exceptions=False)

    return made


@pytest.fixture
def monitor(database: Database) -> Monitor:
    with database.working(SYSTEM) as work:
        brand = add_brand(work, name="Kłos")
        return add_monitor(work, brand_id=brand.id, name="Kłos", query="kłos*")
