"""What to ask Jetstream for so that nothing is lost: addresses, cursors and their rules. Pure.

A number below 10^15 asks from an event's sequence number on, one above from a moment in microseconds. Sequence numbers
are each instance's own, so they hold only where we got them; moments hold everywhere, but Jetstream keeps about 36
hours and on the v1 wire silently begins later than asked. Both are asked for with some overlap: what comes twice has
the same name twice.
"""

from typing import Literal
from urllib.parse import urlencode, urlsplit

import msgspec

from larum.base.translate import msgid
from larum.connectors.bluesky.events import POST, REPOST, Event
from larum.connectors.errors import SettingWrong
from larum.connectors.manifest import Settings

Wire = Literal["v1", "v2"]
PATHS: dict[str, str] = {"v1": "/subscribe", "v2": "/xrpc/network.bsky.jetstream.subscribeEvents"}
FIRST_MOMENT = 10**15
"""The smallest cursor that means a moment (September 2001); below it are sequence numbers."""
SEQ_OVERLAP = 1_000
"""Events asked for again: a fraction of a second of the whole network."""
TIME_OVERLAP_US = 5_000_000
"""Microseconds asked for again: Jetstream's instances see an event a little apart."""
KEPT_US = 36 * 3_600 * 1_000_000
"""How far back Jetstream keeps events."""


class Place(msgspec.Struct, frozen=True):
    """How far we have read, and where."""

    host: str = ""
    seq: int | None = None
    time_us: int | None = None

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """A place from the cursor it was stored as; nowhere (so from now on) if it cannot be read."""
        try:
            return msgspec.json.decode(cursor, type=cls) if cursor else cls()
        except msgspec.DecodeError:
            return cls()

    def write(self) -> str:
        return msgspec.json.encode(self).decode()

    def after(self, event: Event, host: str) -> "Place":
        """The place once `event` is stored; never further back than before in time."""
        seen = max(filter(None, (event.time_us, self.time_us)), default=None)
        return Place(host=host, seq=event.seq, time_us=seen)

    def ask_from(self, host: str) -> int | None:
        """The cursor to ask `host` with; None means from now on.

        >>> Place("a", seq=5_000, time_us=1_800_000_000_000_000).ask_from("a")
        4000
        >>> Place("a", seq=5_000, time_us=1_800_000_000_000_000).ask_from("b")
        1799999995000000
        """
        if self.seq is not None and self.host == host:
            return max(self.seq - SEQ_OVERLAP, 0)
        if self.time_us is not None:
            return max(self.time_us - TIME_OVERLAP_US, FIRST_MOMENT)
        return None

    def without_seq(self) -> "Place":
        """The same place by time alone: the instance has begun to count anew, or no longer holds that number."""
        return Place(host=self.host, seq=None, time_us=self.time_us)

    def is_older_than_kept(self, now_us: int) -> bool:
        """True where Jetstream has already dropped events that come after this place."""
        return self.time_us is not None and self.time_us < now_us - KEPT_US


def wire_of(settings: Settings) -> Wire:
    """Which of the two wires the address in the settings speaks; an address without a path speaks v2."""
    path = urlsplit(settings["jetstream"]).path.rstrip("/")
    if path in ("", PATHS["v2"]):
        return "v2"
    if path == PATHS["v1"]:
        return "v1"
    raise SettingWrong(label=msgid("Jetstream address"), why=msgid("its path is none that Jetstream has"))


def host_of(settings: Settings) -> str:
    """The instance, as a place remembers it."""
    return urlsplit(settings["jetstream"]).netloc


def address_of(settings: Settings, ask_from: int | None) -> str:
    """The address to connect to: only posts, where wanted reposts, where given only some accounts."""
    wire = wire_of(settings)
    parts = urlsplit(settings["jetstream"])
    collections = [POST, REPOST] if settings.get("reposts") == "on" else [POST]
    accounts = settings.get("accounts", "").replace(",", " ").split()
    if wire == "v1":
        query = [("wantedCollections", name) for name in collections] + [("wantedDids", did) for did in accounts]
    else:
        query = [("kinds", "commit"), *(("collections", name) for name in collections)]
        query += [("dids", did) for did in accounts]
    if ask_from is not None:
        query.append(("cursor", str(ask_from)))
    scheme = {"https": "wss", "http": "ws"}.get(parts.scheme, parts.scheme)
    return f"{scheme}://{parts.netloc}{PATHS[wire]}?{urlencode(query)}"
