"""Reads Jetstream without end: batches as they come, reconnecting by itself, losing nothing it can still get."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import msgspec
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from larum.base.errors import Refusal
from larum.base.http import Guard, PrivateAddress
from larum.base.translate import msgid
from larum.connectors.bluesky.events import Event, arrival, read_event
from larum.connectors.bluesky.manifest import MANIFEST
from larum.connectors.bluesky.subscription import FIRST_MOMENT, KEPT_US, Place, address_of, host_of
from larum.connectors.contract import Batch, Outside
from larum.connectors.errors import CredentialsRefused, SourceNotUnderstood, SourceUnreachable, StreamGap
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival, Refused
from larum.connectors.rules import LINE_LIMIT, refused

IN_A_BATCH = 500
GATHER_FOR = 0.1
"""Seconds a batch waits to fill: small beside the two seconds from arrival to screen, large beside a transaction."""
WAITING = 4_000
"""Messages held while a batch is being stored; beyond that Jetstream has to wait."""
LONGEST_WAIT = 60.0
"""Seconds between attempts to reconnect, doubling up to this."""
STEADY_AFTER = 30.0
"""Seconds a connection has to last before the next trouble counts as the first again."""
PLACE_EVERY = 30.0
"""Seconds after which the place is reported though nothing was for us, so that a restart need not go back far."""

_END = b""
"""Put behind the last message of a connection; Jetstream sends no empty message."""


class Reader:
    """One reading of one source, with the place it has come to."""

    def __init__(self, settings: Settings, cursor: str, outside: Outside, first_wait: float) -> None:
        self._settings = settings = MANIFEST.fill(settings, "stream")
        address_of(settings, None)  # refuses a wrong address here, where the person who typed it is told
        self._host = host_of(settings)
        self._place = Place.read(cursor)
        self._outside = outside
        self._first_wait = first_wait
        self._there_until = 0
        """Microseconds up to which we were connected: on a quiet source the place lies further back, with no loss."""

    async def batches(self) -> AsyncIterator[Batch]:
        """Batches without end; raises only what trying again cannot mend."""
        failures = 0
        while True:
            if gap := self._gap():
                yield self._batch([], trouble=gap)
            began = asyncio.get_running_loop().time()
            try:
                address = address_of(self._settings, self._place.ask_from(self._host))
                connecting = await connection_to(address, self._outside.http.guard)
                async with connecting as connection, contextlib.aclosing(self._batches_of(connection)) as batches:
                    async for batch in batches:
                        yield batch
                trouble: Refusal = SourceUnreachable(where=self._host, why=msgid("the connection was closed"))
            except InvalidStatus as error:
                trouble = self._answered_with(error)
            except (OSError, TimeoutError, WebSocketException) as error:
                trouble = SourceUnreachable(where=self._host, why=str(error) or type(error).__name__)
            except Refusal as error:
                trouble = error
            if isinstance(trouble, PrivateAddress | CredentialsRefused):
                raise trouble
            if asyncio.get_running_loop().time() - began > STEADY_AFTER:
                failures = 0
            wait_for = min(self._first_wait * 2**failures, LONGEST_WAIT)
            failures = min(failures + 1, 16)
            yield self._batch([], trouble=trouble, wait_for=wait_for)
            await asyncio.sleep(wait_for)

    def _gap(self) -> StreamGap | None:
        """Word of what can no longer be had, told once: the place is then a new one."""
        now = self._outside.clock.now()
        if not self._place.is_older_than_kept(_microseconds(now)) or _microseconds(now) - self._there_until < KEPT_US:
            return None
        since = datetime.fromtimestamp((self._place.time_us or 0) / 1e6, UTC)
        self._place = Place(time_us=_microseconds(now - timedelta(microseconds=KEPT_US)))
        return StreamGap(where=self._host, since=since)

    async def _batches_of(self, connection: ClientConnection) -> AsyncGenerator[Batch, None]:
        """Batches of one connection until it ends."""
        waiting: asyncio.Queue[bytes] = asyncio.Queue(WAITING)
        pump = asyncio.create_task(_pump(connection, waiting))
        try:
            yield self._batch([])  # we are there (again): health need not wait for somebody to post
            asked_from = self._place.ask_from(self._host)
            first = True
            reported = asyncio.get_running_loop().time()
            while True:
                lines = await _gathered(waiting)
                ended = lines[-1] == _END
                arrivals: list[Arrival] = []
                for line in lines:
                    if line == _END:
                        break
                    event = self._event(line, arrivals)
                    if event is None:
                        continue
                    if first and event.seq is not None and asked_from is not None and event.seq < asked_from:
                        self._start_by_time(asked_from)
                    first = False
                    found = arrival(event, line, self._outside.clock.now())
                    if not (isinstance(found, Refused) and found.reason == "not_a_post"):
                        arrivals.append(found)
                    self._place = self._place.after(event, self._host)
                now = asyncio.get_running_loop().time()
                if arrivals or now - reported > PLACE_EVERY:
                    reported = now
                    yield self._batch(arrivals)
                if ended:
                    return
        finally:
            self._there_until = _microseconds(self._outside.clock.now())
            pump.cancel()

    def _event(self, line: bytes, arrivals: list[Arrival]) -> Event | None:
        """The event in a message; None for one that carries none, having dealt with it."""
        try:
            event = read_event(line)
        except UnicodeDecodeError as error:
            arrivals.append(refused("wrong_encoding", str(error), line))
            return None
        except (msgspec.DecodeError, RecursionError) as error:
            arrivals.append(refused("broken_json", str(error), line))
            return None
        if event.kind == "error":
            raise SourceUnreachable(where=self._host, why=event.says)
        return None if event.kind == "info" else event

    def _start_by_time(self, asked_from: int) -> None:
        """This instance counts anew (a number came that lies before what was asked for): go on by time instead."""
        if asked_from < FIRST_MOMENT:
            self._place = self._place.without_seq()
            raise SourceUnreachable(where=self._host, why=msgid("it has begun to count anew"))

    def _answered_with(self, error: InvalidStatus) -> Refusal:
        body = (error.response.body or b"")[:2_000].decode(errors="replace")
        if error.response.status_code in (401, 403):
            return CredentialsRefused(where=self._host)
        if "CursorTooOld" in body:
            since = self._place.time_us
            self._place = self._place.without_seq()
            return StreamGap(where=self._host, since="-" if since is None else datetime.fromtimestamp(since / 1e6, UTC))
        if error.response.status_code in (400, 404):
            return SourceNotUnderstood(where=self._host, why=body or f"status {error.response.status_code}")
        return SourceUnreachable(where=self._host, why=f"status {error.response.status_code}")

    def _batch(self, arrivals: list[Arrival], trouble: Refusal | None = None, wait_for: float = 0.0) -> Batch:
        return Batch(arrivals=arrivals, cursor=self._place.write(), trouble=trouble, wait_for=wait_for)


async def connection_to(address: str, guard: Guard) -> connect:
    """A connection about to be made, to an address the guard has looked at."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    # Resolved here and connected to as resolved: the name cannot come to mean another machine in between.
    at = (await asyncio.to_thread(guard.resolve, parts.hostname or "", port))[0]
    return connect(
        address, host=at, port=port, max_size=LINE_LIMIT, open_timeout=15, close_timeout=2, proxy=None, max_queue=256
    )


async def _pump(connection: ClientConnection, waiting: "asyncio.Queue[bytes]") -> None:
    """Move messages from the connection into the queue, at whose end stands `_END`."""
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await waiting.put(await connection.recv(decode=False))
    await waiting.put(_END)


async def _gathered(waiting: "asyncio.Queue[bytes]") -> list[bytes]:
    """At least one message, and what else comes within a moment."""
    lines = [await waiting.get()]
    until = asyncio.get_running_loop().time() + GATHER_FOR
    while len(lines) < IN_A_BATCH and lines[-1] != _END:
        try:
            lines.append(waiting.get_nowait())
        except asyncio.QueueEmpty:
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.sleep(min(left, 0.02))
    return lines


def _microseconds(at: datetime) -> int:
    return int(at.timestamp() * 1e6)
