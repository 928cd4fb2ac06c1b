"""The card of an alert says what is so: of posts that are shown nobody is told that they were taken back."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from larum.analyse.lookup import Wanted, newest
from larum.base.clock import FrozenClock
from larum.connectors.contract import Batch
from larum.connectors.records import Removal
from larum.db.work import Database
from larum.flow.arrive import receive
from tests.alert.test_calling import House
from tests.web.house import opened, words


@pytest.fixture
def browser(database: Database, clock: FrozenClock) -> Iterator[TestClient]:
    with opened(database, clock) as browser:
        yield browser


@pytest.fixture
def house(database: Database, clock: FrozenClock) -> House:
    return House(database, clock)


def told_by(house: House, posts: int) -> None:
    """So many people report the same problem, and their posts are what was found."""
    house.told(posts)
    with house.database.reading() as session:
        ids = [str(one.mention.post.id) for one in newest(session, Wanted(monitor_ids=(house.bread,)))]
    house.notices(
        "complaint_cluster",
        observed=posts,
        evidence={"accounts": float(posts), "usual": 0.0, "what": "szklo chleb", "posts": " ".join(reversed(ids))},
    )


def card(browser: TestClient, house: House) -> str:
    return words(browser.get(f"/alerts/{house.alerts()[-1].id}").text)


def test_posts_that_all_stand_under_the_first_were_not_taken_back(browser: TestClient, house: House) -> None:
    told_by(house, 3)
    said = card(browser, house)
    assert "Where it began: the first posts" in said
    assert "taken back" not in said
    assert "See all 3 mentions since then" in said


def test_what_detectors_say_in_bare_words_is_quoted_from_a_post_on_the_card_and_in_the_list(
    browser: TestClient, house: House
) -> None:
    told_by(house, 3)
    for said in (card(browser, house), words(browser.get("/alerts").text)):
        assert "several people report the same problem: “" in said
        assert "szklo" not in said.split("Who noticed")[0]


def test_a_post_that_was_taken_back_is_quoted_no_more(browser: TestClient, house: House) -> None:
    told_by(house, 3)
    gone = Batch(arrivals=[Removal("sample", f"post-{number}") for number in range(3)], cursor="")
    receive(house.database, gone, source_id=None)
    said = card(browser, house)
    assert "“szklo chleb”" in said
    assert "The posts have been taken back by their authors or platforms; the counts remain." in said


def test_a_silence_leads_to_the_sources(browser: TestClient, house: House) -> None:
    house.notices("silence", observed=0.0, evidence={"hours": 9.5, "usual_a_day": 36.0})
    said = card(browser, house)
    assert "Look at the sources" in said
    assert "The posts that tell it best" not in said


def test_nobody_is_said_to_have_answered_where_the_same_people_are_called_anew(
    browser: TestClient, house: House
) -> None:
    house.told(40)
    house.notices()
    house.clock.advance(hours=2)
    house.notices("new_story", observed=5.0, evidence={"what": "szklo", "posts": "p1", "by": "cid"})
    called = card(browser, house).split("Who was called")[1]
    assert "will be called" in called
    assert "somebody had answered" not in called
