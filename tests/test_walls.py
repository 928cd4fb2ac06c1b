"""The walls: rules we care about have a check, and the check is a test."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import larum
from larum.connectors import registry

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "larum"
BIN = Path(sys.executable).parent


def run(*command: str) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def source(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(source(path))


def modules() -> list[Path]:
    """Every module we wrote; migrations are made by a machine."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(SOURCE))


# --- imports ---------------------------------------------------------------------------------------------------------


def test_every_import_points_down() -> None:
    run("lint-imports", "--no-cache")


def contracts() -> dict[str, dict[str, list[str]]]:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return {contract["type"]: contract for contract in written}


def test_every_platform_is_held_to_be_a_leaf() -> None:
    platforms = {f"larum.connectors.{name}" for name in registry.names()}
    assert set(contracts()["independence"]["modules"]) == platforms
    assert set(contracts()["forbidden"]["forbidden_modules"]) == platforms


def test_nobody_above_the_platforms_is_left_out_of_their_contract() -> None:
    above = {name.strip() for level in contracts()["layers"]["layers"] for name in level.split("|")}
    above -= {"connectors", "notify", "inference", "auth", "audit", "db", "base"}
    assert set(contracts()["forbidden"]["source_modules"]) == {f"larum.{name}" for name in above}


# --- types and form --------------------------------------------------------------------------------------------------


def test_types_are_strict() -> None:
    run("mypy")


def test_the_code_is_tidy() -> None:
    run("ruff", "check", "-q", ".")
    run("ruff", "format", "--check", "-q", ".")


def test_every_package_says_what_it_takes_and_gives_and_where_to_start() -> None:
    packages = [found.name for found in pkgutil.iter_modules(larum.__path__) if found.ispkg]
    docs = {name: importlib.import_module(f"larum.{name}").__doc__ or "" for name in packages if name != "translations"}
    assert [name for name, doc in docs.items() if "Start here" not in doc] == []


