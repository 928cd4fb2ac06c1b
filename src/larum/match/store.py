"""Mentions as they are kept, and what is asked about them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey, Index, Table, Uuid, select
from sqlalchemy.orm import Session

from larum.collect.store import keep
from larum.db.columns import Instant, metadata
from larum.db.upsert import insert_new
from larum.db.work import Work
from larum.match.model import Brand, Monitor
from larum.match.records import Mention, Unmention

mentions = Table(
    "mentions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("monitor_id", Uuid, ForeignKey("monitors.id", ondelete="CASCADE"), nullable=False),
    Column("post_id", Uuid, ForeignKey("posts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("words", JSON, nullable=False),
)
Index("ix_mentions_monitor_at", mentions.c.monitor_id, mentions.c.at)


def queries(session: Session) -> tuple[tuple[UUID, str], ...]:
    """The monitors that are on, with their queries, in a steady order."""
    rows = session.execute(select(Monitor.id, Monitor.query).where(Monitor.state == "on").order_by(Monitor.id))
    return tuple((row.id, row.query) for row in rows)


def mentions_of(session: Session, post_ids: Sequence[UUID]) -> list[Unmention]:
    """What would be unsaid if these posts were gone."""
    rows = session.execute(
        select(mentions.c.id, mentions.c.monitor_id, mentions.c.at, mentions.c.post_id).where(
            mentions.c.post_id.in_(post_ids)
        )
    )
    return [Unmention(id=row.id, monitor_id=row.monitor_id, at=row.at, post_id=row.post_id) for row in rows]


def save_mentions(work: Work, caught: Sequence[Mention]) -> None:
    """Keep mentions; their posts are no longer swept. May be repeated."""
    insert_new(
        work.session,
        mentions,
        [
            {
                "id": mention.id,
                "monitor_id": mention.monitor_id,
                "post_id": mention.post.id,
                "at": mention.post.created_at,
                "words": list(mention.words),
            }
            for mention in caught
        ],
    )
    keep(work, list({mention.post.id for mention in caught}))


def monitors(session: Session) -> list[Monitor]:
    """Every monitor, by name."""
    return list(session.scalars(select(Monitor).order_by(Monitor.name, Monitor.id)))


def watched_for(session: Session, brand_id: UUID) -> list[Monitor]:
    """The monitors of a brand that are on, in a steady order."""
    query = select(Monitor).where(Monitor.brand_id == brand_id, Monitor.state == "on").order_by(Monitor.id)
    return list(session.scalars(query))


def brands(session: Session) -> list[Brand]:
    """Every brand, by name."""
    return list(session.scalars(select(Brand).order_by(Brand.name)))
