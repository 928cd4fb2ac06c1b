"""What Larum reads out of posts."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[
        Path, typer.Argument(help="JSON Lines with at least id and text; packed with gzip, or - for input.")
    ],
) -> None:
    """Say of every post its language, its mood, and whether it asks, complains or threatens.

    Reads {"id", "text"} and, where it is there, "lang"; writes one JSON line per post, as soon as it can. A line that
    cannot be read is named on standard error and skipped.

    Examples:

        larum judge posts posts.jsonl

        zcat posts.jsonl.gz | larum judge posts - | grep '"threat": true'
    """
    import sys

    from larum.cli.judging_posts import judge
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, sys.stdout, sys.stderr)
