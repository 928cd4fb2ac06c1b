"""Brands, and the monitors that are watched on their behalf."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from larum.api.doors import Reading, Working
from larum.api.edge import All, Given, Line, Prose, Shown
from larum.api.errors import refusals
from larum.match.actions import (
    add_brand,
    add_monitor,
    change_monitor,
    mute_monitor,
    open_monitor,
    pause_monitor,
    resume_monitor,
    unmute_monitor,
)
from larum.match.store import brands, monitors

router = APIRouter(tags=["monitors"], responses=refusals(401))
CHANGES = refusals(400, 403, 404, 422)

Query = Annotated[Prose, Field(description="In the query language; refused queries point at the character.")]


class BrandShown(Shown):
    """Whose reputation is looked after."""

    id: UUID
    name: str
    created_at: datetime


class MonitorShown(Shown):
    """What is watched for."""

    id: UUID
    brand_id: UUID
    name: str
    query: str
    state: Literal["on", "paused"]
    created_at: datetime
    changed_at: datetime
    muted_until: datetime | None = Field(description="Until then it raises no alert.")


class NewBrand(Given):
    """A brand to look after."""

    name: Line


class NewMonitor(Given):
    """Something to watch for."""

    brand_id: UUID
    name: Line
    query: Query


class MonitorChange(Given):
    """What is to be different; what is left out stays."""

    name: Line | None = None
    query: Query | None = None


class Mute(Given):
    """How long to keep quiet."""

    hours: float = Field(gt=0, le=168, description="A mute ends by itself, after a week at most.")


@router.get("/brands")
def list_brands(session: Reading) -> All[BrandShown]:
    """Every brand, by name."""
    return All(items=[BrandShown.model_validate(brand) for brand in brands(session)])


@router.post("/brands", status_code=201, responses=refusals(400, 403, 422))
def create_brand(working: Working, given: NewBrand) -> BrandShown:
    """Name a brand to look after; for owners."""
    with working() as work:
        return BrandShown.model_validate(add_brand(work, name=given.name))


@router.get("/monitors")
def list_monitors(session: Reading) -> All[MonitorShown]:
    """Every monitor, by name."""
    return All(items=[MonitorShown.model_validate(monitor) for monitor in monitors(session)])


@router.post("/monitors", status_code=201, responses=CHANGES)
def create_monitor(working: Working, given: NewMonitor) -> MonitorShown:
    """Watch for something from now on."""
    with working() as work:
        monitor = add_monitor(work, brand_id=given.brand_id, name=given.name, query=given.query)
        return MonitorShown.model_validate(monitor)


@router.get("/monitors/{id}", responses=refusals(404, 422))
def get_monitor(session: Reading, id: UUID) -> MonitorShown:
    """One monitor."""
    return MonitorShown.model_validate(open_monitor(session, id))


@router.patch("/monitors/{id}", responses=CHANGES)
def edit_monitor(working: Working, id: UUID, given: MonitorChange) -> MonitorShown:
    """Watch for something else, or under another name, from now on; earlier mentions stay."""
    with working() as work:
        monitor = open_monitor(work.session, id)
        query = monitor.query if given.query is None else given.query
        change_monitor(work, monitor, name=given.name or monitor.name, query=query)
        return MonitorShown.model_validate(monitor)


@router.post("/monitors/{id}/pause", responses=refusals(403, 404, 422))
def pause(working: Working, id: UUID) -> MonitorShown:
    """Stop watching until somebody says otherwise."""
    with working() as work:
        monitor = open_monitor(work.session, id)
        pause_monitor(work, monitor)
        return MonitorShown.model_validate(monitor)


@router.post("/monitors/{id}/resume", responses=refusals(403, 404, 422))
def resume(working: Working, id: UUID) -> MonitorShown:
    """Watch again."""
    with working() as work:
        monitor = open_monitor(work.session, id)
        resume_monitor(work, monitor)
        return MonitorShown.model_validate(monitor)


@router.post("/monitors/{id}/mute", responses=CHANGES)
def mute(working: Working, id: UUID, given: Mute) -> MonitorShown:
    """Raise no alerts for a while; what it catches is still kept and counted."""
    with working() as work:
        monitor = open_monitor(work.session, id)
        mute_monitor(work, monitor, hours=given.hours)
        return MonitorShown.model_validate(monitor)


@router.post("/monitors/{id}/unmute", responses=refusals(403, 404, 422))
def unmute(working: Working, id: UUID) -> MonitorShown:
    """Raise alerts again."""
    with working() as work:
        monitor = open_monitor(work.session, id)
        unmute_monitor(work, monitor)
        return MonitorShown.model_validate(monitor)
