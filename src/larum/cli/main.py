"""The `larum` command."""

import io
import sys
from typing import Annotated

import typer

from larum.cli.discover import fill
from larum.cli.help import translate
from larum.cli.interrupts import hear_ctrl_c
from larum.cli.terminal import WRONG_INPUT, speaker

EXIT_CODES = """
**Exit codes**: 0 it is done; 1 it failed underway, or `larum doctor` found something that fails; 2 what was asked for
cannot be done as it was asked, and standard error says why; 130 stopped by Ctrl-C.

Words come in Polish where LC_ALL, LC_MESSAGES or LANG ask for it. Colours stay away where NO_COLOR is set.
"""

app = typer.Typer(
    name="larum",
    help="Larum, the open, self-hosted crisis room for social media.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(wanted: bool) -> None:
    if wanted:
        from larum import __version__

        print(f"larum {__version__}")
        raise typer.Exit


@app.callback()
def everything(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Larum, the open, self-hosted crisis room for social media."""


def main() -> None:
    """Run the command that was asked for."""
    hear_ctrl_c()
    fill(app, "larum.cli.commands")
    command = typer.main.get_command(app)
    words = speaker()
    if words.language != "en":
        translate(command, words)
    if sys.stdout is None:  # closed by whoever started us, as in `>&-`
        if sys.stderr is not None:
            print(words("There is no standard output to write to."), file=sys.stderr)
        raise SystemExit(WRONG_INPUT)
    for stream in (sys.stdout, sys.stderr):
        # JSON is UTF-8 wherever it is written, and words with ogonki are no reason to break off on an old terminal.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        command()
    finally:
        _let_go()


def _let_go() -> None:
    """Write what is left to write; a reader who has gone, as in `| head`, is no reason for a trace at the very end."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = None  # else the interpreter flushes it once more
