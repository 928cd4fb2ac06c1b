"""Tells open pages that something changed, by server-sent events: which topic, how often, and a little of what.

`Broadcaster.publish` may be called from any thread and costs next to nothing: what happens within a quarter of a second
becomes one event per topic, encoded once for everybody who listens. A listener that cannot keep up, or comes back after
too long, gets `refetch` instead of a backlog: reload what you show.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import ASGIApp, Receive, Scope, Send

from larum.base.ids import fresh

HERTZ = 4
"""Ticks per second: fast enough to feel at once, slow enough that a storm of posts is still four events a second."""
KEPT = 256
"""Events kept for listeners that lost the line for a moment; at 4 Hz and one topic, a minute."""
WAITING = 32
"""Events a listener may lag behind before it is told to fetch anew."""
ITEMS = 20
"""Payloads one event carries at most; `count` says how many there were."""
PING_FOR = 15.0
"""Seconds of quiet after which a comment keeps proxies from closing the line."""
TOPICS = 20
"""Topics one page may ask for."""

Payload = Mapping[str, str | int | float | bool | None]


class _Told:
    """What was published on one topic since the last tick."""

    __slots__ = ("count", "items")

    def __init__(self) -> None:
        self.count = 0
        self.items: deque[Payload] = deque(maxlen=ITEMS)


class _Listener:
    """One open page; its queue is only touched by the event loop."""

    __slots__ = ("topics", "waiting", "woken")

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.waiting: deque[bytes] = deque()
        self.woken = asyncio.Event()

    def hand(self, event: bytes, refetch: bytes) -> None:
        if len(self.waiting) >= WAITING:
            self.waiting.clear()
            event = refetch
        self.waiting.append(event)
        self.woken.set()


class Broadcaster:
    """The one of a process. `epoch` tells its event ids from those of the process before it."""

    def __init__(self, epoch: str, hertz: float = HERTZ) -> None:
        self._epoch = epoch
        self._pause_for = 1 / hertz
        self._lock = threading.Lock()
        self._told: dict[str, _Told] = {}
        self._sent = 0
        self._kept: deque[tuple[int, str, bytes]] = deque(maxlen=KEPT)
        self._listeners: set[_Listener] = set()
        self._ticking: asyncio.Task[None] | None = None
        self._closed = False

    def publish(self, topic: str, payload: Payload | None = None) -> None:
        """Say that something happened on `topic`. Any thread; never waits for a listener."""
        with self._lock:
            told = self._told.setdefault(topic, _Told())
            told.count += 1
            if payload is not None:
                told.items.append(payload)

    @property
    def listening(self) -> int:
        """How many pages are open."""
        return len(self._listeners)

    def position(self) -> str:
        """Where the events stand now, for `listen` to go on from. Called on the event loop.

        While nobody listens nothing is handed out; what was told meanwhile is then numbered here, as over.
        """
        if not self._listeners:
            self._hand_out()
        return f"{self._epoch}-{self._sent}"

    def close(self) -> None:
        """End every stream, so that a server can stop. Called on the event loop."""
        self._closed = True
        for listener in self._listeners:
            listener.woken.set()
        if self._ticking is not None:
            self._ticking.cancel()

    async def listen(self, topics: frozenset[str], last_id: str | None = None) -> AsyncIterator[bytes]:
        """The events of `topics` as bytes for the wire, from where `last_id` left off."""
        listener = _Listener(topics)
        for event in self._missed(topics, last_id):
            listener.hand(event, self._refetch())
        self._listeners.add(listener)
        if self._ticking is None or self._ticking.done():
            self._ticking = asyncio.create_task(self._tick())
        try:
            yield b"retry: 2000\n\n"
            while not self._closed:
                while listener.waiting:
                    yield listener.waiting.popleft()
                listener.woken.clear()
                try:
                    await asyncio.wait_for(listener.woken.wait(), PING_FOR)
                except TimeoutError:
                    yield KEEPALIVE_COMMENT
        finally:
            self._listeners.discard(listener)

    async def _tick(self) -> None:
        while self._listeners and not self._closed:
            await asyncio.sleep(self._pause_for)
            self._hand_out()

    def _hand_out(self) -> None:
        with self._lock:
            told, self._told = self._told, {}
        refetch = self._refetch()
        for topic, news in told.items():
            self._sent += 1
            body = msgspec.json.encode({"count": news.count, "items": list(news.items)}).decode()
            event = format_sse_event(event=topic, data_str=body, id=f"{self._epoch}-{self._sent}")
            self._kept.append((self._sent, topic, event))
            for listener in self._listeners:
                if topic in listener.topics:
                    listener.hand(event, refetch)

    def _missed(self, topics: frozenset[str], last_id: str | None) -> list[bytes]:
        """What came since `last_id`; `refetch` where that can no longer be told."""
        if last_id is None:
            return []
        epoch, _, number = last_id.rpartition("-")
        oldest = self._kept[0][0] if self._kept else self._sent + 1
        if epoch != self._epoch or not number.isdecimal() or int(number) < oldest - 1:
            return [self._refetch()]
        return [event for sent, topic, event in self._kept if sent > int(number) and topic in topics]

    def _refetch(self) -> bytes:
        return format_sse_event(event="refetch", data_str="{}", id=f"{self._epoch}-{self._sent}")


class Positions:
    """Notes with every request where the events stood before anything was read for it.

    A page says so when it connects, so what happens between its reading and its first listening is not lost.
    """

    def __init__(self, app: ASGIApp, *, live: Broadcaster) -> None:
        self.app, self._live = app, live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["live_after"] = self._live.position()
        await self.app(scope, receive, send)


def broadcaster(now: datetime) -> Broadcaster:
    """A broadcaster for a process that starts now."""
    return Broadcaster(epoch=fresh(now).hex[-8:])


def routes(guard: Callable[..., Any]) -> APIRouter:
    """`GET /live?topics=alerts,incidents&after=...`; `guard` is a dependency that refuses whoever may not listen."""
    router = APIRouter()

    @router.get("/live", include_in_schema=False, dependencies=[Depends(guard)])
    async def live(
        request: Request,
        topics: Annotated[str, Query(max_length=2000)],
        after: Annotated[str | None, Query(max_length=100)] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> EventSourceResponse:
        """A stream that lasts as long as the page is open; `after` is where the page was rendered."""
        wanted = frozenset(topics.split(",")[:TOPICS])
        stream = request.app.state.live.listen(wanted, last_event_id or after)
        return EventSourceResponse(stream, headers={"cache-control": "no-cache", "x-accel-buffering": "no"})

    return router
