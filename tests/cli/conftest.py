"""A data folder that watches for an invented bakery, and a file with its storm."""

import shutil
from pathlib import Path

import pytest

from larum.connectors.jsonlines import encode_all
from tests.cli.shell import say
from tests.flow.stories import storm


@pytest.fixture(scope="session")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one monitor, to copy."""
    folder = tmp_path_factory.mktemp("watching")
    made = say("monitor", "add", "--brand", "Kłos", "kłos*", "--data", folder)
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def data(watching: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(watching, tmp_path / "data"))


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    """Two quiet days, then a storm."""
    file = tmp_path / "storm.jsonl"
    file.write_bytes(b"".join(encode_all(storm(angry=120))))
    return file
