"""A Larum that is killed while it publishes: the other side never gets the same words twice, and a person is asked."""

import random
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Literal
from uuid import UUID

import httpx2
import msgspec
import pytest

from larum.auth.actions.session import enter_as
from larum.base.actor import SYSTEM
from larum.base.clock import SystemClock
from larum.cli.terminal import settings_for
from larum.db.migrate import open_database
from larum.engage.actions import pages
from larum.incident.actions.declare import declare
from larum.respond import store
from larum.respond.actions import approve, write
from larum.respond.actions.channels import PAGE_NAMES, add_channel
from larum.respond.actions.publish import publish
from tests.cli.shell import begin, say
from tests.conftest import APPROVER, OWNER, RESPONDER
from tests.incident.people import settle as settle_people

Moment = Literal["unread", "unanswered", "unnoted", "between"]
KILLED_AT: tuple[Moment, ...] = ("unread", "unanswered", "unnoted", "between")
"""While the sink reads, before it answers, right after it answered, and at any moment of what comes then."""
AT_ONCE = 4
"""Statements that fall due before every start."""
STATEMENTS = AT_ONCE * (len(KILLED_AT) + 2)
PLACES = {"sink": "connector = 'webhook'", "page": "connector = 'page'"}


class Sink(ThreadingHTTPServer):
    """An address that takes statements, counts them, and stops at the moment at which Larum is to be killed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.got: Counter[UUID] = Counter()
        self.moment: Moment | None = None
        self.after = 0
        self.reached: Queue[Moment] = Queue()
        self.killed = Event()

    def aim(self, moment: Moment | None, after: int = 0) -> None:
        """Stop at this moment of the request that comes after so many others; at none, answer everything."""
        self.moment, self.after = moment, after
        self.reached = Queue()
        self.killed = Event()

    def pause(self, moment: Moment) -> None:
        if moment == self.moment and self.after <= 0:
            self.reached.put(moment)
            self.killed.wait(10)


class Taking(BaseHTTPRequestHandler):
    server: Sink

    def do_POST(self) -> None:
        self.server.pause("unread")
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got[UUID(msgspec.json.decode(body)["key"])] += 1
        self.server.pause("unanswered")
        self.send_response(204)
        self.end_headers()
        self.wfile.flush()
        if self.server.moment in ("unnoted", "between") and self.server.after <= 0:
            self.server.reached.put(self.server.moment)
        self.server.after -= 1

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        thread = Thread(target=sink.serve_forever, daemon=True)
        thread.start()
        yield sink
        sink.shutdown()


class House:
    """A data folder with approved statements, which fall due at the sink and on the crisis page when it is said."""

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.folder = folder
        self.database = open_database(settings_for(folder), SystemClock())
        settle_people(self.database)
        with self.database.working(OWNER) as work:
            incident_id = declare(work, "Water smells of chlorine", "own_mistake", "SEV2").id
            self.places = [
                add_channel(
                    work, name="Sink", connector="webhook", language="en",
                    settings={"send_to": f"http://127.0.0.1:{sink.server_port}/"}, secrets={"signing_secret": "hush"},
                ),
                add_channel(work, name=PAGE_NAMES["en"], connector="page", language="en"),
            ]  # fmt: skip
            said = pages.Words(title={"en": "Water"}, happened={"en": "It smells of chlorine."})
            pages.prepare_page(work, incident_id)
            pages.edit_page(work, incident_id, words=said, slug="water")
            pages.open_page(work, incident_id)
        self.approved = [self._approved(incident_id, number) for number in range(STATEMENTS)]
        with self.database.working(SYSTEM) as work:
            assert APPROVER.id is not None
            self.cookie = enter_as(work, APPROVER.id).secret

    def _approved(self, incident_id: UUID, number: int) -> UUID:
        with self.database.working(RESPONDER) as work:
            text = {"en": f"Word number {number}: do not drink the water on Lipowa street."}
            statement = write.draft(work, title=f"Word {number}", texts=text, incident_id=incident_id)
            write.hand_over(work, statement)
        with self.database.working(APPROVER) as work:
            approve.approve(work, store.open_statement(work.session, statement.id), seen=1)
        return statement.id

    def more(self) -> None:
        """The next few statements fall due."""
        for _ in range(AT_ONCE):
            with self.database.working(APPROVER) as work:
                publish(work, store.open_statement(work.session, self.approved.pop()), channels=self.places)


@pytest.fixture
def house(tmp_path: Path, sink: Sink) -> Iterator[House]:
    house = House(tmp_path / "data", sink)
    yield house
    house.database.close()


def started(folder: Path) -> subprocess.Popen[bytes]:
    return begin("run", "--port", 0, "--data", folder, LARUM_PRIVATE_NETWORKS="true", LARUM_LOG_LEVEL="error")


def states(folder: Path, place: str) -> Counter[str]:
    """How many publications of a place stand where."""
    question = (
        "SELECT p.state, count(*) FROM publications p JOIN channels c ON c.id = p.channel_id "
        f"WHERE c.{PLACES[place]} GROUP BY p.state"
    )
    with closing(sqlite3.connect(f"file:{folder / 'larum.db'}?mode=ro", uri=True)) as database:
        return Counter(dict(database.execute(question)))


def by_state(folder: Path, state: str) -> list[tuple[UUID, UUID]]:
    """The publications that stand there, with their statements."""
    question = "SELECT id, statement_id FROM publications WHERE state = ?"
    with closing(sqlite3.connect(f"file:{folder / 'larum.db'}?mode=ro", uri=True)) as database:
        return [(UUID(str(id)), UUID(str(about))) for id, about in database.execute(question, (state,))]


@contextmanager
def at_work(folder: Path) -> Iterator[str]:
    """A Larum that nobody kills, at this address."""
    process = started(folder)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().decode().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def settled(folder: Path) -> bool:
    waits = states(folder, "sink") + states(folder, "page")
    return not waits["due"] and not waits["sending"]


def until(said: str, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, said
        time.sleep(0.05)


def test_killed_while_it_publishes_nothing_goes_out_twice_and_people_are_asked(house: House, sink: Sink) -> None:
    folder, dice = house.folder, random.Random(7)
    house.more()
    early = started(folder)
    time.sleep(dice.uniform(0.2, 1.2))  # before anything is sent: it still starts
    early.kill()
    early.communicate()
    for moment in dice.sample(KILLED_AT, len(KILLED_AT)):
        house.more()
        sink.aim(moment, after=dice.randrange(3))
        process = started(folder)
        try:
            sink.reached.get(timeout=60)
            time.sleep({"unnoted": dice.uniform(0, 0.002), "between": dice.uniform(0, 0.06)}.get(moment, 0))
        finally:
            process.kill()
            process.communicate()
            sink.killed.set()
        assert max(sink.got.values(), default=0) <= 1

    house.more()
    sink.aim(None)
    with (
        at_work(folder) as address,
        httpx2.Client(base_url=address, cookies={"larum": house.cookie}, timeout=30) as approver,
    ):
        until("everything is sent, or for a person to settle", lambda: settled(folder))
        assert max(sink.got.values()) == 1
        asked = by_state(folder, "unsure")
        sent = {id for id, _ in by_state(folder, "sent")}
        assert len(asked) >= 2, "cut off while the sink read, and before it answered"
        assert states(folder, "sink") == {"sent": STATEMENTS - len(asked), "unsure": len(asked)}
        assert states(folder, "page") == {"sent": STATEMENTS}
        got = set(sink.got)
        assert len(got & sent) == STATEMENTS - len(asked), "what is noted as sent was taken"
        assert got - sent <= {id for id, _ in asked}

        assert f"Of {len(asked)} publications nobody knows whether they went out" in approver.get("/").text
        for id, about in asked:
            desk = approver.get(f"/statements/{about}").text
            assert f"{address}/c/water?lang=en#update-{about}" in desk
            assert "Is it out?" in desk
            assert f"/statements/publications/{id}/settle" in desk
        here = {"origin": address}
        for id, _ in asked:
            verdict = "out" if id in got else "not_out"
            approver.post(f"/statements/publications/{id}/settle", data={"verdict": verdict}, headers=here)
            if verdict == "not_out":
                approver.post(f"/statements/publications/{id}/again", headers=here)
        until("what people settled is done", lambda: not by_state(folder, "unsure") and settled(folder))
        until("everything is at the sink", lambda: len(sink.got) == STATEMENTS)
        page = httpx2.get(f"{address}/c/water").text
        shown = [page.count(f"Word number {number}: ") for number in range(STATEMENTS)]

    assert max(sink.got.values()) == 1
    assert set(shown) == {1}
    with closing(sqlite3.connect(folder / "larum.db")) as database:
        assert database.execute("SELECT state, count(*) FROM statements GROUP BY state").fetchall() == [
            ("sent", STATEMENTS)
        ]
        assert database.execute("SELECT count(*) FROM approvals").fetchone() == (STATEMENTS,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    looked = msgspec.json.decode(say("doctor", "--json", "--data", folder).stdout.splitlines()[-1])
    checks = {check["name"]: check["state"] for check in looked["checks"]}
    assert (checks["audit"], looked["ok"]) == ("ok", True), looked
