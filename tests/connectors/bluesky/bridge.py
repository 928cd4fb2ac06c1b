"""A Jetstream for the tests: fed by a real relay's firehose, or by hand, it speaks both of Jetstream's wires.

Decoding: a firehose frame is two CBOR values, a header and a body; a commit's body carries its records as a CAR file.
"""

import asyncio
import base64
import io
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import cbor2
import websockets
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

V2 = "network.bsky.jetstream.subscribeEvents"
_CID_TAG = 42


def events_of(frame: bytes) -> Iterator[dict[str, Any]]:
    """The events in one firehose frame, as Jetstream's v1 wire puts them, without `time_us` and `cursor`."""
    stream = io.BytesIO(frame)
    header = cbor2.load(stream)
    body = cbor2.CBORDecoder(stream, tag_hook=_link).decode()
    kind = header.get("t", "")
    if kind == "#commit":
        blocks = _blocks(body["blocks"])
        for op in body["ops"]:
            collection, _, rkey = op["path"].partition("/")
            commit = {"rev": body["rev"], "operation": op["action"], "collection": collection, "rkey": rkey}
            if op["action"] != "delete":
                cid = op["cid"]["$link"]
                commit |= {"record": _plain(cbor2.loads(blocks[cid], tag_hook=_link)), "cid": cid}
            yield {"did": body["repo"], "kind": "commit", "commit": commit}
    elif kind in ("#identity", "#account"):
        name = kind.removeprefix("#")
        yield {"did": body["did"], "kind": name, name: _plain(body)}


def _link(decoder: Any, tag: Any, *_: Any) -> Any:
    """A CBOR link is a CID with a zero byte before it."""
    value = tag if isinstance(tag, cbor2.CBORTag) else decoder
    return {"$link": _cid(value.value[1:])} if value.tag == _CID_TAG else value


def _cid(raw: bytes) -> str:
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def _plain(value: Any) -> Any:
    """Decoded CBOR as JSON has it (atproto's data model): bytes as `$bytes`, links as `$link`."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        if len(value) == 36 and value[:2] in (b"\x01\x55", b"\x01\x71") and value[2:4] == b"\x12\x20":
            return {"$link": _cid(value)}
        return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    return value


def _blocks(car: bytes) -> dict[str, bytes]:
    """A CAR file's blocks by CID: each is a length, a 36-byte CID, and the data."""
    length, at = _varint(car, 0)
    at += length
    blocks = {}
    while at < len(car):
        length, at = _varint(car, at)
        blocks[_cid(car[at : at + 36])] = car[at + 36 : at + length]
        at += length
    return blocks


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def frames_of(recording: bytes) -> Iterator[bytes]:
    """The frames of a recording: each a little-endian length and that many bytes."""
    at = 0
    while at < len(recording):
        length = int.from_bytes(recording[at : at + 4], "little")
        yield recording[at + 4 : at + 4 + length]
        at += 4 + length


