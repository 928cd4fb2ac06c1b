"""Who is called, when, and with which words: once for one crisis, again where it grows graver, never at night for
what is only to be watched."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from larum.alert.actions import acknowledge, close, close_quiet, open_alert, set_escalation, topic
from larum.alert.escalate import may_ring_at
from larum.alert.grouping import QUIET
from larum.alert.model import Alert
from larum.alert.stage import ALERT
from larum.auth.model import Person
from larum.auth.store import people
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.stage import run_batch
from larum.connectors.contract import Batch
from larum.db.outbox import hear
from larum.db.work import Database
from larum.detect.records import Signal
from larum.detect.stage import Looked
from larum.detect.store import save_signals
from larum.flow.arrive import receive
from larum.flow.reactions import reactions
from larum.match.actions import add_brand, add_monitor
from larum.notify.model import Delivery
from larum.notify.store import about
from tests.auth.people import joined
from tests.conftest import NOON, RESPONDER
from tests.flow.stories import ANGRY, post

LARUM = "https://larum.example"


class House:
    """A bakery that two monitors watch, and Rita, who is called first, and Ola, who is called ten minutes later."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        self.database, self.clock = database, clock
        rita, ola = joined(database, "Rita Ranna", "responder"), joined(database, "Ola Pierwsza", "owner")
        with database.working(SYSTEM) as work:
            self.brand = add_brand(work, name="Kłos").id
            self.bread = add_monitor(work, brand_id=self.brand, name="Kłos", query="Kłos* OR Klos*").id
            self.staff = add_monitor(work, brand_id=self.brand, name="Szkło", query="szkło OR glass").id
            set_escalation(work, steps=[(rita.id, 0, False), (ola.id, 10, False)])
            for person in (rita, ola):
                work.session.get_one(Person, person.id).zone = "UTC"

    def told(self, posts: int, accounts: int | None = None) -> None:
        """So many angry posts, in the quarter of an hour before now."""
        begun = (self.clock.now() - NOON) / timedelta(minutes=1) - 15
        arrivals = [
            post(self.count + n, begun + n * 15 / posts, ANGRY[n % 3], author=n % (accounts or posts), followers=900)
            for n in range(posts)
        ]
        self.count += posts
        receive(self.database, Batch(arrivals=arrivals, cursor=""), source_id=None)

    count = 0

    def notices(
        self,
        detector: str = "surge",
        monitor: UUID | None = None,
        *,
        observed: float = 40.0,
        evidence: dict[str, float | str] | None = None,
        caveats: tuple[str, ...] = (),
    ) -> None:
        """A detector sees something unusual in the last quarter of an hour."""
        now = self.clock.now()
        begun = now - timedelta(minutes=15)
        signal = Signal(
            monitor_id=monitor or self.bread, detector=detector, begun_at=begun, fired_at=now, until=now, score=0.8,
            observed=observed, usual=1.0, evidence={"span_minutes": 15.0, **(evidence or {})}, caveats=caveats,
        )  # fmt: skip
        with self.database.working(SYSTEM) as work:
            save_signals(work, [signal])
            run_batch(ALERT, work, [Looked(self.brand, signal.monitor_id, {}, ())])
        hear(self.database, reactions(LARUM))

    def alerts(self) -> list[Alert]:
        with self.database.reading() as session:
            return list(session.scalars(select(Alert).order_by(Alert.raised_at)))

    def calls(self) -> list[Delivery]:
        """What is queued about all alerts, the next first."""
        with self.database.reading() as session:
            found = [call for alert in self.alerts() for call in about(session, topic(alert.id))]
        return sorted((call for call in found if call.state == "due"), key=lambda call: call.due_at)


@pytest.fixture
def house(database: Database, clock: FrozenClock) -> House:
    return House(database, clock)


def test_two_monitors_and_three_detectors_are_one_alert_and_one_call_each(house: House) -> None:
    house.told(40)
    house.notices()
    house.notices(monitor=house.staff)
    house.clock.advance(minutes=5)
    house.notices("new_story")
    house.notices("coordination", monitor=house.staff)
    assert len(house.alerts()) == 1
    assert len(house.calls()) == 2


def test_the_first_line_of_a_call_says_whose_how_much_since_when_and_what(house: House) -> None:
    house.told(40)
    house.notices()
    call = house.calls()[0]
    assert call.subject.startswith("SEV")
    assert "Kłos: 40 times as many mentions as usual, since 11:45" in call.subject
    assert "szkło" in call.subject
    assert call.body.splitlines()[0] == "40 mentions in 15 mins, usually 1; since 11:45."
    assert "40 mentions by 40 accounts so far, " in call.body
    assert f"{LARUM}/alerts/{house.alerts()[0].id}" in call.body


def test_the_first_line_fits_a_text_message_however_long_the_story(house: House) -> None:
    story = " ".join(["Szkło w chlebie z tej piekarni, drugi raz w tym tygodniu."] * 5)
    house.told(12)
    house.notices("coordination", observed=12.0, evidence={"accounts": 12.0, "what": story})
    call = house.calls()[0]
    assert len(call.subject) <= 160
    assert call.subject.endswith("…”")
    assert story[:200] in call.body


def test_nobody_is_told_of_forty_times_the_usual_where_the_usual_is_not_known(house: House) -> None:
    house.told(40)
    house.notices(caveats=("short_history",))
    call = house.calls()[0]
    assert "Kłos: many more mentions than before, since 11:45" in call.subject
    assert "Little is known yet of what is usual here" in call.body


