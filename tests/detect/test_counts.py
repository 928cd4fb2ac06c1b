"""`larum judge counts`: rows in, a score and an alarm a row out, and never a look ahead."""

import gzip
import io
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.cli.judging_counts import judge
from larum.detect.stream import ASKED
from larum.detect.surge import SCORED_IN

START = datetime(2026, 1, 5, tzinfo=UTC)


def table(counts: list[object], minutes: float = 5.0) -> str:
    rows = (
        f"{START + timedelta(minutes=minutes * number):%Y-%m-%d %H:%M:%S},{count}"
        for number, count in enumerate(counts)
    )
    return "\n".join(["timestamp,value", *rows]) + "\n"


def judged(text: str | bytes, folder: Path) -> tuple[list[list[str]], str]:
    file, out, err = folder / "counts.csv", io.StringIO(), io.StringIO()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    judge(file, ASKED, out, err)
    rows = [line.split(",") for line in out.getvalue().splitlines()]
    assert rows[0] == ["timestamp", "value", "score", "alarm"]
    return rows[1:], err.getvalue()


def rhythm(days: int) -> list[object]:
    return [round(5 + 4 * math.sin(step / 288 * 2 * math.pi) + step * 7919 % 5) for step in range(288 * days)]


def test_a_burst_is_one_alarm_at_its_beginning(tmp_path: Path) -> None:
    counts = [*rhythm(8), *([300] * 12), *rhythm(1)]
    rows, said = judged(table(counts), tmp_path)
    assert [index for index, row in enumerate(rows) if row[3] == "1"] == [288 * 8]
    assert float(rows[288 * 8][2]) > 0.9
    assert said == ""


def test_what_was_given_is_echoed_as_it_was(tmp_path: Path) -> None:
    rows, _ = judged("timestamp,value\n2026-01-05T00:00:00+01:00,007\n2026-01-05T00:05:00+01:00,1.50\n", tmp_path)
    assert [row[:2] for row in rows] == [["2026-01-05T00:00:00+01:00", "007"], ["2026-01-05T00:05:00+01:00", "1.50"]]


def test_broken_rows_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = 'timestamp,value\n2026-01-01,5\n2026-01-02,NaN\nnonsense,3\n2026-01-03\n"\n2025-12-31,4\n2026-01-03,6\n'
    rows, said = judged(text, tmp_path)
    assert [row[0] for row in rows] == ["2026-01-01", "2026-01-03"]
    assert [int(line.split()[1]) for line in said.splitlines()] == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "timestamp,value\n",
        table([7]),
        table([7] * 400),
        table([0] * 400),
        table([-5, 3, -1] * 60),
        table([1e300, 0, 1e308, 3] * 60),
        "\ufefftimestamp,value\r\n2026-01-01,5\r\n2026-01-02,5\r\n",
        "1767225600,3\n1767225900,4\n1767226200,5\n",
        "value,when,timestamp\n3,x,2026-01-01T00:00\n4,x,2026-01-01T01:00\n",
    ],
    ids=["empty", "header", "single", "constant", "zero", "negative", "huge", "bom", "no header", "other columns"],
)
def test_odd_files_are_borne(text: str, tmp_path: Path) -> None:
    rows, _ = judged(text, tmp_path)
    assert len(rows) == max(0, len(text.splitlines()) - (not text.startswith("1767")))
    assert all(0 <= float(row[2]) <= 1 and row[3] in "01" for row in rows)
    if "e300" not in text and "1e+300" not in text:
        assert all(row[3] == "0" for row in rows)


def test_packed_files_are_read(tmp_path: Path) -> None:
    rows, _ = judged(gzip.compress(table([3, 4, 5]).encode()), tmp_path)
    assert len(rows) == 3


def test_a_gap_is_not_silence(tmp_path: Path) -> None:
    lines = table(rhythm(14)).splitlines()
    gapped = "\n".join([*lines[: 288 * 5], *lines[288 * 9 :]]) + "\n"
    rows, said = judged(gapped, tmp_path)
    assert said == ""
    assert all(row[3] == "0" for row in rows)


