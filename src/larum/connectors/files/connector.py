"""The files connector."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from larum.base.translate import msgid
from larum.connectors.contract import Batch, Found, Outside
from larum.connectors.files.manifest import MANIFEST
from larum.connectors.files.reading import batches
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival, Refused

KEPT_OPEN = 4
"""Readings under way that are kept, so that each batch of a packed file need not unpack it from the start again."""
LOOK_AGAIN_AFTER = 10.0


class Files:
    """Reads files of posts."""

    manifest = MANIFEST

    def __init__(self) -> None:
        self._under_way: dict[tuple[str, str], Iterator[Batch]] = {}

    def convert(self, raw: bytes, settings: Settings, now: datetime) -> Sequence[Arrival]:
        """A file's bytes as arrivals; for samples and small uploads, as it takes them whole."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(raw)
            file.flush()
            return [a for batch in batches({**settings, "path": file.name}, "", now) for a in batch.arrivals]

    def read(self, settings: Settings, cursor: str, outside: Outside) -> Batch:
        """The next batch of the file; nothing for a while at its end, until it grows."""
        options = str(sorted(settings.items()))
        reading = self._under_way.pop((options, cursor), None) or batches(settings, cursor, outside.clock.now())
        batch = msgspec.structs.replace(next(reading), wait_for=LOOK_AGAIN_AFTER)
        if batch.more:
            while len(self._under_way) >= KEPT_OPEN:
                self._under_way.pop(next(iter(self._under_way)))
            self._under_way[options, batch.cursor] = reading
        return batch

    def test(self, settings: Settings, outside: Outside) -> Found:
        """Read the first batch and count what it has."""
        batch = next(batches(settings, "", outside.clock.now()))
        bad = sum(isinstance(arrival, Refused) for arrival in batch.arrivals)
        return Found(
            message=msgid("{name} can be read. At its beginning: posts {posts}, refused {refused}."),
            fields={"name": Path(settings["path"]).name, "posts": str(len(batch.arrivals) - bad), "refused": str(bad)},
        )


CONNECTOR = Files()
