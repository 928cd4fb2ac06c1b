"""A program sets how sensitive a monitor is, and looks first."""

from datetime import timedelta

from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.db.work import Database
from larum.detect.backtest import Peak
from larum.detect.store import save_peaks
from larum.match.model import Monitor
from tests.api.conftest import Program
from tests.conftest import NOON
from tests.web.test_sensitivity_pages import alert

LATER = NOON + timedelta(days=40)


def noisy(database: Database, clock: FrozenClock, monitor: Monitor) -> None:
    clock.move_to(LATER)
    with database.working(SYSTEM) as work:
        for number in range(12):
            at = LATER - timedelta(days=1 + 3 * number)
            save_peaks(work, [Peak(monitor.id, "surge", at, at, at, 1.2, 31.0, 4.2)])


def test_a_back_test_says_whom_it_would_have_called(
    program: Program, database: Database, clock: FrozenClock, monitor: Monitor
) -> None:
    noisy(database, clock, monitor)
    viewer = program("viewer")
    told = viewer.get(f"monitors/{monitor.id}/backtest", params={"sensitivity": "day"}).json()
    assert told["sensitivity"] == "day"
    assert len(told["calls"]) == 12
    assert told["calls"][0]["observed"] == 31.0
    assert viewer.get(f"monitors/{monitor.id}").json()["sensitivity"] == "month"


def test_a_sensitivity_is_calibrated_when_it_is_set(
    program: Program, database: Database, clock: FrozenClock, monitor: Monitor
) -> None:
    noisy(database, clock, monitor)
    answer = program("responder").patch(f"monitors/{monitor.id}", json={"sensitivity": "month"})
    assert answer.status_code == 200
    assert answer.json()["asked"] > 1.2
    assert answer.json()["changed_at"] == monitor.changed_at.isoformat().replace("+00:00", "Z")  # the query stays


def test_a_new_monitor_may_be_more_sensitive_than_the_standard(program: Program, monitor: Monitor) -> None:
    made = program("responder").post(
        "monitors",
        json={"brand_id": str(monitor.brand_id), "name": "Premiera", "query": "premiera", "sensitivity": "day"},
    )
    assert made.status_code == 201
    assert made.json()["sensitivity"] == "day"
    assert made.json()["asked"] < 1.0


def test_only_known_wishes_are_taken(program: Program, monitor: Monitor) -> None:
    assert program("responder").patch(f"monitors/{monitor.id}", json={"sensitivity": "hour"}).status_code == 422
    assert program("viewer").patch(f"monitors/{monitor.id}", json={"sensitivity": "week"}).status_code == 403


def test_verdicts_are_given_proposed_from_accepted_and_taken_back(
    program: Program, database: Database, clock: FrozenClock, monitor: Monitor
) -> None:
    noisy(database, clock, monitor)
    responder, path = program("responder"), f"monitors/{monitor.id}"
    before = responder.get(f"{path}/verdicts").json()
    assert before["judged"] == 0
    with database.working(SYSTEM) as work:
        ids = [
            alert(LATER - timedelta(days=1 + 3 * number), monitor.id, "", work.session.add_all) for number in range(3)
        ]
    for id in ids:  # they had closed themselves
        answer = responder.post(f"alerts/{id}/verdict", json={"verdict": "wrong", "note": "An advertisement."})
        assert (answer.status_code, answer.json()["verdict"]) == (200, "wrong")
    told = responder.get(f"{path}/verdicts").json()
    assert told["by_detector"] == {"surge": {"wrong": 3}}
    proposal = told["proposal"]
    assert (proposal["because"], proposal["count"], proposal["asked_now"]) == ("wrong", 3, 1.0)
    assert {one["id"] for one in proposal["silent"]} == {str(id) for id in ids}
    assert responder.patch(path, json={"asked": proposal["asked"]}).json()["asked"] == proposal["asked"]
    assert responder.get(f"{path}/verdicts").json()["proposal"] is None
    assert responder.post(f"{path}/sensitivity/undo").json()["asked"] == 1.0
    assert responder.get(f"{path}/verdicts").json() == told
    assert responder.post(f"{path}/sensitivity/undo").status_code == 422
    assert responder.patch(path, json={"asked": 99}).status_code == 422
