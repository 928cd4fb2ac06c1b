"""Brands, and the monitors that are watched on their behalf."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from larum.alert.lifecycle import Verdict
from larum.api.doors import Reading, Working, database_of
from larum.api.edge import All, Given, Line, Prose, Shown
from larum.api.errors import refusals
from larum.detect.backtest import called
from larum.detect.calibrate import LEAST, MOST, Wish, calibrate
from larum.learn.actions import set_sensitivity, undo_sensitivity
from larum.learn.calibrate import by_detector, propose
from larum.learn.store import past_of
from larum.match.actions import (
    add_brand,
    add_monitor,
    add_own_account,
    change_monitor,
    mute_monitor,
    open_brand,
    open_monitor,
    pause_monitor,
    remove_own_account,
    resume_monitor,
    unmute_monitor,
)
from larum.match.store import brands, monitors, own_accounts

router = APIRouter(tags=["monitors"], responses=refusals(401))
CHANGES = refusals(400, 403, 404, 422)

Query = Annotated[Prose, Field(description="In the query language; refused queries point at the character.")]


class BrandShown(Shown):
    """Whose reputation is looked after."""

    id: UUID
    name: str
    created_at: datetime


class OwnAccount(Shown):
    """An account that is the brand's own: its posts are kept, and are no voice in what is counted."""

    id: UUID
    brand_id: UUID | None = Field(
        description="Null for an account statements are published from: ours for every brand."
    )
    platform: str
    handle: str
    channel_id: UUID | None = Field(description="The channel it is known from; null where somebody entered it.")


class NewOwnAccount(Given):
    """An account that is the brand's own."""

    platform: Line = Field(description="As posts name it, such as bluesky.")
    handle: Line = Field(description="With or without the leading @.")


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
    sensitivity: Wish = Field(description="It may call for nothing at most once a month, a week or a day.")
    asked: float = Field(description="How strong a case for a call must be for that, as a multiple of the default.")


class NewBrand(Given):
    """A brand to look after."""

    name: Line


class NewMonitor(Given):
    """Something to watch for."""

    brand_id: UUID
    name: Line
    query: Query
    sensitivity: Wish = "month"


class MonitorChange(Given):
    """What is to be different; what is left out stays."""

    name: Line | None = None
    query: Query | None = None
    sensitivity: Wish | None = Field(
        default=None, description="Calibrated on the monitor's own past; see its back-test first."
    )
    asked: float | None = Field(
        default=None, ge=LEAST, le=MOST, description="A strength that was proposed, or the present one, to keep it."
    )


class CallShown(Shown):
    """An alert that would have been raised."""

    at: datetime = Field(description="When its evidence was strongest; it may come up to an hour earlier.")
    since: datetime
    until: datetime
    detector: str
    strength: float = Field(description="As a multiple of what is asked by default.")
    observed: float
    usual: float


class BackTest(Shown):
    """What a sensitivity would have meant for a monitor lately."""

    sensitivity: Wish
    asked: float
    watched_days: float = Field(description="How much of its past was looked at, 90 days at most.")
    false_alarms_a_month: float = Field(description="To be expected, the simulation and its own past together.")
    calls: list[CallShown]


class JudgedAlert(Shown):
    """An alert that somebody judged."""

    id: UUID
    verdict: Verdict
    raised_at: datetime
    detector: str = Field(description="Whose evidence weighed most.")


class ProposalShown(BaseModel):
    """Another strength to ask for, from what people said of alerts, and what it would have changed."""

    because: Literal["wrong", "inseparable", "too_late", "often"] = Field(
        description="`inseparable`: wrong ones are as strong as right ones, so nothing but the query helps."
    )
    count: int = Field(description="How many alerts say so,")
    of: int = Field(description="of so many.")
    asked: float = Field(description="To accept it: PATCH the monitor with this `asked`.")
    asked_now: float
    silent: list[JudgedAlert] = Field(description="Judged alerts that would not have been raised.")
    still: list[JudgedAlert]
    sooner: list[JudgedAlert]
    calls_now: int
    calls_then: int


class Verdicts(BaseModel):
    """What people said of a monitor's alerts since it was last set, and what that proposes."""

    judged: int
    by_detector: dict[str, dict[Verdict, int]]
    proposal: ProposalShown | None = Field(description="Null where too few say the same.")


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


