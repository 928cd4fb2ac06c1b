"""The doors a page goes through: who is here, a session to read with, a transaction to act in.

What the app works with comes from `request.app.state.services`, made in `bootstrap`; who asks comes from
`request.state.actor`, which the sign-in middleware sets.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from larum.base.actor import Actor
from larum.base.errors import NotAllowed
from larum.connectors.contract import Outside
from larum.db.work import Database, Work


@dataclass(frozen=True)
class Services:
    """What pages, the API and the public pages work with."""

    database: Database
    outside: Outside
    public_url: str
    """Address people reach Larum by, without a slash at its end; empty where the owner has not said."""
    demo: bool = False
    """True where everything on show is a story: personas can be switched, nothing leaves this machine."""


def services_of(request: Request) -> Services:
    """What this app works with."""
    return cast(Services, request.app.state.services)


def database_of(request: Request) -> Database:
    """The database this app works on."""
    return services_of(request).database


def _reading(request: Request) -> Iterator[Session]:
    with database_of(request).reading() as session:
        yield session


def _someone(request: Request) -> Actor:
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        raise NotAllowed
    return actor


def _working(request: Request) -> Callable[[], AbstractContextManager[Work]]:
    actor = _someone(request)
    database = database_of(request)
    return lambda: database.working(actor)


Reading = Annotated[Session, Depends(_reading)]
"""A session that reads one snapshot."""

Someone = Annotated[Actor, Depends(_someone)]
"""The person or token that asks."""

Working = Annotated[Callable[[], AbstractContextManager[Work]], Depends(_working)]
"""`with working() as work:` opens the transaction in which the person acts."""
