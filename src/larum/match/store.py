"""Mentions as they are kept, and what is asked about them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey, Index, Table, Uuid, func, or_, select
from sqlalchemy.orm import Session

from larum.collect.store import keep, posts, to_post
from larum.connectors.records import Post
from larum.db.columns import Instant, metadata
from larum.db.upsert import insert_new
from larum.db.work import Work
from larum.match.model import Brand, Monitor, OwnAccount
from larum.match.own import Account
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
Index("ix_mentions_at", mentions.c.at)


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


def own_accounts(session: Session, brand_id: UUID | None = None) -> list[OwnAccount]:
    """The accounts that are ours, of one brand or of all, those we publish from among them."""
    query = select(OwnAccount).order_by(OwnAccount.platform, OwnAccount.handle, OwnAccount.id)
    if brand_id is not None:
        query = query.where(or_(OwnAccount.brand_id == brand_id, OwnAccount.brand_id.is_(None)))
    return list(session.scalars(query))


def platforms_seen(session: Session) -> list[str]:
    """The platforms that posts came from lately, by name."""
    lately = select(posts.c.platform).order_by(posts.c.created_at.desc()).limit(2_000).subquery()
    return sorted(session.scalars(select(lately.c.platform).distinct()))


def own_by_monitor(session: Session) -> dict[UUID, frozenset[Account]]:
    """For each monitor the accounts that are its brand's; monitors of brands without any are missing."""
    known = own_accounts(session)
    if not known:
        return {}
    rows = session.execute(select(Monitor.id, Monitor.brand_id))
    found = {
        row.id: frozenset((one.platform, one.handle) for one in known if one.brand_id in (None, row.brand_id))
        for row in rows
    }
    return {id: accounts for id, accounts in found.items() if accounts}


def brand_named(session: Session, name: str) -> Brand | None:
    """The brand of this name, where there is one."""
    return session.scalar(select(Brand).where(Brand.name == name))


def monitor_named(session: Session, name: str, brand_id: UUID | None = None) -> Monitor | None:
    """The monitor of this name, of any brand or of this one, where there is one."""
    query = select(Monitor).where(Monitor.name == name).order_by(Monitor.id).limit(1)
    return session.scalar(query if brand_id is None else query.where(Monitor.brand_id == brand_id))


def how_many_mentions(session: Session) -> int:
    """All mentions of posts that were not taken back."""
    there = select(func.count()).select_from(mentions).join(posts, posts.c.id == mentions.c.post_id)
    return session.scalar(there.where(posts.c.gone_at.is_(None))) or 0


def first_mentions(session: Session, monitor_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the first post was written that each of these monitors caught; those that caught none are missing."""
    # One look into the index for each: grouped, it would be read from end to end.
    first = select(func.min(mentions.c.at)).where(mentions.c.monitor_id == Monitor.id).scalar_subquery()
    rows = session.execute(select(Monitor.id, first.label("first_at")).where(Monitor.id.in_(monitor_ids)))
    return {row.id: row.first_at for row in rows if row.first_at is not None}


def first_mention_at(session: Session, monitor_ids: Sequence[UUID]) -> datetime | None:
    """When the first post was written that one of these monitors caught."""
    first: datetime | None = session.scalar(
        select(func.min(mentions.c.at)).where(mentions.c.monitor_id.in_(monitor_ids))
    )
    return first


def every_post(session: Session, monitor_id: UUID | None = None) -> Iterator[Post]:
    """Posts we hold, oldest first, without loading them all; only what a monitor caught, where one is given."""
    query = select(posts).where(posts.c.gone_at.is_(None)).order_by(posts.c.created_at, posts.c.id)
    if monitor_id is not None:
        query = query.join(mentions, mentions.c.post_id == posts.c.id).where(mentions.c.monitor_id == monitor_id)
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield to_post(row)
