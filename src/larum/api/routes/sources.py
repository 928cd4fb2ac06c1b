"""The streams that are read."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from larum.api.doors import Reading
from larum.api.edge import All
from larum.api.errors import refusals
from larum.collect.actions import health_of
from larum.collect.model import Source
from larum.collect.store import sources

router = APIRouter(tags=["sources"], responses=refusals(401))


class SourceShown(BaseModel):
    """One stream and how it is doing; its settings stay inside Larum, for they may hold secrets."""

    id: UUID
    name: str
    connector: str
    state: Literal["on", "paused", "gone"]
    health: Literal["ok", "delayed", "failing", "gone"]
    since: datetime = Field(description="Since when its health is what it is.")
    reason: str = Field(description="Code of what it met; empty while it is well.")
    read_at: datetime | None = Field(description="When it was last read without failure.")
    post_at: datetime | None = Field(description="Instant of the newest post that came.")
    posts: int = Field(description="Posts that came, those included that came twice.")
    refused: int = Field(description="Items that could not become posts.")


@router.get("/sources")
def list_sources(session: Reading) -> All[SourceShown]:
    """Every source, in the order they were added."""
    return All(items=[_shown(source) for source in sources(session)])


def _shown(source: Source) -> SourceShown:
    health = health_of(source)
    return SourceShown(
        id=source.id,
        name=source.name,
        connector=source.connector,
        state=source.state,  # type: ignore[arg-type]  # kept as text, checked here
        health=health.state,
        since=health.since,
        reason=health.reason,
        read_at=health.read_at,
        post_at=source.post_at,
        posts=source.posts,
        refused=source.refused,
    )
