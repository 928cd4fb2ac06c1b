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
