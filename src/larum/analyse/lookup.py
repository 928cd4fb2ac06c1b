"""Mentions as people look at them: the post, the words that caught it, and what analysis says.

Every SQL statement over mentions and readings together stands here; `store.py` keeps what the path writes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Row, Select, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from larum.analyse.records import Mood, Reading, Sentiment
from larum.analyse.store import readings
from larum.collect.store import containing, posts, to_post
from larum.db.columns import to_microseconds
from larum.match.records import Mention
from larum.match.store import mentions

AnySelect = Select[*tuple[Any, ...]]
BY_OTHERS = readings.c.ours.is_(False)
"""What the brand posts itself is among its mentions, and is no voice in what people say."""


class Wanted(msgspec.Struct, frozen=True):
    """Which mentions to look at."""

    monitor_ids: tuple[UUID, ...] = ()
    """All monitors where empty."""
    text: str = ""
    """Words the post or its author's handle must hold, in any spelling that folds alike."""
    mood: Mood | None = None
    only: str = ""
    """`question`, `complaint` or `threat`; all where empty."""
    platform: str = ""
    since: datetime | None = None
    before: datetime | None = None


def newest(
    session: Session, wanted: Wanted, limit: int = 50, past: tuple[datetime, UUID] | None = None
) -> list[Reading]:
    """Readings with their mentions, newest first; a post caught by several monitors comes once for each.

    `past` is the instant and id of the last one already seen: what follows it is given.
    """
    query = _joined(wanted).order_by(mentions.c.at.desc(), mentions.c.id).limit(limit)
    if past is not None:
        at, id = past
        query = query.where(or_(mentions.c.at < at, and_(mentions.c.at == at, mentions.c.id > id)))
    return [_to_reading(row) for row in session.execute(query)]


def telling(session: Session, wanted: Wanted, limit: int = 5) -> list[Reading]:
    """The posts that tell it best: originals before reposts, negative before others, then the most repeated and seen.

    A post caught by several monitors comes once.
    """
    weight = func.coalesce(posts.c.reposts, 0) * 20 + func.coalesce(posts.c.likes, 0) * 4
    query = (
        _joined(wanted)
        .where(BY_OTHERS)
        .order_by(
            readings.c.repost,
            readings.c.negative.desc(),
            (weight + func.coalesce(posts.c.author_followers, 0) / 10).desc(),
            mentions.c.at,
        )
        .limit(limit * 4)
    )
    found: dict[UUID, Reading] = {}
    texts: set[str] = set()
    for row in session.execute(query):
        if row.folded not in texts:
            texts.add(row.folded)
            found.setdefault(row.post_id, _to_reading(row))
    return list(found.values())[:limit]


class Account(msgspec.Struct, frozen=True):
    """Somebody who takes part."""

    name: str
    """Handle, or name where there is none."""
    platform: str
    followers: int
    mentions: int


class TakingPart(msgspec.Struct, frozen=True):
    """Who takes part, and how much of it repeats what others wrote."""

    mentions: int
    accounts: int
    busiest: tuple[Account, ...]
    """Those with the most posts, the busiest first."""
    reposts: int
    same_words: int
    """Posts of their own whose words stand in an earlier one too, letter for letter."""


def taking_part(session: Session, wanted: Wanted, limit: int = 200) -> TakingPart:
    """Who takes part in what is wanted; a post that several monitors caught counts once."""
    counted = func.count(mentions.c.post_id.distinct())
    query = (
        _narrowed(
            select(
                func.max(posts.c.author_handle).label("handle"),
                func.max(posts.c.author_name).label("name"),
                posts.c.platform,
                func.max(func.coalesce(posts.c.author_followers, 0)).label("followers"),
                counted.label("mentions"),
                func.sum(counted).over().label("all_mentions"),
                func.count().over().label("accounts"),
            ),
            wanted,
        )
        .where(BY_OTHERS)
        .group_by(posts.c.platform, posts.c.author_id)
        .order_by(counted.desc(), func.max(posts.c.author_handle))
        .limit(limit)
    )
    rows = session.execute(query).all()
    own = case((readings.c.repost, None), else_=mentions.c.post_id)
    words = case((readings.c.repost, None), else_=posts.c.folded)
    repeated = _narrowed(
        select(counted.label("posts"), func.count(own.distinct()).label("own"), func.count(words.distinct())), wanted
    ).where(BY_OTHERS)
    all_posts, originals, different = session.execute(repeated).one()
    return TakingPart(
        mentions=int(rows[0].all_mentions) if rows else 0,
        accounts=int(rows[0].accounts) if rows else 0,
        busiest=tuple(Account(row.handle or row.name, row.platform, row.followers, row.mentions) for row in rows),
        reposts=all_posts - originals,
        same_words=originals - different,
    )


class Heard(msgspec.Struct, frozen=True):
    """How much was said and how it sounds, by post: one that several monitors caught counts once."""

    mentions: int
    negative: int
    positive: int
    questions: int
    platforms: dict[str, int]
    """Posts by platform, most first."""


