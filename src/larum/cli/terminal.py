"""How a command speaks to the person at the terminal, and opens the Larum it works on."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
        os.environ["LARUM_DATA"] = str(data)
    return Settings(**others)


@contextmanager
def opened(data: Path | None) -> "Iterator[Database]":
    """The database to work on, in its newest shape."""
    from larum.bootstrap import open_database

    database = open_database(settings_for(data))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def refusals_said() -> Iterator[None]:
    """A refusal ends the command with its sentence on standard error, never with a trace."""
    from larum.base.errors import Refusal

    try:
        yield
    except Refusal as refusal:
        print(speaker().sentence(refusal), file=sys.stderr)
        raise typer.Exit(WRONG_INPUT) from None
