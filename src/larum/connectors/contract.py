"""What every platform's connector is, and what it is given of the world.

A folder `connectors/<name>/` has `manifest.py` with `MANIFEST` (cheap to import), `connector.py` with `CONNECTOR`,
`README.md`, `quality.yaml` and `samples/`. `registry.py` finds it; `conformance.py` holds it to what is written here.

A connector keeps no state that matters: whatever it must remember between two readings is in the cursor, an opaque text
that the caller stores in the same transaction as the arrivals. Reading again from an older cursor may give an arrival
again, and then gives it alike; it never skips one.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec

from larum.base.clock import Clock
from larum.base.errors import Refusal
from larum.base.http import Http
from larum.base.translate import Msgid
from larum.connectors.manifest import Manifest, Settings
from larum.connectors.records import Arrival


class Outside(msgspec.Struct, frozen=True):
    """All of the world that a connector may touch."""

    http: Http
    clock: Clock


class Progress(msgspec.Struct, frozen=True):
    """How much of something with an end has been read."""

    done: int
    total: int
    """Bytes, as stored (of a gzip file the packed ones)."""


class Batch(msgspec.Struct, frozen=True):
    """What one reading gave."""

    arrivals: Sequence[Arrival]
    cursor: str
    """Where to go on once the arrivals are stored."""
    more: bool = False
    """True where reading again at once gives more."""
    wait_for: float = 60.0
    """Seconds to wait before reading again where there is no more."""
    progress: Progress | None = None
    moved_to: str | None = None
    """The platform says the source lives at this address from now on; a person or the caller changes the setting."""
    trouble: Refusal | None = None
    """A stream met this and goes on by itself; health shows it."""


class Media(msgspec.Struct, frozen=True):
    """A picture to publish with a text."""

    data: bytes
    mime: str
    alt: str
    """What people who cannot see it are told; never empty."""


class Published(msgspec.Struct, frozen=True):
    """A post of ours that is out."""

    url: str
    native_id: str


class Found(msgspec.Struct, frozen=True):
    """What trying a connector's settings came upon, in words for the person who set it up."""

    message: Msgid
    """With `{named}` fields."""
    fields: dict[str, str] = {}


@runtime_checkable
class Connector(Protocol):
    """Our code for one platform."""

    manifest: Manifest

    def convert(self, raw: bytes, settings: Settings, now: datetime) -> Sequence[Arrival]:
        """What the platform sent, as arrivals, in order. Pure; an item that cannot be taken becomes `Refused`."""
        ...

    def test(self, settings: Settings, outside: Outside) -> Found:
        """Try the settings for real and say what was found; a refusal says what is wrong with them."""
        ...


@runtime_checkable
class Poller(Connector, Protocol):
    """A connector that is asked for news."""

    def read(self, settings: Settings, cursor: str, outside: Outside) -> Batch:
        """The next batch after `cursor`; an empty cursor means from the beginning."""
        ...


@runtime_checkable
class Streamer(Connector, Protocol):
    """A connector that keeps a connection open."""

    def stream(self, settings: Settings, cursor: str, outside: Outside) -> AsyncIterator[Batch]:
        """Batches as they come, without end; reconnects by itself and says so in `Batch.trouble`."""
        ...


@runtime_checkable
class Receiver(Connector, Protocol):
    """A connector whose posts are sent to us."""

    body_limit: int
    """Bytes of one request, unpacked."""

    def lets_in(self, settings: Settings, authorization: str) -> bool:
        """True where a request's `Authorization` header opens this source; takes the same time either way."""
        ...


@runtime_checkable
class Publisher(Connector, Protocol):
    """A connector that can post for us."""

    def publish(
        self, settings: Settings, key: UUID, text: str, language: str, outside: Outside, media: Sequence[Media] = ()
    ) -> Published:
        """Post `text` once. Asked again with the same `key` it gives what is already out and posts nothing."""
        ...

    def check(self, settings: Settings, key: UUID, outside: Outside) -> Published | None:
        """What is out under `key`, None where nothing is; refuses with `CannotTell` where nobody can say."""
        ...
