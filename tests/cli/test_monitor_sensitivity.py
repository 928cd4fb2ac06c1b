"""How often a monitor may call for nothing, from a shell."""

import json
from pathlib import Path

from tests.cli.shell import say


def test_a_sensitivity_is_shown_first_and_saved_when_asked(data: Path) -> None:
    shown = json.loads(say("monitor", "sensitivity", "Kłos", "day", "--json", "--data", data).output)
    assert (shown["sensitivity"], shown["saved"], shown["calls"]) == ("day", False, [])
    assert shown["asked"] < 1
    assert json.loads(say("monitor", "list", "--json", "--data", data).output)[0]["sensitivity"] == "month"
    saved = say("monitor", "sensitivity", "Kłos", "day", "--save", "--data", data)
    assert saved.exit_code == 0
    assert "It would have called 0 times" in saved.output
    assert json.loads(say("monitor", "list", "--json", "--data", data).output)[0]["sensitivity"] == "day"


def test_what_there_is_not_is_refused(data: Path) -> None:
    assert say("monitor", "sensitivity", "Nobody", "--data", data).exit_code == 2
    refused = say("monitor", "sensitivity", "Kłos", "hour", "--data", data)
    assert refused.exit_code == 2
    assert "Choose month, week or day." in refused.stderr
