"""A stored stream happens again."""

import json
from pathlib import Path

from larum.connectors.jsonlines import encode_all
from tests.cli.shell import say
from tests.flow.stories import storm


def told(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_storm_is_told_as_it_would_have_gone_out_and_as_an_import_finds_it(stream: Path, data: Path) -> None:
    answer = say("replay", stream, "--json", "--data", data)
    assert answer.exit_code == 0, answer.output
    first, *_, end = told(answer.stdout)
    assert first["event"] == "raised"
    assert str(first["at"]).startswith("2026-03-04T10:4")
    assert 0 < float(str(first["seconds_after_begin"])) <= 600
    assert first["first_mention_at"] is not None
    assert (end["event"], end["alerts"]) == ("end", 1)
    imported = json.loads(say("import", stream, "--json", "--data", data).stdout)
    assert (end["alerts"], end["mentions"]) == (imported["alerts"], imported["mentions"])


def test_the_order_of_the_file_does_not_matter(data: Path, tmp_path: Path) -> None:
    posts = [item for item in storm(quiet=10) if hasattr(item, "text")]
    forth, back = tmp_path / "forth.jsonl", tmp_path / "back.jsonl"
    forth.write_bytes(b"".join(encode_all(posts)))
    back.write_bytes(b"".join(encode_all(reversed(posts))))
    assert told(say("replay", forth, "--json", "--data", data).stdout) == told(
        say("replay", back, "--json", "--data", data).stdout
    )


def test_only_a_part_may_be_replayed(stream: Path, data: Path) -> None:
    quiet = told(say("replay", stream, "--to", "2026-03-04", "--json", "--data", data).stdout)
    assert [line["event"] for line in quiet] == ["end"]
    late = told(say("replay", stream, "--from", "2026-03-04T10:00", "--json", "--data", data).stdout)
    assert int(str(late[-1]["posts"])) < 140


def test_without_anything_to_watch_for_it_says_what_to_do(stream: Path, tmp_path: Path) -> None:
    answer = say("replay", stream, "--data", tmp_path / "nowhere")
    assert answer.exit_code == 2
    assert "Name a file of monitors" in answer.stderr
    assert not (tmp_path / "nowhere").exists()


def test_people_get_sentences_in_their_language_and_nothing_of_ours_changes(stream: Path, data: Path) -> None:
    before = say("export", "--data", data).stdout
    answer = say("replay", stream, "--data", data, LANG="pl_PL.UTF-8")
    assert "SEV" in answer.stdout
    assert "więcej negatywnych wzmianek niż przedtem" in answer.stdout
    assert answer.stdout.rstrip().endswith("1 alarm.")
    assert say("export", "--data", data).stdout == before == ""
