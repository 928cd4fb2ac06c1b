"""What we post ourselves is kept and shown, and is no voice: it calls nobody, and is not what tells it best."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select

from larum.alert.store import how_many
from larum.analyse import lookup
from larum.analyse.lookup import Wanted
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.errors import Invalid, NotAllowed
from larum.connectors.contract import Batch
from larum.connectors.records import Author, Post
from larum.db.outbox import hear
from larum.db.work import Database
from larum.detect.reading.store import unread
from larum.flow.arrive import receive
from larum.flow.reactions import reactions
from larum.flow.schedule import tick
from larum.match.actions import add_brand, add_monitor, add_own_account, remove_own_account
from larum.match.model import OwnAccount
from larum.match.store import own_accounts
from larum.measure.store import platforms, totals, windows_between
from larum.respond.actions.channels import add_channel, change_channel
from larum.respond.store import open_channel
from tests.conftest import APPROVER, NOON, OWNER, RESPONDER

HOUR = timedelta(hours=1)


class House:
    """Kłos, a bakery, and its monitor."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock = database, clock
        with database.working(SYSTEM) as work:
            self.brand = add_brand(work, name="Kłos").id
            self.monitor = add_monitor(work, brand_id=self.brand, name="Kłos", query="kłos*").id

    def posted(self, handle: str, *, posts: int = 1, platform: str = "bluesky", likes: int = 0) -> None:
        arrivals = [
            Post(
                platform,
                f"{handle}-{platform}-{number}",
                "",
                Author(id=f"did:{handle}", handle=handle, followers=9_000),
                self.clock.now() - timedelta(seconds=5 * number + 1),
                f"Kłos wycofuje chleb, partia {number}",
                likes=likes,
            )
            for number in range(posts)
        ]
        receive(self.database, Batch(arrivals=arrivals, cursor=""), source_id=None)

    def ours(self, handle: str = "@Klos.example", platform: str = "Bluesky") -> UUID:
        with self.database.working(APPROVER) as work:
            id = add_own_account(work, self.brand, platform=platform, handle=handle).id
        hear(self.database, reactions(""))
        return id

    def counted(self) -> tuple[int, int, int]:
        """Mentions and accounts as summed for an alert, and mentions in the windows that detectors look at."""
        with self.database.reading() as session:
            now = self.clock.now()
            found = totals(session, [self.monitor], now - HOUR, now + HOUR)
            windows = windows_between(session, self.monitor, "minute")
            return found.mentions, found.authors, sum(window.mentions for window in windows)

    def wanted(self) -> Wanted:
        now = self.clock.now()
        return Wanted(monitor_ids=(self.monitor,), since=now - HOUR, before=now + HOUR)


@pytest.fixture
def house(database: Database, clock: FrozenClock) -> House:
    return House(database, clock)


def test_our_posts_are_kept_and_count_as_nobodys_voice(house: House) -> None:
    house.ours()
    house.posted("klos.example", posts=3, likes=5_000)
    house.posted("ania", posts=2)
    assert house.counted() == (2, 1, 2)
    with house.database.reading() as session:
        kept = lookup.newest(session, house.wanted())
        assert len(kept) == 5
        assert sum(reading.ours for reading in kept) == 3
        assert {one.mention.post.author.handle for one in lookup.telling(session, house.wanted())} == {"ania"}
        assert [one.name for one in lookup.taking_part(session, house.wanted()).busiest] == ["ania"]
        assert lookup.heard(session, house.wanted()).mentions == 2
        assert len(lookup.texts_of(session, house.wanted(), 10)) == 2
        read = unread(session, house.monitor, 0.0, house.clock.now(), None)
        assert {seen.handle for seen in read} == {"ania"}
        assert platforms(session, [house.monitor], NOON - HOUR, NOON + HOUR) == 1


def test_a_storm_of_our_own_posts_calls_nobody(house: House, another_database: Database, clock: FrozenClock) -> None:
    alerts = []
    for database, known in ((house.database, True), (another_database, False)):
        clock.move_to(NOON)
        there = house if known else House(database, clock)
        if known:
            there.ours()
        for _ in range(8):
            clock.advance(hours=24)
            there.posted(f"ania{clock.now().day}")
            tick(database)
        clock.advance(minutes=30)
        there.posted("klos.example", posts=120)
        for _ in range(5):
            clock.advance(minutes=1)
            tick(database)
        with database.reading() as session:
            alerts.append(how_many(session))
    assert alerts == [0, 1]


