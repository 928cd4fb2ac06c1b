"""What an answer changes is learnt from our own: noted as they go out, counted a day later, said from twenty on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from larum.alert import sentences_ahead
from larum.alert.actions import close, judge, open_alert
from larum.alert.card import Card, card, forecast_at
from larum.alert.model import Alert
from larum.alert.stage import ALERT
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.base.stage import run_batch
from larum.base.translate import Language, Words
from larum.collect.actions import add_source
from larum.connectors.contract import Batch, Outside
from larum.connectors.records import Author, Post
from larum.db.work import Database
from larum.detect.forecast.volume import ENOUGH_CASES
from larum.detect.learnt import learnt
from larum.detect.records import Signal
from larum.detect.stage import Looked
from larum.detect.store import save_signals
from larum.flow.arrive import receive
from larum.incident.actions.course import close as close_incident
from larum.incident.actions.declare import declare, link_alert
from larum.learn.cases.records import Record
from larum.learn.cases.step import note_answers
from larum.learn.cases.store import past_answers, record_of, records
from larum.match.actions import add_brand, add_monitor, change_monitor, open_monitor
from larum.respond.actions.approve import approve
from larum.respond.actions.channels import add_channel
from larum.respond.actions.publish import publish
from larum.respond.actions.write import draft, hand_over
from larum.respond.publishing import publish_due
from larum.respond.store import open_channel, open_statement
from tests.conftest import APPROVER, NOON, OWNER, RESPONDER
from tests.incident.people import settle
from tests.report.bystra import RIGHT

MINUTE = timedelta(minutes=1)


class House:
    """A water brand, its people and its crisis page; things happen to it by the clock."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock, self._posted = database, clock, 0
        settle(database)
        with database.working(OWNER) as work:
            self.brand = add_brand(work, name="Bystra").id
            self.monitor = add_monitor(work, brand_id=self.brand, name="Bystra", query="bystra").id
            self.channel = add_channel(work, name="Strona kryzysowa", connector="page", language="pl").id

    def later(self, **by: float) -> None:
        """Time goes by, and the job looks every three quarters of an hour, as it does every minute in life."""
        end = self.clock.now() + timedelta(**by)
        while self.clock.now() < end:
            self.clock.move_to(min(end, self.clock.now() + 45 * MINUTE))
            note_answers(self.database)

    def heard(self, posts: int, *, minutes: float = 15, ago: timedelta = timedelta(0)) -> None:
        """So many angry posts, written in the minutes before now, or longer ago."""
        arrivals = []
        for number in range(posts):
            self._posted += 1
            at = self.clock.now() - ago - timedelta(minutes=minutes * (number + 1) / (posts + 1))
            who = Author(id=f"a{self._posted}", handle=f"reader{self._posted}")
            text = f"Woda Bystra śmierdzi chlorem, butelka {self._posted}"
            arrivals.append(Post("bluesky", f"p{self._posted}", "", who, at, text))
        receive(self.database, Batch(arrivals=arrivals, cursor=""), source_id=None)

    def alarmed(self, detector: str = "surge", *, ago: timedelta = timedelta(0)) -> UUID:
        """A detector sees that the last quarter of an hour was unusual, and an alert is raised."""
        at = self.clock.now() - ago
        signal = Signal(
            monitor_id=self.monitor, detector=detector, begun_at=at - 15 * MINUTE, fired_at=at, until=at, score=0.8,
            observed=40.0, usual=1.0, evidence={"span_minutes": 15.0},
        )  # fmt: skip
        with self.database.working(SYSTEM) as work:
            save_signals(work, [signal])
            run_batch(ALERT, work, [Looked(self.brand, self.monitor, {}, ())])
            return work.session.scalars(select(Alert.id).order_by(Alert.raised_at.desc())).first() or UUID(int=0)

    def managed(self, *alert_ids: UUID) -> UUID:
        """Somebody opens an incident."""
        with self.database.working(RESPONDER) as work:
            return declare(
                work, "The water smells", "own_mistake", "SEV2", brand_id=self.brand, alert_ids=list(alert_ids)
            ).id

    def says(self, incident_id: UUID, *, audience: str = "public") -> None:
        """A statement is written, approved and out."""
        with self.database.working(RESPONDER) as work:
            statement = draft(work, title="Recall", texts=RIGHT, incident_id=incident_id, audience=audience)
            hand_over(work, statement)
        with self.database.working(APPROVER) as work:
            statement = open_statement(work.session, statement.id)
            approve(work, statement, seen=1)
            publish(work, statement, channels=[open_channel(work.session, self.channel)])
        publish_due(self.database, Outside(http=Http(clock=self.clock), clock=self.clock))

    def over(self, alert_id: UUID, incident_id: UUID) -> None:
        """People close both, and say that it was real."""
        with self.database.working(RESPONDER) as work:
            close(work, open_alert(work.session, alert_id), verdict="right")
            close_incident(work, incident_id, "The batch is back.")

    def crisis(self, *, came: int = 12) -> tuple[UUID, UUID]:
        """Forty posts, an answer a quarter of an hour later, so many posts more, and it is over."""
        self.heard(40)
        alert_id = self.alarmed()
        incident_id = self.managed(alert_id)
        self.later(minutes=15)
        self.says(incident_id)
        self.later(hours=1)
        self.heard(came, minutes=50)
        self.later(hours=25)
        self.over(alert_id, incident_id)
        return alert_id, incident_id

    def records(self) -> list[Record]:
        with self.database.reading() as session:
            return records(session)

    def known(self) -> int:
        """How many cases a forecast of this moment knows."""
        with self.database.reading() as session:
            return len(past_answers(session, self.clock.now()))

    def card(self, alert_id: UUID) -> Card:
        """The card as the page and the API have it made."""
        with self.database.reading() as session:
            alert, now = open_alert(session, alert_id), self.clock.now()
            past = past_answers(session, forecast_at(alert, now))
            return card(session, alert, learnt(session, [self.monitor]), now, past)


