"""`larum judge cascades`: one spread a row in, its size a row out."""

import gzip
import io
from pathlib import Path

import pytest

from larum.base.errors import Refusal
from larum.cli.judging_cascades import judge
from larum.cli.lasting import seconds_lasting

HEAD = "id,t0,times_s\n"
TWELVE = "0 20 31 55 90 200 260 400 610 700 800 880"


def judged(text: str | bytes, folder: Path, observe: float = 900, horizon: float = 86400) -> tuple[list[str], str]:
    file, out, err = folder / "spreads.csv", io.StringIO(), io.StringIO()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    judge(file, observe, horizon, out, err)
    head, *rows = out.getvalue().splitlines()
    assert head == "id,predicted,low80,high80"
    return rows, err.getvalue()


def test_each_row_is_answered_by_itself(tmp_path: Path) -> None:
    one, other = f"a,1356998400,{TWELVE}\n", "b,1356998400,0 5 9\n"
    both, said = judged(HEAD + one + other, tmp_path)
    assert both == judged(HEAD + one, tmp_path)[0] + judged(HEAD + other, tmp_path)[0]
    assert said == ""


def test_no_beginning_of_the_answer_depends_on_what_came_later(tmp_path: Path) -> None:
    cut = judged(f"{HEAD}a,1356998400,{TWELVE}\n", tmp_path)
    assert judged(f"{HEAD}a,1356998400,{TWELVE} 901 1000 86399 9e9\n", tmp_path) == cut


def test_a_broken_row_is_named_and_the_others_are_answered(tmp_path: Path) -> None:
    rows, said = judged(f"{HEAD}a,yesterday,0 1\nb\nc,1356998400,x y\n\nd,1356998400,{TWELVE}\n", tmp_path)
    assert [row.split(",")[0] for row in rows] == ["d"]
    assert [line.split()[1] for line in said.splitlines()] == ["2", "3", "4"]


def test_times_that_are_none_are_named_and_left_out(tmp_path: Path) -> None:
    clean = judged(f"{HEAD}a,1356998400,{TWELVE}\n", tmp_path)[0]
    rows, said = judged(f"{HEAD}a,1356998400,{TWELVE} -3 nan oops\n", tmp_path)
    assert rows == clean
    assert "3" in said


def test_an_empty_row_is_a_post_that_nobody_passed_on_yet(tmp_path: Path) -> None:
    assert judged(f"{HEAD}a,1356998400,\n", tmp_path)[0] == judged(f"{HEAD}a,1356998400,0\n", tmp_path)[0]


def test_columns_are_found_by_name_and_else_taken_in_order(tmp_path: Path) -> None:
    named = judged(f"times_s,n,T0,id\n{TWELVE},9,2013-01-01T00:00:00Z,a\n", tmp_path)[0]
    assert (
        named == judged(f"a,1356998400,{TWELVE}\n", tmp_path)[0] == judged(f"{HEAD}a,1356998400,{TWELVE}", tmp_path)[0]
    )


def test_a_packed_file_and_a_very_long_row_are_read(tmp_path: Path) -> None:
    long = " ".join(str(second / 100) for second in range(90_000))
    rows, said = judged(gzip.compress(f"{HEAD}a,,{long}\n".encode()), tmp_path)
    assert float(rows[0].split(",")[1]) >= 90_000
    assert said == ""


@pytest.mark.parametrize("text", ["", "soon", "-5m", "0", "15q", "999999w", "nan"])
def test_what_is_no_time_span_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        seconds_lasting(text)