def test_every_module_says_what_it_is() -> None:
    assert [named(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_where_to_start_is_a_file_that_exists() -> None:
    broken = [
        f"{named(path)}: {file}"
        for path in modules()
        if path.name == "__init__.py" and (doc := ast.get_docstring(tree(path))) and "Start here" in doc
        for file in re.findall(r"`([\w/]+\.py)`", doc.partition("Start here")[2])
        if not (path.parent / file).is_file()
    ]
    assert broken == []


def test_no_module_has_outgrown_its_room() -> None:
    assert {named(path): n for path in modules() if (n := len(source(path).splitlines())) > 400} == {}


# --- compute is pure -------------------------------------------------------------------------------------------------

PATH = ("collect", "match", "analyse", "measure", "detect", "alert", "incident", "respond", "engage", "learn", "report")
WORLD = {"httpx2", "httpcore2", "os", "random", "secrets", "time", "socket", "larum.base.clock", "larum.base.http"}
DATABASE = {"sqlalchemy", "larum.db"}
IN_A_TRANSACTION = {"model", "store", "actions", "events", "stage"}
"""The kinds of module that touch the database, through the `Work` or the `Session` they are given. Every other module
of the path computes, whatever it is called, unless it stands below with its reason."""
TOUCHES_DATABASE = {
    "alert/card.py": "the part of the store that gathers what a card shows",
    "alert/escalate.py": "a reaction: it queues calls in the Work of the event",
    "alert/hearing.py": "a reaction: it tells people in the Work of the event",
    "analyse/lookup.py": "the part of the store that reads",
    "detect/hearing/step.py": "binds the listening to its store",
    "detect/learnt.py": "the part of the store that unpacks what a detector remembers",
    "detect/reading/step.py": "binds the detectors of posts to their store",
    "engage/callers.py": "the part of the store that tells callers apart for a day",
    "engage/digest.py": "queues calls in the Work of its job",
    "incident/people.py": "asks auth's store who is there",
    "incident/timeline.py": "writes lines for the actions of several packages",
    "learn/cases/step.py": "binds the cases to their store",
    "measure/stories/step.py": "binds the stories to their store",
    "respond/calling.py": "a reaction: it queues calls in the Work of the event",
    "respond/publishing.py": "a runner: it speaks to platforms between two transactions",
}
READS = ("report",)
"""Packages whose modules hand a session to the stores below them."""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def kind(path: Path) -> str:
    return "actions" if path.parent.name == "actions" else path.stem


def banned(path: Path) -> set[str]:
    free = kind(path) in IN_A_TRANSACTION or named(path) in TOUCHES_DATABASE
    return WORLD if free or path.relative_to(SOURCE).parts[0] in READS else WORLD | DATABASE


def test_compute_is_pure() -> None:
    found = {
        named(path): reached
        for package in PATH
        for path in sorted((SOURCE / package).rglob("*.py"))
        if (reached := {n for n in imported(path) for ban in banned(path) if n == ban or n.startswith(ban + ".")})
    }
    assert found == {}


def test_what_may_touch_the_database_still_exists() -> None:
    assert [name for name in TOUCHES_DATABASE if not (SOURCE / name).is_file()] == []


# --- one place for each ----------------------------------------------------------------------------------------------

ONE_PLACE = {
    r"datetime\.now\(|datetime\.utcnow\(|time\.time\(\)": ("base/clock.py",),
    r"uuid4\(|uuid1\(": ("base/ids.py",),
    r"os\.environ": ("base/settings.py", "cli/terminal.py"),
    r"\.commit\(\)": ("db/work.py",),
}


@pytest.mark.parametrize("pattern", ONE_PLACE)
def test_clock_ids_environment_and_commit_have_one_place(pattern: str) -> None:
    found = [
        f"{named(path)}:{number}"
        for path in modules()
        if named(path) not in ONE_PLACE[pattern]
        for number, line in enumerate(source(path).splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found


def test_only_stores_and_models_speak_sql() -> None:
    """Surfaces go through doors: no page, route, command or public page has a statement of its own."""
    surfaces = [path for path in modules() if path.relative_to(SOURCE).parts[0] in ("cli", "web", "api", "public")]
    speaking = {
        named(path): names
        for path in surfaces
        if (names := {name for name in imported(path) if name.startswith("sqlalchemy")} - ALLOWED_IN_SURFACES)
    }
    assert speaking == {}


ALLOWED_IN_SURFACES = {"sqlalchemy.orm", "sqlalchemy.orm.Session"}
"""A surface may name the session it hands on."""


# --- what is shipped -------------------------------------------------------------------------------------------------

NOT_SHIPPED = {
    "a secret": r"-----BEGIN [A-Z ]*PRIVATE KEY|\bghp_\w{20}|\bAKIA[0-9A-Z]{16}|\bxox[bap]-\w{10}|\bsk-[A-Za-z0-9]{20}",
    "a package registry": r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmmirror|artifactory|deb\.debian\.org",
    "a path of the machine it was built on": r"/work/|/root/|/home/\w|/tmp/|/shared/data|heldout",
    "unfinished work": r"\b(TODO|FIXME|XXX)\b|NotImplementedError",
    "a catch of everything without its reason": r"except (Base)?Exception[^#\n]*$|except:[^#\n]*$",
}


@pytest.mark.parametrize("what", NOT_SHIPPED)
def test_nothing_is_shipped_that_should_have_stayed_here(what: str) -> None:
    written = [*modules(), *(path for end in ("html", "yaml", "po", "md") for path in sorted(SOURCE.rglob(f"*.{end}")))]
    found = [
        f"{named(path)}:{number}: {line.strip()[:100]}"
        for path in written
        for number, line in enumerate(source(path).splitlines(), 1)
        if re.search(NOT_SHIPPED[what], line)
    ]
    assert found == []


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for lock in ROOT.glob("requirements*.txt"):
        text = lock.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://", text), lock
    for lock in [ROOT / "package-lock.json", *ROOT.glob("peers/*/package-lock.json")]:
        text = lock.read_text("utf-8")
        assert not re.search(r"https?://", text), lock
        assert '"integrity"' in text, lock
