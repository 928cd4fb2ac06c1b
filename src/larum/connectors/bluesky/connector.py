"""The Bluesky connector."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from larum.base.translate import msgid
from larum.connectors.bluesky import events, publisher
from larum.connectors.bluesky.manifest import MANIFEST
from larum.connectors.bluesky.reader import Reader
from larum.connectors.bluesky.subscription import address_of, host_of
from larum.connectors.contract import Batch, Found, Media, Outside, Published
from larum.connectors.errors import SourceUnreachable
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival

FIRST_WAIT = 1.0
"""Seconds before the first attempt to reconnect."""
TEST_FOR = 10.0


class Bluesky:
    """Reads and posts on Bluesky."""

    manifest = MANIFEST

    def __init__(self, first_wait: float = FIRST_WAIT) -> None:
        self._first_wait = first_wait

    def convert(self, raw: bytes, settings: Settings, now: datetime) -> Sequence[Arrival]:
        """Jetstream messages, one on a line, on either wire."""
        return [events.convert(line, now) for line in raw.splitlines() if line.strip()]

    def stream(self, settings: Settings, cursor: str, outside: Outside) -> AsyncIterator[Batch]:
        """Posts as they are written, from `cursor` on; from now on where it is empty."""
        return Reader(settings, cursor, outside, self._first_wait).batches()

    def publish(
        self, settings: Settings, key: UUID, text: str, language: str, outside: Outside, media: Sequence[Media] = ()
    ) -> Published:
        return publisher.publish(settings, key, text, language, outside, media)

    def check(self, settings: Settings, key: UUID, outside: Outside) -> Published | None:
        return publisher.check(settings, key, outside)

    def test(self, settings: Settings, outside: Outside) -> Found:
        """Sign in where a password is given, else connect to the stream."""
        if settings.get("app_password"):
            account = publisher.Account(settings, outside)
            return Found(
                message=msgid("Signed in as {handle}. Larum can post there."), fields={"handle": account.handle}
            )
        settings = MANIFEST.fill(settings, "stream")
        host = host_of(settings)
        address = address_of(settings, None)
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "wss" else 80)
        at = outside.http.guard.resolve(parts.hostname or "", port)[0]
        try:
            with connect(address, address=(at, port), open_timeout=TEST_FOR, proxy=None):
                return Found(
                    message=msgid("Connected to {host}. Posts arrive as they are written."), fields={"host": host}
                )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise SourceUnreachable(where=host, why=str(error) or type(error).__name__) from error


CONNECTOR = Bluesky()
