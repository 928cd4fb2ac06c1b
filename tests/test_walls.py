"""The walls: rules we care about have a check, and the check is a test."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "larum"
BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.xdist_group("walls")
def test_every_import_points_down() -> None:
    run("lint-imports", "--no-cache")


@pytest.mark.xdist_group("walls")
def test_types_are_strict() -> None:
    run("mypy")


def test_the_code_is_tidy() -> None:
    run("ruff", "check", "-q", ".")
    run("ruff", "format", "--check", "-q", ".")


PURE_NAMES = ("records", "lifecycle", "stage")
"""Modules of these names compute. A stage's `load` and `save` speak to a `Work` they are given, so they may name it."""

FORBIDDEN = {
    "records": {"sqlalchemy", "httpx2", "os", "random", "secrets", "time", "larum.db", "larum.base.clock"},
    "lifecycle": {"sqlalchemy", "httpx2", "os", "random", "secrets", "time", "larum.db", "larum.base.clock"},
    "stage": {"httpx2", "os", "random", "secrets", "time", "larum.base.clock"},
    "skill": {"sqlalchemy", "httpx2", "os", "random", "secrets", "time", "larum.db", "larum.base.clock"},
}
SKILLS = (
    "match/query.py", "match/index.py", "match/oracle.py", "analyse/language.py", "analyse/sentiment.py",
    "analyse/intent.py", "analyse/fingerprint.py", "analyse/reading.py", "measure/baseline.py",
    "measure/narrative.py", "detect/surge.py", "detect/negative_surge.py", "detect/watch.py", "alert/severity.py",
    "alert/grouping.py", "incident/clocks.py", "incident/playbook.py",
)  # fmt: skip


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def pure_modules() -> list[tuple[Path, set[str]]]:
    named = [(path, FORBIDDEN[path.stem]) for path in SOURCE.rglob("*.py") if path.stem in PURE_NAMES]
    skills = [(SOURCE / skill, FORBIDDEN["skill"]) for skill in SKILLS]
    return [(path, banned) for path, banned in [*named, *skills] if path != SOURCE / "base" / "stage.py"]


@pytest.mark.parametrize(("path", "banned"), pure_modules(), ids=lambda value: value.name if isinstance(value, Path) else "")
def test_compute_is_pure(path: Path, banned: set[str]) -> None:
    found = {name for name in imported(path) for ban in banned if name == ban or name.startswith(ban + ".")}
    assert not found, f"{path} computes, so it may not import {found}"


ONE_PLACE = {
    r"datetime\.now\(|datetime\.utcnow\(|time\.time\(\)": ("base/clock.py",),
    r"uuid4\(|uuid1\(": ("base/ids.py",),
    r"os\.environ": ("base/settings.py", "cli/terminal.py"),
    r"\.commit\(\)": ("db/work.py",),
}


@pytest.mark.parametrize("pattern", ONE_PLACE)
def test_clock_ids_environment_and_commit_have_one_place(pattern: str) -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in SOURCE.rglob("*.py")
        if str(path.relative_to(SOURCE)) not in ONE_PLACE[pattern]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found


def test_only_stores_and_models_speak_sql() -> None:
    """Surfaces go through doors: no page, route or public page has a statement of its own."""
    surfaces = [path for part in ("web", "api", "public") for path in (SOURCE / part).rglob("*.py")]
    speaking = {
        str(path.relative_to(SOURCE)): names
        for path in surfaces
        if (names := {name for name in imported(path) if name.startswith("sqlalchemy")} - ALLOWED_IN_SURFACES)
    }
    assert not speaking


ALLOWED_IN_SURFACES = {"sqlalchemy.orm", "sqlalchemy.orm.Session"}
"""A surface may name the session it hands on."""


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for lock in ROOT.glob("requirements*.txt"):
        text = lock.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://", text), lock
    for lock in [ROOT / "package-lock.json", *ROOT.glob("peers/*/package-lock.json")]:
        text = lock.read_text("utf-8")
        assert '"resolved"' not in text, lock
        assert '"integrity"' in text, lock


def test_no_module_has_outgrown_its_room() -> None:
    large = {
        str(path.relative_to(SOURCE)): n
        for path in SOURCE.rglob("*.py")
        if (n := len(path.read_text("utf-8").splitlines())) > 400
    }
    large = {name: n for name, n in large.items() if "migrations/versions" not in name}
    assert not large
