"""What arrives is taken along the path; a bad item is set aside with its reason, and the rest goes on."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from larum.analyse.lookup import Wanted, newest, tally
from larum.base.clock import FrozenClock
from larum.base.errors import NotFound
from larum.base.ids import named
from larum.collect.actions import add_source, open_source
from larum.collect.store import posts, sweep
from larum.connectors.contract import Batch
from larum.connectors.records import Refused, Removal
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.flow.quarantine import drop_refused, waiting, waiting_by_reason
from larum.match.actions import add_brand, add_monitor
from larum.measure.store import windows_between
from tests.conftest import NOON, OWNER, RESPONDER
from tests.flow.stories import post


@pytest.fixture
def monitor_id(database: Database):  # type: ignore[no-untyped-def]
    with database.working(OWNER) as work:
        brand = add_brand(work, name="Piekarnia Kłos")
        return add_monitor(work, brand_id=brand.id, name="Kłos", query="kłos*").id


def kept(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(posts)) or 0


def test_a_post_becomes_a_mention_with_its_words_a_reading_and_a_count(database: Database, monitor_id: object) -> None:
    batch = Batch(arrivals=[post(1, 0, "Szkło w chlebie z Kłosa! Wstyd"), post(2, 0, "Nic o chlebie")], cursor="2")
    receipt = receive(database, batch, source_id=None)
    assert (receipt.posts, receipt.refused) == (2, 0)
    with database.reading() as session:
        (reading,) = newest(session, Wanted())
        assert reading.mention.words == ("Kłosa",)
        assert reading.language == "pl"
        (minute,) = windows_between(session, monitor_id, "minute")  # type: ignore[arg-type]
        assert (minute.start_at, minute.mentions, minute.authors, minute.reach) == (NOON, 1, 1, 100)


def test_the_same_batch_twice_changes_nothing(database: Database, monitor_id: object) -> None:
    batch = Batch(arrivals=[post(number, number, "Kłos znów zamknięty") for number in range(30)], cursor="30")
    receive(database, batch, source_id=None)
    with database.reading() as session:
        before = tally(session, Wanted()), windows_between(session, monitor_id, "hour")  # type: ignore[arg-type]
    receive(database, batch, source_id=None)
    with database.reading() as session:
        assert (tally(session, Wanted()), windows_between(session, monitor_id, "hour")) == before  # type: ignore[arg-type]


def test_an_item_that_breaks_a_step_is_set_aside_alone(database: Database, monitor_id: object) -> None:
    with database.working(OWNER) as work:
        source_id = add_source(work, name="Feed", connector="rss", settings={}).id
    broken = msgspec.structs.replace(post(2, 1, "Kłos"), text="Kłos \ud800")  # half a letter: no database takes it
    batch = Batch(
        arrivals=[post(1, 0, "Kłos jeden"), broken, post(3, 2, "Kłos trzy"), Refused("broken_json", "line 4", b"{")],
        cursor="4",
    )
    receipt = receive(database, batch, source_id=source_id)
    assert (receipt.posts, receipt.refused) == (2, 2)
    assert kept(database) == 2
    with database.reading() as session:
        source = open_source(session, source_id)
        assert (source.cursor, source.posts, source.refused) == ("4", 2, 2)
        assert waiting_by_reason(session) == {"broken_json": 1, "step_failed": 1}
        id = waiting(session)[0].id
    with database.working(RESPONDER) as work:
        drop_refused(work, id)
    with database.reading() as session:
        assert sum(waiting_by_reason(session).values()) == 1
    with pytest.raises(NotFound), database.working(RESPONDER) as work:
        drop_refused(work, named("no such item"))


def test_a_post_that_is_taken_back_leaves_no_words_and_no_count(database: Database, monitor_id: object) -> None:
    receive(
        database, Batch(arrivals=[post(1, 0, "Kłos oszukuje"), post(2, 0, "Kłos super")], cursor=""), source_id=None
    )
    receive(database, Batch(arrivals=[Removal("sample", "post-1")], cursor=""), source_id=None)
    receive(database, Batch(arrivals=[post(1, 0, "Kłos oszukuje")], cursor=""), source_id=None)
    with database.reading() as session:
        assert [reading.mention.post.native_id for reading in newest(session, Wanted())] == ["post-2"]
        (minute,) = windows_between(session, monitor_id, "minute")  # type: ignore[arg-type]
        assert minute.mentions == 1
        gone = session.execute(select(posts).where(posts.c.native_id == "post-1")).one()
        assert (gone.text, gone.folded, gone.author_handle, gone.author_followers) == ("", "", "", None)


def test_posts_nobody_watches_for_are_swept_after_their_time_and_mentions_stay(
    database: Database, monitor_id: object, clock: FrozenClock
) -> None:
    batch = Batch(arrivals=[post(1, 0, "Kłos"), post(2, 0, "Nic takiego")], cursor="")
    receive(database, batch, source_id=None, keep_for=timedelta(days=1))
    clock.advance(days=2)
    with database.working(OWNER) as work:
        assert sweep(work) == 1
    assert kept(database) == 1
