"""One of several sources stops, without an error: those who tend them are told, once, and told that it is over."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from larum.auth.model import Person
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.bootstrap import addresses_of
from larum.collect.actions import add_source, note_failure, open_source, pause_source, remove_source, resume_source
from larum.connectors.contract import Batch
from larum.connectors.errors import CredentialsRefused
from larum.connectors.records import Author, Post
from larum.db.outbox import hear
from larum.db.work import Database
from larum.detect.hearing.listen import Ear, listen
from larum.detect.hearing.step import listen_to_sources
from larum.detect.hearing.store import ears, hearings, keep_ears
from larum.detect.state import pack
from larum.flow.arrive import receive
from larum.flow.reactions import reactions
from larum.match.actions import add_brand, add_monitor
from larum.notify.deliver import deliver
from larum.notify.model import Delivery
from tests.conftest import APPROVER, NOON, OWNER, VIEWER
from tests.incident.people import account
from tests.web.house import Here, opened, words

STEP = timedelta(minutes=20)
BEGUN = NOON - timedelta(days=8)
LARUM = "https://larum.example"


class Newsroom:
    """Two sources, of which each brings two posts every twenty minutes as long as the story wants it to."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock = database, clock
        self.mails: list[tuple[str, str]] = []
        with database.working(OWNER) as work:
            for actor in (OWNER, APPROVER, VIEWER):
                person = account(actor)
                person.notify = [f"json://{actor.name.split()[0].lower()}.example"]
                work.session.add(person)
            brand = add_brand(work, name="Piekarnia Kłos")
            add_monitor(work, brand_id=brand.id, name="Kłos", query="kłos*")
            self.forum, self.press = (
                add_source(work, name=name, connector="rss", settings={"url": f"https://{name}.example/feed"}).id
                for name in ("Forum", "Press")
            )
        self.last = {self.forum: 0, self.press: 0}

    def bring(self, source_id: UUID, *, again: bool = False) -> None:
        """The feed is read: two new items, or the last two once more."""
        self.last[source_id] += 0 if again else 2
        posts = [
            Post(
                platform="rss",
                native_id=f"{source_id}-{number}",
                url=f"https://sample.example/{number}",
                author=Author(id=f"author-{number % 7}"),
                created_at=BEGUN + timedelta(minutes=10 * number),
                text="Chleb z Kłosa jak zawsze",
            )
            for number in (self.last[source_id] - 1, self.last[source_id])
        ]
        receive(self.database, Batch(arrivals=posts, cursor="there"), source_id=source_id)

    def pass_time(self, until: datetime, *, silent: UUID | None = None, repeats: bool = False) -> None:
        while self.clock.now() < until:
            self.clock.move_to(self.clock.now() + STEP)
            for source_id in (self.forum, self.press):
                if source_id != silent:
                    self.bring(source_id)
                elif repeats:
                    self.bring(source_id, again=True)
                else:
                    receive(self.database, Batch(arrivals=[], cursor="same"), source_id=source_id)
            listen_to_sources(self.database)
            hear(self.database, reactions(LARUM))
            deliver(self.database, addresses_of, self.send)

    def send(self, addresses: Sequence[str], subject: str, body: str) -> str:
        self.mails += [(address, f"{subject}\n{body}") for address in addresses]
        return ""

    def queued(self) -> int:
        with self.database.reading() as session:
            return session.query(Delivery).filter(Delivery.state == "due").count()


@cache
def eight_days() -> Ear:
    """What is known of a source that brought two posts every twenty minutes."""
    ears, source_id = dict[UUID, Ear](), UUID(int=1)
    for step in range(8 * 72 + 1):
        heard = listen(ears, {source_id: 2 * step}, (), (BEGUN + STEP * step).timestamp())
        assert not heard[source_id].silent
        ears = {source_id: heard[source_id].ear}
    return ears[source_id]


@pytest.fixture
def newsroom(database: Database, clock: FrozenClock) -> Newsroom:
    """Both have been read for eight days, and bring six posts an hour."""
    newsroom = Newsroom(database, clock)
    ear = msgspec.structs.replace(eight_days(), news=0)
    with database.working(SYSTEM) as work:
        keep_ears(work, {newsroom.forum: ear, newsroom.press: ear})
    newsroom.pass_time(NOON + timedelta(hours=1))
    assert not newsroom.mails
    return newsroom


@pytest.fixture
def browser(newsroom: Newsroom) -> Iterator[TestClient]:
    with opened(newsroom.database, newsroom.clock) as browser:
        yield browser


def test_a_source_that_stops_is_told_once_and_told_to_be_back(newsroom: Newsroom, browser: TestClient) -> None:
    stopped = newsroom.clock.now()
    newsroom.pass_time(stopped + timedelta(hours=6), silent=newsroom.forum, repeats=True)
    assert sorted(address for address, _ in newsroom.mails) == ["json://adam.example", "json://ola.example"]
    assert "Nothing comes from Forum any more" in newsroom.mails[0][1]
    assert "Nothing has come from Forum since 14:00, where about" in newsroom.mails[0][1]
    for page in ("/sources", "/"):
        told = words(browser.get(page).text)
        assert "Nothing has come since 14:00, where about 40 posts are usual in that time." in told
    assert "1 source is not seen as it should be" in words(browser.get("/sources").text)
    Here.language = "pl"
    assert "Nic nie przyszło od 14:00, a zwykle przychodzi w tym czasie około 40 postów." in words(
        browser.get("/sources").text
    )
    Here.language = "en"
    newsroom.pass_time(stopped + timedelta(hours=7))
    assert len(newsroom.mails) == 4
    assert "Posts come from Forum again" in newsroom.mails[-1][1]
    told = words(browser.get("/sources").text)
    assert "Until 20:20 nothing came for 6 hrs 20 mins, where about 40 posts are usual" in told
    assert "not seen as it should be" not in told
    newsroom.pass_time(stopped + timedelta(days=1, hours=7))
    assert "nothing came for" not in browser.get("/sources").text
    assert len(newsroom.mails) == 4