def heard(session: Session, wanted: Wanted) -> Heard:
    """All that is counted of what is wanted, in one go."""
    post = mentions.c.post_id
    query = _narrowed(
        select(
            posts.c.platform,
            func.count(post.distinct()),
            func.count(case((readings.c.negative, post)).distinct()),
            func.count(case((readings.c.mood == "positive", post)).distinct()),
            func.count(case((readings.c.question, post)).distinct()),
        ),
        wanted,
    )
    query = query.where(BY_OTHERS).group_by(posts.c.platform)
    rows = [tuple(row) for row in session.execute(query)]
    found = {row[0]: int(row[1]) for row in sorted(rows, key=lambda row: (-row[1], row[0]))}
    negative, positive, questions = (sum(int(row[place]) for row in rows) for place in (2, 3, 4))
    return Heard(sum(found.values()), negative, positive, questions, found)


def texts_of(session: Session, wanted: Wanted, limit: int) -> list[tuple[str, tuple[str, ...]]]:
    """The newest posts that are no reposts, as text and the words that made them match."""
    query = _narrowed(select(posts.c.text, mentions.c.words), wanted).where(readings.c.repost.is_(False), BY_OTHERS)
    rows = session.execute(query.order_by(mentions.c.at.desc(), mentions.c.id).limit(limit))
    return [(row.text, tuple(row.words)) for row in rows]


def counts_in(session: Session, wanted: Wanted, since: datetime, until: datetime, width: timedelta) -> list[int]:
    """Posts per bin of a stretch of time, whole bins only, oldest first."""
    begin, wide = to_microseconds(since), int(width / timedelta(microseconds=1))
    place = ((type_coerce(mentions.c.at, BigInteger) - begin) // wide).label("place")
    stretch = msgspec.structs.replace(wanted, since=since, before=until)
    query = _narrowed(select(place, func.count(mentions.c.post_id.distinct()).label("posts")), stretch)
    query = query.where(BY_OTHERS).group_by(place)
    found = {int(row.place): int(row.posts) for row in session.execute(query)}
    return [found.get(index, 0) for index in range(max(0, (until - since) // width))]


def shares(session: Session, wanted: Wanted) -> dict[str, int]:
    """How many mentions sound how, by mood."""
    query = _narrowed(select(readings.c.mood, func.count()), wanted).group_by(readings.c.mood)
    return {row[0]: row[1] for row in session.execute(query)}


def by_platform(session: Session, wanted: Wanted) -> dict[str, int]:
    """How many mentions come from where, most first."""
    query = _narrowed(select(posts.c.platform, func.count()), wanted).group_by(posts.c.platform)
    return dict(sorted(((row[0], row[1]) for row in session.execute(query)), key=lambda pair: -pair[1]))


def tally(session: Session, wanted: Wanted) -> tuple[int, int, int]:
    """How many mentions, how many of them negative, and how many questions."""
    query = _narrowed(
        select(
            func.count(),
            func.sum(case((readings.c.negative, 1), else_=0)),
            func.sum(case((readings.c.question, 1), else_=0)),
        ),
        wanted,
    )
    row = session.execute(query).one()
    return int(row[0]), int(row[1] or 0), int(row[2] or 0)


def _joined(wanted: Wanted) -> AnySelect:
    own = [column for column in readings.c if column.name not in ("id", "monitor_id", "at")]
    columns = [mentions.c.monitor_id, mentions.c.words, mentions.c.post_id, *own]
    return _narrowed(select(*columns, *posts.c), wanted)


def _narrowed(query: AnySelect, wanted: Wanted) -> AnySelect:
    query = (
        query.select_from(mentions)
        .join(posts, posts.c.id == mentions.c.post_id)
        .join(readings, readings.c.id == mentions.c.id)
        .where(posts.c.gone_at.is_(None))
    )
    if wanted.monitor_ids:
        query = query.where(mentions.c.monitor_id.in_(wanted.monitor_ids))
    if wanted.mood:
        query = query.where(readings.c.mood == wanted.mood)
    if wanted.only in ("question", "complaint", "threat"):
        query = query.where(readings.c[wanted.only])
    if wanted.platform:
        query = query.where(posts.c.platform == wanted.platform)
    if wanted.since is not None:
        query = query.where(mentions.c.at >= wanted.since)
    if wanted.before is not None:
        query = query.where(mentions.c.at < wanted.before)
    return containing(query, wanted.text) if wanted.text else query


def readings_by_id(session: Session, ids: Sequence[UUID]) -> dict[UUID, Reading]:
    """These readings with their mentions; those that are no more are missing."""
    query = _joined(Wanted()).where(mentions.c.id.in_(ids))
    found = (_to_reading(row) for row in session.execute(query))
    return {reading.id: reading for reading in found}


def _to_reading(row: Row[Any]) -> Reading:
    return Reading(
        mention=Mention(monitor_id=row.monitor_id, post=to_post(row), words=tuple(row.words)),
        language=row.language,
        sentiment=Sentiment(row.mood, row.p_negative, row.p_neutral, row.p_positive),
        question=row.question,
        complaint=row.complaint,
        threat=row.threat,
        fingerprint=tuple(row.fingerprint),
        negative=row.negative,
        ours=row.ours,
    )
