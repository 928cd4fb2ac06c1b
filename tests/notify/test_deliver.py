"""Calls reach people through real servers: a mail server and an HTTP sink on this machine."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from pytest_httpserver import HTTPServer

from larum.base.clock import FrozenClock
from larum.base.ids import named
from larum.db.work import Database
from larum.notify.deliver import ATTEMPTS, by_apprise, deliver
from larum.notify.store import about, call, call_off
from tests.conftest import NOON, OWNER

OLA, PETER = named("person", "ola"), named("person", "peter")


class Mailbox:
    """What arrived at the mail server."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[attr-defined]
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 Message accepted"


@pytest.fixture
def mail() -> Iterator[tuple[str, Mailbox]]:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield f"mailto://127.0.0.1:{port}?from=larum@example.org", mailbox
    server.stop()


def queue(database: Database, person: object = OLA, *, minutes: float = 0, step: str = "1") -> None:
    with database.working(OWNER) as work:
        call(
            work,
            person_id=person,  # type: ignore[arg-type]
            about="alert:1",
            step=step,
            subject="SEV2 Kłos: 12 razy więcej wzmianek niż zwykle",
            body="Od 14:07: 96 wzmianek, zwykle 8.\n\nhttps://larum.example.org/alerts/1",
            due_at=NOON + timedelta(minutes=minutes),
        )


def states(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [(delivery.state, delivery.attempts) for delivery in about(session, "alert:1")]


def test_a_mail_arrives_with_its_letters_whole(database: Database, mail: tuple[str, Mailbox]) -> None:
    address, mailbox = mail
    queue(database)
    assert deliver(database, lambda _session, _person: [f"{address}&to=ola@example.org"]) == 1
    assert [message["subject"] for message in mailbox.messages] == ["SEV2 Kłos: 12 razy więcej wzmianek niż zwykle"]
    assert mailbox.messages[0]["to"] == "ola@example.org"
    body = mailbox.messages[0].get_body(("plain", "html"))
    assert body is not None
    assert "https://larum.example.org/alerts/1" in body.get_content()
    assert states(database) == [("sent", 1)]


def test_a_web_hook_gets_the_message_and_a_second_look_sends_nothing(
    database: Database, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook", method="POST").respond_with_json({})
    queue(database)
    queue(database)
    where = [f"json://127.0.0.1:{httpserver.port}/hook"]
    assert deliver(database, lambda _session, _person: where) == 1
    assert deliver(database, lambda _session, _person: where) == 0
    (request, _), *others = httpserver.log
    assert not others
    assert json.loads(request.data)["title"].startswith("SEV2 Kłos")
    with database.reading() as session:
        assert [delivery.to for delivery in about(session, "alert:1")] == ["json"]


def test_nobody_is_called_after_somebody_has_answered(database: Database, clock: FrozenClock) -> None:
    sent: list[str] = []
    queue(database, OLA)
    queue(database, PETER, minutes=10)
    deliver(database, lambda _session, person: [str(person)], lambda addresses, *_: sent.append(addresses[0]) or "")
    with database.working(OWNER) as work:
        call_off(work, "alert:1")
    clock.advance(minutes=30)
    deliver(database, lambda _session, person: [str(person)], lambda addresses, *_: sent.append(addresses[0]) or "")
    assert sent == [str(OLA)]
    assert states(database) == [("sent", 1), ("called_off", 0)]


def test_an_answer_that_comes_while_the_phone_rings_stops_the_next_call(database: Database) -> None:
    sent: list[str] = []

    def answering(addresses: list[str], _subject: str, _body: str) -> str:
        sent.append(addresses[0])
        with database.working(OWNER) as work:
            call_off(work, "alert:1")
        return ""

    queue(database, OLA)
    queue(database, PETER, step="2")
    deliver(database, lambda _session, person: [str(person)], answering)  # type: ignore[arg-type]
    assert len(sent) == 1


def test_a_channel_that_is_down_is_tried_again_and_again_and_then_said_to_have_failed(
    database: Database, clock: FrozenClock
) -> None:
    queue(database)
    for _ in range(ATTEMPTS + 3):
        deliver(database, lambda _session, _person: ["json://127.0.0.1:9/closed"])
        clock.advance(hours=1)
    assert states(database) == [("failed", ATTEMPTS)]


def test_what_is_no_address_is_said_without_its_secrets() -> None:
    trouble = by_apprise(["nonsense://user:secret@host"], "subject", "body")
    assert "nonsense" in trouble
    assert "secret" not in trouble