@pytest.mark.parametrize("minutes", [1, 60, 1440])
def test_any_width_of_bin_will_do(minutes: int, tmp_path: Path) -> None:
    counts: list[object] = [20 + step % 3 for step in range(60 * 24 * 4 if minutes == 1 else 200)]
    counts[-2:] = [900, 900]
    rows, _ = judged(table(counts, minutes), tmp_path)
    assert [row[3] for row in rows[-2:]] == ["1", "0"]
    assert all(row[3] == "0" for row in rows[:-2])


@given(st.lists(st.integers(-3, 400), min_size=2, max_size=120), st.integers(1, 119))
@settings(max_examples=30)
def test_the_output_for_a_beginning_is_the_beginning_of_the_output(
    tmp_path_factory: pytest.TempPathFactory, counts: list[object], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("counts")
    whole, _ = judged(table(counts), folder)
    beginning, _ = judged(table(counts[:cut]), folder)
    assert whole[: len(beginning)] == beginning


def test_a_first_row_that_is_broken_is_named_not_taken_for_a_header(tmp_path: Path) -> None:
    rows, said = judged("2026-01-01,many\n2026-01-02,2\n", tmp_path)
    assert [row[0] for row in rows] == ["2026-01-02"]
    assert "Line 1" in said


@pytest.mark.parametrize("cell", ["1e300", "-1e300", "9999-12-31T23:59", "9" * 200_000, "x" * 200_000])
def test_a_time_beyond_every_calendar_is_named_and_the_rest_goes_on(cell: str, tmp_path: Path) -> None:
    rows, said = judged(f"timestamp,value\n2026-01-01,5\n{cell},6\n2026-01-02,7\n", tmp_path)
    assert [row[1] for row in rows] == ["5", "7"]
    assert "Line 3" in said


def test_a_storm_after_a_century_of_silence_is_still_told(tmp_path: Path) -> None:
    lines = [*table([3] * 400).splitlines(), "2190-01-01T00:00:00,90000"]
    rows, said = judged("\n".join(lines), tmp_path)
    assert (len(rows), said) == (401, "")


def test_lines_may_end_as_old_spreadsheets_end_them(tmp_path: Path) -> None:
    rows, said = judged("timestamp,value\r2026-01-01,5\r2026-01-02,7\r", tmp_path)
    assert ([row[1] for row in rows], said) == (["5", "7"], "")


def test_a_score_comes_in_steps_so_that_one_threshold_is_right_for_many_streams(tmp_path: Path) -> None:
    counts: list[object] = [*rhythm(5), *(30 + 7 * step for step in range(40)), *rhythm(1)]
    rows, _ = judged(table(counts), tmp_path)
    scored = [float(row[2]) for row in rows if float(row[2]) >= 0.3]
    assert len(scored) > 3
    for score in scored:
        step = math.log(score / (1 - score)) / 4 / SCORED_IN
        assert abs(step - round(step)) < 0.02 or score > 0.99


def test_a_slip_of_the_keyboard_does_not_outshine_what_follows(tmp_path: Path) -> None:
    counts: list[object] = [*rhythm(6), 400, 500]
    clean, _ = judged(table(counts), tmp_path)
    slipped, said = judged(table(["1e300" if place == 700 else count for place, count in enumerate(counts)]), tmp_path)
    assert clean[-2][3] == slipped[-2][3] == "1"
    assert slipped[700][2:] == ["0.000000", "0"]
    assert "Line 702: 1e300 is more than anybody could count" in said


def test_one_row_that_was_moved_does_not_make_all_bins_short(tmp_path: Path) -> None:
    lines = table([*rhythm(6), 400, 500]).splitlines()
    moved = [*lines[:301], lines[301].replace(":00,", ":59,"), *lines[302:]]
    clean, _ = judged("\n".join(lines), tmp_path)
    rows, _ = judged("\n".join(moved), tmp_path)
    assert lines[301] != moved[301]
    assert [row[3] for row in rows] == [row[3] for row in clean]
    assert abs(float(rows[-2][2]) - float(clean[-2][2])) < 0.1
