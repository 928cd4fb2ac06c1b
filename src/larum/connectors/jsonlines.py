"""The post format: one JSON object on a line, the same in files, at the webhook and in exports.

`docs/reference/post-format.md` describes it for people. Reading is fast where a line is right (one typed decode), and
takes its time to say what is wrong where it is not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from larum.connectors.records import Arrival, Author, Post, Refused, Removal
from larum.connectors.rules import (
    AHEAD,
    EARLIEST,
    ID_LIMIT,
    LINE_LIMIT,
    NUMBER_LIMIT,
    TEXT_LIMIT,
    clean,
    is_address,
    is_id,
    is_platform,
    language,
    refused,
)

BOM = b"\xef\xbb\xbf"

_Count = Annotated[int, Meta(ge=0, le=NUMBER_LIMIT)] | None
_Instant = Annotated[datetime, Meta(tz=True)] | None
_Name = Annotated[str, Meta(max_length=1_024)] | None
_Id = Annotated[str, Meta(max_length=ID_LIMIT)] | int


class _Author(msgspec.Struct, gc=False, omit_defaults=True):
    id: _Id = ""
    handle: _Name = ""
    name: _Name = ""
    followers: _Count = None
    created_at: _Instant = None


class _Line(msgspec.Struct, gc=False, omit_defaults=True):
    """The format itself, in the order it is written."""

    platform: str | None = None
    id: _Id | None = None
    url: str | None = None
    author: _Author | None = None
    created_at: _Instant = None
    text: Annotated[str, Meta(max_length=TEXT_LIMIT)] | None = None
    lang: str | None = None
    reply_to: _Id | None = None
    repost_of: _Id | None = None
    quote_of: _Id | None = None
    likes: _Count = None
    reposts: _Count = None
    replies: _Count = None
    views: _Count = None
    media: tuple[str, ...] = ()
    removed: bool = False


_decoder = msgspec.json.Decoder(_Line)
_encoder = msgspec.json.Encoder()
_NOBODY = Author(id="")
_AT = re.compile(r" - at `\$\.?([^`]*)`$")
_NUMBERS = frozenset({"likes", "reposts", "replies", "views", "author.followers"})
_DATES = frozenset({"created_at", "author.created_at"})


def decode(line: bytes, now: datetime, where: str = "") -> Arrival:
    """One line as a post, as word of a removal, or refused by name; never raises. Pure.

    >>> now = datetime(2026, 1, 2, tzinfo=UTC)
    >>> decode(b'{"platform": "forum", "id": 7, "created_at": "2026-01-01T10:00:00+01:00", "text": "Hej"}', now).text
    'Hej'
    >>> decode(b'{"platform": "forum", "text": "Hej"}', now).reason
    'missing_id'
    """
    if len(line) > LINE_LIMIT:
        return refused("too_long", f"{len(line)} bytes; at most {LINE_LIMIT} are taken", line, where)
    try:
        return _arrival(_decoder.decode(line), now, line, where)
    except msgspec.ValidationError as error:
        return _explained(error, line, where)
    except (msgspec.DecodeError, RecursionError) as error:
        if line.startswith(BOM):
            return decode(line[len(BOM) :], now, where)
        return _unreadable(error, line, where)
    except UnicodeDecodeError as error:
        return refused("wrong_encoding", str(error), line, where)


def decode_all(body: bytes, now: datetime) -> Iterator[Arrival]:
    """Every line of `body` that is not empty, in order, each with its number."""
    for number, line in enumerate(body.split(b"\n"), start=1):
        if line := line.strip():
            yield decode(line, now, f"line {number}")


def take(fields: Mapping[str, object], now: datetime, raw: bytes, where: str = "") -> Arrival:
    """A post from fields that did not come as JSON (a table's row), by the very same rules. Pure."""
    try:
        return _arrival(msgspec.convert(fields, _Line), now, raw, where)
    except msgspec.ValidationError as error:
        return _explained(error, raw, where)


def encode(item: Post | Removal) -> bytes:
    """One line, without its line break; reading it back gives the same item."""
    if isinstance(item, Removal):
        return _encoder.encode(_Line(platform=item.platform, id=item.native_id, removed=True))
    author = item.author
    return _encoder.encode(
        _Line(
            platform=item.platform,
            id=item.native_id,
            url=item.url or None,
            author=None
            if author == _NOBODY
            else _Author(author.id, author.handle, author.name, author.followers, author.created_at),
            created_at=item.created_at,
            text=item.text,
            lang=item.lang,
            reply_to=item.reply_to,
            repost_of=item.repost_of,
            quote_of=item.quote_of,
            likes=item.likes,
            reposts=item.reposts,
            replies=item.replies,
            views=item.views,
            media=item.media,
        )
    )


def encode_all(items: Iterable[Post | Removal]) -> Iterator[bytes]:
    """A file's worth of lines, each with its line break."""
    for item in items:
        yield encode(item) + b"\n"


def _arrival(line: _Line, now: datetime, raw: bytes, where: str) -> Arrival:
    if not line.platform:
        return refused("missing_platform", "there is no “platform”", raw, where)
    if not is_platform(line.platform):
        return refused("bad_platform", f"platform: {line.platform[:80]!r}", raw, where)
    native_id = _text_of(line.id)
    if not native_id:
        return refused("missing_id", "there is no “id”", raw, where)
    if not is_id(native_id):
        return refused("bad_id", f"id: {native_id[:80]!r}", raw, where)
    if line.removed:
        return Removal(line.platform, native_id)
    if line.created_at is None:
        return refused("missing_date", "there is no “created_at”", raw, where)
    if line.created_at > now + AHEAD:
        return refused("future_date", f"created_at: {line.created_at.isoformat()}", raw, where)
    if line.created_at < EARLIEST:
        return refused("bad_date", f"created_at: {line.created_at.isoformat()} lies before 1970", raw, where)
    if line.text is None and line.repost_of is None:
        return refused("missing_text", "there is no “text”", raw, where)
    for address in (line.url, *line.media) if line.url else line.media:
        if not is_address(address):
            return refused("bad_address", f"address: {address[:200]!r}", raw, where)
    for relation in (line.reply_to, line.repost_of, line.quote_of):
        if relation is not None and not is_id(str(relation)):
            return refused("bad_id", f"a related post's id: {str(relation)[:80]!r}", raw, where)
    return Post(
        platform=line.platform,
        native_id=native_id,
        url=line.url or "",
        author=_NOBODY if line.author is None else _author(line.author),
        created_at=_utc(line.created_at),
        text=clean(line.text or ""),
        lang=language(line.lang),
        reply_to=_text_of(line.reply_to),
        repost_of=_text_of(line.repost_of),
        quote_of=_text_of(line.quote_of),
        likes=line.likes,
        reposts=line.reposts,
        replies=line.replies,
        views=line.views,
        media=line.media,
    )


def _author(author: _Author) -> Author:
    return Author(
        id=clean(str(author.id)),
        handle=clean(author.handle or "").removeprefix("@"),
        name=clean(author.name or ""),
        followers=author.followers,
        created_at=None if author.created_at is None or author.created_at < EARLIEST else _utc(author.created_at),
    )


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def _text_of(native_id: str | int | None) -> str | None:
    return str(native_id) if isinstance(native_id, int) else native_id


def _explained(error: msgspec.ValidationError, raw: bytes, where: str) -> Refused:
    """The reason behind a typed decode's complaint, by the field it names."""
    complaint = str(error)
    found = _AT.search(complaint)
    field = found.group(1) if found else ""
    if not field:
        reason = "bad_number" if "out of range" in complaint else "not_an_object"
    elif field in _DATES:
        reason = "bad_date"
    elif field in _NUMBERS:
        reason = "bad_number"
    elif "length" in complaint:
        reason = "too_long"
    else:
        reason = "wrong_type"
    return refused(reason, complaint, raw, where)


def _unreadable(error: Exception, line: bytes, where: str) -> Refused:
    """JSON that is none: told apart from text in an encoding that JSON does not come in."""
    try:
        line.decode()
    except UnicodeDecodeError as reason:
        return refused("wrong_encoding", str(reason), line, where)
    return refused("broken_json", str(error), line, where)