def test_at_night_nobody_is_woken_and_what_is_over_by_then_is_told_to_nobody(newsroom: Newsroom) -> None:
    evening = newsroom.clock.now() + timedelta(hours=7)
    newsroom.pass_time(evening)
    newsroom.pass_time(evening + timedelta(hours=7), silent=newsroom.press)
    assert (newsroom.queued(), newsroom.mails) == (2, [])
    newsroom.pass_time(evening + timedelta(hours=16))
    assert (newsroom.queued(), newsroom.mails) == (0, [])


@pytest.mark.parametrize("trouble", ["paused", "failing"])
def test_of_what_is_paused_or_known_to_fail_nobody_says_that_it_is_silent(
    newsroom: Newsroom, browser: TestClient, trouble: str
) -> None:
    begun = newsroom.clock.now()
    with newsroom.database.working(APPROVER) as work:
        if trouble == "paused":
            pause_source(work, open_source(work.session, newsroom.forum))
        else:
            note_failure(work, newsroom.forum, CredentialsRefused())
    while newsroom.clock.now() < begun + timedelta(hours=12):
        newsroom.clock.move_to(newsroom.clock.now() + STEP)
        newsroom.bring(newsroom.press)
        listen_to_sources(newsroom.database)
    hear(newsroom.database, reactions(LARUM))
    assert newsroom.queued() == 0
    assert "Nothing has come" not in browser.get("/sources").text
    with newsroom.database.working(APPROVER) as work:
        resume_source(work, open_source(work.session, newsroom.forum))
    newsroom.pass_time(newsroom.clock.now() + timedelta(hours=1), silent=newsroom.forum)
    assert not newsroom.mails, "nobody knows what was to come meanwhile"


def test_while_larum_itself_stands_still_nothing_is_silent(newsroom: Newsroom) -> None:
    newsroom.clock.move_to(newsroom.clock.now() + timedelta(hours=14))
    listen_to_sources(newsroom.database)
    newsroom.pass_time(newsroom.clock.now() + timedelta(hours=1))
    assert not newsroom.mails
    assert newsroom.queued() == 0


def test_what_another_version_remembered_of_a_source_is_learnt_anew(newsroom: Newsroom) -> None:
    other = deepcopy(eight_days().memory)
    other.baseline.shape = np.ones((1, 3))
    with newsroom.database.working(SYSTEM) as work:
        kept = update(hearings).values(memory=pack(other))
        work.session.execute(kept.where(hearings.c.source_id == newsroom.forum))
    newsroom.pass_time(newsroom.clock.now() + timedelta(hours=12), silent=newsroom.forum)
    assert not newsroom.mails, "nobody knows yet what is usual"


def test_a_post_that_a_feed_dates_years_ahead_deafens_nobody(newsroom: Newsroom) -> None:
    ahead = Post("rss", "ahead", "", Author(id="calendar"), NOON + timedelta(days=900), "Kłos zaprasza za trzy lata")
    receive(newsroom.database, Batch(arrivals=[ahead], cursor="there"), source_id=newsroom.forum)
    newsroom.pass_time(newsroom.clock.now() + timedelta(hours=6))
    assert not newsroom.mails
    assert newsroom.queued() == 0


def test_a_gap_that_is_explained_later_is_one_no_more(newsroom: Newsroom, browser: TestClient) -> None:
    newsroom.pass_time(newsroom.clock.now() + timedelta(hours=8), silent=newsroom.forum)
    assert "Nothing has come" in browser.get("/sources").text
    with newsroom.database.working(APPROVER) as work:
        pause_source(work, open_source(work.session, newsroom.forum))
    listen_to_sources(newsroom.database)
    assert "Nothing has come" not in browser.get("/sources").text


def test_whoever_left_is_not_called(newsroom: Newsroom) -> None:
    with newsroom.database.working(OWNER) as work:
        work.session.get_one(Person, APPROVER.id).active = False
    newsroom.pass_time(newsroom.clock.now() + timedelta(hours=8), silent=newsroom.forum)
    assert [address for address, _ in newsroom.mails] == ["json://ola.example"]


def test_a_source_that_is_taken_out_while_we_listen_holds_up_no_other(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*given: Any) -> Any:
        monkeypatch.undo()
        with newsroom.database.working(OWNER) as work:
            remove_source(work, open_source(work.session, newsroom.forum))
        return listen(*given)

    newsroom.clock.advance(minutes=10)
    monkeypatch.setattr("larum.detect.hearing.step.listen", meanwhile)
    listen_to_sources(newsroom.database)
    with newsroom.database.reading() as session:
        assert {id: ear.heard_until for id, ear in ears(session).items()} == {
            newsroom.press: newsroom.clock.now().timestamp()
        }
