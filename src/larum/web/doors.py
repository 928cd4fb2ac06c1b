"""The doors a page goes through: who is here, a session to read with, a transaction to act in.

Everything comes from `request.app.state.services` (a `Services`, made in `bootstrap`) and from `request.state.actor`,
which the sign-in middleware sets.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from larum.base.actor import Actor
from larum.base.errors import NotAllowed
from larum.db.work import Database, Work


def database_of(request: Request) -> Database:
    """The database this app works on."""
    database: Database = request.app.state.database
    return database


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
