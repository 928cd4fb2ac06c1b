"""What is asked about alerts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, case, delete, func, or_, select
from sqlalchemy.orm import Session

from larum.alert.model import Alert, AlertSignal, EscalationStep
from larum.analyse.lookup import BY_OTHERS, readings_by_id
from larum.analyse.records import Reading
from larum.analyse.store import readings
from larum.collect.store import posts
from larum.db.upsert import insert_new
from larum.db.work import Work
from larum.detect.records import Signal
from larum.detect.store import signals, signals_by_id, to_signal
from larum.match.model import Monitor
from larum.match.store import mentions
from larum.measure.stories.store import stories, story_mentions


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


def alerts_holding(session: Session, signal_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The alert each of these signals is in; those in none are missing."""
    query = select(AlertSignal.signal_id, AlertSignal.alert_id).where(AlertSignal.signal_id.in_(signal_ids))
    return {row.signal_id: row.alert_id for row in session.execute(query)}


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


def earlier_cases(session: Session, alert: Alert, limit: int = 50) -> list[Alert]:
    """The alerts of the same brand that were raised before this one, the latest first."""
    query = select(Alert).where(
        Alert.brand_id == alert.brand_id, Alert.id != alert.id, Alert.raised_at <= alert.raised_at
    )
    return list(session.scalars(query.order_by(Alert.raised_at.desc(), Alert.id).limit(limit)))


def evidence_of(session: Session, alert_ids: Sequence[UUID]) -> dict[UUID, list[Signal]]:
    """The signals of several alerts at once, the first first."""
    query = select(AlertSignal.alert_id, AlertSignal.signal_id).where(AlertSignal.alert_id.in_(alert_ids))
    owner = {row.signal_id: row.alert_id for row in session.execute(query)}
    found: dict[UUID, list[Signal]] = {}
    for signal in signals_by_id(session, list(owner)):
        found.setdefault(owner[signal.id], []).append(signal)
    return found


def first_days(session: Session, brand_id: UUID, begins: Sequence[datetime]) -> list[int]:
    """How many posts of a brand were caught in the 24 hours after each of these instants."""
    if not begins:
        return []
    spans = [(begun, begun + timedelta(days=1)) for begun in begins]
    columns = [
        func.count(case((and_(mentions.c.at >= since, mentions.c.at < until), mentions.c.post_id)).distinct())
        for since, until in spans
    ]
    query = (
        select(*columns)
        .select_from(mentions)
        .join(Monitor, Monitor.id == mentions.c.monitor_id)
        .where(
            Monitor.brand_id == brand_id,
            or_(*(and_(mentions.c.at >= since, mentions.c.at < until) for since, until in spans)),
        )
    )
    return [int(count) for count in session.execute(query).one()]


def stories_begun(
    session: Session, brand_id: UUID, since: datetime, until: datetime, least: int = 3, limit: int = 300
) -> list[tuple[datetime, tuple[str, ...]]]:
    """When stories of a brand began in a time, and the words that set each apart; the largest stories."""
    query = (
        select(stories.c.first_at, stories.c.terms)
        .join(Monitor, Monitor.id == stories.c.monitor_id)
        .where(
            Monitor.brand_id == brand_id,
            stories.c.first_at >= since,
            stories.c.first_at < until,
            stories.c.size >= least,
        )
        .order_by(stories.c.size.desc(), stories.c.id)
        .limit(limit)
    )
    return [(row.first_at, tuple(row.terms)) for row in session.execute(query)]


def first_told(session: Session, story_ids: Sequence[UUID], since: datetime, limit: int = 3) -> list[Reading]:
    """The mentions that told these stories first, from an instant on, oldest first."""
    query = (
        select(story_mentions.c.mention_id)
        .join(readings, readings.c.id == story_mentions.c.mention_id)
        .where(story_mentions.c.story_id.in_(story_ids), story_mentions.c.at >= since, BY_OTHERS)
        .order_by(story_mentions.c.at, story_mentions.c.mention_id)
        .limit(limit)
    )
    ids = list(session.scalars(query))
    found = readings_by_id(session, ids)
    return [found[id] for id in ids if id in found]


def texts_told(session: Session, story_id: UUID, since: datetime, until: datetime, limit: int) -> list[str]:
    """The texts of the mentions that tell a story in a time, oldest first."""
    query = (
        select(posts.c.text)
        .join(mentions, mentions.c.post_id == posts.c.id)
        .join(story_mentions, story_mentions.c.mention_id == mentions.c.id)
        .join(readings, readings.c.id == mentions.c.id)
        .where(story_mentions.c.story_id == story_id, story_mentions.c.at >= since, story_mentions.c.at < until)
        .where(posts.c.gone_at.is_(None), BY_OTHERS)
        .order_by(story_mentions.c.at, mentions.c.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def posted(session: Session, monitor_ids: Sequence[UUID], post_ids: Sequence[UUID], limit: int = 3) -> list[Reading]:
    """These posts as a monitor's mentions, oldest first; one that several monitors caught comes once."""
    query = (
        select(mentions.c.id, mentions.c.post_id)
        .where(mentions.c.monitor_id.in_(monitor_ids), mentions.c.post_id.in_(post_ids))
        .order_by(mentions.c.at, mentions.c.id)
    )
    once: dict[UUID, UUID] = {}
    for row in session.execute(query):
        once.setdefault(row.post_id, row.id)
    found = readings_by_id(session, list(once.values())[:limit])
    return [found[id] for id in once.values() if id in found]


def caught_by(session: Session, monitor_ids: Sequence[UUID], since: datetime, until: datetime) -> dict[UUID, set[UUID]]:
    """The posts each of these monitors caught in a time, the latest thousand of them."""
    query = (
        select(mentions.c.monitor_id, mentions.c.post_id)
        .where(mentions.c.monitor_id.in_(monitor_ids), mentions.c.at >= since, mentions.c.at < until)
        .order_by(mentions.c.at.desc())
        .limit(1_000)
    )
    caught: dict[UUID, set[UUID]] = {id: set() for id in monitor_ids}
    for row in session.execute(query):
        caught[row.monitor_id].add(row.post_id)
    return caught


def last_verdicts(session: Session, brand_id: UUID, limit: int = 10) -> list[str]:
    """What people said of the latest alerts of a brand that anybody judged, the latest first."""
    query = select(Alert.verdict).where(Alert.brand_id == brand_id, Alert.verdict != "")
    return list(session.scalars(query.order_by(Alert.raised_at.desc(), Alert.id).limit(limit)))


def all_alerts(session: Session) -> list[Alert]:
    """Every alert, oldest first."""
    return list(session.scalars(select(Alert).order_by(Alert.raised_at, Alert.id)))


def how_many(session: Session, state: str | None = None) -> int:
    """How many alerts there are, in this state or in all."""
    query = select(func.count()).select_from(Alert)
    return session.scalar(query if state is None else query.where(Alert.state == state)) or 0
