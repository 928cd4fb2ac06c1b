"""What is asked about alerts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, func, or_, select
from sqlalchemy.orm import Session

from larum.alert.model import Alert, AlertSignal, EscalationStep
from larum.db.upsert import insert_new
from larum.db.work import Work
from larum.detect.records import Signal
from larum.detect.store import signals, to_signal
from larum.match.model import Monitor


def unraised(session: Session, brand_id: UUID) -> list[Signal]:
    """Signals of a brand that are in no alert yet, or have grown since, in the order in which they fired.

    Asked again after a crash it gives the same (law 2): what is in no alert is what the tables say, not what was heard.
    """
    query = (
        select(signals)
        .join(Monitor, Monitor.id == signals.c.monitor_id)
        .outerjoin(AlertSignal, AlertSignal.signal_id == signals.c.id)
        .outerjoin(Alert, Alert.id == AlertSignal.alert_id)
        .where(
            Monitor.brand_id == brand_id,
            or_(AlertSignal.signal_id.is_(None), signals.c.until > AlertSignal.until),
            or_(
                AlertSignal.signal_id.is_not(None),
                Monitor.muted_until.is_(None),
                signals.c.fired_at > Monitor.muted_until,
            ),
        )
        .order_by(signals.c.fired_at, signals.c.id)
    )
    return [to_signal(row) for row in session.execute(query)]


def of_brand(session: Session, brand_id: UUID, since: datetime) -> list[Alert]:
    """The alerts of a brand to which something unusual has come since, the latest first."""
    query = select(Alert).where(Alert.brand_id == brand_id, Alert.last_signal_at >= since)
    return list(session.scalars(query.order_by(Alert.raised_at.desc(), Alert.id)))


def gravest(session: Session, since: datetime) -> Alert | None:
    """The gravest alert about something that began since, the first raised where several are as grave."""
    query = select(Alert).where(Alert.begun_at >= since).order_by(Alert.severity, Alert.raised_at, Alert.id).limit(1)
    return session.scalars(query).first()


def signals_of(session: Session, alert_id: UUID) -> list[Signal]:
    """The evidence of an alert, the first first."""
    query = (
        select(signals)
        .join(AlertSignal, AlertSignal.signal_id == signals.c.id)
        .where(AlertSignal.alert_id == alert_id)
        .order_by(signals.c.fired_at, signals.c.id)
    )
    return [to_signal(row) for row in session.execute(query)]


def monitors_of(session: Session, alert_id: UUID) -> list[Monitor]:
    """The monitors whose signals an alert holds, by name."""
    query = (
        select(Monitor)
        .join(AlertSignal, AlertSignal.monitor_id == Monitor.id)
        .where(AlertSignal.alert_id == alert_id)
        .order_by(Monitor.name, Monitor.id)
    )
    return list(session.scalars(query).unique())


def link(work: Work, alert_id: UUID, signal: Signal) -> None:
    """Put a signal into an alert, as far as it has grown."""
    row: dict[str, Any] = {
        "alert_id": alert_id,
        "signal_id": signal.id,
        "monitor_id": signal.monitor_id,
        "until": signal.until,
    }
    insert_new(work.session, cast(Table, AlertSignal.__table__), [row])
    held = work.session.get_one(AlertSignal, (alert_id, signal.id))
    held.until = max(held.until, signal.until)


def alert_of(session: Session, signal_id: UUID) -> UUID | None:
    """The alert a signal is in."""
    return session.scalar(select(AlertSignal.alert_id).where(AlertSignal.signal_id == signal_id))


def alerts(session: Session, *, states: Sequence[str], before: datetime | None = None, limit: int = 100) -> list[Alert]:
    """Alerts that stand so, the newest first."""
    query = select(Alert).where(Alert.state.in_(states)).order_by(Alert.raised_at.desc(), Alert.id).limit(limit)
    if before is not None:
        query = query.where(Alert.raised_at < before)
    return list(session.scalars(query))


def last_unusual_at(session: Session, brand_ids: Sequence[UUID] = ()) -> datetime | None:
    """When something unusual was last seen; None where nothing ever was."""
    query = select(func.max(Alert.last_signal_at))
    return session.scalar(query.where(Alert.brand_id.in_(brand_ids)) if brand_ids else query)


def raised_between(session: Session, brand_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Alert]:
    """The alerts of these brands raised in a time, oldest first: marks on a chart."""
    query = select(Alert).where(Alert.brand_id.in_(brand_ids), Alert.raised_at >= since, Alert.raised_at < until)
    return list(session.scalars(query.order_by(Alert.raised_at)))


def escalation(session: Session) -> list[EscalationStep]:
    """Who is called, in which order."""
    return list(session.scalars(select(EscalationStep).order_by(EscalationStep.position)))


def forget_escalation(work: Work) -> None:
    """Empty the list of who is called, for another one."""
    work.session.execute(delete(EscalationStep))


def gone_quiet(session: Session, since: datetime) -> list[Alert]:
    """Open alerts that nobody works on and to which nothing unusual has come since then."""
    query = select(Alert).where(Alert.state == "open", Alert.last_signal_at < since, Alert.incident_id.is_(None))
    return list(session.scalars(query))


def all_alerts(session: Session) -> list[Alert]:
    """Every alert, oldest first."""
    return list(session.scalars(select(Alert).order_by(Alert.raised_at, Alert.id)))


def how_many(session: Session, state: str | None = None) -> int:
    """How many alerts there are, in this state or in all."""
    query = select(func.count()).select_from(Alert)
    return session.scalar(query if state is None else query.where(Alert.state == state)) or 0
