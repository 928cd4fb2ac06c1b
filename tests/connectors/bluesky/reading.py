"""Runs the reader for a while, as the worker does: store a batch, keep its cursor, take the next."""

import asyncio
from collections.abc import Callable, Mapping

from larum.connectors.bluesky.connector import Bluesky
from larum.connectors.contract import Batch, Outside
from larum.connectors.records import Arrival, Post, Removal


class Reading:
    """What has been stored so far, and the cursor to go on with."""

    def __init__(self, settings: Mapping[str, str], outside: Outside, cursor: str = "") -> None:
        self.arrivals: list[Arrival] = []
        self.troubles: list[str] = []
        self.cursor = cursor
        self._settings = settings
        self._outside = outside

    def until(self, enough: Callable[["Reading"], bool], then: Callable[[], object] = lambda: None) -> None:
        """Read until `enough`, or fail after twenty seconds; `then` happens once the reader is under way."""
        asyncio.run(asyncio.wait_for(self._until(enough, then), 20))

    async def _until(self, enough: Callable[["Reading"], bool], then: Callable[[], object]) -> None:
        reading = Bluesky(first_wait=0.05).stream(self._settings, self.cursor, self._outside)
        asyncio.get_running_loop().call_later(0.3, then)
        async for batch in reading:
            self._store(batch)
            if enough(self):
                break
        await reading.aclose()  # type: ignore[attr-defined]

    def _store(self, batch: Batch) -> None:
        self.arrivals.extend(batch.arrivals)
        self.cursor = batch.cursor
        if batch.trouble:
            self.troubles.append(batch.trouble.code)

    @property
    def texts(self) -> list[str]:
        """The texts of the posts in the order they came, each once."""
        return list(dict.fromkeys(arrival.text for arrival in self.arrivals if isinstance(arrival, Post)))

    @property
    def removed(self) -> list[str]:
        return list(dict.fromkeys(arrival.native_id for arrival in self.arrivals if isinstance(arrival, Removal)))
