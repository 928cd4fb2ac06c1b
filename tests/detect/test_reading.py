"""Mentions are read one by one, beside the path: what is found becomes a signal, then an alert with its evidence."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from larum.alert.store import alerts, signals_of
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.ids import named
from larum.connectors.contract import Batch
from larum.connectors.records import Author, Post
from larum.db.work import Database
from larum.detect.posts import Seen
from larum.detect.reading.follow import SETTLES, Stand, follow, pack, unpack
from larum.detect.reading.step import Read, read_next, read_posts
from larum.detect.store import look_again, signals, to_signal
from larum.flow.arrive import receive
from larum.flow.schedule import tick
from larum.match.actions import add_brand, add_monitor
from larum.match.store import monitors
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
