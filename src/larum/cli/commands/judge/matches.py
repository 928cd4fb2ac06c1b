"""Which posts which monitors catch."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[
        Path, typer.Argument(help="JSON Lines with at least id and text; packed with gzip, or - for input.")
    ],
    monitors: Annotated[
        Path, typer.Option(help="YAML, a line for each monitor: - {name: Login, query: login AND down}")
    ],
) -> None:
    """Say of every post which monitors catch it, and by which of its words.

    Reads posts in Larum's post format, of which only "id" and "text" must be there; "author" {"handle"} is needed for
    from: and "lang" for lang:. Writes {"id", "monitor", "words"}, one JSON line per pair, in the order of the posts and
    then of the monitors, as soon as it can. A line that cannot be read is named on standard error and skipped, and
    the exit code stays 0; a monitor that cannot be understood ends the command with exit code 2 before the first post.

    Examples:

        larum judge matches posts.jsonl --monitors monitors.yaml

        zcat posts.jsonl.gz | larum judge matches - --monitors monitors.yaml
    """
    import sys

    from larum.cli.judging_matches import judge
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, monitors, sys.stdout, sys.stderr)
