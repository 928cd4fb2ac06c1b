"""A program says which accounts are a brand's own."""

from uuid import uuid4

from larum.match.model import Monitor
from tests.api.conftest import Program


def test_an_account_is_added_listed_and_taken_back(program: Program, monitor: Monitor) -> None:
    approver, path = program("approver"), f"brands/{monitor.brand_id}/accounts"
    made = approver.post(path, json={"platform": "Bluesky", "handle": "@Klos.example"})
    assert made.status_code == 201
    assert approver.post(path, json={"platform": "bluesky", "handle": "klos.example"}).json() == made.json()
    (listed,) = program("viewer").get(path).json()["items"]
    assert (listed["platform"], listed["handle"], listed["channel_id"]) == ("bluesky", "klos.example", None)
    assert approver.delete(f"brands/accounts/{listed['id']}").status_code == 204
    assert approver.get(path).json()["items"] == []


def test_what_is_no_account_is_refused(program: Program, monitor: Monitor) -> None:
    approver = program("approver")
    answer = approver.post(f"brands/{monitor.brand_id}/accounts", json={"platform": "bluesky", "handle": "two words"})
    assert answer.status_code == 422
    assert "Give the account's handle alone" in answer.json()["message"]
    assert approver.get(f"brands/{uuid4()}/accounts").status_code == 404
    assert program("responder").delete(f"brands/accounts/{uuid4()}").status_code == 403
