"""Help is in the language of the terminal, whole."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from larum.base.translate import catalogue
from larum.cli.discover import fill
from larum.cli.help import EXAMPLE, sentence_of


def texts(command: Any) -> Iterator[str]:
    yield from (text for text in (command.help, command.epilog) if text)
    yield from (parameter.help for parameter in command.params if getattr(parameter, "help", None))
    for inner in getattr(command, "commands", {}).values():
        yield from texts(inner)


def test_every_help_text_has_its_polish() -> None:
    command = typer.main.get_command(fill(typer.Typer(help="Larum."), "larum.cli.commands"))
    paragraphs = {
        sentence_of(paragraph)
        for text in texts(command)
        if text != "Larum."
        for paragraph in text.strip("\n").split("\n\n")
        if not paragraph.startswith(("    ", EXAMPLE))
    }
    polish = catalogue("pl")
    assert [paragraph for paragraph in sorted(paragraphs) if polish.gettext(paragraph) == paragraph] == []


def test_a_polish_terminal_gets_polish_help() -> None:
    larum = Path(sys.executable).parent / "larum"
    said = subprocess.run(
        [larum, "judge", "counts", "--help"],
        env={**os.environ, "LC_ALL": "pl_PL.UTF-8", "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.replace("\u00a0", " ")
    assert "Ocenia plik z liczbami" in said
    assert "Opcje" in said
    assert "larum judge counts mentions.csv" in said
    assert not [left for left in ("Usage:", "Show this message", "[default") if left in said]


def test_a_polish_terminal_is_told_in_polish_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    larum = Path(sys.executable).parent / "larum"
    for file, reason in ((tmp_path, "to folder"), (tmp_path / "none.csv", "nie ma takiego pliku")):
        said = subprocess.run(
            [larum, "judge", "counts", str(file)],
            env={**os.environ, "LC_ALL": "pl_PL.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 2
        assert said.stdout == ""
        assert said.stderr.rstrip().endswith(reason)
