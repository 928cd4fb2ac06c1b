"""A real Bluesky network on loopback, and a Jetstream bridge."""

import json
import queue
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from peers.bluesky.install import CannotInstall, install, node_wheel
from tests.connectors.bluesky.bridge import Bridge


class Person:
    """Somebody with an account on the network."""

    def __init__(self, pds: str, name: str) -> None:
        self.handle = f"{name}-{uuid4().hex[:6]}.test"
        self.password = "correct horse battery staple"
        self._client = httpx2.Client(base_url=f"{pds}/xrpc/", trust_env=False, timeout=30)
        account = {"handle": self.handle, "email": f"{self.handle}@example.org", "password": self.password}
        session = self._call("com.atproto.server.createAccount", account)
        self.did = session["did"]
        self._client.headers["Authorization"] = f"Bearer {session['accessJwt']}"

    def post(self, text: str, **more: Any) -> str:
        """Write a post as an app would, not as our connector does; gives its address."""
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": datetime.now(UTC).isoformat(), **more}
        return str(self._create("app.bsky.feed.post", record)["uri"])

    def repost(self, uri: str) -> str:
        subject = {"uri": uri, "cid": self.record(uri)["cid"]}
        record = {"$type": "app.bsky.feed.repost", "subject": subject, "createdAt": datetime.now(UTC).isoformat()}
        return str(self._create("app.bsky.feed.repost", record)["uri"])

    def delete(self, uri: str) -> None:
        collection, rkey = uri.split("/")[3:]
        self._call("com.atproto.repo.deleteRecord", {"repo": self.did, "collection": collection, "rkey": rkey})

    def record(self, uri: str) -> dict[str, Any]:
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        found = self._client.get(
            "com.atproto.repo.getRecord", params={"repo": repo, "collection": collection, "rkey": rkey}
        )
        found.raise_for_status()
        return dict(found.json())

    def posts(self) -> list[dict[str, Any]]:
        """What stands in this account, newest first."""
        found = self._client.get(
            "com.atproto.repo.listRecords", params={"repo": self.did, "collection": "app.bsky.feed.post"}
        )
        found.raise_for_status()
        return list(found.json()["records"])

    def _create(self, collection: str, record: dict[str, Any]) -> dict[str, Any]:
        return self._call(
            "com.atproto.repo.createRecord", {"repo": self.did, "collection": collection, "record": record}
        )

    def _call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.post(method, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json()) if answer.content else {}


class Network:
    """The running network."""

    def __init__(self, pds: str) -> None:
        self.pds = pds

    @property
    def firehose(self) -> str:
        return self.pds.replace("http://", "ws://")

    def join(self, name: str) -> Person:
        return Person(self.pds, name)


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[Network]:
    """A PLC directory and a PDS, from npm; a test that needs them is skipped, by name, where they cannot be had."""
    try:
        folder = install()
    except CannotInstall as reason:
        pytest.skip(f"needs the Bluesky network (peers/bluesky): {reason}")
    ports = {"PLC_PORT": str(_free_port()), "PDS_PORT": str(_free_port())}
    running = subprocess.Popen(
        [node_wheel() / "bin" / "node", "start.cjs"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LOG_ENABLED": "false", "HOME": str(folder), **ports},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Network(_ready(running)["pds"])
    finally:
        running.terminate()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    """A Jetstream with nothing said yet."""
    with Bridge() as bridge:
        yield bridge


def _ready(running: subprocess.Popen[str]) -> dict[str, str]:
    """Wait for the network to say that it is ready, and keep reading so that it never has to wait for us."""
    lines: queue.Queue[str] = queue.Queue()
    assert running.stdout is not None
    output = running.stdout
    threading.Thread(target=_read, args=(output, lines), daemon=True).start()
    seen: list[str] = []
    until = time.monotonic() + 120
    while time.monotonic() < until and running.poll() is None:
        try:
            seen.append(lines.get(timeout=1))
        except queue.Empty:
            continue
        if seen[-1].startswith("READY "):
            return dict(json.loads(seen[-1].removeprefix("READY ")))
    pytest.fail("the Bluesky network did not start:\n" + "".join(seen[-20:]))


def _read(output: Iterable[str], lines: queue.Queue[str]) -> None:
    for line in output:
        lines.put(line)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
