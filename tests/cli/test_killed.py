"""An import that is killed at random moments and run again leaves exactly what an undisturbed one does."""

import os
import random
import resource
import shutil
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

from larum.connectors.files.reading import IN_A_BATCH
from larum.connectors.jsonlines import encode_all
from larum.connectors.records import Post, Removal
from tests.cli.shell import begin
from tests.conftest import NOON
from tests.flow.stories import ANGRY, ELSEWHERE, QUIET, post

KILLS = 2
COMPARED = {
    "posts": "id, native_id, text, likes, gone_at IS NULL",
    "mentions": "id, monitor_id, post_id, at, words",
    "readings": "id, mood, negative, question, complaint",
    "windows": "monitor_id, span, start_at, mentions, negative, authors, reach, reposts, questions",
    "signals": "id, detector, begun_at, fired_at, until, observed, usual",
    "alerts": "id, state, severity, begun_at, raised_at, last_signal_at, observed",
    "sources": "name, posts, refused, cursor, post_at",
    "quarantine": "reason, place, item",
}


def written(file: Path) -> Path:
    """Two batches: weeks of quiet, a storm, repeats, removals, and lines that cannot be taken."""
    dice = random.Random(11)
    items: list[Post | Removal] = []
    for number in range(1_700):
        items.append(post(number, -30 * 24 * 60 + number * 25, dice.choice(QUIET + ELSEWHERE), author=number % 90))
    for number in range(1_700, 2_000):
        items.append(post(number, -400 + (number - 1_700) / 6, dice.choice(ANGRY), author=number % 200))
    items += dice.sample(items, 120)
    items += [Removal("sample", f"post-{number}") for number in dice.sample(range(2_000), 30)]
    lines = list(encode_all(items))
    assert len(lines) > IN_A_BATCH
    for place in range(300, len(lines), 400):
        lines.insert(place, b'{"broken": \n')
    file.write_bytes(b"".join(lines))
    assert items[0].created_at == NOON - timedelta(days=30)  # type: ignore[union-attr]  # the first is a post
    return file


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(folder / "larum.db") as database:
        return {
            table: sorted(database.execute(f"SELECT {columns} FROM {table}"), key=repr)
            for table, columns in COMPARED.items()
        }


def worked(pid: int) -> float:
    """Seconds a process has had of a processor: as far as that it is, however busy the machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def worked_by_children() -> float:
    """The same of all processes of ours that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_killed_at_random_moments_nothing_is_lost_and_nothing_is_there_twice(watching: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "posts.jsonl")
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    shutil.copytree(watching, calm)
    shutil.copytree(watching, rough)

    before = worked_by_children()
    undisturbed = begin("import", file, "--json", "--data", calm)
    _, said = undisturbed.communicate()
    assert undisturbed.returncode == 0, said
    work = worked_by_children() - before

    dice, killed = random.Random(), 0
    for _ in range(KILLS):
        process, enough = begin("import", file, "--json", "--data", rough), work * dice.uniform(0.35, 0.9)
        while process.poll() is None and worked(process.pid) < enough:
            time.sleep(0.01)
        killed += process.poll() is None
        process.kill()
        process.communicate()
    last = begin("import", file, "--json", "--data", rough)
    _, said = last.communicate()
    assert last.returncode == 0, said

    assert killed >= 1
    expected, found = rows(calm), rows(rough)
    assert expected["alerts"]
    assert expected["quarantine"]
    for table in COMPARED:
        assert found[table] == expected[table], table
