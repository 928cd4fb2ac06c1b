"""A doctor who says what is wrong and what to do."""

import json
from pathlib import Path

from sqlalchemy import text

from larum.alert.actions import set_escalation
from larum.base.actor import SYSTEM
from larum.base.clock import SystemClock
from larum.cli.checking import Check, look_over
from larum.db.work import Database
from tests.auth.people import joined
from tests.cli.shell import say


def found(data: Path) -> dict[str, Check]:
    return {check.name: check for check in look_over(data)}


def opened(data: Path) -> Database:
    return Database(f"sqlite:///{data / 'larum.db'}", SystemClock())


def test_a_fresh_larum_is_well_but_would_call_nobody(data: Path) -> None:
    checks = found(data)
    assert {name for name, check in checks.items() if check.state == "fail"} == set()
    assert {name for name, check in checks.items() if check.state == "warn"} >= {"owner", "escalation"}
    assert checks["audit"].state == checks["database"].state == checks["data_folder"].state == "ok"


def test_where_nothing_is_nothing_is_made(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere")["database"].state == "warn"
    assert not (tmp_path / "nowhere").exists()


def test_a_list_on_which_nobody_can_be_reached_fails(data: Path) -> None:
    database = opened(data)
    person = joined(database, "Ola Owner", "owner")
    with database.working(SYSTEM) as work:
        set_escalation(work, steps=[(person.id, 0, False)])
    assert found(data)["escalation"].state == "fail"
    with database.working(SYSTEM) as work:
        work.session.merge(person).notify = ["mailto://ola@example.org"]
    checks = found(data)
    assert (checks["escalation"].state, checks["owner"].state) == ("ok", "ok")
    assert "Ola Owner" in checks["escalation"].message
    database.close()


def test_an_audit_trail_that_was_changed_is_noticed(data: Path) -> None:
    database = opened(data)
    with database.working(SYSTEM) as work:
        work.session.execute(text("UPDATE audit_entries SET actor_name = 'somebody else' WHERE number = 1"))
    database.close()
    assert found(data)["audit"].state == "fail"
    answer = say("doctor", "--data", data)
    assert answer.exit_code == 1
    assert "fail  The audit trail was tampered with or damaged at entry 1." in answer.stdout


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "larum.db").write_bytes(b"this is no database, though it is long enough to look like one" * 50)
    assert found(tmp_path)["database"].state == "fail"


def test_settings_that_cannot_be_used_are_named(data: Path) -> None:
    (data / "larum.toml").write_text('port = "many"', "utf-8")
    assert [check.name for check in look_over(data)] == ["settings"]


def test_programs_get_json(data: Path) -> None:
    answer = say("doctor", "--json", "--data", data, LANG="pl_PL.UTF-8")
    told = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert told["ok"] is True
    assert {check["state"] for check in told["checks"]} == {"ok", "warn"}