def test_a_second_story_on_the_day_of_the_first_calls_anew_and_the_first_goes_on(house: House) -> None:
    house.told(40)
    house.notices()
    house.notices("new_story", observed=5.0, evidence={"what": "glass", "posts": "p1 p2", "by": "ann bob"})
    with house.database.working(RESPONDER) as work:
        acknowledge(work, open_alert(work.session, house.alerts()[0].id))
    house.clock.advance(hours=2)
    house.notices("new_story", observed=4.0, evidence={"what": "strike drivers", "posts": "p8 p9", "by": "eve joe"})
    assert [alert.state for alert in house.alerts()] == ["acknowledged", "open"]
    assert house.calls()
    house.notices("coordination", observed=12.0, evidence={"what": "Glass in bread", "posts": "p3", "by": "x y"})
    assert len(house.alerts()) == 2


def test_what_grows_graver_hours_later_calls_again_in_the_same_order(house: House) -> None:
    house.told(6)
    house.notices(observed=6.0)
    first = house.alerts()[0]
    house.clock.advance(hours=4)
    house.told(300)
    house.notices("negative_surge", observed=300.0)
    assert [alert.id for alert in house.alerts()] == [first.id]
    assert house.alerts()[0].severity < first.severity
    assert [call.due_at - house.clock.now() for call in house.calls()] == [timedelta(0), timedelta(minutes=10)]


def test_what_begins_after_somebody_closed_an_alert_is_another_that_calls_however_grave(house: House) -> None:
    house.told(6)
    house.notices(observed=6.0)
    with house.database.working(RESPONDER) as work:
        close(work, open_alert(work.session, house.alerts()[0].id), verdict="wrong")
    house.clock.advance(minutes=10)
    house.notices("negative_surge", observed=6.0)
    assert [alert.state for alert in house.alerts()] == ["closed"], "this was going on when it was closed"
    assert not house.calls()
    house.clock.advance(hours=1)
    house.notices("swell", observed=6.0)
    assert [alert.state for alert in house.alerts()] == ["closed", "open"]
    assert len(house.calls()) == 2


def test_what_somebody_closed_and_grows_graver_calls_again(house: House) -> None:
    house.told(6)
    house.notices(observed=6.0)
    with house.database.working(RESPONDER) as work:
        close(work, open_alert(work.session, house.alerts()[0].id), verdict="known")
    house.clock.advance(minutes=14)
    house.told(300)
    house.notices("negative_surge", observed=300.0)
    assert [alert.state for alert in house.alerts()] == ["open"]
    assert len(house.calls()) == 2


GLASS: dict[str, float | str] = {"what": "glass", "posts": "p1 p2", "by": "ann bob"}


def test_a_story_that_nobody_had_named_when_the_alert_was_closed_calls(house: House) -> None:
    house.told(40)
    house.notices()
    with house.database.working(RESPONDER) as work:
        close(work, open_alert(work.session, house.alerts()[0].id), verdict="known")
    house.clock.advance(minutes=10)
    house.notices("new_story", observed=5.0, evidence=GLASS)
    assert [alert.state for alert in house.alerts()] == ["closed", "open"]
    assert house.calls()


def test_a_story_that_begins_in_an_alert_of_mere_counts_calls_again_once_and_stays_one_crisis(house: House) -> None:
    house.told(40)
    house.notices()
    first = {call.id for call in house.calls()}
    house.clock.advance(hours=2)
    house.notices("new_story", observed=5.0, evidence=GLASS)
    assert len(house.alerts()) == 1
    again = {call.id for call in house.calls()}
    assert len(again) == 2
    assert not again & first
    house.clock.advance(minutes=20)
    house.notices("new_story", observed=6.0, evidence={"what": "glass again", "posts": "p3", "by": "cid"})
    assert {call.id for call in house.calls()} == again


def test_an_alert_that_closed_itself_too_soon_opens_again_and_calls(house: House) -> None:
    house.told(40)
    house.notices()
    house.clock.advance(hours=6, minutes=5)
    with house.database.working(SYSTEM) as work:
        close_quiet(work, QUIET)
    assert not house.calls()
    house.clock.advance(minutes=1)
    house.notices("swell")
    assert [alert.state for alert in house.alerts()] == ["open"]
    assert len(house.calls()) == 2


def test_whoever_answered_is_told_alone_what_makes_it_graver(house: House) -> None:
    house.told(6)
    house.notices(observed=6.0)
    with house.database.reading() as session:
        ola = next(person.actor for person in people(session, only_active=True) if person.name == "Ola Pierwsza")
    with house.database.working(ola) as work:
        acknowledge(work, open_alert(work.session, house.alerts()[0].id))
    house.clock.advance(minutes=30)
    house.notices("negative_surge", observed=6.0)
    assert not house.calls()
    house.told(300)
    house.notices("swell", observed=300.0)
    assert [(call.person_id, call.due_at) for call in house.calls()] == [(ola.id, house.clock.now())]
    assert house.calls()[0].body.splitlines()[-1].startswith("You have taken this on, so only you are told: ")


def test_silence_is_watched_waits_for_the_morning_and_is_no_part_of_the_crisis(house: House) -> None:
    house.clock.move_to(NOON + timedelta(hours=15))
    house.notices("silence", observed=0.0)
    (silence,) = house.alerts()
    assert silence.severity == 4
    assert [call.due_at.hour for call in house.calls()] == [7, 7]
    assert "nothing comes any more" in house.calls()[0].subject
    house.told(60)
    house.notices()
    assert len(house.alerts()) == 2
    assert house.calls()[0].due_at == house.clock.now()


def test_only_what_is_to_be_watched_waits_for_the_morning() -> None:
    late = datetime(2026, 3, 2, 23, 10, tzinfo=UTC)
    assert may_ring_at(4, late, UTC) == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert may_ring_at(3, late, UTC) == late
    assert may_ring_at(4, NOON, UTC) == NOON
