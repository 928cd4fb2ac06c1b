"""A monitor's mentions as detectors read them, and where the reading stands."""

import zlib
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import LargeBinary, and_, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from larum.analyse.store import readings
from larum.base.ids import named
from larum.collect.store import posts
from larum.db.columns import Instant
from larum.db.work import Work
from larum.detect.posts import Seen
from larum.detect.reading.follow import Stand, pack, unpack
from larum.detect.reading.held import Held
from larum.detect.store import remember, watches
from larum.match.model import Monitor
from larum.match.store import mentions

_BEGINNING = datetime.fromtimestamp(0, UTC)
_NAME = "reading"
"""Kept beside what the counting detectors remember, so that both begin anew when older posts come in."""
_TOKEN: Final = 16
"""Bytes before the packed stand, other ones each time it is written."""


def waiting(session: Session, upto: datetime) -> list[tuple[UUID, UUID]]:
    """The watched monitors, each with its brand, that caught something which has settled and is not read: one query,
    however many monitors are quiet."""
    reached = and_(watches.c.monitor_id == Monitor.id, watches.c.detector == _NAME)
    begun = func.coalesce(watches.c.as_of, bindparam("begun", _BEGINNING, Instant))
    lately = select(readings.c.id).where(
        readings.c.monitor_id == Monitor.id, readings.c.at >= begun, readings.c.at < upto
    )
    query = (
        select(Monitor.id, Monitor.brand_id)
        .outerjoin(watches, reached)
        .where(Monitor.state == "on", lately.exists())
        .order_by(Monitor.created_at, Monitor.id)
    )
    return [(row.id, row.brand_id) for row in session.execute(query)]


def unread(session: Session, monitor_id: UUID, since: float, upto: datetime, limit: int | None) -> list[Seen]:
    """Mentions of a monitor that are not read yet, in the order in which they were posted."""
    query = (
        select(
            posts.c.id,
            posts.c.platform,
            posts.c.text,
            posts.c.lang,
            posts.c.repost_of,
            posts.c.quote_of,
            posts.c.reply_to,
            posts.c.media,
            posts.c.author_handle,
            readings.c.at,
            readings.c.author,
            readings.c.followers,
            readings.c.complaint,
        )
        .join(mentions, mentions.c.id == readings.c.id)
        .join(posts, posts.c.id == mentions.c.post_id)
        .where(
            readings.c.monitor_id == monitor_id,
            readings.c.at >= _at(since),
            readings.c.at < upto,
            posts.c.gone_at.is_(None),
            readings.c.ours.is_(False),
        )
        .order_by(readings.c.at, posts.c.id)
        .limit(limit)
    )

    def post(platform: str, native_id: str | None) -> str | None:
        return None if native_id is None else str(named("post", platform, native_id))

    return [
        Seen(
            at=row.at.timestamp(),
            id=str(row.id),
            account=row.author,
            text=row.text,
            followers=row.followers,
            lang=row.lang,
            repost_of=post(row.platform, row.repost_of),
            quote_of=post(row.platform, row.quote_of),
            reply_to=post(row.platform, row.reply_to),
            links=tuple(row.media),
            platform=row.platform,
            handle=row.author_handle,
            monitor=str(monitor_id),
            complains=row.complaint,
        )
        for row in session.execute(query)
    ]


def token_of(session: Session, monitor_id: UUID, *, hold: bool = False) -> bytes | None:
    """By what the stand that is kept of a monitor is known from any other; None where none is. To `hold` it is to let
    nobody else write or forget it until the transaction ends."""
    token = type_coerce(func.substr(watches.c.state, 1, _TOKEN), LargeBinary)
    query = select(token).where(watches.c.monitor_id == monitor_id, watches.c.detector == _NAME)
    return session.scalar(query.with_for_update() if hold else query)


def stand_of(session: Session, monitor_id: UUID) -> Held | None:
    """Where the reading of a monitor stands; None where it has not begun."""
    query = select(watches.c.state).where(watches.c.monitor_id == monitor_id, watches.c.detector == _NAME)
    state = session.scalar(query)
    return None if state is None else kept_in(state)


def kept_in(state: bytes) -> Held:
    """The stand that `keep_stand` wrote."""
    try:
        packed = zlib.decompress(state[_TOKEN:])
    except zlib.error:  # kept in another form, by an earlier version: read anew
        return Held(Stand(), state[:_TOKEN], 0.0, 0)
    stand = unpack(packed)
    return Held(stand, state[:_TOKEN], stand.reached, len(packed))


def keep_stand(work: Work, monitor_id: UUID, stand: Stand) -> Held:
    """Keep where it stands now; word from an earlier instant does not undo that of a later one (law 4)."""
    token, packed = work.fresh_id().bytes, pack(stand)
    remember(work, [(monitor_id, _NAME, _at(stand.reached), token + zlib.compress(packed, 1))])
    return Held(stand, token, stand.reached, len(packed))


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
