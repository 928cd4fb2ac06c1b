"""The feed connector."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from larum.base.http import Answer, Unreachable
from larum.base.translate import msgid
from larum.connectors.contract import Batch, Found, Outside
from larum.connectors.errors import (
    CredentialsRefused,
    RateLimited,
    SourceGone,
    SourceNotUnderstood,
    SourceUnreachable,
)
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival, Refused
from larum.connectors.rss.feed import read_feed
from larum.connectors.rss.manifest import MANIFEST

ASK_AGAIN_AFTER = 300.0
"""Seconds. A feed that has nothing new answers in a few bytes (304), so this is polite and still fast in a crisis."""
ACCEPT = "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.1"


class _Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cursor: the feed's own marks for what it last gave."""

    etag: str = ""
    modified: str = ""
    undated: dict[str, datetime] = {}


class Rss:
    """Reads feeds."""

    manifest = MANIFEST

    def convert(self, raw: bytes, settings: Settings, now: datetime) -> Sequence[Arrival]:
        """A feed's bytes as arrivals."""
        return read_feed(raw, settings["address"], "", now, {}).arrivals

    def read(self, settings: Settings, cursor: str, outside: Outside) -> Batch:
        """The feed's items where it has changed since `cursor`, all of them: those we know have the same names."""
        place = _place(cursor)
        address = settings["address"]
        answer = self._ask(address, place, outside)
        if answer.status == 304:
            return Batch(arrivals=(), cursor=cursor, wait_for=ASK_AGAIN_AFTER, moved_to=answer.moved_to)
        content_type = answer.headers.get("content-type", "")
        feed = read_feed(answer.body, address, content_type, outside.clock.now(), place.undated)
        after = _Place(
            etag=answer.headers.get("etag", ""),
            modified=answer.headers.get("last-modified", ""),
            undated=feed.undated,
        )
        return Batch(
            arrivals=feed.arrivals,
            cursor=msgspec.json.encode(after).decode(),
            wait_for=ASK_AGAIN_AFTER,
            moved_to=answer.moved_to,
        )

    def test(self, settings: Settings, outside: Outside) -> Found:
        """Ask for the feed and count what it has."""
        address = settings["address"]
        answer = self._ask(address, _Place(), outside)
        content_type = answer.headers.get("content-type", "")
        feed = read_feed(answer.body, address, content_type, outside.clock.now(), {})
        posts = sum(not isinstance(arrival, Refused) for arrival in feed.arrivals)
        return Found(
            message=msgid("“{title}” can be read. Items in it now: {posts}."),
            fields={"title": feed.title, "posts": str(posts)},
        )

    def _ask(self, address: str, place: _Place, outside: Outside) -> Answer:
        headers = {"Accept": ACCEPT}
        if place.etag:
            headers["If-None-Match"] = place.etag
        if place.modified:
            headers["If-Modified-Since"] = place.modified
        where = urlsplit(address).netloc or address
        try:
            answer = outside.http.get(address, headers=headers)
        except Unreachable as error:
            raise SourceUnreachable(where=where, why=error.fields["why"]) from error
        if answer.ok or answer.status == 304:
            return answer
        if answer.status == 410:
            raise SourceGone(where=where)
        if answer.status in (401, 403):
            raise CredentialsRefused(where=where)
        if answer.status == 429 or answer.retry_at:
            raise RateLimited(where=where, retry_at=answer.retry_at or outside.clock.now() + timedelta(minutes=15))
        if answer.status in (400, 404):
            raise SourceNotUnderstood(where=where, why=msgid("there is nothing at this address"))
        raise SourceUnreachable(where=where, why=f"status {answer.status}")


def _place(cursor: str) -> _Place:
    try:
        return msgspec.json.decode(cursor, type=_Place) if cursor else _Place()
    except msgspec.DecodeError:
        return _Place()  # from the beginning: a feed's items come again under the same names


CONNECTOR = Rss()
