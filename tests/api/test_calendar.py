"""What programs do with the calendar."""

from datetime import timedelta

from larum.match.model import Monitor
from tests.api.conftest import Program
from tests.conftest import NOON
from tests.measure.test_calendar import BROKEN, SALE, calendar


def test_something_is_planned_changed_found_by_its_time_and_taken_out(program: Program, monitor: Monitor) -> None:
    client, brand = program("responder"), {"brand_id": str(monitor.brand_id)}
    given = {
        "kind": "event",
        "title": "Targi chleba",
        "begins_at": NOON.isoformat(),
        "ends_at": (NOON + timedelta(days=2)).isoformat(),
    }
    made = client.post("calendar", json=given | brand)
    assert made.status_code == 201
    path = f"calendar/{made.json()['id']}"
    assert client.put(path, json=given | {"title": "Targi piekarskie"}).json()["title"] == "Targi piekarskie"
    later = {"since": (NOON + timedelta(days=1)).isoformat(), "until": (NOON + timedelta(days=9)).isoformat()}
    assert [one["title"] for one in client.get("calendar", params=brand | later).json()["items"]] == [
        "Targi piekarskie"
    ]
    assert client.get("calendar", params={"since": (NOON + timedelta(days=2)).isoformat()}).json()["items"] == []
    assert client.delete(path).status_code == 204
    assert client.get("calendar").json()["items"] == []


def test_a_file_is_taken_over_and_what_is_broken_is_named(program: Program, monitor: Monitor) -> None:
    text = calendar(SALE, BROKEN["it ends before it begins"])
    sent = {"brand_id": str(monitor.brand_id), "kind": "campaign", "text": text}
    answer = program("responder").post("calendar/import", json=sent, headers={"accept-language": "pl"})
    import_id = answer.json()["import_id"]
    assert answer.json() == {
        "import_id": import_id,
        "added": 1, "changed": 0, "removed": 0, "same": 0,
        "problems": [{"line": 11, "title": "S", "message": "kończy się, zanim się zacznie"}],
    }  # fmt: skip
    back = program("approver").post(f"calendar/imports/{import_id}/undo")
    assert back.json() == {"undone": 1, "kept": 0}


def test_a_span_nobody_can_mean_and_a_file_that_is_none_are_refused(program: Program, monitor: Monitor) -> None:
    client, brand = program("responder"), {"brand_id": str(monitor.brand_id)}
    back = {"kind": "event", "title": "T", "begins_at": NOON.isoformat(), "ends_at": NOON.isoformat()}
    assert client.post("calendar", json=back | brand).status_code == 422
    assert client.post("calendar/import", json=brand | {"text": "hello"}).json()["code"] == "no_calendar"


def test_holidays_are_of_a_country_or_of_none(program: Program, monitor: Monitor) -> None:
    client, path = program("responder"), f"brands/{monitor.brand_id}/holidays"
    assert [client.put(path, json={"country": code}).status_code for code in ("DE", "", "XX")] == [
        204, 204, 422,
    ]  # fmt: skip
    assert program("viewer").put(path, json={"country": "PL"}).status_code == 403
