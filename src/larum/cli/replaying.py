"""The work of `larum replay`: a stored stream goes along the installed path by a clock of its own."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from rich.progress import Progress, TaskID

from larum.alert.model import Alert
from larum.alert.store import all_alerts, how_many, monitors_of
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock, SystemClock
from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.cli.importing import add_monitors, complaining, pages, progress_bar, readable
from larum.cli.replaying_order import Order
from larum.cli.scratch import scratch
from larum.cli.terminal import opened, settings_for
from larum.connectors.contract import Batch
from larum.connectors.records import Refused
from larum.db.migrate import upgrade
from larum.db.work import Database
from larum.detect.reading.follow import SETTLES
from larum.detect.reading.step import read_all, read_posts
from larum.flow.arrive import receive
from larum.flow.schedule import calm_down, tick
from larum.match.actions import add_brand, add_monitor
from larum.match.model import Brand
from larum.match.store import brands, first_mention_at, how_many_mentions, monitors

MINUTE: Final = timedelta(minutes=1)
CALMED_EVERY: Final = timedelta(minutes=5)
"""As often as in life."""


class Wish(msgspec.Struct, frozen=True):
    """What is to be replayed, and how."""

    file: Path
    monitors: Path | None
    since: datetime | None
    until: datetime | None
    speed: float | None
    columns: Path | None
    encoding: str
    data: Path | None


class Told(msgspec.Struct, frozen=True):
    """An alert that would have gone out, as it stood at that moment."""

    kind: str
    """`raised`, or `worsened`: it became graver than it was, and called again."""
    at: datetime
    brand: str
    alert: Alert
    first_mention_at: datetime | None
    """Of anything that the alert's monitors caught in the stream."""


class Replayed(msgspec.Struct, frozen=True):
    """What went through."""

    posts: int
    refused: int
    mentions: int
    alerts: int


def replay(wish: Wish, tell: Callable[[Told], None], *, quiet: bool) -> Replayed:
    """Read the file, then let it happen; `tell` hears of every alert as it goes out.

    Leaves nothing behind; what a killed one left, the next one clears away.
    """
    readable(wish.file)
    with ExitStack() as held:
        folder = held.enter_context(scratch("replay"))
        order = Order(folder / "stream.db")
        held.callback(order.close)
        progress = held.enter_context(progress_bar(quiet))
        refused = _read(wish, order, progress)
        clock = FrozenClock(datetime.fromtimestamp(0, UTC))
        upgrade(f"sqlite:///{folder / 'larum.db'}")
        database = Database(f"sqlite:///{folder / 'larum.db'}", clock)
        held.callback(database.close)
        task = progress.add_task(wish.file.name, total=order.count)
        _happen(wish, order, _Stage(database, clock, tell), lambda items: progress.advance(task, items))
        with database.reading() as session:
            return Replayed(
                posts=order.count,
                refused=refused,
                mentions=how_many_mentions(session),
                alerts=how_many(session),
            )


def _read(wish: Wish, order: Order, progress: Progress) -> int:
    """Put the file in order; gives how many items could not be read."""
    since, until = _instant(wish.since), _instant(wish.until)
    refused, task = 0, progress.add_task(wish.file.name, total=None)
    for batch in complaining(pages(wish.file, wish.columns, wish.encoding, SystemClock())):
        order.add(batch.arrivals, since, until)
        refused += sum(isinstance(item, Refused) for item in batch.arrivals)
        _show(progress, task, batch)
    progress.remove_task(task)
    return refused


def _show(progress: Progress, task: TaskID, batch: Batch) -> None:
    if batch.progress is not None:
        progress.update(task, completed=batch.progress.done, total=batch.progress.total)


def _instant(given: datetime | None) -> datetime | None:
    return given if given is None or given.tzinfo else given.replace(tzinfo=UTC)