@dataclass(frozen=True)
class Said:
    """One event as the bridge keeps it."""

    seq: int
    time_us: int
    event: dict[str, Any]

    def v1(self) -> str:
        return json.dumps({**self.event, "time_us": self.time_us, "cursor": self.seq})

    def v2(self) -> str:
        kind = self.event["kind"]
        time = datetime.fromtimestamp(self.time_us // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        payload = {"$type": f"{V2}#{kind}", "seq": self.seq, "did": self.event["did"]}
        payload["time"] = f"{time}.{self.time_us % 1_000_000:06d}Z"
        payload |= self.event["commit"] if kind == "commit" else {kind: self.event[kind]}
        return json.dumps({"$type": "message", "payload": payload})


class Bridge:
    """The server, in a thread of its own: `with Bridge() as bridge`, then `bridge.address`."""

    def __init__(self, first_seq: int = 1, oldest_kept: int = 0) -> None:
        self.said: list[Said] = []
        self.asked: list[str] = []
        """The path and query of each connection, in order."""
        self.oldest_kept = oldest_kept
        """Sequence numbers below it are too old to ask for."""
        self._first_seq = first_seq
        self._connections: set[ServerConnection] = set()
        self._upstream_at: int | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def __enter__(self) -> "Bridge":
        self._thread.start()
        self._run(self._serve())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def say(self, event: dict[str, Any], time_us: int) -> None:
        """Send an event to all who listen, and keep it for those who come back."""
        self._loop.call_soon_threadsafe(self._say, event, time_us)

    def say_raw(self, text: str) -> None:
        """Send a message that is no event, to those who listen now."""
        self._run(self._broadcast_raw(text))

    def drop_connections(self) -> None:
        """Break every connection as a fallen network does: without a word."""
        self._loop.call_soon_threadsafe(self._drop)

    def follow(self, firehose: str) -> None:
        """Feed on a relay's or a PDS's firehose, such as ws://localhost:2583, from its beginning."""
        asyncio.run_coroutine_threadsafe(self._follow(firehose), self._loop)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _serve(self) -> None:
        self._changed = asyncio.Event()
        self._server = await serve(self._talk, "127.0.0.1", self.port, process_request=self._check, close_timeout=0.2)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        self._drop()
        for task in asyncio.all_tasks(self._loop) - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.05)

    def _say(self, event: dict[str, Any], time_us: int) -> None:
        self.said.append(Said(self._first_seq + len(self.said), time_us, event))
        self._changed.set()
        self._changed = asyncio.Event()

    async def _broadcast_raw(self, text: str) -> None:
        for connection in self._connections:
            with suppress(websockets.ConnectionClosed):
                await connection.send(text)

    def _drop(self) -> None:
        for connection in list(self._connections):
            connection.transport.abort()

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        query = parse_qs(parts.query)
        self.asked.append(request.path)
        if parts.path not in ("/subscribe", f"/xrpc/{V2}"):
            return connection.respond(HTTPStatus.NOT_FOUND, "not found")
        is_v2 = parts.path != "/subscribe"
        if is_v2 and "wantedCollections" in query:
            return connection.respond(HTTPStatus.BAD_REQUEST, '{"error":"InvalidRequest"}')
        cursor = int(query.get("cursor", ["0"])[0])
        if is_v2 and 0 < cursor < min(self.oldest_kept, 10**15):
            return connection.respond(HTTPStatus.BAD_REQUEST, '{"error":"CursorTooOld","message":"too old"}')
        return None

    async def _talk(self, connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        parts = urlsplit(request.path)
        query = parse_qs(parts.query)
        is_v2 = parts.path != "/subscribe"
        wanted = query.get("collections" if is_v2 else "wantedCollections", [])
        kinds = query.get("kinds", [])
        people = query.get("dids" if is_v2 else "wantedDids", [])
        at = self._start(query.get("cursor", [None])[0])
        self._connections.add(connection)
        try:
            while True:
                changed = self._changed
                for said in self.said[at:]:
                    at += 1
                    kind = said.event["kind"]
                    if kind == "commit" and wanted and said.event["commit"]["collection"] not in wanted:
                        continue
                    if (kinds and kind not in kinds) or (people and said.event["did"] not in people):
                        continue
                    await connection.send(said.v2() if is_v2 else said.v1())
                await changed.wait()
        except websockets.ConnectionClosed:
            pass
        finally:
            self._connections.discard(connection)

    def _start(self, cursor: str | None) -> int:
        """The index of the first event to send: by number or by time, later where it is no longer kept."""
        if cursor is None:
            return len(self.said)
        asked = int(cursor)
        if asked >= 10**15:
            return next((i for i, said in enumerate(self.said) if said.time_us >= asked), len(self.said))
        if asked >= self._first_seq + len(self.said):
            return len(self.said)
        return max(asked - self._first_seq, 0)

    async def _follow(self, firehose: str) -> None:
        while True:
            cursor = 0 if self._upstream_at is None else self._upstream_at
            address = f"{firehose}/xrpc/com.atproto.sync.subscribeRepos?cursor={cursor}"
            with suppress(OSError, websockets.WebSocketException):
                async with connect(address, max_size=None, proxy=None) as upstream:
                    async for frame in upstream:
                        assert isinstance(frame, bytes)
                        self._upstream_at = _seq_of(frame)
                        for event in events_of(frame):
                            self._say(event, int(datetime.now(UTC).timestamp() * 1e6))
            await asyncio.sleep(0.2)


def _seq_of(frame: bytes) -> int:
    stream = io.BytesIO(frame)
    cbor2.load(stream)
    return int(cbor2.load(stream).get("seq", 0))
