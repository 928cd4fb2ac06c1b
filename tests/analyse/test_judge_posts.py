"""`larum judge posts`: on your own data, before you trust it."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LINES = [
    b'{"id": "1", "text": "Oszu\xc5\x9bci, trzeci dzie\xc5\x84 nie dzia\xc5\x82a", "lang": "pl"}\n',
    b'{"id": 2, "text": "Thank you so much, great service!"}\n',
    b"not json\n",
    b'{"text": "no id"}\n',
    b'\xff\xfe{"id": "x"}\n',
    b"[" * 100_000 + b"\n",
    b"\n",
    b'{"id": "7", "text": "\\ud83d Kiedy dostan\\u0119 paczk\\u0119?\\u0000"}\n',
    b'{"id": "8", "text": ""}\n',
]


def judged(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    script = "from larum.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, "judge", "posts", *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def test_each_readable_line_gets_one_line_and_each_broken_one_is_named() -> None:
    done = judged("-", given=b"".join(LINES))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer["id"] for answer in answers] == ["1", 2, "7", "8"]
    assert list(answers[0]) == ["id", "language", "sentiment", "question", "complaint", "threat"]
    assert answers[0]["sentiment"]["label"] == "negative"
    assert answers[2]["question"] is True
    assert answers[3]["language"] == "und"
    moods = ("negative", "neutral", "positive")
    assert all(sum(answer["sentiment"][mood] for mood in moods) == pytest.approx(1, abs=2e-4) for answer in answers)
    assert [line.split()[1] for line in done.stderr.decode().splitlines()] == ["3", "4", "5", "6"]


def test_the_answer_to_a_beginning_is_the_beginning_of_the_answer(tmp_path: Path) -> None:
    whole = judged("-", given=b"".join(LINES)).stdout
    packed = tmp_path / "posts.jsonl.gz"
    packed.write_bytes(gzip.compress(b"".join(LINES[:2]) + LINES[7][:30]))
    beginning = judged(str(packed))
    assert beginning.stdout
    assert whole.startswith(beginning.stdout)


def test_an_answer_comes_before_the_input_ends() -> None:
    script = "from larum.cli.main import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", script, "judge", "posts", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert running.stdin is not None
    assert running.stdout is not None
    with running:
        running.stdin.write(LINES[0])
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == "1"
        running.stdin.close()
    assert running.returncode == 0


def test_a_file_that_is_not_there_is_refused_in_a_sentence() -> None:
    done = judged("/nowhere/posts.jsonl")
    assert done.returncode == 2
    assert b"/nowhere/posts.jsonl" in done.stderr
    assert b"Traceback" not in done.stderr


def test_numbers_are_ids_as_given_but_what_is_no_number_in_json_is_not() -> None:
    given = "".join(f'{{"id": {id}, "text": "hej"}}\n' for id in ("7", "7.5", "12345678901234567890", "NaN", "1e999"))
    done = judged("-", given=given.encode())
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [7, 7.5, 12345678901234567890]
    assert len(done.stderr.splitlines()) == 2
