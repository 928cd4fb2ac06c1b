"""A tick asks for all monitors of a brand at once: as many queries for twenty as for one."""

from datetime import timedelta

from sqlalchemy import event

from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.connectors.contract import Batch
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.flow.schedule import tick
from larum.match.actions import add_brand, add_monitor
from tests.flow.stories import post


def test_many_monitors_of_a_brand_are_looked_at_with_as_many_queries_as_one(
    database: Database, clock: FrozenClock
) -> None:
    with database.working(SYSTEM) as work:
        brand = add_brand(work, name="Kłos")
        add_monitor(work, brand_id=brand.id, name="Kłos", query="Kłos*")
    asked: list[str] = []
    event.listen(database.writer, "before_cursor_execute", lambda *said: asked.append(str(said[2])))
    counts: list[int] = []
    for minute in range(4):
        if minute == 2:
            with database.working(SYSTEM) as work:
                for number in range(20):
                    add_monitor(work, brand_id=brand.id, name=f"bread {number}", query="Kłos* chleb*")
        receive(database, Batch(arrivals=[post(minute, minute, "Kłos ma dobry chleb")], cursor=""), source_id=None)
        clock.advance(minutes=1)
        before = len(asked)
        tick(database, clock.now() + timedelta(minutes=1))
        counts.append(len(asked) - before)
    assert counts[3] == counts[1]