@pytest.fixture
def house(database: Database, clock: FrozenClock) -> House:
    return House(database, clock)


def test_an_answer_becomes_a_case_when_its_day_is_over_and_people_have_closed_it(house: House) -> None:
    house.heard(40)
    alert_id = house.alarmed()
    incident_id = house.managed(alert_id)
    house.later(minutes=15)
    house.says(incident_id)
    at = house.clock.now()
    house.later(hours=1)
    (noted,) = house.records()
    assert (noted.answer.at, noted.answer.so_far, noted.standing) == (at, 40, "waits")
    assert 0 <= noted.answer.low80 <= noted.answer.forecast <= noted.answer.high80
    house.heard(12, minutes=50)
    house.later(hours=22, minutes=45)
    house.heard(5, minutes=10)
    assert house.known() == 0
    house.later(hours=1, minutes=30)
    house.heard(7, minutes=5)  # after its day
    (noted,) = house.records()
    assert (noted.answer.came, noted.standing) == (17, "open")
    house.over(alert_id, incident_id)
    (noted,) = house.records()
    assert noted.standing == "counts"
    assert noted.share == 17 / noted.answer.forecast
    assert house.known() == 1


def test_what_comes_after_the_answer_changes_no_forecast_of_it(
    house: House, another_database: Database, clock: FrozenClock
) -> None:
    forecasts = []
    for database, late in ((house.database, 0), (another_database, 60)):
        clock.move_to(NOON)
        there = house if database is house.database else House(database, clock)
        there.heard(40)
        incident_id = there.managed(there.alarmed())
        there.later(minutes=15)
        there.says(incident_id)
        clock.advance(minutes=20)
        if late:
            there.heard(late, minutes=18)
            there.heard(late, minutes=10, ago=25 * MINUTE)  # written before the answer, heard after it
        note_answers(database)
        forecasts.append(there.records()[0].answer.forecast)
    assert forecasts[0] == forecasts[1]


def test_an_alert_without_a_statement_is_no_case(house: House) -> None:
    house.heard(40)
    alert_id = house.alarmed()
    incident_id = house.managed(alert_id)
    house.later(hours=26)
    house.over(alert_id, incident_id)
    assert house.records() == []


def test_words_for_staff_are_no_answer(house: House) -> None:
    house.heard(40)
    incident_id = house.managed(house.alarmed())
    house.says(incident_id, audience="staff")
    house.later(hours=1)
    assert house.records() == []


def test_a_statement_of_before_the_burst_is_no_case_nor_is_the_second_one(house: House) -> None:
    incident_id = house.managed()
    house.says(incident_id)
    house.later(hours=2)
    house.heard(40)
    alert_id = house.alarmed()
    with house.database.working(RESPONDER) as work:
        link_alert(work, incident_id, alert_id)
    house.says(incident_id)
    house.later(hours=1)
    assert house.records() == []


@pytest.mark.parametrize("ended", ["quiet", "closed"])
def test_a_statement_of_after_the_burst_is_no_case(house: House, ended: str) -> None:
    house.heard(40)
    alert_id = house.alarmed()
    incident_id = house.managed(alert_id)
    if ended == "closed":
        house.later(minutes=30)
        with house.database.working(RESPONDER) as work:
            close(work, open_alert(work.session, alert_id), verdict="right")
    else:
        house.later(hours=7)
    house.later(minutes=5)
    house.says(incident_id)
    house.later(hours=1)
    assert house.records() == []


