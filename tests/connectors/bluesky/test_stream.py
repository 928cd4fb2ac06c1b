"""Reading Jetstream: nothing is lost when the connection falls, whichever wire, whoever counts how."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.conftest import NOON
from tests.connectors.bluesky.bridge import Bridge
from tests.connectors.bluesky.reading import Reading

from larum.connectors.bluesky.connector import Bluesky
from larum.connectors.bluesky.subscription import Place, address_of
from larum.connectors.contract import Outside
from larum.connectors.errors import SettingWrong, SourceUnreachable
from larum.connectors.records import Post, Refused

NOON_US = int(NOON.timestamp() * 1e6)
ANIA = "did:plc:ania"


def post(number: int, text: str | None = None, did: str = ANIA) -> dict[str, Any]:
    record = {"$type": "app.bsky.feed.post", "text": text or f"post {number}", "createdAt": NOON.isoformat()}
    commit = {"rev": "r", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"k{number}"}
    return {"did": did, "kind": "commit", "commit": {**commit, "record": record, "cid": "c"}}


def deletion(number: int) -> dict[str, Any]:
    commit = {"rev": "r", "operation": "delete", "collection": "app.bsky.feed.post", "rkey": f"k{number}"}
    return {"did": ANIA, "kind": "commit", "commit": commit}


def say(bridge: Bridge, *numbers: int) -> None:
    for number in numbers:
        bridge.say(post(number), NOON_US + number * 1_000)


@pytest.fixture(params=["/subscribe", "/xrpc/network.bsky.jetstream.subscribeEvents", ""])
def settings(request: pytest.FixtureRequest, bridge: Bridge) -> dict[str, str]:
    return {"jetstream": bridge.address + request.param}


@pytest.fixture
def v1(bridge: Bridge) -> dict[str, str]:
    return {"jetstream": f"{bridge.address}/subscribe"}


@pytest.fixture
def v2(bridge: Bridge) -> dict[str, str]:
    return {"jetstream": bridge.address}


def test_posts_arrive_in_order_and_removals_after_them(
    bridge: Bridge, settings: dict[str, str], outside: Outside
) -> None:
    reading = Reading(settings, outside)

    def speak() -> None:
        say(bridge, *range(1, 6))
        bridge.say(deletion(3), NOON_US + 6_000)

    reading.until(lambda so_far: bool(so_far.removed), then=speak)

    assert reading.texts == [f"post {number}" for number in range(1, 6)]
    assert reading.removed == ["at://did:plc:ania/app.bsky.feed.post/k3"]


def test_a_broken_connection_loses_nothing(bridge: Bridge, settings: dict[str, str], outside: Outside) -> None:
    reading = Reading(settings, outside)
    reading.until(lambda so_far: len(so_far.texts) == 3, then=lambda: say(bridge, 1, 2, 3))

    def fall_and_speak() -> None:
        bridge.drop_connections()
        say(bridge, 4, 5, 6)

    reading.until(lambda so_far: len(so_far.texts) == 6, then=fall_and_speak)

    assert reading.texts == [f"post {number}" for number in range(1, 7)]
    assert "source_unreachable" in reading.troubles


def test_a_restart_goes_on_where_the_last_stored_batch_ended(
    bridge: Bridge, settings: dict[str, str], outside: Outside
) -> None:
    before = Reading(settings, outside)
    before.until(lambda so_far: len(so_far.texts) == 2, then=lambda: say(bridge, 1, 2))
    say(bridge, 3, 4)
    after = Reading(settings, outside, before.cursor)
    after.until(lambda so_far: "post 4" in so_far.texts)

    assert after.texts[-2:] == ["post 3", "post 4"]
    assert {post.id for post in before.arrivals if isinstance(post, Post)} <= {
        post.id for post in after.arrivals if isinstance(post, Post)
    }, "what comes again by the overlap has the same name"


def test_another_instance_is_asked_by_time_not_by_number(bridge: Bridge, v2: dict[str, str], outside: Outside) -> None:
    elsewhere = Place(host="jetstream.elsewhere", seq=900_000, time_us=NOON_US + 2_000).write()
    say(bridge, 1, 2, 3)
    reading = Reading(v2, outside, elsewhere)
    reading.until(lambda so_far: "post 3" in so_far.texts)

    asked = int(parse_qs(urlsplit(bridge.asked[-1]).query)["cursor"][0])
    assert asked == NOON_US + 2_000 - 5_000_000


def test_an_instance_that_counts_anew_is_asked_by_time(bridge: Bridge, v1: dict[str, str], outside: Outside) -> None:
    """A number beyond what the instance has counted gives only what comes later: noticed by its small numbers."""
    host = v1["jetstream"].removeprefix("ws://").removesuffix("/subscribe")
    before_the_reset = Place(host=host, seq=5_000_000, time_us=NOON_US + 1_000).write()
    say(bridge, 1, 2)
    reading = Reading(v1, outside, before_the_reset)
    reading.until(lambda so_far: {"post 1", "post 2", "post 3"} <= set(so_far.texts), then=lambda: say(bridge, 3))

    assert "source_unreachable" in reading.troubles


def test_a_number_that_is_no_longer_kept_is_told_and_reading_goes_on(outside: Outside) -> None:
    with Bridge(first_seq=10_000, oldest_kept=9_500) as bridge:
        settings = {"jetstream": bridge.address}
        host = settings["jetstream"].removeprefix("ws://")
        say(bridge, 1, 2)
        reading = Reading(settings, outside, Place(host=host, seq=2_000, time_us=NOON_US).write())
        reading.until(lambda so_far: "post 2" in so_far.texts)

    assert "stream_gap" in reading.troubles


def test_time_away_beyond_what_is_kept_is_told(bridge: Bridge, v1: dict[str, str], outside: Outside) -> None:
    two_days_ago = Place(host="elsewhere", seq=1, time_us=NOON_US - 48 * 3_600 * 1_000_000).write()
    say(bridge, 1)
    reading = Reading(v1, outside, two_days_ago)
    reading.until(lambda so_far: "post 1" in so_far.texts)

    assert reading.troubles[0] == "stream_gap"


def test_bad_messages_are_refused_by_name_and_the_rest_goes_on(
    bridge: Bridge, v1: dict[str, str], outside: Outside
) -> None:
    def speak() -> None:
        bridge.say_raw("{")
        bridge.say_raw(json.dumps({"kind": "commit", "did": 5}))
        say(bridge, 1)

    reading = Reading(v1, outside)
    reading.until(lambda so_far: bool(so_far.texts), then=lambda: _from_a_thread(speak))

    refused = [arrival.reason for arrival in reading.arrivals if isinstance(arrival, Refused)]
    assert refused == ["broken_json", "broken_json"]
    assert reading.texts == ["post 1"]


def test_an_error_frame_ends_the_connection_and_reading_goes_on(
    bridge: Bridge, v2: dict[str, str], outside: Outside
) -> None:
    def speak() -> None:
        say(bridge, 1)
        bridge.say_raw('{"$type": "error", "error": "ConsumerTooSlow", "message": "too slow"}')
        say(bridge, 2)

    reading = Reading(v2, outside, Place(host="x", time_us=NOON_US).write())
    reading.until(lambda so_far: "post 2" in so_far.texts and bool(so_far.troubles), then=lambda: _from_a_thread(speak))

    assert "source_unreachable" in reading.troubles
    assert reading.texts == ["post 1", "post 2"]


def test_nobody_there_is_told_and_tried_again(bridge: Bridge, outside: Outside) -> None:
    reading = Reading({"jetstream": "ws://127.0.0.1:9"}, outside)
    reading.until(lambda so_far: len(so_far.troubles) == 3)

    assert set(reading.troubles) == {"source_unreachable"}


def test_each_wire_is_asked_in_its_own_words() -> None:
    accounts = {"accounts": "did:plc:a, did:plc:b", "reposts": "on"}
    v1 = address_of({"jetstream": "https://js.example/subscribe", **accounts}, 5)
    v2 = address_of({"jetstream": "wss://js.example", **accounts}, None)

    assert v1.startswith("wss://js.example/subscribe?wantedCollections=app.bsky.feed.post&wantedCollections=")
    assert v1.endswith("wantedDids=did%3Aplc%3Aa&wantedDids=did%3Aplc%3Ab&cursor=5")
    assert v2.startswith("wss://js.example/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&collections=")
    assert "wanted" not in v2


def test_a_wrong_address_is_refused_at_once(outside: Outside) -> None:
    with pytest.raises(SettingWrong):
        Bluesky().stream({"jetstream": "wss://js.example/elsewhere"}, "", outside)


def test_trying_the_settings_says_what_was_found(bridge: Bridge, v2: dict[str, str], outside: Outside) -> None:
    assert "Connected" in Bluesky().test(v2, outside).message
    with pytest.raises(SourceUnreachable):
        Bluesky().test({"jetstream": "ws://127.0.0.1:9"}, outside)


def _from_a_thread(speak: Any) -> None:
    """The bridge's own loop answers, so it must not be asked from the reader's."""
    import threading

    threading.Thread(target=speak).start()


def test_being_there_again_is_told_though_nobody_posts(bridge: Bridge, v2: dict[str, str], outside: Outside) -> None:
    """Health hears of the trouble and of its end: a batch without trouble comes as soon as the connection stands."""

    async def heard() -> list[bool]:
        troubled = []
        async for batch in Bluesky(first_wait=0.05).stream(v2, "", outside):
            troubled.append(batch.trouble is not None)
            if len(troubled) == 1:
                bridge.drop_connections()
            if len(troubled) == 3:
                return troubled
        return troubled

    assert asyncio.run(asyncio.wait_for(heard(), 20)) == [False, True, False]
