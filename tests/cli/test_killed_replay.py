"""A replay that is killed at random moments changes nothing of ours, and the next one clears away what it left."""

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.cli.shell import begin, say

KILLS = 2


def whole(folder: Path) -> list[str]:
    """Everything that the data folder holds, row by row."""
    with closing(sqlite3.connect(f"file:{folder / 'larum.db'}?mode=ro", uri=True)) as database:
        return list(database.iterdump())


def test_a_killed_replay_leaves_our_data_alone_and_its_own_folder_to_the_next(
    stream: Path, data: Path, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    here = {"TMPDIR": str(scratch)}
    before, files = whole(data), {file.name for file in data.iterdir()}
    calm = say("replay", stream, "--json", "--data", data)
    living = begin("replay", stream, "--speed", "0.1", "--data", data, **here)
    while not list(scratch.glob("*/larum.db")):
        time.sleep(0.02)
        assert living.poll() is None
    (spared,) = scratch.iterdir()

    dice = random.Random(5)
    for kill in range(KILLS):
        process = begin("replay", stream, "--json", "--data", data, **here)
        while not set(scratch.glob("*/in-use")) - {spared / "in-use"} and process.poll() is None:
            time.sleep(0.005)
        # The last one dies early for certain: some of the others may have been quicker than the kill.
        time.sleep(0 if kill == KILLS - 1 else dice.uniform(0, 0.8))
        process.kill()
        process.communicate()
    assert set(scratch.iterdir()) - {spared}

    again = begin("replay", stream, "--json", "--data", data, **here)
    said, wrong = again.communicate()
    assert again.returncode == 0, wrong
    assert said.decode() == calm.stdout
    assert list(scratch.iterdir()) == [spared], "what was killed is gone; what still runs keeps its folder"
    living.kill()
    living.communicate()
    assert whole(data) == before
    assert {file.name.removesuffix("-wal").removesuffix("-shm") for file in data.iterdir()} == files - {
        "larum.db-wal",
        "larum.db-shm",
    }