@router.get("/brands/{id}/accounts", responses=refusals(404, 422))
def list_own_accounts(session: Reading, id: UUID) -> All[OwnAccount]:
    """The brand's own accounts, those we publish from among them."""
    open_brand(session, id)
    return All(items=[OwnAccount.model_validate(one) for one in own_accounts(session, id)])


@router.post("/brands/{id}/accounts", status_code=201, responses=CHANGES)
def create_own_account(working: Working, id: UUID, given: NewOwnAccount) -> OwnAccount:
    """Say that an account is the brand's own; for approvers. Twice changes nothing."""
    with working() as work:
        return OwnAccount.model_validate(add_own_account(work, id, platform=given.platform, handle=given.handle))


@router.delete("/brands/accounts/{id}", status_code=204, responses=CHANGES)
def delete_own_account(working: Working, id: UUID) -> Response:
    """Say that an account is not ours; one we publish from stays."""
    with working() as work:
        remove_own_account(work, id)
    return Response(status_code=204)


@router.get("/monitors")
def list_monitors(session: Reading) -> All[MonitorShown]:
    """Every monitor, by name."""
    return All(items=[MonitorShown.model_validate(monitor) for monitor in monitors(session)])


@router.post("/monitors", status_code=201, responses=CHANGES)
def create_monitor(working: Working, given: NewMonitor) -> MonitorShown:
    """Watch for something from now on."""
    with working() as work:
        monitor = add_monitor(work, brand_id=given.brand_id, name=given.name, query=given.query)
        if given.sensitivity != monitor.sensitivity:
            set_sensitivity(work, monitor.id, wish=given.sensitivity)
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
        if given.name is not None or given.query is not None:
            change_monitor(work, monitor, name=given.name or monitor.name, query=query)
        if given.sensitivity is not None or given.asked is not None:
            wish = given.sensitivity or cast(Wish, monitor.sensitivity)
            set_sensitivity(work, monitor.id, wish=wish, asked=given.asked)
        return MonitorShown.model_validate(monitor)


@router.get("/monitors/{id}/verdicts", responses=refusals(404, 422))
def verdicts(request: Request, session: Reading, id: UUID) -> Verdicts:
    """What people said of its alerts since it was last set, and what that proposes, with its effect."""
    monitor = open_monitor(session, id)
    past = past_of(session, monitor, database_of(request).clock.now(), since=monitor.calibrated_at)
    found = propose(cast(Wish, monitor.sensitivity), monitor.asked, past.judged, past.peaks, past.watched)
    return Verdicts(
        judged=len(past.judged),
        by_detector=by_detector(past.judged),
        proposal=ProposalShown(
            because=found.because,
            count=found.count,
            of=found.of,
            asked=found.asked,
            asked_now=monitor.asked,
            silent=[JudgedAlert.model_validate(one) for one in found.silent],
            still=[JudgedAlert.model_validate(one) for one in found.still],
            sooner=[JudgedAlert.model_validate(one.alert) for one in found.sooner],
            calls_now=found.calls_now,
            calls_then=found.calls_then,
        )
        if found
        else None,
    )


@router.post("/monitors/{id}/sensitivity/undo", responses=CHANGES)
def undo(working: Working, id: UUID) -> MonitorShown:
    """Take back what was last said of how sensitive it is to be; the verdicts heard then are heard again."""
    with working() as work:
        return MonitorShown.model_validate(undo_sensitivity(work, id))


@router.get("/monitors/{id}/backtest", responses=refusals(404, 422))
def back_test(request: Request, session: Reading, id: UUID, sensitivity: Wish = "month") -> BackTest:
    """Whom a sensitivity would have called, before it is set."""
    past = past_of(session, open_monitor(session, id), database_of(request).clock.now())
    found = calibrate(sensitivity, past.peaks, past.watched, past.right)
    return BackTest(
        sensitivity=sensitivity,
        asked=found.asked,
        watched_days=past.watched / timedelta(days=1),
        false_alarms_a_month=found.expected,
        calls=[CallShown.model_validate(call) for call in called(past.peaks, found.asked)],
    )


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
