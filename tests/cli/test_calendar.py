"""The calendar at the terminal."""

import json
from datetime import UTC, timedelta
from pathlib import Path

from larum.base.clock import SystemClock
from tests.cli.shell import say


def test_a_file_is_taken_over_twice_and_listed(tmp_path: Path) -> None:
    day = (SystemClock().now().astimezone(UTC) + timedelta(days=3)).strftime("%Y%m%d")
    file, data = tmp_path / "campaigns.ics", ["--data", tmp_path / "data"]
    whole = f"BEGIN:VEVENT\nUID:1\nSUMMARY:Spring sale\nDTSTART;VALUE=DATE:{day}\nEND:VEVENT\n"
    broken = "BEGIN:VEVENT\nUID:2\nSUMMARY:Autumn sale\nDTSTART:tomorrow\nEND:VEVENT\n"
    file.write_text(f"BEGIN:VCALENDAR\n{whole}{broken}END:VCALENDAR\n")
    say("monitor", "add", "--brand", "Kłos", "kłos", *data)
    first = say("calendar", "import", file, *data)
    assert first.exit_code == 0
    assert "1 added, 0 changed, 0 taken out, 0 as before." in first.stdout
    assert "Line 7, “Autumn sale”: DTSTART cannot be read" in first.stderr
    assert json.loads(say("calendar", "import", file, "--json", *data).stdout)["same"] == 1
    assert [one["title"] for one in json.loads(say("calendar", "list", "--json", *data).stdout)] == ["Spring sale"]
    assert say("calendar", "import", file, "--brand", "Other", *data).exit_code == 2


def test_of_several_imports_the_brand_whose_is_taken_back_has_to_be_named(tmp_path: Path) -> None:
    day = (SystemClock().now().astimezone(UTC) + timedelta(days=3)).strftime("%Y%m%d")
    file, data = tmp_path / "campaigns.ics", ["--data", tmp_path / "data"]
    event = f"BEGIN:VEVENT\nUID:1\nSUMMARY:Spring sale\nDTSTART;VALUE=DATE:{day}\nEND:VEVENT\n"
    file.write_text(f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n")
    for brand in ("Kłos", "Młyn"):
        say("monitor", "add", "--brand", brand, "chleb", *data)
        assert say("calendar", "import", file, "--brand", brand, *data).exit_code == 0
    unsure = say("calendar", "undo", *data)
    assert unsure.exit_code == 2
    assert "--brand" in unsure.stderr
    assert "Kłos" in unsure.stderr
    assert say("calendar", "undo", "--brand", "Młyn", *data).exit_code == 0
    assert len(json.loads(say("calendar", "list", "--json", *data).stdout)) == 1
    assert say("calendar", "undo", *data).exit_code == 0
    assert say("calendar", "undo", *data).exit_code == 2
