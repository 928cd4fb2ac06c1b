"""One process does it all: readers bring posts, the schedule drives time. The product on its embedded database.

Stopping is safe at any moment, kill -9 included: whatever was begun is either whole or undone, and sources go on from
their cursors.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from larum.base.actor import SYSTEM
from larum.base.errors import Refusal
from larum.collect.actions import due, note_failure
from larum.collect.model import Source
from larum.collect.store import sources
from larum.connectors import registry
from larum.connectors.contract import Outside, Poller, Streamer
from larum.connectors.manifest import Capability
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.flow.schedule import Job

log = structlog.get_logger()

BEAT_FOR_S = 0.25
"""Pause between two looks at what is due: a quarter of the aim for arrival to screen."""
READERS = 4
"""Pollers that are read at once."""
KEPT_FROM_STREAMS_FOR = timedelta(hours=1)
"""Posts of a whole network that nobody watches for are kept only so long, whatever the setting for other sources."""


class Embedded:
    """Runs readers and schedule in threads of this process."""

    def __init__(self, database: Database, outside: Outside, jobs: Sequence[Job], keep_for: timedelta) -> None:
        self._database = database
        self._outside = outside
        self._jobs = list(jobs)
        self._keep_for = keep_for
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._reading: set[UUID] = set()

    @property
    def jobs(self) -> Sequence[Job]:
        """What is done again and again."""
        return self._jobs

    def add(self, job: Job) -> None:
        """One more thing to do again and again; before `start`."""
        self._jobs.append(job)

    def start(self) -> None:
        """Begin; returns at once."""
        in_turn = [job for job in self._jobs if not job.alone]
        targets: dict[str, Callable[[], None]] = {
            "schedule": partial(self._run, in_turn),
            **{job.name: partial(self._run, [job]) for job in self._jobs if job.alone},
            "pollers": self._run_pollers,
            "streams": self._run_streams,
        }
        for name, target in targets.items():
            thread = threading.Thread(target=target, name=f"larum-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End what is under way and wait for it."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self, jobs: Sequence[Job]) -> None:
        last: dict[str, datetime] = {}
        while not self._stopping.is_set():
            now = self._database.clock.now()
            for job in jobs:
                if job.name not in last or not timedelta(0) <= now - last[job.name] < job.every:
                    last[job.name] = now
                    self._guarded(job.name, job.run)
            self._stopping.wait(BEAT_FOR_S)

    def _guarded(self, name: str, run: Callable[[], object]) -> None:
        try:
            run()
        except Exception:  # one job's trouble must not stop the others, nor itself the next time
            log.exception("job failed", job=name)

    def _run_pollers(self) -> None:
        with ThreadPoolExecutor(READERS, thread_name_prefix="larum-reader") as pool:
            while not self._stopping.is_set():
                now = self._database.clock.now()
                for source in self._sources("poll"):
                    if source.id not in self._reading and due(source, now):
                        self._reading.add(source.id)
                        pool.submit(self._poll, source)
                self._stopping.wait(BEAT_FOR_S)

    def _sources(self, capability: Capability) -> list[Source]:
        with self._database.reading() as session:
            return [
                source
                for source in sources(session)
                if source.state == "on" and capability in registry.manifest(source.connector).capabilities
            ]

    def _poll(self, source: Source) -> None:
        try:
            connector = registry.connector(source.connector)
            assert isinstance(connector, Poller)
            settings = connector.manifest.fill(settings_of(source), "poll")
            batch = connector.read(settings, source.cursor, self._outside)
            receive(self._database, batch, source_id=source.id, keep_for=self._kept(source))
        except Refusal as met:
            self._note(source.id, met)
        except Exception as trouble:  # a connector's own mistake is shown as the source's trouble, and tried again
            log.exception("reader failed", source=source.name)
            self._note(source.id, ReaderFailed(what=type(trouble).__name__))
        finally:
            self._reading.discard(source.id)

    def _kept(self, source: Source) -> timedelta:
        return self._keep_for if source.keep_unmatched else KEPT_FROM_STREAMS_FOR

    def _note(self, source_id: UUID, met: Refusal) -> None:
        with contextlib.suppress(Refusal), self._database.working(SYSTEM) as work:
            note_failure(work, source_id, met)

    def _run_streams(self) -> None:
        asyncio.run(self._keep_streams())

    async def _keep_streams(self) -> None:
        tasks: dict[UUID, asyncio.Task[None]] = {}
        while not self._stopping.is_set():
            wanted = {source.id: source for source in await asyncio.to_thread(self._sources, "stream")}
            for id in [id for id, task in tasks.items() if id not in wanted or task.done()]:
                tasks.pop(id).cancel()
            for id, source in wanted.items():
                if id not in tasks and due(source, self._database.clock.now()):
                    tasks[id] = asyncio.create_task(self._stream(source))
            await asyncio.sleep(BEAT_FOR_S)
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def _stream(self, source: Source) -> None:
        try:
            connector = registry.connector(source.connector)
            assert isinstance(connector, Streamer)
            settings = connector.manifest.fill(settings_of(source), "stream")
            async for batch in connector.stream(settings, source.cursor, self._outside):
                await asyncio.to_thread(
                    receive, self._database, batch, source_id=source.id, keep_for=self._kept(source)
                )
        except Refusal as met:
            await asyncio.to_thread(self._note, source.id, met)
        except Exception as trouble:  # as for pollers
            log.exception("stream failed", source=source.name)
            await asyncio.to_thread(self._note, source.id, ReaderFailed(what=type(trouble).__name__))


class ReaderFailed(Refusal):
    """A connector broke on something it should have understood."""

    code = "reader_failed"
    message = "Reading failed inside Larum ({what}). It is tried again; the log has the details."


def settings_of(source: Source) -> dict[str, Any]:
    """All settings of a source, secrets included, for its connector alone."""
    return {**source.settings, **source.secrets}
