"""`larum judge statement`: what a statement holds and which of its words will hurt."""

import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

BYTE_ORDER_MARK = "\ufeff"


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
    import msgspec

    from larum.respond.lint.check import check

    checks = check(_text(file), lang)
    found = {
        kind: [{"name": each.name, "start": each.start, "end": each.end} for each in findings]
        for kind, findings in (("components", checks.components), ("faults", checks.faults))
    }
    typer.echo(msgspec.json.encode(found).decode())


def _text(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as failed:
        _refuse(f"{file}: {failed.strerror or failed}")
    try:
        return raw.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as broken:
        _refuse(f"{file}: not UTF-8 at byte {broken.start}; save it as UTF-8 and try again")


def _refuse(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2)
