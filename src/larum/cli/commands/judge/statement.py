"""`larum judge statement`: what a statement holds and which of its words will hurt."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def command(
    file: Annotated[Path, typer.Argument(help="The statement, a text file in UTF-8; `-` reads standard input.")],
    lang: Annotated[Literal["pl", "en"], typer.Option("--lang", help="The language it is written in.")],
) -> None:
    """Check a statement: its components and its faults, each with its place.

    Prints one JSON object. `start` and `end` count code points of the decoded text, as it stands, line ends included; a
    byte order mark at the beginning is not part of it.

    Examples:

        larum judge statement draft.txt --lang pl

        cat draft.txt | larum judge statement - --lang en
    """
    import sys

    from larum.cli.judging_statements import judge
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, lang, sys.stdout)
