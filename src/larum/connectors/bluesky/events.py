"""Jetstream's events and what they become. Two wires carry the same: the old `/subscribe` (here v1) and v2.

v1, flat:     {"did", "time_us", "kind": "commit", "cursor",
               "commit": {"operation", "collection", "rkey", "record", ...}}
v2, wrapped:  {"$type": "message", "payload": {"$type": "network.bsky.jetstream.subscribeEvents#commit",
               "seq", "did", "time", "operation", "collection", "rkey", "record", ...}}
"""

from datetime import UTC, datetime, timedelta

import msgspec

from larum.connectors.bluesky.records import Content, post_record, repost_record
from larum.connectors.jsonlines import BOM
from larum.connectors.records import Arrival, Author, Post, Removal
from larum.connectors.rules import AHEAD, EARLIEST, LINE_LIMIT, clean, is_id, language, refused

PLATFORM = "bluesky"
POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
CLOCKS_DIFFER = timedelta(minutes=5)
"""A phone's clock may be that far ahead of Jetstream's; a date further ahead was made up."""
_V2 = "network.bsky.jetstream.subscribeEvents#"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Commit(msgspec.Struct, gc=False):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: msgspec.Raw = msgspec.Raw(b"null")


class _Payload(_Commit, gc=False):
    """v2's payload: a commit's fields stand beside the event's own."""

    type: str = msgspec.field(name="$type", default="")
    seq: int | None = None
    did: str = ""
    time: datetime | None = None
    name: str = ""
    message: str | None = None


class _Frame(msgspec.Struct, gc=False):
    """Either wire's outermost object."""

    did: str = ""
    time_us: int | None = None
    cursor: int | None = None
    kind: str = ""
    commit: _Commit | None = None
    type: str = msgspec.field(name="$type", default="")
    payload: _Payload | None = None
    error: str = ""
    message: str | None = None


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event of either wire."""

    kind: str
    """`commit`, `identity`, `account`, `sync`, `info`, or `error`."""
    did: str
    time_us: int | None
    """When Jetstream saw it, in microseconds since 1970."""
    seq: int | None
    """Its number on this instance of Jetstream; older instances of the v1 wire give none."""
    commit: _Commit | None = None
    says: str = ""
    """What an `info` or `error` is about."""


_frames = msgspec.json.Decoder(_Frame)
_NO_COMMIT = _Commit()


def read_event(line: bytes | str) -> Event:
    """One message of either wire; raises `msgspec.DecodeError` or `UnicodeDecodeError` where it is neither."""
    frame = _frames.decode(line)
    payload = frame.payload
    if payload is not None:
        kind = payload.type.removeprefix(_V2)
        seen_us = None if payload.time is None or payload.time.tzinfo is None else _microseconds(payload.time)
        commit = payload if kind == "commit" else None
        return Event(kind, payload.did, seen_us, payload.seq, commit, payload.name or payload.message or "")
    if frame.type == "error":
        return Event("error", "", None, None, None, ": ".join(filter(None, (frame.error, frame.message))))
    return Event(frame.kind, frame.did, frame.time_us, frame.cursor, frame.commit)


def convert(line: bytes, now: datetime) -> Arrival:
    """One message as a post, as word of a removal, or refused by name (`not_a_post` for likes and the like). Pure.

    A date the author's program invented does not decide: where it cannot be read or lies ahead, the moment Jetstream
    saw the post counts, as it does on Bluesky itself.
    """
    if len(line) > LINE_LIMIT:
        return refused("too_long", f"{len(line)} bytes; at most {LINE_LIMIT} are taken", line)
    try:
        event = read_event(line.removeprefix(BOM))
    except UnicodeDecodeError as error:
        return refused("wrong_encoding", str(error), line)
    except msgspec.ValidationError as error:
        return refused("broken_record", str(error), line)
    except (msgspec.DecodeError, RecursionError) as error:
        return refused("broken_json", str(error), line)
    return arrival(event, line, now)


def arrival(event: Event, line: bytes, now: datetime) -> Arrival:
    """What an event becomes; `line` is kept where it is refused. Pure."""
    where = "" if event.time_us is None else f"time_us {event.time_us}"
    commit = event.commit
    if commit is None:
        return refused("not_a_post", f"{event.kind or 'unknown'} event", line, where)
    if commit.collection not in (POST, REPOST):
        return refused("not_a_post", f"{commit.operation} of {commit.collection}", line, where)
    native_id = f"at://{event.did}/{commit.collection}/{commit.rkey}"
    if not event.did.startswith("did:") or not commit.rkey or not is_id(native_id):
        return refused("missing_id", f"did {event.did!r}, rkey {commit.rkey!r}", line, where)
    if commit.operation == "delete":
        return Removal(PLATFORM, native_id)
    if commit.operation not in ("create", "update"):
        return refused("broken_record", f"an operation {commit.operation!r} is not known", line, where)
    try:
        is_post = commit.collection == POST
        content = post_record(commit.record, event.did) if is_post else repost_record(commit.record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return refused("broken_record", str(error), line, where)
    seen = _instant(event.time_us) or now
    created_at = _created_at(content.created_at, seen)
    if created_at > now + AHEAD:
        return refused("future_date", f"seen at {created_at.isoformat()}", line, where)
    return _post(native_id, event.did, commit, content, created_at)


def _post(native_id: str, did: str, commit: _Commit, content: Content, created_at: datetime) -> Post:
    return Post(
        platform=PLATFORM,
        native_id=native_id,
        url=page_of(content.repost_of) if content.repost_of else f"https://bsky.app/profile/{did}/post/{commit.rkey}",
        author=Author(id=did),
        created_at=created_at,
        text=clean(content.text),
        lang=language(content.lang),
        reply_to=content.reply_to,
        repost_of=content.repost_of,
        quote_of=content.quote_of,
        media=content.media,
    )


def page_of(uri: str) -> str:
    """The page where people see the post at an at:// address; empty where the address has another form.

    >>> page_of("at://did:plc:abc/app.bsky.feed.post/3k")
    'https://bsky.app/profile/did:plc:abc/post/3k'
    """
    parts = uri.removeprefix("at://").split("/")
    return f"https://bsky.app/profile/{parts[0]}/post/{parts[2]}" if len(parts) == 3 and parts[1] == POST else ""


def _created_at(declared: str, seen: datetime) -> datetime:
    """The author's date where it can be true, else when it was seen."""
    try:
        at = datetime.fromisoformat(declared)
        at = at.astimezone(UTC) if at.tzinfo else seen
    except (ValueError, OverflowError):
        return seen
    return at if EARLIEST <= at <= seen + CLOCKS_DIFFER else seen


def _instant(time_us: int | None) -> datetime | None:
    if time_us is None or not 0 < time_us < 2**55:
        return None
    return _EPOCH + timedelta(microseconds=time_us)


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
