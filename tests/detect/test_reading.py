"""Mentions are read one by one, beside the path: what is found becomes a signal, then an alert with its evidence."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from larum.alert.store import alerts, signals_of
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.ids import named
from larum.base.turns import SomeFailed
from larum.connectors.contract import Batch
from larum.connectors.records import Author, Post
from larum.db.work import Database
from larum.detect.posts import Seen
from larum.detect.reading.follow import SETTLES, Stand, follow, pack, unpack
from larum.detect.reading.step import Read, read_next, read_posts
from larum.detect.reading.store import waiting
from larum.detect.season import stretches
from larum.detect.store import look_again, signals, to_signal
from larum.flow.arrive import receive
from larum.flow.schedule import tick
from larum.flow.upload import judge_past
from larum.match.actions import add_brand, add_monitor
from larum.match.model import Brand, Monitor
from larum.match.store import brands, monitors
from tests.conftest import NOON

NOON_ID = named("monitor", "klos")
STORM = (
    "Bojkotujemy Kłos! @MlynGalicja sprzedaje im spleśniałą mąkę, zwrot pieniędzy dla klientów",
    "#BojkotMlynGalicja – kupiłam w Kłosie chleb z tej mąki, obrzydliwe",
    "Kłos and @MlynGalicja: boycott both, the product was rotten, no refund",
    "Nie kupujcie @MlynGalicja w sklepach Kłos, firma kłamie",
)


def written(number: int, minutes: float, text: str, account: str, quote_of: str | None = None) -> Post:
    return Post(
        platform="sample",
        native_id=f"n{number}",
        url=f"https://sample.example/{number}",
        author=Author(id=account, handle=account),
        created_at=NOON + timedelta(minutes=minutes),
        text=text,
        quote_of=quote_of,
    )


def story() -> list[Post]:
    """A month of quiet mentions, two a day, then a mill nobody spoke of."""
    calm = [
        written(number, number * 720, f"Chleb z Kłosa numer {number}, dobry", f"gosc{number % 23}")
        for number in range(60)
    ]
    storm = [written(100 + n, 60 * 720 + n * 7, text, f"klient{n}") for n, text in enumerate(STORM)]
    return [*calm, *storm]


@pytest.fixture
def bakery(database: Database, clock: FrozenClock) -> Database:
    with database.working(SYSTEM) as work:
        brand = add_brand(work, name="Kłos")
        add_monitor(work, brand_id=brand.id, name="Kłos", query="Kłos* OR Klos*")
    clock.move_to(NOON + timedelta(days=31))
    return database


def arrive(database: Database, posts: Sequence[Post]) -> None:
    receive(database, Batch(arrivals=list(posts), cursor=""), source_id=None)


def found(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        rows = session.execute(select(signals).where(signals.c.detector.in_(["new_story", "dormant"])))
        told = [to_signal(row) for row in rows]
    return sorted((one.detector, one.begun_at, one.fired_at, one.score, str(one.evidence)) for one in told)


def test_a_new_name_in_the_mentions_becomes_an_alert_with_its_posts_and_accounts(bakery: Database) -> None:
    arrive(bakery, story())
    assert read_posts(bakery).posts == 64
    tick(bakery)
    with bakery.reading() as session:
        raised = [
            signal for alert in alerts(session, states=["open", "closed"]) for signal in signals_of(session, alert.id)
        ]
    told = next(signal for signal in raised if signal.detector == "new_story")
    assert "mlyngalicja" in str(told.evidence["what"])
    assert len(str(told.evidence["posts"]).split()) == told.observed >= 2
    assert str(told.evidence["by"]).startswith("sample:klient0")


def test_posts_are_read_once_they_have_settled(bakery: Database, clock: FrozenClock) -> None:
    arrive(bakery, story())
    last = story()[-1].created_at
    assert read_posts(bakery, last + SETTLES - timedelta(minutes=1)).posts < 64
    assert read_posts(bakery, last + SETTLES + timedelta(minutes=2)).posts > 0
    assert read_posts(bakery, last + SETTLES + timedelta(minutes=3)) == Read()


def test_read_minute_by_minute_or_at_once_the_same_is_found(bakery: Database) -> None:
    arrive(bakery, story())
    for minutes in range(60 * 720 - 10, 60 * 720 + 40, 7):
        read_posts(bakery, NOON + timedelta(minutes=minutes))
    slowly = found(bakery)
    assert slowly
    with bakery.working(SYSTEM) as work:
        look_again(work, [monitor.id for monitor in monitors(work.session)])
        work.session.execute(signals.delete())
    read_posts(bakery)
    assert found(bakery) == slowly


def test_small_bites_find_the_same(bakery: Database) -> None:
    arrive(bakery, story())
    with bakery.reading() as session:
        (monitor,) = monitors(session)
    while read_next(bakery, monitor.id, monitor.brand_id, NOON + timedelta(days=31), at_once=5).posts:
        pass
    bites = found(bakery)
    with bakery.working(SYSTEM) as work:
        look_again(work, [monitor.id])
    read_posts(bakery)
    assert found(bakery) == bites != []


def test_a_busy_minute_writes_no_stand_and_a_process_that_stops_reads_the_last_minutes_again(bakery: Database) -> None:
    arrive(bakery, story())
    storm = NOON + timedelta(minutes=60 * 720)
    read_posts(bakery, storm)
    written: list[str] = []
    event.listen(bakery.writer, "before_cursor_execute", lambda *said: written.append(str(said[2])))
    for minutes in range(1, 9):
        read_posts(bakery, storm + timedelta(minutes=minutes))
    assert not [said for said in written if "watches" in said]
    after_a_restart = Database(bakery.url, bakery.clock)
    read_posts(after_a_restart)
    again = found(bakery)
    after_a_restart.close()
    with bakery.working(SYSTEM) as work:
        look_again(work, [monitor.id for monitor in monitors(work.session)])
    read_posts(bakery)
    assert found(bakery) == again != []
    read_posts(bakery)
    assert found(bakery) == again


def test_older_posts_that_come_in_while_the_first_are_read_are_not_missed(
    bakery: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(bakery, story()[1:])

    def meanwhile(*given: Any) -> Any:
        monkeypatch.undo()
        arrive(bakery, story()[:1])
        with bakery.working(SYSTEM) as work:
            look_again(work, [monitor.id for monitor in monitors(work.session)])
        return follow(*given)

    monkeypatch.setattr("larum.detect.reading.step.follow", meanwhile)
    assert read_posts(bakery) == Read()
    assert read_posts(bakery).posts == 64


def test_what_was_seen_is_not_found_twice_and_what_comes_late_is_left() -> None:
    posts = [
        Seen(at=1e9 + n * 3600, id=f"p{n}", account=f"a{n % 7}", text=f"We waited for bus {n} and walked")
        for n in range(99)
    ]
    stand, _ = follow(Stand(), NOON_ID, posts, 1e9 + 50 * 3600)
    assert stand.reached == 1e9 + 50 * 3600
    again = follow(unpack(pack(stand)), NOON_ID, posts[:50], stand.reached)
    assert again.signals == ()
    assert pack(again.stand) == pack(stand)


def test_an_old_post_that_comes_back_is_a_signal(bakery: Database) -> None:
    posts = story()[:60]
    late = NOON + timedelta(minutes=60 * 720)
    minutes = (late - NOON) / timedelta(minutes=1)
    posts += [written(200 + n, minutes + n * 5, f"Kłos, patrzcie {n}", f"odkrywca{n}", quote_of="n3") for n in range(5)]
    arrive(bakery, posts)
    read_posts(bakery)
    (told,) = found(bakery)
    assert told[0] == "dormant"
    assert "Chleb z Kłosa numer 3" in str(told[4])


def raised(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return sorted(
            (alert.id, alert.raised_at, alert.begun_at, alert.detector)
            for alert in alerts(session, states=["open", "closed"])
        )


def test_a_stream_and_a_file_name_the_same_alerts_by_the_same_signals(
    bakery: Database, another_database: Database, clock: FrozenClock
) -> None:
    posts = story()
    clock.move_to(posts[59].created_at + timedelta(minutes=7))
    arrive(bakery, posts[:60])
    for post, after in pairwise([*posts[59:], written(101, 60 * 720 + 60, "", "")]):
        arrive(bakery, [post])
        for minutes in range(1, 8):  # the schedule of every minute, as far as anything can come of it
            clock.move_to(max(clock.now(), min(after.created_at, post.created_at + timedelta(minutes=minutes))))
            read_posts(bakery)
            tick(bakery)
    with bakery.reading() as session, another_database.working(SYSTEM) as work:
        (monitor,), (brand,) = monitors(session), brands(session)
        work.session.add(Brand(**{name: getattr(brand, name) for name in Brand.__table__.c.keys()}))  # noqa: SIM118
        work.session.flush()
        work.session.add(Monitor(**{name: getattr(monitor, name) for name in Monitor.__table__.c.keys()}))  # noqa: SIM118
    arrive(another_database, posts)
    judge_past(another_database, posts[-1].created_at)
    assert "new_story" in str(found(bakery))
    assert found(another_database) == found(bakery)
    assert raised(another_database) == raised(bakery) != []


def test_a_monitor_that_cannot_be_read_keeps_no_other_waiting(
    bakery: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bakery.working(SYSTEM) as work:
        (brand,), (first,) = brands(work.session), monitors(work.session)
        add_monitor(work, brand_id=brand.id, name="The same again", query="Kłos* OR Klos*")
    arrive(bakery, story())

    def breaks(database: Database, monitor_id: UUID, *rest: Any) -> Read:
        if monitor_id == first.id:
            raise ZeroDivisionError
        return read_next(database, monitor_id, *rest)

    monkeypatch.setattr("larum.detect.reading.step.read_next", breaks)
    with pytest.raises(SomeFailed, match="1 of 2"):
        read_posts(bakery)
    assert len(found(bakery)) == 1


def test_quiet_monitors_are_asked_for_in_one_query(bakery: Database) -> None:
    with bakery.reading() as session:
        (brand,) = brands(session)
    with bakery.working(SYSTEM) as work:
        for number in range(20):
            add_monitor(work, brand_id=brand.id, name=f"quiet {number}", query=f"nobodywritesthis{number}")
    arrive(bakery, story())
    with bakery.reading() as session:
        assert [id for id, _ in waiting(session, NOON + timedelta(days=31))] == [
            monitor.id for monitor in monitors(session) if monitor.name == "Kłos"
        ]
    read_posts(bakery)
    asked: list[str] = []
    event.listen(bakery.reader, "before_cursor_execute", lambda *said: asked.append(str(said[2])))
    assert read_posts(bakery) == Read()
    assert sum(said.startswith("SELECT") for said in asked) == 1


def test_more_posts_of_one_instant_than_are_read_at_once_are_read_whole(bakery: Database) -> None:
    arrive(bakery, [written(number, 0.0, f"Chleb z Kłosa numer {number}", f"gosc{number}") for number in range(12)])
    with bakery.reading() as session:
        (monitor,) = monitors(session)
    assert read_next(bakery, monitor.id, monitor.brand_id, NOON + timedelta(days=1), at_once=5).posts == 12


def test_what_an_older_version_remembered_in_another_shape_is_forgotten() -> None:
    stand, _ = follow(Stand(), NOON_ID, [Seen(at=60.0, id="p", account="a", text="Chleb")], 120.0)
    stand.memories["dormant"] = {"another": "shape"}
    stand.memories["coordination"] = {"streams": 7}
    again = unpack(pack(stand))
    assert again.reached == 120.0
    assert "coordination" not in again.memories
    assert follow(again, NOON_ID, [Seen(at=180.0, id="q", account="b", text="Chleb")], 240.0).stand.reached == 240.0


def copies(accounts: int) -> list[Seen]:
    hour = [Seen(at=1e9 + n * 300, id=f"c{n}", account=f"c{n}", text=f"We waited for bus {n}") for n in range(12)]
    text = "Buy the golden ticket of our honest uncle"
    same = [Seen(at=1e9 + 3600 + n, id=f"s{n}", account=f"s{n}", text=text) for n in range(accounts)]
    return [*hour, *same]


def test_while_something_is_planned_more_people_must_take_part_and_it_is_said() -> None:
    planned = stretches("planned_event", [(NOON - timedelta(days=20_000), NOON)])
    at_ease, (_, one) = follow(Stand(), NOON_ID, copies(12), 2e9), follow(Stand(), NOON_ID, copies(12), 2e9, planned)
    assert [signal.detector for signal in at_ease.signals] == ["coordination"]
    assert one == ()
    (told,) = follow(Stand(), NOON_ID, copies(40), 2e9, planned).signals
    assert told.caveats == ("planned_event",)
    assert told.observed == 30
