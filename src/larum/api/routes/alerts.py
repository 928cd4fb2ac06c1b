"""Alerts: see them, take them on, close them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from larum.alert.actions import acknowledge, close, judge, open_alert, reopen
from larum.alert.lifecycle import State, Verdict
from larum.alert.model import Alert
from larum.alert.store import alerts, signals_of
from larum.alert.wording import caveat, headline, reason
from larum.api.doors import Reading, Speaking, Working
from larum.api.edge import All, Given, Limit, Prose, Shown
from larum.api.errors import refusals
from larum.base.translate import Words
from larum.match.store import brands

router = APIRouter(tags=["alerts"], responses=refusals(401))
CHANGES = refusals(403, 404, 409, 422)


class Evidence(Shown):
    """One detector's evidence."""

    id: UUID
    monitor_id: UUID
    detector: str
    begun_at: datetime
    fired_at: datetime
    until: datetime
    score: float
    observed: float
    usual: float


class Reason(BaseModel):
    """One thing that made it grave, or held it back."""

    code: str
    number: float
    points: int = Field(description="Below zero holds back.")
    message: str


class Caveat(BaseModel):
    """What weakens the evidence."""

    code: str
    message: str


class AlertShown(BaseModel):
    """Something unusual that was put before people."""

    id: UUID
    brand_id: UUID
    state: State
    severity: Literal[1, 2, 3, 4] = Field(description="From 1, existential, to 4, watch.")
    headline: str = Field(description="What happened, in one line, in the language asked for.")
    reasons: list[Reason]
    caveats: list[Caveat]
    begun_at: datetime = Field(description="Start of the first unusual minute.")
    raised_at: datetime = Field(description="When evidence sufficed.")
    last_signal_at: datetime
    observed: float
    usual: float
    acknowledged_at: datetime | None
    acknowledged_by: str = Field(description="Who took it on; empty where nobody has.")
    closed_at: datetime | None
    closed_because: Literal["", "person", "quiet"] = Field(description="`quiet`: it closed itself.")
    verdict: Literal["", "right", "known", "too_late", "wrong"]
    note: str
    incident_id: UUID | None


class AlertInFull(AlertShown):
    """An alert with its evidence."""

    signals: list[Evidence]


class Closing(Given):
    """Whether the alert was right, which Larum learns from."""

    verdict: Verdict
    note: Prose = ""


@router.get("/alerts", responses=refusals(422))
def list_alerts(
    session: Reading,
    words: Speaking,
    state: Annotated[list[State], Query(max_length=3, description="Only those that stand so; all without.")] = [],  # noqa: B006 (FastAPI copies it)
    limit: Limit = 100,
) -> All[AlertShown]:
    """Alerts, newest first."""
    found = alerts(session, states=state or ("open", "acknowledged", "closed"), limit=limit)
    names = {brand.id: brand.name for brand in brands(session)}
    return All(items=[AlertShown(**_told(alert, names, words)) for alert in found])


@router.get("/alerts/{id}", responses=refusals(404, 422))
def get_alert(session: Reading, words: Speaking, id: UUID) -> AlertInFull:
    """One alert with its evidence."""
    return _in_full(session, open_alert(session, id), words)


@router.post("/alerts/{id}/acknowledge", responses=CHANGES)
def acknowledge_alert(working: Working, words: Speaking, id: UUID) -> AlertInFull:
    """Take it on: from this moment nobody else is called. Doing it twice changes nothing."""
    with working() as work:
        alert = open_alert(work.session, id)
        acknowledge(work, alert)
        return _in_full(work.session, alert, words)


@router.post("/alerts/{id}/close", responses={**refusals(400), **CHANGES})
def close_alert(working: Working, words: Speaking, id: UUID, given: Closing) -> AlertInFull:
    """Close it, and say whether it was right."""
    with working() as work:
        alert = open_alert(work.session, id)
        close(work, alert, verdict=given.verdict, note=given.note)
        return _in_full(work.session, alert, words)


@router.post("/alerts/{id}/verdict", responses={**refusals(400), **CHANGES})
def judge_alert(working: Working, words: Speaking, id: UUID, given: Closing) -> AlertInFull:
    """Say whether it was right, also after it has closed itself, and again where one was mistaken."""
    with working() as work:
        alert = open_alert(work.session, id)
        judge(work, alert, verdict=given.verdict, note=given.note)
        return _in_full(work.session, alert, words)


@router.post("/alerts/{id}/reopen", responses=CHANGES)
def reopen_alert(working: Working, words: Speaking, id: UUID) -> AlertInFull:
    """Take back a closing, or an acknowledgement that was a slip."""
    with working() as work:
        alert = open_alert(work.session, id)
        reopen(work, alert)
        return _in_full(work.session, alert, words)


def _in_full(session: Session, alert: Alert, words: Words) -> AlertInFull:
    names = {brand.id: brand.name for brand in brands(session)}
    signals = [Evidence.model_validate(signal) for signal in signals_of(session, alert.id)]
    return AlertInFull(**_told(alert, names, words), signals=signals)


def _told(alert: Alert, names: dict[UUID, str], words: Words) -> dict[str, Any]:
    told = {name: getattr(alert, name) for name in AlertShown.model_fields if hasattr(alert, name)}
    return {
        **told,
        "headline": headline(words, alert, names.get(alert.brand_id, "")),
        "reasons": [Reason(**one, message=reason(words, one["code"], one["number"])) for one in alert.reasons],
        "caveats": [Caveat(code=code, message=caveat(words, code)) for code in alert.caveats],
        "acknowledged_by": alert.acknowledged_name,
    }
