"""Answers as they are kept, and what is counted around them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Integer,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from larum.alert.model import Alert
from larum.analyse.store import readings
from larum.collect.model import Source
from larum.collect.store import posts
from larum.db.columns import Instant, metadata, to_microseconds
from larum.db.upsert import insert_new
from larum.db.work import Work
from larum.detect.forecast.volume import Case
from larum.incident.model import Incident, IncidentAlert
from larum.learn.cases.records import LATEST, LIVE, Answer, Burst, Record, Unfit, cases, standing
from larum.learn.store import STAFF
from larum.match.model import Monitor
from larum.match.store import mentions
from larum.respond.model import Publication, Statement

answers = Table(
    "answers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("incident_id", Uuid, ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("alert_id", Uuid, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("statement_id", Uuid, nullable=False),
    Column("monitor_ids", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("so_far", Integer, nullable=False),
    Column("forecast", Float, nullable=False),
    Column("low80", Float, nullable=False),
    Column("high80", Float, nullable=False),
    Column("heard_until", Instant, nullable=False),
    Column("came", Integer),
    Column("settled_at", Instant),
    Column("unfit", Text, nullable=False),
)
"""The first answer of an incident that went out into a burst: the forecast of that moment, and what came in its day."""


def just_answered(session: Session, since: datetime) -> list[tuple[UUID, UUID, datetime]]:
    """Incidents whose very first statement went out since: (incident, statement, when), without those noted already."""
    lately = (
        select(Statement.incident_id)
        .join(Publication, Publication.statement_id == Statement.id)
        .where(Publication.sent_at >= since, Statement.audience != STAFF, Statement.incident_id.is_not(None))
    )
    rows = session.execute(
        select(Statement.incident_id, Statement.id, Publication.sent_at)
        .join(Publication, Publication.statement_id == Statement.id)
        .where(
            Statement.incident_id.in_(lately),
            Statement.incident_id.not_in(select(answers.c.incident_id)),
            Statement.audience != STAFF,
            Publication.state == "sent",
            Publication.sent_at.is_not(None),
        )
        .order_by(Publication.sent_at, Publication.id)
    )
    first: dict[UUID, tuple[UUID, datetime]] = {}
    for incident_id, statement_id, sent_at in rows:
        if incident_id is not None and sent_at is not None:
            first.setdefault(incident_id, (statement_id, sent_at))
    return [(incident_id, *told) for incident_id, told in first.items() if told[1] >= since]


def bursts_of(session: Session, incident_id: UUID) -> list[Burst]:
    """The alerts of an incident to which no answer was noted yet."""
    query = (
        select(Alert)
        .join(IncidentAlert, IncidentAlert.alert_id == Alert.id)
        .where(IncidentAlert.incident_id == incident_id, Alert.id.not_in(select(answers.c.alert_id)))
    )
    return [
        Burst(one.id, one.severity, one.begun_at, one.raised_at, one.last_signal_at, one.closed_at)
        for one in session.scalars(query)
    ]


def heard_live(
    session: Session, monitor_ids: Sequence[UUID], since: datetime, until: datetime, width: timedelta, by: datetime
) -> list[int]:
    """Posts per bin of a stretch of time, oldest first: those that had been heard by then, while they were new."""
    begin, wide = to_microseconds(since), width // timedelta(microseconds=1)
    place = ((type_coerce(mentions.c.at, BigInteger) - begin) // wide).label("place")
    late = type_coerce(posts.c.collected_at, BigInteger) - type_coerce(posts.c.created_at, BigInteger)
    query = (
        select(place, func.count(mentions.c.post_id.distinct()).label("posts"))
        .select_from(mentions)
        .join(posts, posts.c.id == mentions.c.post_id)
        .join(readings, readings.c.id == mentions.c.id)
        .where(
            mentions.c.monitor_id.in_(monitor_ids),
            mentions.c.at >= since,
            mentions.c.at < until,
            posts.c.collected_at <= by,
            readings.c.ours.is_(False),
            late <= LIVE // timedelta(microseconds=1),
        )
        .group_by(place)
    )
    found = {int(row.place): int(row.posts) for row in session.execute(query)}
    return [found.get(index, 0) for index in range((until - since) // width)]


def save_answer(work: Work, answer: Answer) -> None:
    """Keep an answer; one that is kept already stays as it is."""
    row = {name: getattr(answer, name) for name in Answer.__struct_fields__}
    insert_new(work.session, answers, [{**row, "monitor_ids": [str(id) for id in answer.monitor_ids]}])


def unsettled(session: Session) -> list[Answer]:
    """Answers whose day is not counted yet."""
    query = select(answers).where(answers.c.settled_at.is_(None)).order_by(answers.c.at, answers.c.id)
    return [_to_answer(row) for row in session.execute(query)]


def changed_since(session: Session, monitor_ids: Sequence[UUID], at: datetime) -> bool:
    """True where what these monitors catch is no longer what they caught then."""
    query = select(func.count()).select_from(Monitor).where(Monitor.id.in_(monitor_ids), Monitor.changed_at <= at)
    return session.scalar(query) != len(set(monitor_ids))


def hear_on(work: Work, answer_id: UUID, at: datetime) -> None:
    """We have listened up to now."""
    work.session.execute(update(answers).where(answers.c.id == answer_id).values(heard_until=at))


def settle(work: Work, answer_id: UUID, came: int | None, unfit: Unfit = "") -> None:
    """Keep what came, or why that is not known."""
    values = {"came": came, "unfit": unfit, "settled_at": work.now()}
    work.session.execute(update(answers).where(answers.c.id == answer_id).values(**values))


def connectors_read(session: Session) -> list[tuple[str, str]]:
    """The sources that are read: the connector of each, and how it is doing."""
    query = select(Source.connector, Source.health).where(Source.state == "on")
    return [(row.connector, str(row.health.get("state", ""))) for row in session.execute(query)]


def records(session: Session, until: datetime | None = None, most: int = LATEST) -> list[Record]:
    """The latest answers noted, the last first; of a time past only what had been settled by then."""
    query = _noted().order_by(answers.c.at.desc(), answers.c.id).limit(most)
    if until is not None:
        query = query.where(answers.c.settled_at <= until)
    return [_to_record(row) for row in session.execute(query)]


def record_of(session: Session, incident_id: UUID) -> Record | None:
    """The answer noted of an incident; None where there was none."""
    row = session.execute(_noted().where(answers.c.incident_id == incident_id)).one_or_none()
    return None if row is None else _to_record(row)


def _noted() -> Select[Any]:
    """Answers, each with its incident and what became of its alert."""
    return (
        select(
            answers,
            Incident.number,
            Incident.title,
            Alert.verdict,
            or_(Alert.state == "closed", Incident.state == "closed").label("over"),
        )
        .join(Incident, Incident.id == answers.c.incident_id)
        .join(Alert, Alert.id == answers.c.alert_id)
    )


def past_answers(session: Session, until: datetime) -> list[Case]:
    """The cases that were known at an instant, for a forecast made then."""
    return cases(records(session, until))


def _to_record(row: Row[Any]) -> Record:
    answer = _to_answer(row)
    return Record(answer, row.number, row.title, standing(answer, row.verdict, over=bool(row.over)))


def _to_answer(row: Row[Any]) -> Answer:
    values = {name: row._mapping[name] for name in Answer.__struct_fields__}
    ids = tuple(UUID(id) for id in cast(list[str], values["monitor_ids"]))
    return Answer(**{**values, "monitor_ids": ids})
