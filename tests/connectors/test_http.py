"""The polite client: patient, careful, and never talked into a private network."""

import time
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from larum.base.http import AnswerTooLarge, Guard, Http, PrivateAddress, Unreachable
from larum.connectors.contract import Outside


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_in_every_disguise_are_refused(address: str) -> None:
    assert not Guard().permits(address)


def test_the_world_outside_is_open() -> None:
    assert all(Guard().permits(address) for address in ("93.184.215.14", "2606:4700::1111"))


def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("secret")
    http = Http()
    for host in ("localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises((PrivateAddress, Unreachable)):
            http.get(f"http://{host}:{httpserver.port}/")

    assert httpserver.log == []


def test_a_redirect_inside_is_refused(httpserver: HTTPServer, outside: Outside) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": "http://10.0.0.1/admin"})
    with pytest.raises(PrivateAddress):
        outside.http.get(httpserver.url_for("/"))


def test_other_ways_than_http_lead_nowhere(httpserver: HTTPServer, outside: Outside) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": "file:///etc/passwd"})
    for address in ("file:///etc/passwd", "gopher://127.0.0.1/", httpserver.url_for("/")):
        with pytest.raises(Unreachable):
            outside.http.get(address)


def test_a_circle_of_redirects_ends(httpserver: HTTPServer, outside: Outside) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": "/"})
    with pytest.raises(Unreachable, match="circle"):
        outside.http.get(httpserver.url_for("/"))


def test_credentials_are_not_carried_to_strangers(httpserver: HTTPServer, outside: Outside) -> None:
    elsewhere = httpserver.url_for("/there").replace("localhost", "127.0.0.1")
    httpserver.expect_request("/here").respond_with_data(status=307, headers={"Location": elsewhere})
    httpserver.expect_request("/there").respond_with_data("ok")
    outside.http.get(
        httpserver.url_for("/here").replace("127.0.0.1", "localhost"), headers={"Authorization": "Bearer x"}
    )

    there = httpserver.log[-1][0]
    assert there.path == "/there"
    assert "Authorization" not in there.headers


def test_a_passing_trouble_is_sat_out(httpserver: HTTPServer, outside: Outside) -> None:
    answers = [Response(status=503), Response(status=429, headers={"Retry-After": "1"}), Response("here")]
    httpserver.expect_request("/").respond_with_handler(lambda request: answers.pop(0))

    assert outside.http.get(httpserver.url_for("/")).body == b"here"


def test_what_may_not_be_repeated_is_sent_once(httpserver: HTTPServer, outside: Outside) -> None:
    httpserver.expect_request("/").respond_with_data(status=503)
    assert outside.http.post(httpserver.url_for("/"), b"once").status == 503
    assert len(httpserver.log) == 1


def test_more_than_was_expected_is_not_read(httpserver: HTTPServer, outside: Outside) -> None:
    httpserver.expect_request("/").respond_with_data(b"x" * 5_000)
    with pytest.raises(AnswerTooLarge):
        outside.http.get(httpserver.url_for("/"), limit=1_000)


def test_a_small_package_with_a_huge_content_is_not_unpacked_whole(httpserver: HTTPServer, outside: Outside) -> None:
    import gzip

    bomb = gzip.compress(b"\0" * 50_000_000)
    httpserver.expect_request("/").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(AnswerTooLarge):
        outside.http.get(httpserver.url_for("/"), limit=1_000_000)


def test_a_server_that_drips_is_not_waited_for(
    httpserver: HTTPServer, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("larum.base.http.SECONDS_IN_ALL", 0.3)

    def drops() -> Iterator[bytes]:
        for _ in range(30):
            time.sleep(0.1)
            yield b"."

    def drip(request: Request) -> Response:
        return Response(drops(), direct_passthrough=True)

    httpserver.expect_request("/").respond_with_handler(drip)
    with pytest.raises(Unreachable, match="longer"):
        outside.http.post(httpserver.url_for("/"), b"")
