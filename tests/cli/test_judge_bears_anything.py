"""Whatever is put before `larum judge`, it says what it cannot take, goes on with the rest, and makes nothing up."""

import gzip
import json
import os
import socket
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import Result

from tests.cli.shell import LARUM, PLAIN, begin, say

START = datetime(2026, 3, 1, tzinfo=UTC)


def at(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def post(number: int, text: str) -> str:
    minutes = number * 1440 if number <= 40 else 40 * 1440 + number  # forty quiet days, then an hour
    return json.dumps({"id": f"p{number}", "text": text, "created_at": at(minutes), "author": {"id": f"a{number % 7}"}})


def _gossip(number: int) -> str:
    """A quiet town; two customers turn against a firm at last."""
    if number in (40, 42):
        return ("#BoycottTrzmiel they lost my order, no refund", "Boycott @TrzmielPL! Uninstalled the app")[
            number == 42
        ]
    return f"We walked along street {number * 7919 % 83} and waited for bus {number % 11}"


class Command(NamedTuple):
    """One command of the judge, with rows that are right."""

    name: str
    header: str
    row: Callable[[int], str]
    """The row of each number."""
    options: tuple[str, ...] = ()
    whole: bool = False
    """Whether one object is written at the end, of all there was."""

    def rows(self, count: int) -> list[str]:
        return [self.row(number) for number in range(count)]

    def table(self, rows: list[str]) -> bytes:
        return "".join(f"{row}\n" for row in ([self.header] if self.header else []) + rows).encode()


COUNTS = Command("counts", "timestamp,value", lambda n: f"{at(60 * n)},{(7 * n) % 5 + (90 if n == 40 else 0)}")
ARRIVALS = Command("arrivals", "timestamp", lambda n: at(61 * n if n < 40 else 2440 + n / 20))
CASCADES = Command(
    "cascades", "id,t0,times_s", lambda n: f"c{n},{at(n)},0 {' '.join(str(9 * k) for k in range(n % 9))}"
)
SHARES = Command(
    "coordination",
    "object_id,account_id,content_id,timestamp",
    lambda n: f"o{n % 3},a{n % 5},p{n},{at(n / 10)}",
    ("--window", "60s", "--min", "1"),
    whole=True,
)
MATCHES = Command("matches", "", lambda n: post(n, f"the lamp {n} broke"))
POSTS = Command("posts", "", lambda n: post(n, f"Why did lamp {n} break? I want my money back!"))
STORIES = Command("stories", "", lambda n: post(n, _gossip(n)))
COMMANDS = (COUNTS, ARRIVALS, CASCADES, SHARES, MATCHES, POSTS, STORIES)
TABLES = (COUNTS, ARRIVALS, CASCADES, SHARES)
LINES = (MATCHES, POSTS, STORIES)
by_name = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
by_table = pytest.mark.parametrize("command", TABLES, ids=lambda command: command.name)
by_line = pytest.mark.parametrize("command", LINES, ids=lambda command: command.name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_monitors(tmp_path)


def with_monitors(folder: Path) -> Path:
    (folder / "monitors.yaml").write_text("- {name: lamps, query: lamp}\n")
    return folder


def words(command: Command, folder: Path) -> list[str]:
    watched = ["--monitors", str(folder / "monitors.yaml")] if command is MATCHES else []
    return [*command.options, *watched]


def judged(command: Command, raw: bytes, folder: Path, **environment: str) -> Result:
    """What came of it, once nothing unreasonable did."""
    file = folder / "given"
    file.write_bytes(raw)
    done = say("judge", command.name, file, *words(command, folder), **environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (0, 2)
    assert "Traceback" not in done.stderr
    assert bool(done.exit_code) <= bool(done.stderr)
    for line in done.stdout.splitlines():
        _reasonable(command, line)
    return done


def _reasonable(command: Command, line: str) -> None:
    if command in LINES or command.whole:
        assert isinstance(json.loads(line, parse_constant=lambda name: pytest.fail(name)), dict)
    elif command is CASCADES and not line.startswith("id,"):
        likely, low, high = map(float, line.split(",")[-3:])
        assert 1 <= low <= likely <= high
        assert isfinite(high)
    elif command in (COUNTS, ARRIVALS) and not line.startswith(("timestamp,", "at,")):
        *_, score, alarm = line.split(",")
        assert 0 <= float(score) <= 1
        assert alarm in "01"


def named(done: Result) -> list[int]:
    """The lines that were said to be skipped."""
    said = [line for line in done.stderr.splitlines() if line.startswith("Line ")]
    assert all("was skipped: " in line and not line.endswith(": ") for line in said)
    return [int(line.split()[1]) for line in said]


@by_name
def test_nothing_gives_nothing_and_says_so(command: Command, folder: Path) -> None:
    for raw in (b"", b"\n\n  \n", command.table([])):
        done = judged(command, raw, folder)
        assert done.exit_code == 0
        assert done.stderr.startswith("There was nothing to read. What is wanted: ")
        assert len(done.stdout.splitlines()) == (0 if command in LINES else 1)


SAME: dict[str, Callable[[bytes], bytes]] = {
    "BOM": lambda raw: b"\xef\xbb\xbf" + raw,
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "gzip": gzip.compress,
    "no last line end": lambda raw: raw.rstrip(b"\n"),
    "empty lines": lambda raw: raw.replace(b"\n", b"\n\n"),
}


@by_name
@pytest.mark.parametrize("written", SAME.values(), ids=SAME)
def test_however_a_file_is_written_it_is_the_same_file(
    command: Command, written: Callable[[bytes], bytes], folder: Path
) -> None:
    raw = command.table(command.rows(50))
    plain = judged(command, raw, folder)
    other = judged(command, written(raw), folder)
    assert plain.stdout
    assert (other.stdout, other.stderr) == (plain.stdout, "")


TABLED: dict[str, Callable[[str], str]] = {
    "semicolons": lambda text: text.replace(",", ";"),
    "tabs": lambda text: text.replace(",", "\t"),
    "quotation marks": lambda text: "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()
    ),
    "carriage returns": lambda text: text.replace("\n", "\r"),
    "columns reversed": lambda text: "\n".join(",".join(line.split(",")[::-1]) for line in text.split("\n")),
    "more columns": lambda text: "\n".join(f'x,{line},"a, ""b"""' for line in text.strip().split("\n")),
    "capitals": lambda text: text.replace("timestamp", " Timestamp").replace("times_s", "TIMES_S"),
}


@by_table
@pytest.mark.parametrize("written", TABLED.values(), ids=TABLED)
def test_however_a_table_is_divided_it_is_the_same_table(
    command: Command, written: Callable[[str], str], folder: Path
) -> None:
    raw = command.table(command.rows(50))
    other = judged(command, written(raw.decode()).encode(), folder)
    assert (other.stdout, other.stderr) == (judged(command, raw, folder).stdout, "")


@by_table
def test_without_a_header_columns_are_taken_in_order(command: Command, folder: Path) -> None:
    rows = command.rows(20)
    plain = judged(command, command.table(rows), folder).stdout
    bare = judged(command, command._replace(header="").table(rows), folder)
    assert (bare.stdout, bare.stderr) == (plain, "")
    foreign = command._replace(header=",".join(f"my {name}" for name in command.header.split(",")))
    done = judged(command, foreign.table(rows), folder)
    assert done.stdout == plain
    assert command.header.replace(",", ", ") in done.stderr


@by_table
def test_a_column_that_is_not_there_is_named(command: Command, folder: Path) -> None:
    first, *others = command.header.split(",")
    done = judged(command, command.table(command.rows(5)).replace(first.encode(), b"my own, words", 1), folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"“{first}”" in done.stderr
    assert all(f"“{other}”" not in done.stderr for other in others)


BROKEN = {
    "invalid UTF-8": b"\xff\xfe\xfa",
    "binary": bytes(range(256)).replace(b"\n", b"").replace(b"\r", b"").replace(b'"', b""),
    "very long": b"x" * 300_000,
    "stray quotation mark": b'"open, and never closed,',
    "another object": b"[1, 2]",
    "deep": b"[" * 100_000,
    "NaN": b'NaN,{"id": NaN, "text": Infinity}',
}


@by_name
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_named_and_changes_nothing_else(command: Command, broken: bytes, folder: Path) -> None:
    rows = command.rows(45)
    raw = command.table(rows)
    lines = raw.split(b"\n")
    done = judged(command, b"\n".join([*lines[:20], broken, *lines[20:]]), folder)
    assert done.exit_code == 0
    assert done.stdout == judged(command, raw, folder).stdout
    assert named(done) == [21]
    assert done.stderr.isprintable() or all(line.isprintable() for line in done.stderr.splitlines())


@pytest.mark.parametrize("command", [CASCADES, SHARES], ids=lambda command: command.name)
def test_a_name_that_is_no_text_is_named_and_changes_nothing_else(command: Command, folder: Path) -> None:
    raw = command.table(command.rows(20))
    lines = raw.split(b"\n")
    done = judged(command, b"\n".join([*lines[:9], b"\xff" + lines[9], *lines[9:]]), folder)
    assert named(done) == [10]
    assert "UTF-8" in done.stderr
    assert done.stdout == judged(command, raw, folder).stdout


@by_name
def test_a_file_of_which_nothing_can_be_read_is_refused(command: Command, folder: Path) -> None:
    done = judged(command, (command.header + "\nno\nno\n").encode(), folder)
    assert done.exit_code == 2
    assert named(done) == [2, 3]
    last = done.stderr.splitlines()[-1]
    assert all(name in last for name in (command.header.split(",") if command.header else ['"id"', '"text"']))
    assert (
        "Pominięto wiersz 2" in judged(command, (command.header + "\nno\n").encode(), folder, LANG="pl_PL.UTF-8").stderr
    )


@by_name
def test_another_encoding_is_refused_by_its_name(command: Command, folder: Path) -> None:
    done = judged(command, command.table(command.rows(3)).decode().encode("utf-16"), folder)
    assert done.exit_code == 2
    assert "UTF-16" in done.stderr


@by_name
@pytest.mark.parametrize("kept", [0.9, 0.5], ids=["late", "early"])
def test_a_packed_file_that_breaks_off_gives_what_came_whole(command: Command, kept: float, folder: Path) -> None:
    raw = command.table(command.rows(45))
    packed = gzip.compress(raw)
    done = judged(command, packed[: int(kept * len(packed))], folder)
    assert done.exit_code == 2
    assert "damaged" in done.stderr
    assert not named(done)  # half a line is not taken for a whole one
    if not command.whole:
        assert judged(command, raw, folder).stdout.startswith(done.stdout)
    assert judged(command, packed[:30] + b"\0" * 40 + packed[70:], folder).exit_code == 2


NO_TIMES = ("", "nan", "soon", "2026-02-30", "1e308", "9999-12-31T23:59:59Z", "12:00", "\x1b[2J")
TIMES = ("0001-01-01", "1969-12-31T23:59:59Z", "-5", "1.3.2026 10:00", "2026-03-01T10:00+14:00", "1772359200000.5")


@pytest.mark.parametrize("command", [COUNTS, ARRIVALS, SHARES, STORIES], ids=lambda command: command.name)
def test_what_is_no_time_is_named_and_any_time_there_was_is_taken(command: Command, folder: Path) -> None:
    def with_time(text: str) -> str:
        return command.row(1).replace(at({COUNTS: 60, ARRIVALS: 61, SHARES: 0.1, STORIES: 1440}[command]), text)

    last = command.row(44)
    none = [with_time(text) for text in NO_TIMES if text or command is not ARRIVALS]
    none = [row.replace("\x1b", "\\u001b") if command in LINES else row for row in none]
    done = judged(command, command.table([*none, last]), folder)
    begins = 1 + bool(command.header)
    assert named(done) == list(range(begins, begins + len(none)))
    assert "\x1b" not in done.stderr
    for text in TIMES:
        assert judged(command, command.table([with_time(text)]), folder).stderr == ""


@pytest.mark.parametrize("command", [COUNTS, ARRIVALS, STORIES], ids=lambda command: command.name)
def test_a_row_out_of_order_is_named_and_changes_nothing_else(command: Command, folder: Path) -> None:
    rows = command.rows(45)
    done = judged(command, command.table([*rows[:30], rows[5], *rows[30:]]), folder)
    assert named(done) == [31 + bool(command.header)]
    assert "sort" in done.stderr
    assert done.stdout == judged(command, command.table(rows), folder).stdout


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "", "x", "1_000", "0x10", "3 4", "1e999"])
def test_what_is_no_count_is_named_and_changes_nothing_else(text: str, folder: Path) -> None:
    rows = COUNTS.rows(45)
    done = judged(COUNTS, COUNTS.table([*rows[:30], f"{at(60 * 29 + 1)},{text}", *rows[30:]]), folder)
    assert named(done) == [32]
    assert done.stdout == judged(COUNTS, COUNTS.table(rows), folder).stdout


@pytest.mark.parametrize(
    "counts",
    [[7], [7] * 100, [0] * 100, [-5, 3, -1] * 30, [1e300, 0, 1e308, 3] * 25, [0.5, 1e-300] * 30],
    ids=["single", "constant", "zero", "negative", "huge", "fractions"],
)
def test_odd_counts_are_borne_row_for_row(counts: list[float], folder: Path) -> None:
    raw = COUNTS.table([f"{at(5 * place)},{count}" for place, count in enumerate(counts)])
    done = judged(COUNTS, raw, folder)
    assert len(done.stdout.splitlines()) == 1 + len(counts)
    if max(counts) < 1e300:
        assert not any(line.endswith(",1") for line in done.stdout.splitlines())


def test_a_comma_in_a_number_is_not_taken_for_the_end_of_it(folder: Path) -> None:
    assert named(judged(COUNTS, COUNTS.table([COUNTS.row(0), f"{at(60)},3,5", COUNTS.row(2)]), folder)) == [3]


@pytest.mark.parametrize(
    ("times", "size"),
    [("", 1), ("0", 1), ("0 0 0", 3), ("5 3 1 0", 4), ("0 1e300", 1), ("0 4 nan inf -3 x", 2), ("0 " * 20_000, 20_000)],
    ids=["none", "root", "at once", "out of order", "endless", "some are none", "a million characters"],
)
def test_odd_spreads_are_borne(times: str, size: int, folder: Path) -> None:
    done = judged(CASCADES, CASCADES.table([f"a,{at(0)},{times}"]), folder)
    assert float(done.stdout.splitlines()[1].split(",")[2]) >= size
    assert ("4 of its times" in done.stderr) == ("nan" in times)


@pytest.mark.parametrize("options", [("--observe", "15m"), ("--observe", "1h", "--horizon", "2h")], ids=["15m", "1h"])
def test_what_came_after_the_observation_changes_nothing(options: tuple[str, ...], folder: Path) -> None:
    observed = 900 if "15m" in options else 3600
    command = CASCADES._replace(options=options)
    early = " ".join(str(50 * step) for step in range(observed // 50 + 1))
    rows = [
        f"a,{at(0)},{early}",
        f"a,{at(0)},{early} {observed + 0.001} {observed + 1} 80000",
        f"a,{at(0)},{early} 1e9",
    ]
    one, *others = judged(command, command.table(rows), folder).stdout.splitlines()[1:]
    assert others == [one, one]


def test_no_row_of_spreads_has_a_say_in_another(folder: Path) -> None:
    rows = CASCADES.rows(30)
    header, *said = judged(CASCADES, CASCADES.table(rows), folder).stdout.splitlines()
    assert judged(CASCADES, CASCADES.table(rows[::-1]), folder).stdout.splitlines() == [header, *said[::-1]]
    assert judged(CASCADES, CASCADES.table(rows[7:8]), folder).stdout.splitlines() == [header, said[7]]


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if not command.whole], ids=lambda command: command.name
)
def test_the_output_for_a_beginning_is_the_beginning_of_the_output(
    command: Command, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = with_monitors(tmp_path_factory.mktemp("beginnings"))
    rows = command.rows(45)
    whole = judged(command, command.table(rows), folder).stdout

    @settings(max_examples=5)
    @given(kept=st.integers(0, 45), others=st.lists(st.sampled_from(rows), max_size=15))
    def begins_alike(kept: int, others: list[str]) -> None:
        start = judged(command, command.table(rows[:kept]), folder).stdout
        assert whole.startswith(start)
        changed = judged(command, command.table([*rows[:kept], *others]), folder).stdout
        assert changed.startswith(start)

    begins_alike()


def test_later_shares_take_no_burst_back(folder: Path) -> None:
    rows = [f"text,a{number},p{number},{at(number / 6)}" for number in range(40)]
    early, late = (json.loads(judged(SHARES, SHARES.table(rows[:kept]), folder).stdout)["bursts"] for kept in (15, 40))
    assert [burst["told"] for burst in early] == [burst["told"] for burst in late] == [at(9 / 6)]


def test_the_order_of_shares_in_the_file_does_not_matter(folder: Path) -> None:
    rows = SHARES.rows(60)
    plain = judged(SHARES, SHARES.table(rows), folder).stdout
    assert json.loads(plain)["pairs"]
    assert json.loads(judged(SHARES, SHARES.table(rows[::-1]), folder).stdout)["pairs"] == json.loads(plain)["pairs"]


def test_shares_may_be_texts_of_several_lines_and_a_stray_mark_costs_one_line(folder: Path) -> None:
    text = [f'"Buy, ""now""\n\nhere",a{number},p{number},{at(0)}' for number in range(3)]
    assert json.loads(judged(SHARES, SHARES.table(text), folder).stdout)["pairs"] == [
        ["a0", "a1", 1], ["a0", "a2", 1], ["a1", "a2", 1]
    ]  # fmt: skip
    rows = SHARES.rows(20)
    done = judged(SHARES, SHARES.table([*rows[:9], '"stray,b,p,1', *rows[9:15], '"stray,b,p,1', *rows[15:]]), folder)
    assert named(done) == [11, 18]
    assert done.stdout == judged(SHARES, SHARES.table(rows), folder).stdout


@by_line
@pytest.mark.parametrize("id", ["null", "true", "[]", "1e999", '"\\ud800"', "12", "1.5"])
def test_ids_of_posts_come_back_as_they_were_or_are_named(command: Command, id: str, folder: Path) -> None:
    line = command.row(2).replace('"p2"', id)
    done = judged(command, command.table([command.row(0), command.row(1), line]), folder)
    assert named(done) == ([3] if id in ("null", "true", "[]", "1e999") else [])


def test_an_alarm_names_its_posts_and_accounts_as_they_were_written(folder: Path) -> None:
    rows = [row.replace('"p40"', '"\\ud800"').replace('"a5"', '"żółć"') for row in STORIES.rows(45)]
    (alarm,) = map(json.loads, judged(STORIES, STORIES.table(rows), folder).stdout.splitlines())
    assert alarm["post_ids"] == ["\ud800", "p42"]
    assert "żółć" in alarm["accounts"]


@by_line
def test_a_post_of_a_million_letters_is_read(command: Command, folder: Path) -> None:
    long = command.row(1).replace("lamp 1", "l" * 1_000_000)
    done = judged(command, command.table([command.row(0), long, command.row(2)]), folder)
    assert done.stderr == ""


@by_name
def test_what_cannot_be_opened_is_named(command: Command, folder: Path) -> None:
    door = folder / "door"
    with socket.socket(socket.AF_UNIX) as nobody:
        nobody.bind(str(door))
    for file in (folder / "nowhere", folder, door):
        done = say("judge", command.name, file, *words(command, folder))
        assert done.exit_code == 2
        assert str(file) in done.stderr


def test_a_statement_is_a_text_and_no_book(folder: Path) -> None:
    file = folder / "draft.txt"
    for raw, code in (
        (b"", 0), (b"We are sorry.\r\n", 0), (gzip.compress(b"We are sorry."), 0), (b"x" * 19_000 + b"." * 19_000, 0),
        ("We are sorry.".encode("utf-16"), 2), (bytes(range(256)), 2), (b"a " * 100_000, 2),
    ):  # fmt: skip
        file.write_bytes(raw)
        done = say("judge", "statement", file, "--lang", "en")
        assert done.exit_code == code, done.stderr
        if code == 0:
            assert json.loads(done.stdout).keys() == {"components", "faults"}
        else:
            assert "UTF-" in done.stderr or "at most" in done.stderr
    for missing in (folder, folder / "nowhere"):
        assert say("judge", "statement", missing, "--lang", "pl").exit_code == 2


def test_each_line_comes_as_soon_as_it_can(folder: Path) -> None:
    command = [str(LARUM), "judge", "arrivals", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **PLAIN}
    ) as running:
        assert running.stdin
        assert running.stdout
        for line in ("timestamp", at(0), at(1), at(2)):
            running.stdin.write(f"{line}\n".encode())
            running.stdin.flush()
            assert running.stdout.readline().startswith(b"at," if line == "timestamp" else line.encode())
        running.stdin.close()
    assert running.returncode == 0


def test_a_terminal_of_another_age_gets_utf_8_all_the_same(folder: Path) -> None:
    command = [str(LARUM), "judge", "coordination", "-", "--min", "1"]
    shares = "".join(f"ślad,{account},p{account},{at(0)}\n" for account in ("łoś", "żubr"))
    old = {**os.environ, **PLAIN, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, input=shares.encode(), capture_output=True, env=old, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["pairs"] == [["łoś", "żubr", 1]]


def test_a_reader_who_goes_away_is_no_fault_and_a_closed_end_is_said(folder: Path) -> None:
    file = folder / "given"
    file.write_bytes(ARRIVALS.table([str(100 * number) for number in range(20_000)]))
    running = begin("judge", "arrivals", file)
    assert running.stdout
    assert running.stderr
    assert running.stdout.readline() == b"at,score,alarm\n"
    running.stdout.close()
    assert running.stderr.read() == b""
    running.wait()
    running.stderr.close()
    for closed in ("<&-", ">&-"):
        done = subprocess.run(
            f"{LARUM} judge counts - {closed} </dev/null" if closed == ">&-" else f"{LARUM} judge counts - {closed}",
            shell=True, capture_output=True, text=True, env={**os.environ, **PLAIN}, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert "standard" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_wrong_command_line_is_answered_in_the_readers_language() -> None:
    for wrong, english in (
        (("judge", "cuonts", "x"), "No such command 'cuonts'. Did you mean 'counts'?"),
        (("judge", "counts"), "Missing argument 'file'."),
        (("judge", "counts", "x", "--asked", "9"), "less than or equal to 4"),
        (("judge", "statement", "x"), "Missing option '--lang'"),
    ):  # fmt: skip
        done = say(*wrong)
        assert done.exit_code == 2
        assert english in done.stderr
    running = begin("judge", "cuonts", "x", LANG="pl_PL.UTF-8")
    _, said = running.communicate()
    assert running.returncode == 2
    assert "Nie ma polecenia „cuonts”. Może chodzi o counts?" in said.decode().replace("\u00a0", " ")
