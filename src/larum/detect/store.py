"""Signals as they are kept, and how far each detector has looked."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, LargeBinary, Row, Table, Text, Uuid, delete, select
from sqlalchemy.orm import Session

from larum.db.columns import Instant, metadata
from larum.db.upsert import put
from larum.db.work import Work
from larum.detect.backtest import Peak
from larum.detect.calibrate import STEP
from larum.detect.records import Signal
from larum.match.model import Monitor

signals = Table(
    "signals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("monitor_id", Uuid, ForeignKey("monitors.id", ondelete="CASCADE"), nullable=False),
    Column("detector", Text, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("fired_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("score", Float, nullable=False),
    Column("observed", Float, nullable=False),
    Column("usual", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("caveats", JSON, nullable=False),
)
Index("ix_signals_monitor_until", signals.c.monitor_id, signals.c.until)

watches = Table(
    "watches",
    metadata,
    Column("monitor_id", Uuid, ForeignKey("monitors.id", ondelete="CASCADE"), primary_key=True),
    Column("detector", Text, primary_key=True),
    Column("as_of", Instant, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
"""What each detector remembers of a monitor, and up to which instant it has looked."""

peaks = Table(
    "peaks",
    metadata,
    Column("monitor_id", Uuid, ForeignKey("monitors.id", ondelete="CASCADE"), primary_key=True),
    Column("detector", Text, primary_key=True),
    Column("hour_at", Instant, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("since", Instant, nullable=False),
    Column("strength", Float, nullable=False),
    Column("observed", Float, nullable=False),
    Column("usual", Float, nullable=False),
)
"""The strongest case a detector made for a call in an hour, also where it was too weak: what back-tests read."""


def remembered(
    session: Session, monitor_ids: Sequence[UUID], detectors: Collection[str]
) -> dict[UUID, dict[str, bytes]]:
    """What these detectors remember of each monitor, packed; what others keep beside it may be large, and stays."""
    query = select(watches.c.monitor_id, watches.c.detector, watches.c.state)
    rows = session.execute(query.where(watches.c.monitor_id.in_(monitor_ids), watches.c.detector.in_(list(detectors))))
    found: dict[UUID, dict[str, bytes]] = {id: {} for id in monitor_ids}
    for row in rows:
        found[row.monitor_id][row.detector] = row.state
    return found


def remember(work: Work, states: Sequence[tuple[UUID, str, datetime, bytes]]) -> None:
    """Keep what detectors remember (monitor, detector, up to when, packed); word from an earlier instant does not undo
    that of a later one (law 4)."""
    names = ("monitor_id", "detector", "as_of", "state")
    put(work.session, watches, [dict(zip(names, state, strict=True)) for state in states], only_if=["as_of"])


def save_signals(work: Work, found: Sequence[Signal]) -> None:
    """Keep signals; one that has grown since is kept as it grew (law 4)."""
    rows = [{"id": signal.id, **{name: getattr(signal, name) for name in Signal.__struct_fields__}} for signal in found]
    put(work.session, signals, rows, only_if=["until"])


def signals_by_id(session: Session, ids: Sequence[UUID]) -> list[Signal]:
    """These signals, oldest first."""
    query = select(signals).where(signals.c.id.in_(ids)).order_by(signals.c.fired_at)
    return [to_signal(row) for row in session.execute(query)]


def save_peaks(work: Work, found: Sequence[Peak]) -> None:
    """Keep peaks; of two of the same hour the stronger stays (law 4)."""
    rows = [{name: getattr(peak, name) for name in Peak.__struct_fields__} for peak in found]
    put(work.session, peaks, rows, only_if=["strength"])


def peaks_since(session: Session, monitor_ids: Sequence[UUID], since: datetime) -> list[Peak]:
    """The peaks of these monitors, oldest first."""
    query = select(peaks).where(peaks.c.monitor_id.in_(monitor_ids), peaks.c.hour_at >= since)
    return [Peak(**row) for row in session.execute(query.order_by(peaks.c.at, peaks.c.detector)).mappings()]


def loud_peaks_since(session: Session, monitor_ids: Sequence[UUID], since: datetime) -> list[Peak]:
    """Those that were about as strong as their monitor asks for now, or stronger: a handful of what is kept."""
    query = (
        select(peaks)
        .join(Monitor, Monitor.id == peaks.c.monitor_id)
        .where(peaks.c.monitor_id.in_(monitor_ids), peaks.c.hour_at >= since)
        .where(peaks.c.strength >= Monitor.asked / STEP)
    )
    return [Peak(**row) for row in session.execute(query.order_by(peaks.c.at, peaks.c.detector)).mappings()]


def forget_peaks(work: Work, before: datetime) -> None:
    """Delete peaks that are older than anybody looks back."""
    work.session.execute(delete(peaks).where(peaks.c.hour_at < before))


def look_again(work: Work, monitor_ids: Sequence[UUID]) -> None:
    """Forget what detectors remember of these monitors: older posts came in, and the past is judged anew.

    Signals stay: judged again from the same posts they come out the same, under the same ids.
    """
    work.session.execute(delete(watches).where(watches.c.monitor_id.in_(monitor_ids)))


def to_signal(row: Row[Any]) -> Signal:
    """The signal a row holds."""
    values = dict(row._mapping)
    values.pop("id")
    return Signal(**{**values, "caveats": tuple(values["caveats"])})
