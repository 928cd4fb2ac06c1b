"""The doors a route goes through: who asks, a session to read with, a transaction to act in, words to answer in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from sqlalchemy.orm import Session

from larum.api.errors import TokenNeeded
from larum.base.actor import Actor
from larum.base.errors import NotAllowed
from larum.base.translate import Words, negotiate
from larum.db.work import Database, Work


class Services(Protocol):
    """What the API needs of the running Larum."""

    @property
    def database(self) -> Database: ...


def services_of(request: Request) -> Services:
    """What this API works with."""
    return cast(Services, request.app.state.services)


def database_of(request: Request) -> Database:
    """The database this API works on."""
    return services_of(request).database


def kept_for(request: Request) -> timedelta:
    """How long posts are kept that no monitor caught."""
    return cast(timedelta, request.app.state.keep_for)


def words_of(request: Request) -> Words:
    """Words in the language the request asks for."""
    return Words(negotiate(request.headers.get("accept-language")), now=database_of(request).clock.now())


_token = HTTPBearer(
    scheme_name="token",
    auto_error=False,
    description="A token made in Larum under one's own account; it begins with `larum_`.",
)


def _someone(request: Request, _shown: Annotated[object, Security(_token)]) -> Actor:
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        raise TokenNeeded
    return actor


Someone = Annotated[Actor, Depends(_someone)]
"""Whoever asks; strangers are refused."""


def _responder(actor: Someone) -> Actor:
    if not actor.reaches("responder"):
        raise NotAllowed
    return actor


Responder = Annotated[Actor, Depends(_responder)]
"""Whoever asks, being at least a responder: for what is no action of its own."""


def _reading(request: Request, _actor: Someone) -> Iterator[Session]:
    with database_of(request).reading() as session:
        yield session


def _working(request: Request, actor: Someone) -> Callable[[], AbstractContextManager[Work]]:
    database = database_of(request)
    return lambda: database.working(actor)


Reading = Annotated[Session, Depends(_reading)]
"""A session that reads one snapshot, for whoever is let in."""
Working = Annotated[Callable[[], AbstractContextManager[Work]], Depends(_working)]
"""`with working() as work:` opens the transaction in which the caller acts; the action says who may."""
Speaking = Annotated[Words, Depends(words_of)]
"""Words in the reader's language."""
