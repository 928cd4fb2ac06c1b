"""Windows as they are kept, and how they are counted: always from the readings, never by adding up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    Table,
    Text,
    Uuid,
    and_,
    case,
    delete,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from larum.analyse.store import readings
from larum.collect.store import posts
from larum.db.columns import Instant, from_microseconds, metadata, to_microseconds
from larum.db.upsert import put
from larum.db.work import Work
from larum.match.store import mentions
from larum.measure.records import SECONDS, Span, Window

windows = Table(
    "windows",
    metadata,
    Column("monitor_id", Uuid, primary_key=True),
    Column("span", Text, primary_key=True),
    Column("start_at", Instant, primary_key=True),
    Column("mentions", Integer, nullable=False),
    Column("negative", Integer, nullable=False),
    Column("authors", Integer, nullable=False),
    Column("reach", BigInteger, nullable=False),
    Column("reposts", Integer, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("complaints", Integer, nullable=False),
    Column("complainers", Integer, nullable=False),
    Column("platforms", Integer, nullable=False),
    Column("loudest", BigInteger, nullable=False),
    Column("critic", BigInteger, nullable=False),
)

RANGES_AT_ONCE = 50
"""Time ranges in one statement: SQLite refuses expressions much deeper than that of several hundred."""


def recount(session: Session, monitor_id: UUID, span: Span, starts: Sequence[datetime]) -> list[Window]:
    """Count these windows anew from the readings; a window in which nothing is left comes back with zeros."""
    width = SECONDS[span] * 1_000_000
    wanted = sorted({to_microseconds(start) for start in starts})
    counted: dict[int, Window] = {}
    for ranges in _chunks(_runs(wanted, width), RANGES_AT_ONCE):
        counted |= _count(session, monitor_id, span, ranges)
    return [
        counted.get(start) or Window(monitor_id, span, from_microseconds(start), 0, 0, 0, 0, 0, 0) for start in wanted
    ]


def _count(session: Session, monitor_id: UUID, span: Span, ranges: Sequence[tuple[int, int]]) -> dict[int, Window]:
    width = SECONDS[span] * 1_000_000
    start = (type_coerce(readings.c.at, BigInteger) // width * width).label("start")
    ill = or_(readings.c.negative, readings.c.complaint)
    by_author = (
        select(
            start,
            readings.c.author,
            func.count().label("mentions"),
            func.sum(_one(readings.c.negative)).label("negative"),
            func.max(func.coalesce(readings.c.followers, 0)).label("reach"),
            func.sum(_one(readings.c.repost)).label("reposts"),
            func.sum(_one(readings.c.question)).label("questions"),
            func.sum(_one(readings.c.complaint)).label("complaints"),
            func.max(_one(and_(readings.c.complaint, not_(readings.c.repost)))).label("complains"),
            func.max(readings.c.platform).label("platform"),
            func.max(case((ill, func.coalesce(readings.c.followers, 0)), else_=0)).label("critic"),
        )
        .where(
            readings.c.monitor_id == monitor_id,
            readings.c.ours.is_(False),
            or_(
                *(
                    and_(readings.c.at >= from_microseconds(since), readings.c.at < from_microseconds(until))
                    for since, until in ranges
                )
            ),
        )
        .group_by(start, readings.c.author)
        .subquery()
    )
    rows = session.execute(
        select(
            by_author.c.start,
            func.sum(by_author.c.mentions).label("mentions"),
            func.sum(by_author.c.negative).label("negative"),
            func.count().label("authors"),
            func.sum(by_author.c.reach).label("reach"),
            func.sum(by_author.c.reposts).label("reposts"),
            func.sum(by_author.c.questions).label("questions"),
            func.sum(by_author.c.complaints).label("complaints"),
            func.sum(by_author.c.complains).label("complainers"),
            func.count(by_author.c.platform.distinct()).label("platforms"),
            func.max(by_author.c.reach).label("loudest"),
            func.max(by_author.c.critic).label("critic"),
        ).group_by(by_author.c.start)
    )
    return {
        int(row.start): Window(
            monitor_id=monitor_id,
            span=span,
            start_at=from_microseconds(int(row.start)),
            mentions=int(row.mentions),
            negative=int(row.negative),
            authors=int(row.authors),
            reach=int(row.reach),
            reposts=int(row.reposts),
            questions=int(row.questions),
            complaints=int(row.complaints),
            complainers=int(row.complainers),
            platforms=int(row.platforms),
            loudest=int(row.loudest),
            critic=int(row.critic),
        )
        for row in rows
    }


def save_windows(work: Work, counted: Sequence[Window]) -> None:
    """Keep windows as counted; one in which nothing is left goes."""
    put(work.session, windows, [_row(window) for window in counted if window.mentions])
    for window in counted:
        if not window.mentions:
            work.session.execute(
                delete(windows).where(
                    windows.c.monitor_id == window.monitor_id,
                    windows.c.span == window.span,
                    windows.c.start_at == window.start_at,
                )
            )


def windows_between(
    session: Session, monitor_id: UUID, span: Span, since: datetime | None = None, until: datetime | None = None
) -> list[Window]:
    """The windows of one monitor that start in a time, oldest first; windows without mentions have no row."""
    query = select(windows).where(windows.c.monitor_id == monitor_id, windows.c.span == span)
    if since is not None:
        query = query.where(windows.c.start_at >= since)
    if until is not None:
        query = query.where(windows.c.start_at < until)
    return [Window(**row) for row in session.execute(query.order_by(windows.c.start_at)).mappings()]


def windows_since(session: Session, since: Mapping[UUID, datetime | None], span: Span) -> dict[UUID, list[Window]]:
    """The windows of each monitor from an instant on, oldest first, or of all time: one query for each instant."""
    together: dict[datetime | None, list[UUID]] = {}
    for monitor_id, instant in since.items():
        together.setdefault(instant, []).append(monitor_id)
    found: dict[UUID, list[Window]] = {monitor_id: [] for monitor_id in since}
    for instant, monitor_ids in together.items():
        query = select(windows).where(windows.c.monitor_id.in_(monitor_ids), windows.c.span == span)
        if instant is not None:
            query = query.where(windows.c.start_at >= instant)
        for row in session.execute(query.order_by(windows.c.start_at)).mappings():
            found[row["monitor_id"]].append(Window(**row))
    return found


class Totals(msgspec.Struct, frozen=True):
    """Counts over several monitors and any stretch of time; a post that two of them caught counts once."""

    mentions: int
    negative: int
    authors: int
    reach: int
    questions: int


def totals(session: Session, monitor_ids: Sequence[UUID], since: datetime, until: datetime) -> Totals:
    """What the readings of these monitors come to, from one instant to before another."""
    by_post = (
        select(
            func.max(readings.c.author).label("author"),
            func.max(func.coalesce(readings.c.followers, 0)).label("followers"),
            func.max(_one(readings.c.negative)).label("negative"),
            func.max(_one(readings.c.question)).label("question"),
        )
        .join(mentions, mentions.c.id == readings.c.id)
        .where(
            readings.c.monitor_id.in_(monitor_ids),
            readings.c.at >= since,
            readings.c.at < until,
            readings.c.ours.is_(False),
        )
        .group_by(mentions.c.post_id)
        .subquery()
    )
    by_author = (
        select(
            func.count().label("mentions"),
            func.sum(by_post.c.negative).label("negative"),
            func.sum(by_post.c.question).label("questions"),
            func.max(by_post.c.followers).label("reach"),
        )
        .group_by(by_post.c.author)
        .subquery()
    )
    row = session.execute(
        select(
            func.coalesce(func.sum(by_author.c.mentions), 0),
            func.coalesce(func.sum(by_author.c.negative), 0),
            func.count(),
            func.coalesce(func.sum(by_author.c.reach), 0),
            func.coalesce(func.sum(by_author.c.questions), 0),
        )
    ).one()
    return Totals(*(int(value) for value in row))


def mentions_since(session: Session, monitor_ids: Sequence[UUID], since: datetime) -> dict[UUID, int]:
    """How much each of these monitors caught since; those that caught nothing are missing."""
    query = select(readings.c.monitor_id, func.count()).where(
        readings.c.monitor_id.in_(monitor_ids), readings.c.at >= since, readings.c.ours.is_(False)
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(readings.c.monitor_id))}


def platforms(session: Session, monitor_ids: Sequence[UUID], since: datetime, until: datetime) -> int:
    """On how many platforms these monitors caught something in a time."""
    query = (
        select(func.count(posts.c.platform.distinct()))
        .select_from(mentions)
        .join(posts, posts.c.id == mentions.c.post_id)
        .join(readings, readings.c.id == mentions.c.id)
        .where(
            mentions.c.monitor_id.in_(monitor_ids),
            mentions.c.at >= since,
            mentions.c.at < until,
            readings.c.ours.is_(False),
        )
    )
    return session.scalar(query) or 0


def forget_minutes(work: Work, before: datetime) -> None:
    """Delete minute windows that are older than they are kept for; hours and days stay."""
    work.session.execute(delete(windows).where(windows.c.span == "minute", windows.c.start_at < before))


def _one(flag: ColumnElement[bool]) -> object:
    return case((flag, 1), else_=0)


def _row(window: Window) -> Mapping[str, object]:
    return {name: getattr(window, name) for name in Window.__struct_fields__}


def _runs(starts: Sequence[int], width: int) -> list[tuple[int, int]]:
    """Neighbouring windows joined into ranges."""
    runs: list[tuple[int, int]] = []
    for start in starts:
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], start + width)
        else:
            runs.append((start, start + width))
    return runs


def _chunks(ranges: Sequence[tuple[int, int]], size: int) -> list[Sequence[tuple[int, int]]]:
    return [ranges[begin : begin + size] for begin in range(0, len(ranges), size)]
