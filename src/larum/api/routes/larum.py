"""Larum itself: whether it is well, and who asks."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from larum import __version__
from larum.alert.actions import open_count
from larum.api.doors import Someone, database_of
from larum.api.errors import refusals
from larum.base.actor import Role

router = APIRouter(tags=["larum"])


class Health(BaseModel):
    """Larum answers, and so does its database."""

    ok: Literal[True]
    version: str


class Me(BaseModel):
    """Who a token is."""

    kind: Literal["person", "token"]
    id: UUID | None = Field(description="Id of the token, or of the person who is signed in.")
    name: str
    role: Role | None


@router.get("/health")
def health(request: Request) -> Health:
    """Whether Larum and its database answer; for watchdogs, without a token."""
    with database_of(request).reading() as session:
        open_count(session)
    return Health(ok=True, version=__version__)


@router.get("/me", responses=refusals(401))
def me(actor: Someone) -> Me:
    """Who the token is, and what role it has today."""
    return Me(kind="person" if actor.kind == "person" else "token", id=actor.id, name=actor.name, role=actor.role)
