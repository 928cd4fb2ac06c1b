"""Posts as they are kept, and what is asked about sources."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from larum.base.text import fold
from larum.collect.model import Source
from larum.collect.records import Arrived
from larum.connectors.records import Author, Post, Removal
from larum.db.columns import Instant, metadata
from larum.db.upsert import insert_new
from larum.db.work import Work

posts = Table(
    "posts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("author_id", Text, nullable=False),
    Column("author_handle", Text, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("author_followers", BigInteger),
    Column("author_created_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("collected_at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("lang", Text),
    Column("reply_to", Text),
    Column("repost_of", Text),
    Column("quote_of", Text),
    Column("likes", BigInteger),
    Column("reposts", BigInteger),
    Column("replies", BigInteger),
    Column("views", BigInteger),
    Column("media", JSON, nullable=False),
    Column("gone_at", Instant),
    Column("keep_until", Instant),
)
"""A post its platform took back leaves an empty row (`gone_at`), so that a late copy of it does not come back to life.
A post that no monitor caught is kept until `keep_until`; one that was caught has none."""
Index("ix_posts_keep_until", posts.c.keep_until)
Index("ix_posts_created_at", posts.c.created_at)
Index("ix_posts_native", posts.c.platform, posts.c.native_id)

AnySelect = Select[*tuple[Any, ...]]

SAID = ("text", "folded", "url", "author_id", "author_handle", "author_name")
TOLD = ("author_followers", "author_created_at", "lang", "reply_to", "repost_of", "quote_of")
COUNTS = ("likes", "reposts", "replies", "views")


def save_posts(work: Work, arrived: Sequence[Arrived]) -> None:
    """Keep posts. One that is kept already stays, with the larger of the counts that only grow."""
    rows = {
        arrival.id: _row(arrival.item, work.now(), arrival.keep_for)
        for arrival in arrived
        if isinstance(arrival.item, Post)
    }
    if not rows:
        return
    statement: Any = (postgresql if work.on_postgresql else sqlite).insert(posts)
    larger = {
        name: case(
            (statement.excluded[name] > func.coalesce(posts.c[name], -1), statement.excluded[name]),
            else_=posts.c[name],
        )
        for name in COUNTS
    }
    work.session.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_=larger, where=posts.c.gone_at.is_(None)),
        list(rows.values()),
    )


def remove_posts(work: Work, removals: Sequence[Removal]) -> None:
    """Erase posts that were taken back; the word may come before the post itself, which then stays empty (law 4)."""
    for removal in removals:
        empty = Post(removal.platform, removal.native_id, "", Author(""), work.now(), "")
        insert_new(work.session, posts, [{**_row(empty, work.now(), None), "gone_at": work.now()}])
    work.session.execute(
        update(posts)
        .where(posts.c.id.in_({removal.id for removal in removals}), posts.c.gone_at.is_(None))
        .values({**dict.fromkeys(SAID, ""), **dict.fromkeys((*TOLD, *COUNTS)), "media": [], "gone_at": work.now()})
    )


def keep(work: Work, ids: Sequence[UUID]) -> None:
    """These posts were caught by a monitor: they are not swept."""
    work.session.execute(update(posts).where(posts.c.id.in_(ids)).values(keep_until=None))


def sweep(work: Work) -> int:
    """Delete the posts that no monitor caught and whose time is over; gives how many."""
    result = work.session.execute(delete(posts).where(posts.c.keep_until < work.now()))
    return int(getattr(result, "rowcount", 0))


def gone_among(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these posts have been taken back."""
    return set(session.scalars(select(posts.c.id).where(posts.c.id.in_(ids), posts.c.gone_at.is_not(None))))


def newest_posts(session: Session, *, since: datetime | None = None, limit: int) -> list[Post]:
    """Posts we hold, newest first, matched or not: what a new monitor can be tried on."""
    query = select(posts).where(posts.c.gone_at.is_(None)).order_by(posts.c.created_at.desc(), posts.c.id).limit(limit)
    if since is not None:
        query = query.where(posts.c.created_at >= since)
    return [to_post(row) for row in session.execute(query)]


def posts_by_id(session: Session, ids: Sequence[UUID]) -> dict[UUID, Post]:
    """Posts we hold, by id; those we do not hold are missing."""
    return {row.id: to_post(row) for row in session.execute(select(posts).where(posts.c.id.in_(ids)))}


def containing(query: AnySelect, text: str) -> AnySelect:
    """Narrow a query over posts to those whose text or author holds these words, folded."""
    for word in fold(text).split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(
            or_(
                posts.c.folded.like(pattern, escape="\\"),
                func.lower(posts.c.author_handle).like(pattern, escape="\\"),
            )
        )
    return query


def sources(session: Session) -> list[Source]:
    """Every source, in the order they were added."""
    return list(session.scalars(select(Source).order_by(Source.created_at, Source.id)))


def to_post(row: Row[Any]) -> Post:
    """The post a row holds."""
    return Post(
        platform=row.platform,
        native_id=row.native_id,
        url=row.url,
        author=Author(
            id=row.author_id,
            handle=row.author_handle,
            name=row.author_name,
            followers=row.author_followers,
            created_at=row.author_created_at,
        ),
        created_at=row.created_at,
        text=row.text,
        lang=row.lang,
        reply_to=row.reply_to,
        repost_of=row.repost_of,
        quote_of=row.quote_of,
        likes=row.likes,
        reposts=row.reposts,
        replies=row.replies,
        views=row.views,
        media=tuple(row.media),
    )


def _row(post: Post, now: datetime, keep_for: timedelta | None) -> dict[str, Any]:
    return {
        "id": post.id,
        "platform": post.platform,
        "native_id": post.native_id,
        "url": post.url,
        "author_id": post.author.id,
        "author_handle": post.author.handle,
        "author_name": post.author.name,
        "author_followers": post.author.followers,
        "author_created_at": post.author.created_at,
        "created_at": post.created_at,
        "collected_at": now,
        "text": post.text,
        "folded": fold(post.text),
        "lang": post.lang,
        "reply_to": post.reply_to,
        "repost_of": post.repost_of,
        "quote_of": post.quote_of,
        "likes": post.likes,
        "reposts": post.reposts,
        "replies": post.replies,
        "views": post.views,
        "media": list(post.media),
        "gone_at": None,
        "keep_until": None if keep_for is None else now + keep_for,
    }
