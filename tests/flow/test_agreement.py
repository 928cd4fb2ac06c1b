"""The laws of the flow: whatever is repeated, reordered, cut off or never acknowledged, the same rows are left.

The embedded runner takes batches along the path in order. The other runner here is as unkind as a network can be: every
step in a transaction of its own, items in any order, batches torn apart, crashes before and after the commit, and
messages that come twice. For each law there is a mutant that breaks it, and the comparison must then fail.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import delete, select

from larum.alert.model import Alert, AlertSignal
from larum.analyse.records import Reading
from larum.analyse.store import readings
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.ids import named
from larum.base.stage import run_batch
from larum.collect.actions import add_source, open_source
from larum.collect.records import Arrived
from larum.collect.stage import COLLECT
from larum.collect.store import posts, save_posts
from larum.connectors.contract import Batch
from larum.connectors.records import Post, Removal
from larum.db.events import outbox
from larum.db.work import Database, Work
from larum.detect.reading.follow import SETTLES
from larum.detect.reading.step import read_next, read_posts
from larum.detect.reading.store import kept_in, waiting
from larum.detect.stage import Tick
from larum.detect.store import signals, watches
from larum.flow.arrive import receive
from larum.flow.path import ON_ARRIVAL, ON_TICK, AnyStage
from larum.flow.schedule import tick
from larum.match.model import Brand, Monitor
from larum.match.stage import MATCH
from larum.match.store import mentions
from larum.measure.records import Window
from larum.measure.stage import MEASURE, SPANS, start_of
from larum.measure.store import windows, windows_between
from tests.conftest import NOON
from tests.flow.stories import storm

COMPARED: tuple[Any, ...] = (
    posts, mentions, readings, windows, signals, watches, Alert.__table__, AlertSignal.__table__, outbox,
)  # fmt: skip
NOT_COMPARED = frozenset({"gone_at", "created_at"})
"""When a removal was heard of differs by nature, and an empty row has no other time."""

Story = Sequence[Post | Removal]


class Crash(Exception):
    """The power goes."""


def watch(database: Database) -> None:
    """Two monitors on one brand, so that one post makes two mentions; the same ids in every database."""
    monitors = {named("monitor", query): query for query in ("kłos* OR klos*", "szkło OR glass")}
    with database.working(SYSTEM) as work:
        work.session.add(Brand(id=named("brand"), name="Piekarnia Kłos", created_at=NOON))
        work.session.flush()
        for id, query in monitors.items():
            work.session.add(
                Monitor(
                    id=id, brand_id=named("brand"), name=query, query=query, state="on", created_at=NOON,
                    changed_at=NOON, muted_until=None, calibrated_at=None,
                )
            )  # fmt: skip


def rows(database: Database) -> dict[str, list[str]]:
    """Everything that is left, in an order that does not depend on when it was written."""
    left: dict[str, list[str]] = {}
    with database.reading() as session:
        for table in COMPARED:
            columns = [column for column in table.c if column.name not in NOT_COMPARED]
            query = select(*columns)
            if table is mentions:  # what was caught before it was taken back leaves a row that shows nothing (ADR 4)
                query = query.join(posts, posts.c.id == mentions.c.post_id).where(posts.c.gone_at.is_(None))
            left[table.name] = sorted(repr(_in_order(row._asdict())) for row in session.execute(query))
    return left


def _in_order(row: dict[str, Any]) -> list[Any]:
    """A row; what the reading remembers holds sets, which are the same in any order."""
    if row.get("detector") == "reading":
        row["state"] = msgspec.msgpack.encode(kept_in(row["state"]).stand, order="deterministic")
    return list(row.values())


def kindly(database: Database, story: Story, clock: FrozenClock) -> None:
    """The embedded runner, batch after batch."""
    watch(database)
    for begin in range(0, len(story), 17):
        receive(database, Batch(arrivals=story[begin : begin + 17], cursor=str(begin)), source_id=None)
    clock.move_to(NOON + timedelta(days=3))
    read_posts(database)
    tick(database)


def unkindly(
    database: Database, story: Story, clock: FrozenClock, seed: int, path: Sequence[AnyStage] = ON_ARRIVAL
) -> None:
    """A runner between whose steps everything goes wrong that the laws speak of."""
    dice = random.Random(seed)
    watch(database)
    _drain(database, dice, [Arrived(item) for item in story], path)
    clock.move_to(NOON + timedelta(days=3))
    _read_in_bites(database, dice, clock.now() - SETTLES)
    ticks = [Tick(brand_id=named("brand"), upto=clock.now() - timedelta(hours=hours)) for hours in (5, 0, 0, 5)]
    _drain(database, dice, ticks, ON_TICK)


def _read_in_bites(database: Database, dice: random.Random, settled: datetime) -> None:
    """The posts of each monitor in bites of any size, with a look at all that has settled in between."""
    with database.reading() as session:
        waits = waiting(session, settled)
    for monitor_id, brand_id in waits:
        more = True
        while more:
            upto = settled - timedelta(hours=dice.choice([0, 0, 5]))
            more = read_next(database, monitor_id, brand_id, upto, at_once=dice.randint(3, 20)).more or upto < settled


def _drain(database: Database, dice: random.Random, given: Sequence[Any], path: Sequence[AnyStage]) -> None:
    """Until nothing waits: take some messages of one step, in any order, and see what happens to them."""
    waiting = [(0, item) for item in given]
    while waiting:
        step = dice.choice(waiting)[0]
        mine = [message for message in waiting if message[0] == step]
        dice.shuffle(mine)
        taken = mine[: dice.randint(1, 25)]
        fate = dice.random()
        try:
            with database.working(SYSTEM) as work:
                given_on = run_batch(path[step], work, [item for _, item in taken])
                if fate < 0.15:
                    raise Crash
        except Crash:
            continue  # undone; the messages are still there
        if fate < 0.3:
            continue  # done, but the acknowledgement was lost, and what it gave on with it
        if step + 1 < len(path):
            waiting += [(step + 1, item) for item in given_on] * (2 if dice.random() < 0.2 else 1)
        for message in taken:
            waiting.remove(message)


@pytest.mark.parametrize("seed", range(3))
def test_both_runners_leave_the_same_rows(
    database: Database, another_database: Database, clock: FrozenClock, seed: int
) -> None:
    story = storm(seed)
    kindly(database, story, clock)
    clock.move_to(NOON)
    unkindly(another_database, story, clock, seed)
    mine, theirs = rows(database), rows(another_database)
    assert mine["signals"], "the story must be one that raises something"
    assert "coordination" in str(mine["signals"]), "by what is counted, and by what is read"
    assert mine["alerts"], "and puts it before people"
    for table in mine:
        assert mine[table] == theirs[table], table


def fresh_names(batch: Sequence[Arrived], _known: None) -> list[Arrived]:
    """Breaks law 1: what arrives gets a name of the moment."""
    return [
        Arrived(msgspec.structs.replace(arrived.item, native_id=str(uuid4())))
        if isinstance(arrived.item, Post)
        else arrived
        for arrived in batch
    ]


def only_new(work: Work, batch: Sequence[Arrived]) -> Any:
    """Breaks law 2: what was matched before is not given on again."""
    watched = MATCH.load(work, batch)
    known = set(work.session.scalars(select(mentions.c.post_id)))
    return msgspec.structs.replace(watched, gone=watched.gone | known)


def added_up(work: Work, batch: Sequence[Any]) -> list[Window]:
    """Breaks law 3: counts are added to whatever stands there, in another transaction than the one that inserted."""
    counted: dict[tuple[Any, ...], Window] = {}
    for reading in batch:
        if not isinstance(reading, Reading):
            continue
        for span in SPANS:
            monitor_id, start = reading.mention.monitor_id, start_of(span, reading.mention.post.created_at)
            found = [w for w in windows_between(work.session, monitor_id, span, start) if w.start_at == start]
            before = counted.get((monitor_id, span, start)) or (found[0] if found else None)
            before = before or Window(monitor_id, span, start, 0, 0, 0, 0, 0, 0)
            counted[monitor_id, span, start] = msgspec.structs.replace(before, mentions=before.mentions + 1)
    return list(counted.values())


def forgetful(work: Work, batch: Sequence[Arrived]) -> None:
    """Breaks law 4: a removal is forgotten, so that a post which comes later comes back to life."""
    save_posts(work, batch)
    gone = [arrived.id for arrived in batch if isinstance(arrived.item, Removal)]
    work.session.execute(delete(posts).where(posts.c.id.in_(gone)))


MUTANTS = {
    "law 1, names": (COLLECT, {"compute": fresh_names}),
    "law 2, the same twice": (MATCH, {"load": only_new}),
    "law 3, count in one transaction": (MEASURE, {"load": added_up}),
    "law 4, a later write may come first": (COLLECT, {"save": forgetful}),
}


@pytest.mark.parametrize("law", MUTANTS)
def test_whoever_breaks_a_law_is_found(
    database: Database, another_database: Database, clock: FrozenClock, law: str
) -> None:
    stage, change = MUTANTS[law]
    broken = [replace(stage, **change) if one is stage else one for one in ON_ARRIVAL]
    story = storm(1)
    kindly(database, story, clock)
    clock.move_to(NOON)
    try:
        unkindly(another_database, story, clock, 1, broken)
    except Exception:  # a broken law may also break a constraint, and is found by that
        return
    assert rows(database) != rows(another_database)


def read_with_crashes(database: Database, story: Story, *, cursor_first: bool) -> int:
    """Read a source in steps of ten, with the power going at every other step; gives how many posts are kept."""
    with database.working(SYSTEM) as work:
        source_id = add_source(work, name="Feed", connector="rss", settings={}).id
    attempts = 0
    while True:
        attempts += 1
        with database.reading() as session:
            place = int(open_source(session, source_id).cursor or 0)
        if place >= len(story):
            break
        batch = Batch(arrivals=story[place : place + 10], cursor=str(place + 10))
        if cursor_first:
            with database.working(SYSTEM) as work:
                open_source(work.session, source_id).cursor = batch.cursor
        if attempts % 2:
            continue  # the power goes here, before the batch is stored
        receive(database, batch, source_id=source_id)
    with database.reading() as session:
        return len(session.scalars(select(posts.c.id)).all())


def test_a_source_whose_place_moves_last_loses_nothing(database: Database, another_database: Database) -> None:
    story = [item for item in storm(2) if isinstance(item, Post)]
    everything = len({item.id for item in story})
    watch(database)
    watch(another_database)
    assert read_with_crashes(database, story, cursor_first=False) == everything
    assert read_with_crashes(another_database, story, cursor_first=True) < everything, "law 5: the place moves last"