def test_an_account_that_is_ours_from_now_on_was_ours_before(house: House) -> None:
    house.posted("klos.example", posts=3)
    house.posted("ania", posts=2)
    assert house.counted() == (5, 2, 5)
    id = house.ours()
    assert house.counted() == (2, 1, 2)
    with house.database.working(APPROVER) as work:
        remove_own_account(work, id)
    hear(house.database, reactions(""))
    assert house.counted() == (5, 2, 5)


def test_however_much_we_posted_it_is_marked_in_one_go(house: House) -> None:
    house.posted("klos.example", posts=40)
    house.posted("ania", posts=2)
    asked: list[str] = []
    event.listen(house.database.writer, "before_cursor_execute", lambda *said: asked.append(str(said[2])))
    house.ours()
    assert house.counted() == (2, 1, 2)
    assert len([said for said in asked if said.startswith("UPDATE readings")]) == 1


def test_the_same_name_on_another_platform_is_somebody_else(house: House) -> None:
    house.ours()
    house.posted("klos.example", platform="mastodon")
    assert house.counted() == (1, 1, 1)


def test_an_account_is_known_by_the_platforms_own_id_too(house: House) -> None:
    house.ours("did:klos.example")
    house.posted("klos.example")
    assert house.counted() == (0, 0, 0)


def test_what_is_ours_of_one_brand_is_a_voice_about_another(house: House) -> None:
    with house.database.working(SYSTEM) as work:
        other = add_brand(work, name="Młyn").id
        add_own_account(work, other, platform="bluesky", handle="klos.example")
    hear(house.database, reactions(""))
    house.posted("klos.example")
    assert house.counted() == (1, 1, 1)


def test_the_account_we_publish_from_is_ours_by_itself(house: House) -> None:
    house.posted("klos.example", posts=2)
    with house.database.working(OWNER) as work:
        channel = add_channel(
            work, name="Bluesky", connector="bluesky", language="pl", settings={"handle": "klos.example"}
        ).id
        add_channel(work, name="Crisis page", connector="page", language="en")
    hear(house.database, reactions(""))
    assert house.counted() == (0, 0, 0)
    with house.database.reading() as session:
        (own,) = own_accounts(session, house.brand)
    with pytest.raises(Invalid, match="publish"), house.database.working(APPROVER) as work:
        remove_own_account(work, own.id)
    with house.database.working(OWNER) as work:
        change_channel(
            work, open_channel(work.session, channel), name="Bluesky", settings={"handle": "mlyn.example"}, secrets={}
        )
    hear(house.database, reactions(""))
    assert house.counted() == (2, 1, 2)
    with house.database.reading() as session:
        assert [one.handle for one in session.scalars(select(OwnAccount))] == ["mlyn.example"]


@pytest.mark.parametrize(("platform", "handle"), [("", "klos"), ("blue sky", "klos"), ("bluesky", " @ "), ("x", "a/b")])
def test_what_is_no_account_is_refused(house: House, platform: str, handle: str) -> None:
    with pytest.raises(Invalid), house.database.working(APPROVER) as work:
        add_own_account(work, house.brand, platform=platform, handle=handle)


def test_whoever_answers_alerts_does_not_decide_whose_voice_counts(house: House) -> None:
    with pytest.raises(NotAllowed), house.database.working(RESPONDER) as work:
        add_own_account(work, house.brand, platform="bluesky", handle="ania")


def test_an_account_is_known_by_its_letters_whatever_their_size_and_script(house: House) -> None:
    house.posted("ŻytniaChata", posts=3)
    house.ours("@żytniachata")
    assert house.counted() == (0, 0, 0)
    house.posted("Żytniachata", posts=1, platform="mastodon")
    house.ours("ŻYTNIACHATA", "mastodon")
    assert house.counted() == (0, 0, 0)
