"""Feeds from a real server: asked politely, followed when they move, left alone when they are gone."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.conftest import NOON
from werkzeug import Request, Response

from larum.base.clock import FrozenClock
from larum.connectors.contract import Outside
from larum.connectors.errors import (
    CredentialsRefused,
    RateLimited,
    SourceGone,
    SourceNotUnderstood,
    SourceUnreachable,
)
from larum.connectors.records import Post
from larum.connectors.rss.connector import Rss

FEED = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>Gazeta</title><link>https://gazeta.example</link>
<item><title>Źdźbło</title><guid>https://gazeta.example/1</guid><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>
<item><title>Bez daty</title><guid>https://gazeta.example/2</guid></item>
</channel></rss>"""


@pytest.fixture
def feed(httpserver: HTTPServer) -> dict[str, str]:
    return {"address": httpserver.url_for("/feed")}


def titles(arrivals: object) -> list[str]:
    assert isinstance(arrivals, list | tuple)
    return [arrival.text for arrival in arrivals if isinstance(arrival, Post)]


def serve(httpserver: HTTPServer, answer: Callable[[Request], Response], path: str = "/feed") -> list[Request]:
    """Answer at `path`; the list fills with what was asked."""
    asked: list[Request] = []

    def handle(request: Request) -> Response:
        asked.append(request)
        return answer(request)

    httpserver.expect_request(path).respond_with_handler(handle)
    return asked


def test_an_unchanged_feed_is_not_sent_again(httpserver: HTTPServer, feed: dict[str, str], outside: Outside) -> None:
    def answer(request: Request) -> Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return Response(status=304)
        headers = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
        return Response(FEED.format(encoding="utf-8"), headers=headers)

    asked = serve(httpserver, answer)
    first = Rss().read(feed, "", outside)
    second = Rss().read(feed, first.cursor, outside)

    assert titles(first.arrivals) == ["Źdźbło", "Bez daty"]
    assert (list(second.arrivals), second.cursor) == ([], first.cursor)
    assert asked[1].headers["If-Modified-Since"] == "Mon, 02 Mar 2026 10:00:00 GMT"
    assert asked[0].headers["User-Agent"] == "Larum tests"


def test_an_item_without_a_date_keeps_the_time_it_was_first_seen(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside, clock: FrozenClock
) -> None:
    serve(httpserver, lambda request: Response(FEED.format(encoding="utf-8")))
    first = Rss().read(feed, "", outside)
    clock.advance(hours=3)
    second = Rss().read(feed, first.cursor, outside)

    assert first.arrivals == second.arrivals
    assert [post.created_at for post in second.arrivals if isinstance(post, Post)][1] == NOON


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-2", "windows-1250", "utf-16"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_polish_letters_arrive_in_every_encoding(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside, encoding: str, packed: bool
) -> None:
    body = FEED.format(encoding=encoding).encode(encoding)
    headers = {"Content-Type": "application/rss+xml", **({"Content-Encoding": "gzip"} if packed else {})}
    serve(httpserver, lambda request: Response(gzip.compress(body) if packed else body, headers=headers))

    assert titles(Rss().read(feed, "", outside).arrivals)[0] == "Źdźbło"


def test_the_server_s_word_on_the_encoding_counts(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside
) -> None:
    body = FEED.replace(' encoding="{encoding}"', "").encode("iso-8859-2")
    headers = {"Content-Type": "application/rss+xml; charset=iso-8859-2"}
    serve(httpserver, lambda request: Response(body, headers=headers))

    assert titles(Rss().read(feed, "", outside).arrivals)[0] == "Źdźbło"


def test_a_feed_that_moved_for_good_says_where(httpserver: HTTPServer, feed: dict[str, str], outside: Outside) -> None:
    new = httpserver.url_for("/new")
    serve(httpserver, lambda request: Response(status=301, headers={"Location": "/new"}))
    serve(httpserver, lambda request: Response(FEED.format(encoding="utf-8")), "/new")
    batch = Rss().read(feed, "", outside)

    assert batch.moved_to == new
    assert len(batch.arrivals) == 2


def test_a_feed_that_is_elsewhere_for_a_while_keeps_its_address(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside
) -> None:
    serve(httpserver, lambda request: Response(status=302, headers={"Location": "/new"}))
    serve(httpserver, lambda request: Response(FEED.format(encoding="utf-8")), "/new")
    batch = Rss().read(feed, "", outside)

    assert batch.moved_to is None
    assert len(batch.arrivals) == 2


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (410, SourceGone),
        (404, SourceNotUnderstood),
        (401, CredentialsRefused),
        (403, CredentialsRefused),
        (500, SourceUnreachable),
        (503, SourceUnreachable),
    ],
)
def test_each_trouble_has_its_name(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside, status: int, expected: type[Exception]
) -> None:
    serve(httpserver, lambda request: Response("?", status=status))
    with pytest.raises(expected):
        Rss().read(feed, "", outside)


def test_a_busy_server_is_asked_again_when_it_says(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside
) -> None:
    asked = serve(httpserver, lambda request: Response("?", status=429, headers={"Retry-After": "600"}))
    with pytest.raises(RateLimited) as refused:
        Rss().read(feed, "", outside)

    assert refused.value.retry_at == NOON + timedelta(seconds=600)
    assert len(asked) == 1, "ten minutes are not waited for on the spot"


def test_a_page_that_is_no_feed_is_refused_by_name(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside
) -> None:
    serve(httpserver, lambda request: Response("<html><body>Nic tu nie ma</body></html>", mimetype="text/html"))
    with pytest.raises(SourceNotUnderstood):
        Rss().read(feed, "", outside)


def test_a_body_that_looks_like_a_path_opens_no_file(
    httpserver: HTTPServer, feed: dict[str, str], outside: Outside, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(FEED.format(encoding="utf-8"))
    serve(httpserver, lambda request: Response(str(secret)))
    with pytest.raises(SourceNotUnderstood):
        Rss().read(feed, "", outside)


def test_a_bomb_of_entities_does_no_harm(httpserver: HTTPServer, feed: dict[str, str], outside: Outside) -> None:
    doctype = "<!DOCTYPE rss [<!ENTITY a0 'ha'>"
    doctype += "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
    bomb = FEED.format(encoding="utf-8").replace("<rss", f"{doctype}<rss").replace("Źdźbło", "&a11;")
    serve(httpserver, lambda request: Response(bomb))
    arrivals = Rss().read(feed, "", outside).arrivals

    assert all(len(title) < 100_000 for title in titles(arrivals))


def test_trying_the_settings_names_the_feed(httpserver: HTTPServer, feed: dict[str, str], outside: Outside) -> None:
    serve(httpserver, lambda request: Response(FEED.format(encoding="utf-8")))
    assert Rss().test(feed, outside).fields == {"title": "Gazeta", "posts": "2"}
