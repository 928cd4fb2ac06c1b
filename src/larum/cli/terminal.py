"""How a command speaks to the person at the terminal, and opens the Larum it works on."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from larum.base.errors import Refusal
from larum.cli.complaints import complaint_in
from larum.cli.trouble import because

if TYPE_CHECKING:
    from larum.base.settings import Settings
    from larum.base.translate import Words
    from larum.db.work import Database

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Data folder to work on; by default LARUM_DATA, else ./larum-data.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]

WRONG_INPUT = 2
"""Exit code where what was asked for cannot be done as it was asked; 1 is for what failed underway."""


class SettingsUnusable(Refusal):
    """The settings file or the environment holds what no setting can be."""

    code = "settings_unusable"
    status = 422
    message = "The settings cannot be used: {detail}. Mend larum.toml or the environment."


class DatabaseUnusable(Refusal):
    """The database cannot be opened, or gave up underway."""

    code = "database_unusable"
    status = 503
    message = "The database cannot be used: {detail}. “larum doctor” says more."


class FileTrouble(Refusal):
    """The system would not read or write something."""

    code = "file_trouble"
    status = 503
    message = "{file}: {detail}"


def speaker() -> "Words":
    """Words in the language of the terminal (LC_ALL, LC_MESSAGES, LANG)."""
    from larum.base.clock import SystemClock
    from larum.base.translate import Words

    wish = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Words("pl" if wish.lower().startswith("pl") else "en", now=SystemClock().now())


def settings_for(data: Path | None, **others: Any) -> "Settings":
    """The settings, with the data folder the person named."""
    from larum.base.settings import Settings

    if data is not None:
        others["data"] = data
    try:
        return Settings(**others)
    except ValueError as wrong:  # pydantic's and TOML's complaints both are
        raise SettingsUnusable(detail=_each(wrong)) from wrong


@contextmanager
def opened(data: Path | None) -> "Iterator[Database]":
    """The database to work on, in its newest shape."""
    from larum.db.engine import DatabaseTrouble, why
    from larum.db.migrate import open_database

    try:
        database = open_database(settings_for(data))
        try:
            yield database
        finally:
            database.close()
    except DatabaseTrouble as wrong:
        raise DatabaseUnusable(detail=why(wrong)) from wrong


def _each(wrong: ValueError) -> str:
    """What is wrong with each setting, by its name; TOML's complaint as it is."""
    from pydantic import ValidationError

    if not isinstance(wrong, ValidationError):
        return " ".join(str(wrong).split())
    words, said = speaker(), []
    for one in wrong.errors():
        said.append(f"{'.'.join(map(str, one['loc']))}: {complaint_in(words, one['msg'])}")
    return "; ".join(said)


@contextmanager
def refusals_said() -> Iterator[None]:
    """A refusal ends the command with its sentence on standard error, never with a trace."""
    try:
        yield
    except Refusal as refusal:
        _say(refusal)
        raise typer.Exit(WRONG_INPUT if refusal.status < 500 else 1) from None
    except BrokenPipeError:
        raise  # whoever reads has gone: the command ends, and nobody is told
    except OSError as wrong:
        _say(FileTrouble(file=wrong.filename or "larum", detail=because(wrong)))
        raise typer.Exit(1) from None


def _say(refusal: Refusal) -> None:
    print(speaker().sentence(refusal), file=sys.stderr)
    if pointer := getattr(refusal, "pointer", ""):  # a query shows where in it the fault is
        print(pointer, file=sys.stderr)
