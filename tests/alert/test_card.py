"""The explained card, from what the path has stored: of a storm, of its like a week later, of a silence."""

from datetime import timedelta

import pytest

from larum.alert import sentences, wording
from larum.alert.actions import close, open_alert
from larum.alert.card import Card, card, watching
from larum.analyse.lookup import Wanted
from larum.analyse.lookup import newest as newest_mentions
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
    assert told.claim_said is not None
    assert told.claim_said.copies == 20
    assert sentences.claim(ENGLISH, told).startswith("20 of 60 mentions say, word for word: “")
    assert not {one.id for one in told.first} & {one.id for one in told.telling}


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
    lead = sentences.lead(ENGLISH, house.alerts()[0], told)
    assert not lead.what
    assert not lead.who
    assert "our own collection" in lead.unusual[0]


def test_two_monitors_that_catch_the_same_do_not_make_the_usual_twice_as_large(house: House) -> None:
    house.told(30)
    house.notices()
    house.notices(monitor=house.staff)
    with house.database.reading() as session:
        assert len(watching(session, house.alerts()[0])) == 1


def test_what_several_people_report_leads_the_card_with_its_first_reports(house: House) -> None:
    house.told(6)
    with house.database.reading() as session:
        posts = [str(one.mention.post.id) for one in newest_mentions(session, Wanted(monitor_ids=(house.bread,)))]
    evidence: dict[str, float | str] = {
        "accounts": 6.0,
        "what": "szkło chleb",
        "posts": " ".join(reversed(posts)),
        "by": "a b c",
    }
    house.notices("complaint_cluster", observed=6.0, evidence=evidence)
    told, alert = newest(house), house.alerts()[0]
    assert [(one.what, one.people) for one in told.named] == [("szkło chleb", 6)]
    assert len(told.first) == 3
    lead = sentences.lead(ENGLISH, alert, told)
    assert lead.what[0].startswith("6 people complain of the same, each in words of their own, such as: “")
    assert told.named[0].quote in lead.what[0]
    assert lead.unusual == ["6 people report it, each in words of their own; usually 1."]
    assert wording.headline(ENGLISH, alert, "Kłos", wording.subjects(ENGLISH, alert, told.named)).startswith(
        f"Kłos: several people report the same problem: “{told.named[0].quote[:30]}"
    )
    assert told.ending is not None
    said = sentences.ending(ENGLISH, told.ending, told.signals[0], acknowledged=False)
    assert said[0] == "It ends once the problem is mended and nobody new reports it."
    assert not any("an hour are nothing unusual" in line for line in said)


def test_a_sum_of_a_day_says_since_when_it_counts(house: House) -> None:
    house.told(40)
    house.notices("swell", observed=40.0, evidence={"span_minutes": 1440.0})
    told, alert = newest(house), house.alerts()[0]
    assert told.since < alert.begun_at
    assert sentences.unusual(ENGLISH, told.signals[0], told.unusual)[0].startswith("40 mentions in 24 hours; ")
