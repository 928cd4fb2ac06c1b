"""The explained card, from what the path has stored: of a storm, of its like a week later, of a silence."""

from datetime import timedelta

import pytest

from larum.alert import sentences, wording
from larum.alert.actions import close, open_alert
from larum.alert.card import Card, card
from larum.base.clock import FrozenClock
from larum.base.translate import Words
from larum.db.work import Database
from larum.measure.stories.step import tell_stories
from tests.alert.test_calling import House
from tests.conftest import NOON, RESPONDER

ENGLISH = Words("en", now=NOON)


@pytest.fixture
def house(database: Database, clock: FrozenClock) -> House:
    return House(database, clock)


def newest(house: House) -> Card:
    """The card of the newest alert, once what was said has been told as stories."""
    tell_stories(house.database)
    with house.database.reading() as session:
        alert = open_alert(session, house.alerts()[-1].id)
        return card(session, alert, [], house.clock.now())


def test_a_storm_of_three_texts_from_five_accounts_is_seen_for_what_it_is(house: House) -> None:
    house.told(60, accounts=5)
    house.notices()
    told = newest(house)
    assert told.mentions == 60
    assert told.voices.pattern == "few"
    assert "3 accounts wrote 60%" in sentences.voices(ENGLISH, told.voices)
    assert "word for word" in sentences.repeats(ENGLISH, told.voices)
    assert told.claim is not None
    assert told.claim.fresh
    assert told.first
    assert told.first[0].mention.post.created_at == min(one.mention.post.created_at for one in told.first)
    assert told.ahead is not None
    assert told.ahead.so_far > 0
    assert told.ending is not None
    assert told.ending.quiet_at == house.clock.now() + timedelta(hours=6)


def test_a_post_that_two_monitors_caught_counts_once(house: House) -> None:
    house.told(30)
    house.notices()
    house.notices(monitor=house.staff)
    told = newest(house)
    assert len(told.monitors) == 2
    assert told.mentions == told.voices.taking_part.mentions == sum(told.platforms.values()) == 30


def test_a_like_case_of_last_week_is_found_with_what_became_of_it(house: House) -> None:
    house.told(40)
    house.notices()
    first = house.alerts()[0].id
    tell_stories(house.database)
    with house.database.working(RESPONDER) as work:
        close(work, open_alert(work.session, first), verdict="right")
    house.clock.advance(days=7)
    house.told(50)
    house.notices(observed=50.0)
    told = newest(house)
    assert [each.case.alert_id for each in told.alike] == [first]
    assert told.alike[0].first_day == 40
    assert "40 mentions in its first day; people said it was right" in sentences.alike(ENGLISH, told.alike[0])
    assert (told.reliability.judged, told.reliability.right) == (1, 1)


def test_of_a_silence_nothing_is_said_that_nobody_said(house: House) -> None:
    house.notices("silence", observed=0.0)
    told = newest(house)
    assert told.mentions == 0
    assert told.claim is None
    assert not told.telling
    assert not told.first
    assert told.ahead is None
    assert sentences.unusual(ENGLISH, told.unusual) == []
    assert "our own collection" in wording.evidence(ENGLISH, told.signals[0])
