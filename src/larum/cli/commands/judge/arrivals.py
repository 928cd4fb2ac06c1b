"""`larum judge arrivals`: the first minutes of a sudden event, told from the times of posts alone."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[Path, typer.Argument(help="CSV with timestamp, a row per post; packed with gzip, or - for input.")],
    least: Annotated[int, typer.Option(min=3, help="Posts from which a call goes out.")] = 3,
) -> None:
    """Say at every post whether posts follow each other faster than this stream has ever known.

    Reads CSV with the column timestamp (with a time zone, or taken as UTC; or seconds since 1970), in order of time.
    Writes CSV at,score,alarm, a line for each post: score from 0 to 1; above one half, a quiet stream like this one
    would bring so many posts in so short a time less than once in two years; alarm 1 where somebody would have been
    called, once for what follows in twelve hours. No row is judged by a later one. A broken or out-of-order row is
    named on standard error and skipped.

    Examples:

        larum judge arrivals posts.csv

        zcat posts.csv.gz | larum judge arrivals - | grep ',1$'
    """
    import sys

    from larum.cli.judging_arrivals import judge
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, least, sys.stdout, sys.stderr)
