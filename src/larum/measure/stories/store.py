"""Stories, who tells them, and the storyteller's state."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from larum.analyse.lookup import readings_by_id
from larum.analyse.records import Reading
from larum.analyse.store import readings
from larum.base.errors import NotFound
from larum.collect.store import posts
from larum.db.columns import Instant, metadata, to_microseconds
from larum.db.upsert import insert_new, put
from larum.db.work import Work
from larum.match.store import mentions
from larum.measure.narrative import State, Story

stories = Table(
    "stories",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("monitor_id", Uuid, ForeignKey("monitors.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("post_id", Uuid, nullable=False),
    Column("size", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("authors", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("negative_share", Float, nullable=False),
)
Index("ix_stories_last_at", stories.c.last_at)

story_mentions = Table(
    "story_mentions",
    metadata,
    Column("mention_id", Uuid, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", Uuid),
    Column("at", Instant, nullable=False),
)
"""Every mention that was told; one that tells no story (a lone emoji) has none."""
Index("ix_story_mentions_story_at", story_mentions.c.story_id, story_mentions.c.at)

storytellers = Table(
    "storytellers",
    metadata,
    Column("monitor_id", Uuid, ForeignKey("monitors.id", ondelete="CASCADE"), primary_key=True),
    Column("state", LargeBinary, nullable=False),
)

ASKED_AT_ONCE = 500
"""Ids in one statement."""


# --- telling -----------------------------------------------------------------------------------------------------


def untold(session: Session, monitor_id: UUID, limit: int) -> list[Reading]:
    """Readings of a monitor that have not been told, oldest first."""
    query = (
        select(mentions.c.id)
        .join(readings, readings.c.id == mentions.c.id)
        .join(posts, posts.c.id == mentions.c.post_id)
        .outerjoin(story_mentions, story_mentions.c.mention_id == mentions.c.id)
        .where(mentions.c.monitor_id == monitor_id, story_mentions.c.mention_id.is_(None), posts.c.gone_at.is_(None))
        .order_by(mentions.c.at, mentions.c.id)
        .limit(limit)
    )
    ids = list(session.scalars(query))
    found: dict[UUID, Reading] = {}
    for begin in range(0, len(ids), ASKED_AT_ONCE):
        found |= readings_by_id(session, ids[begin : begin + ASKED_AT_ONCE])
    return [found[id] for id in ids if id in found]


def remembered(session: Session, monitor_id: UUID) -> State:
    """Where a monitor's storyteller stands."""
    packed = session.scalar(select(storytellers.c.state).where(storytellers.c.monitor_id == monitor_id))
    return State() if packed is None else msgspec.msgpack.decode(packed, type=State)


def remember(work: Work, monitor_id: UUID, state: State) -> None:
    """Keep where it stands now."""
    put(work.session, storytellers, [{"monitor_id": monitor_id, "state": msgspec.msgpack.encode(state)}])


def save_stories(work: Work, told: Sequence[Story]) -> None:
    """Keep stories as they stand."""
    put(work.session, stories, [msgspec.structs.asdict(story) | {"terms": list(story.terms)} for story in told])


def save_members(work: Work, told: Sequence[Reading], members: Mapping[UUID, UUID]) -> None:
    """Keep which mention tells which story. May be repeated."""
    insert_new(
        work.session,
        story_mentions,
        [{"mention_id": one.id, "story_id": members.get(one.id), "at": one.mention.post.created_at} for one in told],
    )


# --- looking -----------------------------------------------------------------------------------------------------


class Growing(msgspec.Struct, frozen=True):
    """A story with how it went over a stretch of time."""

    story: Story
    lately: int
    """Mentions in the stretch."""
    curve: tuple[int, ...]
    """Mentions per bin of the stretch, oldest first."""


def open_story(session: Session, id: UUID) -> Story:
    """The story; `NotFound` where there is none."""
    row = session.execute(select(stories).where(stories.c.id == id)).first()
    if row is None:
        raise NotFound
    return _to_story(row)


def growing(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    monitor_ids: Sequence[UUID] = (),
    limit: int = 20,
    least: int = 2,
    bins: int = 24,
) -> list[Growing]:
    """The stories most told in a stretch of time, each with its curve over it."""
    lately = func.count().label("lately")
    query = (
        select(stories, lately)
        .join(story_mentions, story_mentions.c.story_id == stories.c.id)
        .where(story_mentions.c.at >= since, story_mentions.c.at < until)
        .group_by(stories.c.id)
        .having(func.count() >= least)
        .order_by(lately.desc(), stories.c.id)
        .limit(limit)
    )
    if monitor_ids:
        query = query.where(stories.c.monitor_id.in_(monitor_ids))
    rows = session.execute(query).all()
    curves = _curves(session, [row.id for row in rows], since, until, bins)
    return [Growing(story=_to_story(row), lately=row.lately, curve=curves[row.id]) for row in rows]


def latest(
    session: Session,
    *,
    monitor_ids: Sequence[UUID] = (),
    before: datetime | None = None,
    limit: int = 30,
    least: int = 2,
) -> list[Story]:
    """Stories of some size, the one told last first."""
    query = select(stories).where(stories.c.size >= least).order_by(stories.c.last_at.desc(), stories.c.id).limit(limit)
    if monitor_ids:
        query = query.where(stories.c.monitor_id.in_(monitor_ids))
    if before is not None:
        query = query.where(stories.c.last_at < before)
    return [_to_story(row) for row in session.execute(query)]


def readings_of(session: Session, story_id: UUID, *, before: datetime | None = None, limit: int = 30) -> list[Reading]:
    """The mentions that tell a story, newest first."""
    query = select(story_mentions.c.mention_id).where(story_mentions.c.story_id == story_id)
    if before is not None:
        query = query.where(story_mentions.c.at < before)
    ids = list(session.scalars(query.order_by(story_mentions.c.at.desc(), story_mentions.c.mention_id).limit(limit)))
    found = readings_by_id(session, ids)
    return [found[id] for id in ids if id in found]


def counted(session: Session, story_id: UUID, since: datetime, until: datetime, bins: int) -> tuple[int, ...]:
    """Mentions of a story per bin of a stretch, oldest first."""
    return _curves(session, [story_id], since, until, bins)[story_id]


def _curves(
    session: Session, ids: Sequence[UUID], since: datetime, until: datetime, bins: int
) -> dict[UUID, tuple[int, ...]]:
    start = to_microseconds(since)
    width = max(1, -(-(until - since) // timedelta(microseconds=1) // bins))
    place = ((type_coerce(story_mentions.c.at, BigInteger) - start) // width).label("place")
    query = (
        select(story_mentions.c.story_id, place, func.count().label("mentions"))
        .where(story_mentions.c.story_id.in_(ids), story_mentions.c.at >= since, story_mentions.c.at < until)
        .group_by(story_mentions.c.story_id, place)
    )
    curves = {id: [0] * bins for id in ids}
    for row in session.execute(query):
        curves[row.story_id][min(bins - 1, int(row.place))] += row.mentions
    return {id: tuple(curve) for id, curve in curves.items()}


def _to_story(row: Row[Any]) -> Story:
    values = {name: row._mapping[name] for name in Story.__struct_fields__}
    return Story(**cast(Any, values | {"terms": tuple(row.terms)}))
