"""The live stream: everybody hears, nobody slows anybody down, and whoever missed something is told to fetch anew."""

import asyncio
import threading
from collections.abc import AsyncIterator

from starlette.testclient import TestClient

from larum.base.clock import FrozenClock
from larum.base.errors import NotAllowed
from larum.web.app import create_app
from larum.web.live import KEPT, WAITING, Broadcaster
from tests.conftest import NOON

QUICK = 100.0


async def _next(stream: AsyncIterator[bytes]) -> str:
    return (await asyncio.wait_for(anext(stream), 5)).decode()


async def _listening(told: Broadcaster, *topics: str, last_id: str | None = None) -> AsyncIterator[bytes]:
    stream = told.listen(frozenset(topics), last_id)
    assert await _next(stream) == "retry: 2000\n\n"
    return stream


def test_what_happens_within_one_tick_is_one_event() -> None:
    async def story() -> None:
        told = Broadcaster("a", QUICK)
        stream = await _listening(told, "mentions")
        threads = [threading.Thread(target=told.publish, args=("mentions", {"n": n})) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        event = await _next(stream)
        assert event.startswith("event: mentions\n")
        assert '"count":5' in event

    asyncio.run(story())


def test_a_page_hears_only_its_topics() -> None:
    async def story() -> None:
        told = Broadcaster("a", QUICK)
        stream = await _listening(told, "alerts")
        told.publish("mentions")
        told.publish("alerts")
        assert "event: alerts" in await _next(stream)

    asyncio.run(story())


def test_two_pages_get_the_very_same_bytes() -> None:
    async def story() -> None:
        told = Broadcaster("a", QUICK)
        one, two = await _listening(told, "alerts"), await _listening(told, "alerts")
        told.publish("alerts", {"title": "Chlor"})
        assert await anext(one) is await anext(two)

    asyncio.run(story())


def test_after_a_short_break_the_missed_events_come() -> None:
    async def story() -> None:
        told = Broadcaster("a", QUICK)
        other = await _listening(told, "alerts")
        told.publish("alerts", {"n": 1})
        assert "id: a-1" in await _next(other)
        told.publish("alerts", {"n": 2})
        await _next(other)
        back = await _listening(told, "alerts", last_id="a-1")
        assert '"n":2' in await _next(back)

    asyncio.run(story())


def test_what_happens_while_a_page_is_being_made_is_told_when_it_listens() -> None:
    async def story() -> None:
        told = Broadcaster("a", QUICK)
        other = await _listening(told, "alerts")
        rendered = told.position()
        told.publish("alerts", {"n": 1})
        await _next(other)
        assert '"n":1' in await _next(await _listening(told, "alerts", last_id=rendered))

    asyncio.run(story())


def test_what_happened_before_a_page_was_made_is_not_told_as_news() -> None:
    async def story() -> None:
        told = Broadcaster("a", QUICK)
        told.publish("alerts", {"n": 1})
        page = await _listening(told, "alerts", last_id=told.position())
        told.publish("alerts", {"n": 2})
        assert '"n":2' in await _next(page)

    asyncio.run(story())


def test_a_page_says_where_the_events_stood_when_it_was_made() -> None:
    app = create_app(clock=FrozenClock(NOON), dev=True, pages=())
    with TestClient(app) as browser:
        app.state.live.publish("alerts")
        assert f'data-live-after="{app.state.live.position()}"' in browser.get("/_styleguide").text


def test_after_a_long_break_or_a_restart_a_page_fetches_anew() -> None:
    async def story() -> None:
        told = Broadcaster("b", 1000)
        other = await _listening(told, "alerts")
        for _ in range(KEPT + 2):
            told.publish("alerts")
            await _next(other)
        assert "event: refetch" in await _next(await _listening(told, "alerts", last_id="b-1"))
        assert "event: refetch" in await _next(await _listening(told, "alerts", last_id="a-5"))
        assert "event: refetch" in await _next(await _listening(told, "alerts", last_id="nonsense"))

    asyncio.run(story())


def test_whoever_cannot_keep_up_fetches_anew_and_holds_up_nobody() -> None:
    async def story() -> None:
        told = Broadcaster("a", 1000)
        slow, quick = await _listening(told, "alerts"), await _listening(told, "alerts")
        for _ in range(WAITING + 1):
            told.publish("alerts")
            await _next(quick)
        assert "event: refetch" in await _next(slow)

    asyncio.run(story())


def test_closing_ends_every_stream() -> None:
    async def story() -> None:
        told = Broadcaster("a", QUICK)
        stream = await _listening(told, "alerts")
        waiting = asyncio.create_task(anext(stream, b"ended"))
        await asyncio.sleep(0.02)
        told.close()
        assert await asyncio.wait_for(waiting, 5) == b"ended"
        assert told.listening == 0

    asyncio.run(story())


def test_strangers_may_not_listen() -> None:
    def nobody() -> None:
        raise NotAllowed

    app = create_app(clock=FrozenClock(NOON), guard=nobody, pages=())
    assert TestClient(app).get("/live?topics=alerts").status_code == 403
