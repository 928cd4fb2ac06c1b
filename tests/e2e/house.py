"""A Larum that is really there: a port, a folder, a runner, people with passwords, a phone that rings."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import uvicorn
from pytest_httpserver import HTTPServer

from larum.alert.actions import set_escalation
from larum.auth.actions.people import add_person
from larum.auth.actions.token import create_token
from larum.auth.joining import Profile
from larum.auth.model import Person
from larum.base.actor import SYSTEM, Role
from larum.base.settings import Settings
from larum.base.translate import Language
from larum.bootstrap import Larum, assemble
from larum.match.actions import add_brand, add_monitor
from larum.respond.actions.channels import add_page_channels
from tests.e2e.telling import BRAND, QUERY

PASSWORD = "seven quiet lanterns"
PEOPLE: tuple[tuple[str, Role], ...] = (("Rita", "responder"), ("Adam", "approver"), ("Ola", "owner"))


@dataclass
class House:
    """A running Larum, its address, and the phone of whoever is on duty."""

    larum: Larum
    address: str
    token: str
    phone: HTTPServer

    def send(self, body: str) -> None:
        """Posts arrive, the way any program brings them."""
        request = Request(
            f"{self.address}/api/v1/posts",
            body.encode(),
            {"authorization": f"Bearer {self.token}", "content-type": "application/x-ndjson"},
        )
        with urlopen(request, timeout=60) as answer:
            assert json.load(answer)["refused"] == 0

    def calls(self) -> list[str]:
        """What the phone was told so far."""
        return [request.get_data(as_text=True) for request, _ in self.phone.log]


@contextmanager
def opened(folder: Path, phone: HTTPServer, language: Language) -> Iterator[House]:
    """Serve it on a free port of this machine. Its runner is started by the story."""
    phone.expect_request("/duty", method="POST").respond_with_data("heard")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    port = listening.getsockname()[1]
    given: dict[str, Any] = {"data": folder, "port": port, "language": language, "database": "", "public_url": ""}
    larum = assemble(Settings(host="127.0.0.1", **given))
    token = furnish(larum, phone.url_for("/duty").replace("http://", "json://"), language)
    config = uvicorn.Config(larum.app, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield House(larum, f"http://127.0.0.1:{port}", token, phone)
    finally:
        server.should_exit = True
        thread.join()
        larum.runner.stop()
        larum.database.close()


def furnish(larum: Larum, phone: str, language: Language) -> str:
    """People, a brand, who is called, where we publish; gives the token of the program that brings posts."""
    with larum.database.working(SYSTEM) as work:
        people = [_joined(larum, add_person(work, _profile(name, language), role), phone) for name, role in PEOPLE]
        brand = add_brand(work, name=BRAND)
        add_monitor(work, brand_id=brand.id, name=BRAND, query=QUERY)
        add_page_channels(work)
        set_escalation(work, steps=[(people[0].id, 0, False), (people[1].id, 15, False)])
    with larum.database.working(people[0].actor) as work:
        return create_token(work, "feeder", "responder").secret


def _profile(name: str, language: Language) -> Profile:
    return Profile(name, f"{name.lower()}@example.org", PASSWORD, language)


def _joined(larum: Larum, person: Person, phone: str) -> Person:
    person.notify = [phone]
    return person
