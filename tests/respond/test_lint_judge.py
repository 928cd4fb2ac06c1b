"""`larum judge statement` prints what the check finds, for machines."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from larum.cli.commands.judge.statement import command

app = typer.Typer()
app.command()(command)
STATEMENT = "🔥 Przepraszamy, jeśli ktoś poczuł się urażony.\r\nKolejny komunikat o 18:00."


def places(raw: str) -> dict[str, str]:
    found = json.loads(raw)
    return {each["name"]: STATEMENT[each["start"] : each["end"]] for each in found["components"] + found["faults"]}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_is_judged_in_code_points_of_its_text_with_or_without_a_byte_order_mark(
    tmp_path: Path, mark: bytes
) -> None:
    file = tmp_path / "draft.txt"
    file.write_bytes(mark + STATEMENT.encode())
    done = CliRunner().invoke(app, [str(file), "--lang", "pl"])
    assert done.exit_code == 0
    assert places(done.stdout)["next_update"] == "Kolejny komunikat o 18:00."
    assert places(done.stdout)["conditional_apology"].endswith("urażony.")


def test_standard_input_is_a_file_too() -> None:
    done = CliRunner().invoke(app, ["-", "--lang", "pl"], input=STATEMENT.encode())
    assert "conditional_apology" in places(done.stdout)


def test_an_empty_statement_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    done = CliRunner().invoke(app, [str(tmp_path / "empty.txt"), "--lang", "en"])
    assert json.loads(done.stdout) == {"components": [], "faults": []}


def test_a_missing_file_is_named_and_the_exit_code_is_two(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [str(tmp_path / "nowhere.txt"), "--lang", "pl"])
    assert done.exit_code == 2
    assert "nowhere.txt" in done.stderr


def test_another_encoding_is_refused_by_the_byte_it_breaks_at(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("Przykro nam, ż".encode("cp1250"))
    done = CliRunner().invoke(app, [str(tmp_path / "old.txt"), "--lang", "pl"])
    assert done.exit_code == 2
    assert "byte 13" in done.stderr


def test_a_language_nobody_has_rules_for_is_refused(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["-", "--lang", "de"], input="x").exit_code == 2
