"""`larum judge matches`, as a person runs it."""

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from larum.cli.discover import fill
from larum.cli.main import app

RUN = CliRunner()
MONITORS = "- {name: Woda, query: 'wod* -gazowana'}\n- {name: Łódź, query: '#łódź OR lang:en OR from:brand'}\n"
POSTS = [
    {"id": 7, "text": "Woda w #Łódź, wodę wzięło"},
    {"id": "x", "text": "nic", "lang": "en-GB", "author": {"handle": "inny"}},
    {"id": "y", "text": "wodą", "author": {"handle": "@Brand"}},
]


def judged(posts: bytes, monitors: str, folder: Path, name: str = "posts.jsonl") -> tuple[int, list[object], str]:
    (folder / name).write_bytes(posts)
    (folder / "monitors.yaml").write_text(monitors, encoding="utf-8")
    fill(app, "larum.cli.commands") if not app.registered_groups else None
    asked = ["judge", "matches", str(folder / name), "--monitors", str(folder / "monitors.yaml")]
    result = RUN.invoke(app, asked, env={"LANG": "C"})
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def lines(posts: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(post, ensure_ascii=False) + "\n" for post in posts).encode()


FOUND = [
    {"id": 7, "monitor": "Woda", "words": ["Woda", "wodę"]},
    {"id": 7, "monitor": "Łódź", "words": ["#Łódź"]},
    {"id": "x", "monitor": "Łódź", "words": []},
    {"id": "y", "monitor": "Woda", "words": ["wodą"]},
    {"id": "y", "monitor": "Łódź", "words": []},
]


def test_each_pair_is_one_line_in_the_order_of_posts_and_then_of_monitors(tmp_path: Path) -> None:
    assert judged(lines(POSTS), MONITORS, tmp_path) == (0, FOUND, "")


def test_the_output_for_a_beginning_is_the_beginning_of_the_output(tmp_path: Path) -> None:
    for many in range(len(POSTS)):
        _, found, _ = judged(lines(POSTS[:many]), MONITORS, tmp_path)
        assert found == FOUND[: len(found)]


def test_packed_input_is_read(tmp_path: Path) -> None:
    assert judged(gzip.compress(lines(POSTS)), MONITORS, tmp_path, "posts.jsonl.gz")[:2] == (0, FOUND)


def test_broken_lines_are_named_and_skipped(tmp_path: Path) -> None:
    broken = b'\n{"id": 1\n[1]\n{"id": 2}\n{"text": "woda"}\n\xff\n' + lines(POSTS)
    code, found, errors = judged(broken, MONITORS, tmp_path)
    assert (code, found) == (0, FOUND)
    assert [line.split()[:2] for line in errors.splitlines()] == [["Line", str(number)] for number in (2, 3, 4, 5, 6)]


def test_faulty_monitor_is_pointed_at_before_the_first_post(tmp_path: Path) -> None:
    code, found, errors = judged(lines(POSTS), "- {name: a, query: woda OR OR b}\n- {name: b, query: ok}\n", tmp_path)
    assert (code, found) == (2, [])
    assert "character 9" in errors
    assert errors.endswith("woda OR OR b\n        ^\n")


@pytest.mark.parametrize(
    "monitors", ["{name: a, query: b}", "- {name: a}", "- {name: a, query: #b}", "- a", "- [", "- 1-1-1"]
)
def test_monitor_file_that_is_none_is_refused_in_words(monitors: str, tmp_path: Path) -> None:
    code, found, errors = judged(lines(POSTS), monitors, tmp_path)
    assert (code, found) == (2, [])
    assert "monitors.yaml" in errors


def test_numbers_are_ids_as_given_but_what_is_no_number_in_json_is_not(tmp_path: Path) -> None:
    posts = "".join(f'{{"id": {id}, "text": "woda"}}\n' for id in ("7", "7.5", "NaN", "1e999")).encode()
    code, found, said = judged(posts, "- {name: Woda, query: woda}\n", tmp_path)
    assert (code, [hit["id"] for hit in found if isinstance(hit, dict)]) == (0, [7, 7.5])
    assert "Line 3" in said
    assert "Line 4" in said