def test_an_answer_that_nobody_noted_in_time_is_none(house: House, clock: FrozenClock) -> None:
    house.heard(40)
    incident_id = house.managed(house.alarmed())
    house.says(incident_id)
    clock.advance(hours=1, minutes=1)
    note_answers(house.database)
    assert house.records() == []


def test_an_archive_makes_no_case_and_adds_to_none(house: House) -> None:
    house.heard(40, ago=timedelta(hours=5))  # imported: written five hours ago, heard now
    incident_id = house.managed(house.alarmed(ago=timedelta(hours=5)))
    house.says(incident_id)
    house.later(hours=1)
    assert house.records() == []
    house.later(hours=24)
    _, incident_id = house.crisis(came=12)
    with house.database.reading() as session:
        before = record_of(session, incident_id)
    house.heard(500, ago=timedelta(hours=20))
    note_answers(house.database)
    assert before is not None
    assert before.answer.came == 12


def test_a_drill_makes_no_case(house: House) -> None:
    with house.database.working(APPROVER) as work:
        add_source(work, name="Practice", connector="sample", settings={"begins_at": NOON.isoformat()})
    house.crisis()
    assert house.records() == []


def test_a_monitor_that_is_changed_meanwhile_cannot_be_compared(house: House) -> None:
    house.heard(40)
    alert_id = house.alarmed()
    incident_id = house.managed(alert_id)
    house.says(incident_id)
    house.later(hours=2)
    with house.database.working(RESPONDER) as work:
        change_monitor(work, open_monitor(work.session, house.monitor), name="Bystra", query="bystra OR woda")
    house.later(hours=24)
    house.over(alert_id, incident_id)
    assert [one.standing for one in house.records()] == ["changed"]
    assert house.known() == 0


def test_a_day_in_which_larum_stood_still_tells_nothing(house: House, clock: FrozenClock) -> None:
    house.heard(40)
    alert_id = house.alarmed()
    incident_id = house.managed(alert_id)
    house.says(incident_id)
    house.later(hours=2)
    clock.advance(hours=3)
    house.later(hours=21)
    house.over(alert_id, incident_id)
    assert [one.standing for one in house.records()] == ["unheard"]


def test_what_was_nothing_is_no_case_whenever_that_is_said(house: House) -> None:
    alert_id, _ = house.crisis()
    assert house.known() == 1
    with house.database.working(RESPONDER) as work:
        judge(work, open_alert(work.session, alert_id), verdict="wrong")
    assert house.known() == 0


def test_from_twenty_answers_on_the_card_says_what_came_after_them(house: House) -> None:
    for number in range(ENOUGH_CASES):
        house.clock.advance(hours=30)
        if number == ENOUGH_CASES - 1:
            house.heard(40)
            said = on_card(house.card(house.alarmed()), house.clock.now())
            assert "cannot be said yet: 19 past answers of yours are on record, 20 are needed" in said("en")
            assert "zapisanych jest 19 dawniejszych odpowiedzi, a potrzeba 20" in said("pl")
            house.clock.advance(hours=30)
        house.crisis(came=10 + number)
    with house.database.reading() as session:
        assert records(session, most=3) == records(session)[:3]  # an old house looks back at its latest answers alone
    house.clock.advance(hours=30)
    house.heard(40)
    alert_id = house.alarmed()
    told = house.card(alert_id)
    assert told.ahead is not None
    found = told.ahead.outlook.with_answer
    assert found.now is not None
    assert found.in_3_hours is not None
    assert found.cases == ENOUGH_CASES
    assert found.now.mentions < found.in_3_hours.mentions < told.ahead.outlook.mentions[-1].mentions
    said = on_card(told, house.clock.now())
    assert "If it went as after 20 past answers of yours: with an answer now about" in said("en")
    assert "not because of them" in said("en")
    assert "Gdyby poszło jak po dawniejszych odpowiedziach (jest ich 20): z odpowiedzią teraz około" in said("pl")
    assert "co nie znaczy, że przez nie" in said("pl")


def on_card(told: Card, now: datetime) -> Callable[[Language], str]:
    """What stands below the forecast, in a language."""
    assert told.ahead is not None
    ahead = told.ahead
    return lambda language: " ".join(sentences_ahead.ahead(Words(language, now=now), ahead)).replace("\u00a0", " ")
