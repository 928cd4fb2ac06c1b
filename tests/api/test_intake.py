"""Posts that programs send: what goes in comes out as mentions, and what is bad is named."""

import gzip
import json
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from larum.api.body import LIMIT, LINES
from larum.base.actor import SYSTEM
from larum.base.secrets import fresh_secret
from larum.collect.actions import add_source, open_source, pause_source
from larum.db.work import Database
from larum.match.model import Monitor
from larum.measure.store import windows_between
from tests.api.conftest import Program

SECRET = fresh_secret()


def line(number: int, text: str = "W Piekarni Kłos szkło w chlebie", **more: object) -> bytes:
    fields = {"platform": "forum", "id": number, "created_at": "2026-03-02T11:58:00Z", "text": text, **more}
    return json.dumps(fields).encode()


def send(client: TestClient, *lines: bytes, to: str = "posts", **headers: str) -> Response:
    return client.post(to, content=b"\n".join(lines), headers={"content-type": "application/x-ndjson", **headers})


def counted(database: Database, monitor: Monitor) -> int:
    with database.reading() as session:
        return sum(window.mentions for window in windows_between(session, monitor.id, "minute", None))


def test_a_batch_that_is_sent_becomes_mentions_and_is_counted(
    program: Program, database: Database, monitor: Monitor
) -> None:
    client = program("responder")
    answer = send(client, line(1), line(2, "Nothing of the kind"), line(3, "Klos bakery opens at seven, right?"))
    assert answer.status_code == 200
    assert answer.json() == {"posts": 3, "removals": 0, "refused": 0, "refusals": []}
    found = client.get("mentions").json()
    assert {mention["post"]["native_id"] for mention in found["items"]} == {"1", "3"}
    assert [mention["words"] for mention in found["items"] if mention["post"]["native_id"] == "1"] == [["Kłos"]]
    assert counted(database, monitor) == 2


def test_the_same_batch_again_changes_nothing(program: Program, database: Database, monitor: Monitor) -> None:
    client = program("responder")
    first = send(client, line(1), line(2))
    before = client.get("mentions").json()
    assert send(client, line(1), line(2)).json() == first.json()
    assert client.get("mentions").json() == before
    assert counted(database, monitor) == 2


def test_bad_lines_are_named_by_their_number_and_the_others_go_on(program: Program, monitor: Monitor) -> None:
    client = program("responder")
    bad = (b"{broken", b"\xff\xfe", line(4, created_at="2031-01-01T00:00:00Z"), b'{"platform": "forum"}', b"[1]")
    answer = send(client, line(1), b"", *bad, line(8)).json()
    assert (answer["posts"], answer["refused"]) == (2, 5)
    assert [(one["line"], one["reason"]) for one in answer["refusals"]] == [
        (3, "broken_json"),
        (4, "wrong_encoding"),
        (5, "future_date"),
        (6, "missing_id"),
        (7, "not_an_object"),
    ]
    assert len(client.get("mentions").json()["items"]) == 2


def test_reasons_come_in_the_language_that_was_asked_for(program: Program) -> None:
    answer = send(program("responder"), b"{broken", **{"accept-language": "pl"}).json()
    assert answer["refusals"][0]["message"] == "To nie jest JSON."


def test_a_post_that_was_taken_back_is_gone(program: Program, monitor: Monitor) -> None:
    client = program("responder")
    send(client, line(1))
    answer = send(client, b'{"platform": "forum", "id": 1, "removed": true}')
    assert answer.json()["removals"] == 1
    assert client.get("mentions").json()["items"] == []


def test_a_packed_batch_is_unpacked(program: Program, monitor: Monitor) -> None:
    client = program("responder")
    packed = gzip.compress(line(1) + b"\n") + gzip.compress(line(2))
    assert send(client, packed, **{"content-encoding": "gzip"}).json()["posts"] == 2


@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (b"this was never packed", "gzip", 400, "malformed_gzip"),
        (gzip.compress(line(1) * 50)[:40], "gzip", 400, "malformed_gzip"),
        (line(1), "br", 415, "encoding_unknown"),
        (gzip.compress(b" " * (LIMIT + 1)), "gzip", 413, "body_too_large"),
        (b" " * (LIMIT + 1), "identity", 413, "body_too_large"),
        (b"\n" * (LINES + 1), "identity", 413, "body_too_large"),
    ],
    ids=["not packed", "cut off", "unknown", "bomb", "too large", "too many lines"],
)
def test_a_body_that_cannot_be_taken_is_refused_whole(
    program: Program, body: bytes, encoding: str, status: int, code: str
) -> None:
    answer = send(program("responder"), body, **{"content-encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_viewer_cannot_send_posts(program: Program, monitor: Monitor) -> None:
    client = program("viewer")
    answer = send(client, line(1))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert client.get("mentions").json()["items"] == []


def test_a_stranger_is_asked_for_a_token(stranger: TestClient) -> None:
    for headers in ({}, {"authorization": "Bearer larum_wrong"}, {"authorization": "Basic eDp5"}):
        answer = send(stranger, line(1), **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_needed")
        assert answer.headers["www-authenticate"] == "Bearer"


# --- sources that are sent to ------------------------------------------------------------------------------------


@pytest.fixture
def hook(database: Database) -> UUID:
    with database.working(SYSTEM) as work:
        return add_source(work, name="Our shop", connector="webhook", settings={}, secrets={"token": SECRET}).id


def test_a_source_takes_posts_with_its_own_token(
    stranger: TestClient, program: Program, database: Database, monitor: Monitor, hook: UUID
) -> None:
    answer = send(stranger, line(1), b"{", to=f"hooks/{hook}", authorization=f"Bearer {SECRET}")
    assert (answer.status_code, answer.json()["posts"], answer.json()["refused"]) == (200, 1, 1)
    with database.reading() as session:
        source = open_source(session, hook)
        assert (source.posts, source.refused) == (1, 1)
    assert len(program("viewer").get("mentions").json()["items"]) == 1


def test_a_wrong_token_and_a_source_that_is_not_there_look_alike(
    stranger: TestClient, program: Program, hook: UUID
) -> None:
    owner = program("owner").headers["authorization"]
    for source, authorization in (
        (hook, f"Bearer {SECRET}x"),
        (hook, ""),
        (hook, owner),
        (uuid4(), f"Bearer {SECRET}"),
    ):
        answer = send(stranger, line(1), to=f"hooks/{source}", authorization=authorization)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_needed")


def test_a_source_that_reads_by_itself_takes_nothing(stranger: TestClient, database: Database) -> None:
    with database.working(SYSTEM) as work:
        feed = add_source(work, name="A feed", connector="rss", settings={"url": "https://example.org/feed"})
    assert send(stranger, line(1), to=f"hooks/{feed.id}", authorization="Bearer ").status_code == 401


def test_a_paused_source_says_so(stranger: TestClient, database: Database, hook: UUID) -> None:
    with database.working(SYSTEM) as work:
        pause_source(work, open_source(work.session, hook))
    answer = send(stranger, line(1), to=f"hooks/{hook}", authorization=f"Bearer {SECRET}")
    assert (answer.status_code, answer.json()["code"]) == (409, "source_paused")
