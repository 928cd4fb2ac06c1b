"""What programs read and do."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from larum import __version__
from larum.alert.model import Alert
from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.errors import Refusal
from larum.connectors.contract import Batch
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.flow.schedule import tick
from larum.match.model import Monitor
from larum.respond.actions.write import draft
from tests.api.conftest import Program
from tests.conftest import NOON
from tests.flow.stories import storm


@pytest.fixture
def alert(database: Database, clock: FrozenClock, monitor: Monitor) -> UUID:
    """A storm broke loose, and Larum noticed."""
    receive(database, Batch(arrivals=storm(angry=300), cursor=""), source_id=None)
    clock.move_to(NOON + timedelta(days=3))
    tick(database)
    with database.reading() as session:
        found = session.query(Alert).first()
    assert found is not None
    return found.id


def test_anybody_may_ask_whether_larum_is_well(stranger: TestClient) -> None:
    answer = stranger.get("health")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "version": __version__})


def test_a_token_can_ask_who_it_is(program: Program) -> None:
    assert program("responder").get("me").json()["role"] == "responder"


def test_a_monitor_is_made_changed_paused_and_muted(program: Program, monitor: Monitor) -> None:
    client = program("responder")
    made = client.post("monitors", json={"brand_id": str(monitor.brand_id), "name": "Bread", "query": "chleb OR bread"})
    assert made.status_code == 201
    address = f"monitors/{made.json()['id']}"
    assert client.patch(address, json={"query": "chleb*"}).json()["query"] == "chleb*"
    assert client.patch(address, json={"name": "Chleb"}).json()["query"] == "chleb*"
    assert client.post(f"{address}/pause").json()["state"] == "paused"
    assert client.post(f"{address}/resume").json()["state"] == "on"
    assert client.post(f"{address}/mute", json={"hours": 2}).json()["muted_until"] is not None
    assert client.post(f"{address}/unmute").json()["muted_until"] is None
    assert [one["name"] for one in client.get("monitors").json()["items"]] == ["Chleb", "Kłos"]
    assert client.get(address).json()["name"] == "Chleb"


def test_a_refused_query_points_at_the_character(program: Program, monitor: Monitor) -> None:
    answer = program("responder").post(
        "monitors", json={"brand_id": str(monitor.brand_id), "name": "Bread", "query": "chleb OR (bread"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "parenthesis_not_closed")
    assert answer.json()["fields"] == {"query": "chleb OR (bread\n         ^"}


def test_a_viewer_changes_nothing(program: Program, monitor: Monitor) -> None:
    client = program("viewer")
    assert client.post(f"monitors/{monitor.id}/pause").status_code == 403
    assert client.get(f"monitors/{monitor.id}").json()["state"] == "on"


def test_only_an_owner_names_a_brand(program: Program) -> None:
    assert program("approver").post("brands", json={"name": "Kwarcja"}).status_code == 403
    owner = program("owner")
    assert owner.post("brands", json={"name": "Kwarcja"}).status_code == 201
    twice = owner.post("brands", json={"name": "Kwarcja"}, headers={"accept-language": "en"})
    assert (twice.status_code, list(twice.json()["fields"])) == (422, ["name"])
    assert [brand["name"] for brand in owner.get("brands").json()["items"]] == ["Kwarcja"]


def test_pages_of_mentions_follow_each_other_without_a_gap(
    program: Program, database: Database, monitor: Monitor
) -> None:
    """All posts bear the same instant: where a page ends in the middle of them, the next begins there."""
    lines = [
        json.dumps({"platform": "f", "id": n, "created_at": "2026-03-02T11:00:00Z", "text": f"Kłos {n}"})
        for n in range(25)
    ]
    program("responder").post("posts", content="\n".join(lines))
    client, seen, cursor = program("viewer"), list[str](), None
    while True:
        page = client.get("mentions", params={"limit": 10, **({"cursor": cursor} if cursor else {})}).json()
        seen += [mention["id"] for mention in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 25


def test_mentions_are_filtered(program: Program, database: Database, monitor: Monitor) -> None:
    receive(database, Batch(arrivals=storm(), cursor=""), source_id=None)
    client = program("viewer")
    since = (NOON + timedelta(minutes=40 * 70)).isoformat()
    late = client.get("mentions", params={"since": since, "limit": 500}).json()["items"]
    assert late
    assert all(mention["post"]["created_at"] >= since[:19] for mention in late)
    about = client.get("mentions", params={"only": "complaint", "text": "SZKŁO"}).json()["items"]
    assert about
    assert all(mention["complaint"] and "szkło" in mention["post"]["text"] for mention in about)
    assert (
        client.get("mentions", params={"monitor_id": str(UUID("0f9a3f2e-7a56-4a8e-9c7e-3f1d5a1b2c3d"))}).json()["items"]
        == []
    )


def test_a_cursor_of_nobodys_making_is_refused(program: Program) -> None:
    for cursor in ("x", "bnVsbA", "\u0142"):
        answer = program("viewer" if cursor == "x" else "owner" if cursor == "bnVsbA" else "approver").get(
            "mentions", params={"cursor": cursor}
        )
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["cursor"])


def test_an_alert_is_read_acknowledged_and_closed_with_a_verdict(program: Program, alert: UUID) -> None:
    client = program("responder")
    listed = client.get("alerts", params={"state": "open"}).json()["items"]
    assert [one["id"] for one in listed] == [str(alert)]
    shown = client.get(f"alerts/{alert}", headers={"accept-language": "pl"}).json()
    assert shown["signals"]
    assert shown["reasons"][0]["message"]
    assert shown["headline"].startswith("Kłos: ")
    taken = client.post(f"alerts/{alert}/acknowledge").json()
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "responder person (a program)")
    closed = client.post(f"alerts/{alert}/close", json={"verdict": "right", "note": "Glass it was"}).json()
    assert (closed["state"], closed["verdict"], closed["closed_because"]) == ("closed", "right", "person")
    again = client.post(f"alerts/{alert}/acknowledge")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_move")
    assert client.post(f"alerts/{alert}/reopen").json()["state"] == "open"


def test_an_alert_is_explained_to_programs_as_to_people(program: Program, alert: UUID) -> None:
    told = program("viewer").get(f"alerts/{alert}/card", headers={"accept-language": "pl"}).json()
    assert told["mentions"] >= told["negative"] > 0
    assert told["pattern"] == "many"
    assert [one["hours"] for one in told["forecast"]] == [1, 6, 24]
    assert all(one["low80"] <= one["mentions"] <= one["high80"] for one in told["forecast"])
    assert told["closes_itself_at"] is None, "it fell quiet days ago"
    assert told["telling_posts"]
    assert "Udział bierze" in " ".join(told["sentences"])
    assert told["headline"].startswith("Kłos: ")
    assert told["unusual"]["observed"] > told["unusual"]["usual"]
    assert told["evidence"][0]["told"]
    assert {one["detector"] for one in told["evidence"]} >= {told["unusual"]["detector"]}
    assert told["last_hour"] is None


def test_an_alert_that_was_known_already_is_shown_as_such(program: Program, alert: UUID) -> None:
    client = program("responder")
    assert client.post(f"alerts/{alert}/close", json={"verdict": "known"}).json()["verdict"] == "known"


def test_an_incident_is_declared_from_an_alert(program: Program, alert: UUID, monitor: Monitor) -> None:
    client = program("responder")
    given = {
        "title": "Szkło w chlebie",
        "cause": "own_mistake",
        "severity": "SEV2",
        "language": "pl",
        "brand_id": str(monitor.brand_id),
        "alert_ids": [str(alert), str(alert)],
    }
    made = client.post("incidents", json=given)
    assert made.status_code == 201
    incident = made.json()
    assert incident["tasks"]
    assert incident["alert_ids"] == [str(alert)]
    assert "Szkło w chlebie" in incident["timeline"][0]["message"]
    assert client.get(f"alerts/{alert}").json()["state"] == "acknowledged"
    assert [one["number"] for one in client.get("incidents").json()["items"]] == [incident["number"]]
    assert client.get("incidents", params={"open": False}).json()["items"] == []
    assert client.get(f"incidents/{incident['id']}").json() == incident


def test_an_incident_cannot_answer_an_alert_that_is_not_there(program: Program) -> None:
    given = {
        "title": "?",
        "cause": "unforeseen",
        "severity": "SEV4",
        "alert_ids": [str(UUID("0f9a3f2e-7a56-4a8e-9c7e-3f1d5a1b2c3d"))],
    }
    client = program("responder")
    assert client.post("incidents", json=given).status_code == 404
    assert client.get("incidents").json()["items"] == []


def test_a_statement_is_read_with_its_wording(program: Program, database: Database) -> None:
    with database.working(SYSTEM) as work:
        id = draft(work, title="First words", texts={"en": "We are looking into it."}).id
    client = program("viewer")
    assert [one["title"] for one in client.get("statements").json()["items"]] == ["First words"]
    shown = client.get(f"statements/{id}").json()
    assert (shown["version"], shown["texts"]) == (1, {"en": "We are looking into it."})


def test_sources_keep_their_settings_to_themselves(program: Program, database: Database) -> None:
    from larum.collect.actions import add_source

    with database.working(SYSTEM) as work:
        add_source(work, name="Hook", connector="webhook", settings={}, secrets={"token": "hush"})
    answer = program("owner").get("sources")
    assert (answer.json()["items"][0]["name"], answer.json()["items"][0]["health"]) == ("Hook", "ok")
    assert "hush" not in answer.text


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "nothing/here", None, 404, "not_found"),
        ("GET", f"alerts/{UUID('0f9a3f2e-7a56-4a8e-9c7e-3f1d5a1b2c3d')}", None, 404, "not_found"),
        ("DELETE", "monitors", None, 405, "method_not_allowed"),
        ("POST", "incidents", b"{broken", 400, "malformed_json"),
        ("POST", "incidents", b"\xff\xfe", 400, "malformed_json"),
        ("POST", "incidents", b"{}", 422, "request_unreadable"),
        ("GET", "alerts/seven", None, 422, "request_unreadable"),
        ("GET", "mentions?limit=0", None, 422, "request_unreadable"),
        ("GET", "mentions?text=%00", None, 422, "request_unreadable"),
        ("GET", "mentions?since=2026-03-02T12:00:00", None, 422, "request_unreadable"),
    ],
)
def test_every_refusal_has_the_same_shape(
    program: Program, method: str, path: str, body: bytes | None, status: int, code: str
) -> None:
    headers = {"content-type": "application/json"} if body is not None else {}
    answer = program("owner").request(method, path, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message", "fields"}


def test_fields_are_named_in_the_readers_language(program: Program) -> None:
    answer = program("owner").post("incidents", json={"title": "?"}, headers={"accept-language": "pl"}).json()
    assert answer["fields"] == {"cause": "brakuje", "severity": "brakuje"}


def test_every_refusal_there_is_maps_to_an_answer() -> None:
    """Whatever an action refuses with, a program learns a code and a status that means refusal."""

    def below(kind: type[Refusal]) -> list[type[Refusal]]:
        return [kind, *(one for child in kind.__subclasses__() for one in below(child))]

    for kind in below(Refusal):
        assert 400 <= kind.status < 600, kind
        assert kind.code, kind


def test_a_fault_tells_a_number_and_no_trace(
    program: Program, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = program("owner")
    client.get("me")
    monkeypatch.setattr("larum.api.routes.larum.open_count", lambda session: 1 / 0)
    answer = client.get("health")
    assert (answer.status_code, answer.json()["code"]) == (500, "api_broken")
    assert "ZeroDivision" not in answer.text
