"""A feed's bytes as posts. Pure: the time of asking is given, and what was first seen when."""

import calendar
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
import msgspec

from larum.base.ids import named
from larum.base.translate import msgid
from larum.connectors.errors import SourceNotUnderstood
from larum.connectors.jsonlines import take
from larum.connectors.records import Arrival
from larum.connectors.rss.plain import plain
from larum.connectors.rules import ID_LIMIT, TEXT_LIMIT, is_address

PLATFORM = "rss"
_UNIVERSAL = re.compile(r"(https?://|urn:|tag:)")


class Feed(msgspec.Struct, frozen=True):
    """What one answer of a feed gave."""

    title: str
    arrivals: list[Arrival]
    undated: dict[str, datetime]
    """When the items without a date of their own, among those in the feed now, were first seen: by their id."""


def read_feed(raw: bytes, address: str, content_type: str, now: datetime, undated: Mapping[str, datetime]) -> Feed:
    """The items of a feed, oldest last as feeds have them; broken XML gives what can still be read.

    Refuses with `SourceNotUnderstood` what is no feed at all. An item without a date gets the time it was first seen.
    """
    headers = {"content-location": address, "content-type": content_type or "application/xml"}
    # As a stream, for the parser takes bytes for the name of a file where they look like one.
    found = feedparser.parse(io.BytesIO(raw), response_headers=headers, sanitize_html=False)
    title = plain(found.feed.get("title", ""))
    if not found.entries and not found.get("version"):
        raise SourceNotUnderstood(where=urlsplit(address).netloc or address, why=msgid("it is not a feed"))
    language = found.feed.get("language")
    arrivals: list[Arrival] = []
    first_seen: dict[str, datetime] = {}
    for number, entry in enumerate(found.entries, start=1):
        fields = _fields(entry, address, title, language)
        if "created_at" not in fields:
            native_id = str(fields["id"])
            first_seen[native_id] = undated.get(native_id, now)
            fields["created_at"] = first_seen[native_id]
        kept = msgspec.json.encode({**fields, "text": fields.get("text")})
        arrivals.append(take(fields, now, kept, f"item {number}"))
    return Feed(title=title, arrivals=arrivals, undated=first_seen)


def _fields(entry: Any, address: str, feed_title: str, feed_language: str | None) -> dict[str, Any]:
    title = plain(entry.get("title", ""))
    body = plain(_body(entry))
    text = body if body.startswith(title) else f"{title}\n\n{body}" if body else title
    link = entry.get("link", "")
    url = link if is_address(link) else ""
    fields: dict[str, Any] = {
        "platform": PLATFORM,
        "id": _native_id(entry, address, url, text),
        "url": url,
        "author": {
            "handle": _host(url or address),
            "name": plain(entry.get("author", ""))[:500] or feed_title[:500],
        },
        "lang": entry.get("title_detail", {}).get("language") or feed_language,
        "media": tuple(_media(entry, url)),
    }
    if text:
        fields["text"] = text[:TEXT_LIMIT]
    if (created_at := _instant(entry)) is not None:
        fields["created_at"] = created_at
    return fields


def _body(entry: Any) -> str:
    """The longest of what an item offers as its text: some feeds cut the summary, some leave the content empty."""
    offered: list[str] = [entry.get("summary", ""), *(content.get("value", "") for content in entry.get("content", ()))]
    return max(offered, key=len)


def _native_id(entry: Mapping[str, Any], address: str, url: str, text: str) -> str:
    """The item's own id where it holds everywhere; one made of the feed and it where it may be just a number."""
    guid: str = str(entry.get("id", "")).strip()
    if guid and not _UNIVERSAL.match(guid):
        guid = f"{address}#{guid}"
    native_id: str = guid or url or str(named("item", address, text))
    fits = len(native_id) <= ID_LIMIT and native_id.isprintable()
    return native_id if fits else str(named("item", native_id))


def _instant(entry: Any) -> datetime | None:
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError):
        return None


def _media(entry: Any, url: str) -> Iterator[str]:
    offered = [link.get("href", "") for link in entry.get("links", ()) if link.get("rel") == "enclosure"]
    offered += [media.get("url", "") for name in ("media_content", "media_thumbnail") for media in entry.get(name, ())]
    for address in dict.fromkeys(offered):
        if address != url and is_address(address):
            yield address


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
