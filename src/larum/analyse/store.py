"""Readings as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Table,
    Text,
    Uuid,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    update,
)

from larum.analyse.records import Reading
from larum.collect.store import posts
from larum.db.columns import Instant, metadata
from larum.db.upsert import put
from larum.db.work import Work
from larum.match.model import Monitor
from larum.match.own import Account
from larum.match.store import mentions

readings = Table(
    "readings",
    metadata,
    Column("id", Uuid, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("monitor_id", Uuid, nullable=False),
    Column("at", Instant, nullable=False),
    Column("author", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("followers", BigInteger),
    Column("repost", Boolean, nullable=False),
    Column("language", Text, nullable=False),
    Column("mood", Text, nullable=False),
    Column("p_negative", Float, nullable=False),
    Column("p_neutral", Float, nullable=False),
    Column("p_positive", Float, nullable=False),
    Column("negative", Boolean, nullable=False),
    Column("question", Boolean, nullable=False),
    Column("complaint", Boolean, nullable=False),
    Column("threat", Boolean, nullable=False),
    Column("fingerprint", JSON, nullable=False),
    Column("ours", Boolean, nullable=False),
)
"""The id is the mention's. Monitor, time, author and platform stand here too, so that windows are counted from one
table."""
Index("ix_readings_monitor_at", readings.c.monitor_id, readings.c.at)


def save_readings(work: Work, read: Sequence[Reading]) -> None:
    """Keep readings. May be repeated: the same text reads the same."""
    put(work.session, readings, [_row(reading) for reading in read])


def mark_ours(work: Work, brand_id: UUID, accounts: Sequence[Account]) -> list[tuple[UUID, datetime]]:
    """Mark the readings of a brand by the accounts that are its own now; gives (monitor, when) of what changed."""
    name = func.lower(posts.c.author_handle), func.lower(posts.c.author_id)
    platform = func.lower(posts.c.platform)
    ours = or_(false(), *(and_(platform == on, or_(*(each == handle for each in name))) for on, handle in accounts))
    other = (
        select(readings.c.id)
        .join(mentions, mentions.c.id == readings.c.id)
        .join(posts, posts.c.id == mentions.c.post_id)
        .join(Monitor, Monitor.id == readings.c.monitor_id)
        .where(Monitor.brand_id == brand_id, readings.c.ours != ours)
        .correlate(None)
    )
    turned = update(readings).where(readings.c.id.in_(other)).values(ours=~readings.c.ours)
    changed = work.session.execute(turned.returning(readings.c.monitor_id, readings.c.at))
    return [(row.monitor_id, row.at) for row in changed]


def forget_readings(work: Work, ids: Sequence[UUID]) -> None:
    """Delete the readings of mentions that are no more."""
    if ids:
        work.session.execute(delete(readings).where(readings.c.id.in_(ids)))


def _row(reading: Reading) -> dict[str, object]:
    post = reading.mention.post
    return {
        "id": reading.id,
        "monitor_id": reading.mention.monitor_id,
        "at": post.created_at,
        "author": f"{post.platform}:{post.author.id or post.author.handle or post.native_id}",
        "platform": post.platform,
        "followers": post.author.followers,
        "repost": post.repost_of is not None,
        "language": reading.language,
        "mood": reading.sentiment.label,
        "p_negative": reading.sentiment.negative,
        "p_neutral": reading.sentiment.neutral,
        "p_positive": reading.sentiment.positive,
        "negative": reading.negative,
        "question": reading.question,
        "complaint": reading.complaint,
        "threat": reading.threat,
        "fingerprint": list(reading.fingerprint),
        "ours": reading.ours,
    }