class _Stage:
    """The scratch Larum in which it happens, and what has been told of it."""

    def __init__(self, database: Database, clock: FrozenClock, tell: Callable[[Told], None]) -> None:
        self.database = database
        self.clock = clock
        self._tell = tell
        self._known: dict[UUID, int] = {}
        self._alerts_moved = False
        database.listeners.append(self._notice)

    def _notice(self, topics: frozenset[str]) -> None:
        self._alerts_moved = self._alerts_moved or "alerts" in topics

    def tell(self) -> None:
        """Tell of every alert that is new, or graver than when it was last told of."""
        if not self._alerts_moved:
            return
        self._alerts_moved = False
        with self.database.reading() as session:
            names = {brand.id: brand.name for brand in brands(session)}
            for alert in all_alerts(session):
                before = self._known.get(alert.id)
                if before is None or alert.severity < before:
                    self._known[alert.id] = alert.severity
                    ids = [monitor.id for monitor in monitors_of(session, alert.id)]
                    first = first_mention_at(session, ids)
                    kind = "raised" if before is None else "worsened"
                    self._tell(Told(kind, self.clock.now(), names[alert.brand_id], alert, first))


def _happen(wish: Wish, order: Order, stage: _Stage, passed: Callable[[int], None]) -> None:
    calmed: datetime | None = None
    unsettled: deque[datetime] = deque()
    for minute, items in order.minutes(SystemClock().now()):
        _settle(stage, unsettled, minute)
        if calmed is None:
            stage.clock.move_to(minute)
            _watch(wish, stage.database)
        elif wish.speed is not None:
            time.sleep(max(0.0, (minute + MINUTE - stage.clock.now()) / timedelta(seconds=1)) / wish.speed)
        if calmed is None or minute - calmed >= CALMED_EVERY:
            stage.clock.move_to(minute)
            calm_down(stage.database)
            calmed = minute
        # What was posted in a minute is judged when the minute is over; silence in between calls nobody.
        stage.clock.move_to(minute + MINUTE)
        receive(stage.database, Batch(arrivals=items, cursor=""), source_id=None)
        read_all(stage.database, stage.clock.now())
        tick(stage.database)
        stage.tell()
        unsettled.append(minute + MINUTE + SETTLES)
        passed(len(items))
    _settle(stage, unsettled, None)


def _settle(stage: _Stage, unsettled: deque[datetime], before: datetime | None) -> None:
    """In the silence before the next post, read what settles meanwhile; what it tells is told at its time."""
    while unsettled and (before is None or unsettled[0] <= before):
        stage.clock.move_to(unsettled.popleft())
        if read_posts(stage.database).signals:
            tick(stage.database)
            stage.tell()


def _watch(wish: Wish, scratch: Database) -> None:
    """Watch for what the file of monitors names, or for what the data folder watches for."""
    if wish.monitors is not None:
        add_monitors(scratch, wish.monitors)
        return
    with _kept(wish.data) as database, database.reading() as session, scratch.working(SYSTEM) as work:
        wanted = [monitor for monitor in monitors(session) if monitor.state == "on"]
        if not wanted:
            raise Invalid(msgid("There is nothing to watch for. Name a file of monitors, or add a monitor first."))
        copies: dict[UUID, Brand] = {}
        names = {brand.id: brand.name for brand in brands(session)}
        for monitor in wanted:
            if monitor.brand_id not in copies:
                copies[monitor.brand_id] = add_brand(work, name=names[monitor.brand_id])
            add_monitor(work, brand_id=copies[monitor.brand_id].id, name=monitor.name, query=monitor.query)


@contextmanager
def _kept(data: Path | None) -> Iterator[Database]:
    """The database of the data folder; refuses to make one where there is none."""
    settings = settings_for(data)
    if not settings.database.get_secret_value() and not (settings.data / "larum.db").exists():
        raise Invalid(msgid("There is nothing to watch for. Name a file of monitors, or add a monitor first."))
    with opened(data) as database:
        yield database
