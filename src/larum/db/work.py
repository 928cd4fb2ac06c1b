"""One transaction, with its clock and its actor. Nobody else commits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from larum.base.actor import Actor
from larum.base.clock import Clock
from larum.base.ids import fresh, named
from larum.db.columns import to_json
from larum.db.engine import open_engine
from larum.db.events import Event, outbox
from larum.db.upsert import insert_new


class Work:
    """What an action works in: the session, who acts, and when."""

    def __init__(self, session: Session, clock: Clock, actor: Actor) -> None:
        self.session = session
        self.clock = clock
        self.actor = actor
        self.touched: set[str] = set()

    def now(self) -> datetime:
        return self.clock.now()

    def fresh_id(self) -> UUID:
        return fresh(self.now())

    @property
    def on_postgresql(self) -> bool:
        return self.session.get_bind().dialect.name == "postgresql"

    def tell(self, event: Event, *, once: str | None = None) -> None:
        """Tell what happened, kept with the change. With `once`, a second telling under that name is not kept."""
        name = type(event).__name__
        insert_new(
            self.session,
            outbox,
            [
                {
                    "id": named("event", name, once) if once is not None else self.fresh_id(),
                    "name": name,
                    "body": to_json(event),
                    "told_at": self.now(),
                    "attempts": 0,
                }
            ],
        )
        self.touch("outbox")

    def touch(self, *topics: str) -> None:
        """Say what changed, such as `alerts` or `incident:<id>`, so that open pages can follow after the commit."""
        self.touched.update(topics)


Listener = Callable[[frozenset[str]], None]


class Database:
    """The way in: reading sessions, and transactions that write."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.url = url
        self.clock = clock
        self.reader = open_engine(url, writes=False)
        self.writer = open_engine(url, writes=True)
        self.listeners: list[Listener] = []
        self._one_writer = threading.Lock() if self.writer.dialect.name == "sqlite" else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads one steady snapshot and changes nothing."""
        with Session(self.reader, autoflush=False) as session:
            yield session

    @contextmanager
    def working(self, actor: Actor) -> Iterator[Work]:
        """One transaction: committed when the block ends well, undone when it does not."""
        if self._one_writer is not None:
            self._one_writer.acquire()
        try:
            with Session(self.writer, expire_on_commit=False) as session:
                work = Work(session, self.clock, actor)
                yield work
                session.commit()
        finally:
            if self._one_writer is not None:
                self._one_writer.release()
        if work.touched:
            for listener in self.listeners:
                listener(frozenset(work.touched))

    def close(self) -> None:
        self.reader.dispose()
        self.writer.dispose()
