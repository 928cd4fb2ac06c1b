"""The command in the hands of somebody who has never seen it, and gives it the wrong things."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from larum import __version__
from tests.cli.shell import begin, say

READERS = (
    ("import",),
    ("replay",),
    ("judge", "posts"),
    ("judge", "counts"),
    ("judge", "statement", "--lang", "pl"),
)


def test_the_version_is_said() -> None:
    assert say("--version").output == f"larum {__version__}\n"


def test_help_names_every_command_and_the_exit_codes() -> None:
    shown = say("--help").output
    for command in ("demo", "run", "import", "replay", "monitor", "doctor", "export", "judge"):
        assert f" {command} " in shown
    assert "130" in shown


@pytest.mark.parametrize(
    "command",
    ["run", "import", "replay", "doctor", "export", "monitor add", "monitor list", "monitor try", "judge posts",
     "judge counts", "judge matches", "judge statement", "demo"],
)  # fmt: skip
def test_every_command_gives_an_example(command: str) -> None:
    shown = say(*command.split(), "--help")
    assert shown.exit_code == 0
    assert "xample" in shown.output
    assert f"larum {command}" in shown.output


@pytest.mark.parametrize("command", READERS, ids=" ".join)
@pytest.mark.parametrize("kind", ["missing", "folder", "forbidden"])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    command: tuple[str, ...], kind: str, tmp_path: Path, data: Path
) -> None:
    file = tmp_path / "posts.jsonl"
    if kind == "folder":
        file.mkdir()
    elif kind == "forbidden":
        file.symlink_to("/proc/self/mem")  # refused when it is read, even to root
    where = ("--data", data) if command[0] in ("import", "replay") else ()
    answer = say(*command, file, *where)
    assert answer.exit_code in ((1, 2) if kind == "forbidden" else (2,)), answer.output
    assert answer.stderr.strip()
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("command", READERS, ids=" ".join)
@pytest.mark.parametrize("kind", ["empty", "binary", "cut off"])
def test_a_file_of_something_else_ends_without_a_trace(
    command: tuple[str, ...], kind: str, tmp_path: Path, data: Path
) -> None:
    file = tmp_path / "posts.jsonl"
    content = {"empty": b"", "binary": bytes(range(256)) * 20, "cut off": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03KL"}
    file.write_bytes(content[kind])
    where = ("--data", data) if command[0] in ("import", "replay") else ()
    answer = say(*command, file, *where)
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    assert answer.exit_code in (0, 2)


def test_a_data_folder_that_cannot_be_is_named(stream: Path) -> None:
    for command in (("import", stream), ("export",), ("monitor", "list"), ("run", "--port", "0")):
        answer = say(*command, "--data", stream)
        assert answer.exit_code == 1, answer.output
        assert answer.stderr.strip()


def test_a_port_that_is_taken_is_said(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = say("run", "--port", taken.getsockname()[1], "--data", data)
    assert (answer.exit_code, answer.stderr) == (1, "larum: Address already in use\n")


def test_an_import_names_a_broken_file_of_monitors(stream: Path, data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "monitors.yaml"
    broken.write_text("- {name: Kłos}", "utf-8")
    answer = say("import", stream, "--monitors", broken, "--data", data)
    assert answer.exit_code == 2
    assert "monitors.yaml" in answer.stderr
    assert "query" in answer.stderr


@pytest.mark.parametrize(
    ("monitors", "said"),
    [("- {name: Kłos, query: [}", "wiersz 1, znak 24"), ("- 2026-13-45", "YAML"), ("[" * 5000, "YAML")],
)
def test_a_file_that_is_no_yaml_is_refused_in_the_readers_words(
    stream: Path, data: Path, tmp_path: Path, monitors: str, said: str
) -> None:
    broken = tmp_path / "monitors.yaml"
    broken.write_text(monitors, "utf-8")
    answer = say("import", stream, "--monitors", broken, "--data", data, LANG="pl_PL.UTF-8")
    assert answer.exit_code == 2
    assert "nie jest poprawnym plikiem YAML" in answer.stderr
    assert said in answer.stderr


def test_what_an_import_cannot_read_is_named_with_its_line_and_why(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text('{"id": 1}\n', "utf-8")
    assert "Not read, line 1: The platform is missing. (" in say("import", file, "--data", data).stderr
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{}\n{\n", "utf-8")
    said = say("import", broken, "--data", data, LANG="pl_PL.UTF-8").stderr
    assert "Nie odczytano, wiersz 2: To nie jest JSON. (" in said


def test_a_query_that_cannot_be_read_shows_where(data: Path) -> None:
    answer = say("monitor", "add", "--brand", "Kłos", "chleb OR (bread", "--data", data)
    assert answer.exit_code == 2
    assert "chleb OR (bread\n         ^" in answer.stderr


def test_an_import_is_told_in_json(stream: Path, data: Path) -> None:
    answer = say("import", stream, "--json", "--data", data)
    done = json.loads(answer.stdout)
    assert (done["refused"], done["alerts"]) == (0, 1)
    assert done["mentions"] > 100


def test_what_is_exported_is_what_was_imported(stream: Path, data: Path, tmp_path: Path) -> None:
    say("import", stream, "--data", data)
    first = say("export", "--data", data).stdout
    again = tmp_path / "again.jsonl"
    again.write_text(first, "utf-8")
    elsewhere = tmp_path / "elsewhere"
    assert say("import", again, "--data", elsewhere).exit_code == 0
    assert say("export", "--data", elsewhere).stdout == first


def test_words_come_in_the_language_of_the_terminal(data: Path) -> None:
    answer = say("import", "nic.jsonl", "--data", data, LANG="pl_PL.UTF-8")
    assert "Nie można odczytać pliku nic.jsonl" in answer.stderr


def test_a_reader_who_goes_early_causes_no_trace(stream: Path, data: Path) -> None:
    say("import", stream, "--data", data)
    process = begin("export", "--data", data)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.wait()
    assert b"Traceback" not in said
    assert b"Exception" not in said


@pytest.mark.parametrize("after", [1.5, 2.5, 4])
def test_ctrl_c_ends_a_replay_with_its_own_code(stream: Path, data: Path, after: float) -> None:
    process = begin("replay", stream, "--speed", "60", "--data", data)
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"Traceback" not in said


LOSES_IT = """
import logging, os, signal, time, weakref
from larum.cli.interrupts import hear_ctrl_c
signal.signal(signal.SIGINT, signal.default_int_handler)
hear_ctrl_c()
class Thing: pass
thing = Thing()
seen = weakref.ref(thing, lambda gone: os.kill(os.getpid(), signal.SIGINT))
try:
    del thing
    time.sleep(30)
except KeyboardInterrupt:
    logging.getLogger("library").exception("Something was interrupted.")
    print("heard")
"""


def test_ctrl_c_is_heard_while_python_clears_away() -> None:
    """As it does a good part of the time a database is at work; Python itself would go on and sleep."""
    done = subprocess.run([sys.executable, "-c", LOSES_IT], capture_output=True, timeout=20)
    assert (done.stdout, done.stderr) == (b"heard\n", b"")
