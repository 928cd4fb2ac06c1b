"""A monitor that always heard something hears nothing any more: that is told, as what it is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from larum.alert.model import Alert
from larum.base.clock import FrozenClock
from larum.connectors.contract import Batch
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.flow.schedule import tick
from larum.match.actions import add_brand, add_monitor
from tests.conftest import NOON, OWNER
from tests.flow.stories import post

EVERY = 30
"""Minutes from one post to the next."""


@pytest.fixture
def heard(database: Database) -> None:
    """Nine days of a bakery that is spoken of day and night."""
    with database.working(OWNER) as work:
        brand = add_brand(work, name="Piekarnia Kłos")
        add_monitor(work, brand_id=brand.id, name="Kłos", query="kłos*")
    posts = [post(n, n * EVERY, "Chleb z Kłosa jak zawsze", author=n % 40) for n in range(9 * 1440 // EVERY)]
    receive(database, Batch(arrivals=posts, cursor="end"), source_id=None)


def alerts(database: Database) -> list[Alert]:
    with database.reading() as session:
        return list(session.scalars(select(Alert)))


@pytest.mark.parametrize("ticks", [1, 9])
def test_what_fell_silent_is_one_alert_to_watch_however_often_one_looks(
    database: Database, clock: FrozenClock, heard: None, ticks: int
) -> None:
    for number in range(1, ticks + 1):
        clock.move_to(NOON + timedelta(days=9) + timedelta(days=2) * number / ticks)
        tick(database)
    (alert,) = alerts(database)
    assert (alert.detector, alert.severity) == ("silence", 4)
    assert timedelta(0) <= NOON + timedelta(days=9) - alert.begun_at <= timedelta(minutes=EVERY)
    assert timedelta(hours=8) < alert.raised_at - alert.begun_at < timedelta(hours=30)


def test_a_short_pause_is_nothing(database: Database, clock: FrozenClock, heard: None) -> None:
    clock.move_to(NOON + timedelta(days=9, hours=6))
    tick(database)
    assert not alerts(database)
