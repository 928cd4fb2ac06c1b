"""`larum judge cascades`: how large a post's spread will be, from its first minutes."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[
        Path, typer.Argument(help="CSV with id, t0 and times_s, a row per spread; packed with gzip, or - for input.")
    ],
    observe: Annotated[str, typer.Option(help="How much of each spread is looked at: 15m, 1h, 90s, 1d.")] = "1h",
    horizon: Annotated[str, typer.Option(help="How long after the root its size is to be said.")] = "24h",
) -> None:
    """Say of each spread how large it will be, from what came in the time observed.

    Reads CSV with the columns id, t0 (time of the root; with a time zone, or taken as UTC; or seconds since 1970; empty
    where nobody knows) and times_s: seconds after the root of each post that passed it on, divided by spaces, the
    root's own 0 included. Writes CSV id,predicted,low80,high80: the likeliest size at the horizon, root included, and
    the range that holds the true one four times out of five. What came after the time observed is not looked at, and
    no row has a say in another. A broken row is named on standard error and skipped.

    Examples:

        larum judge cascades spreads.csv --observe 15m --horizon 24h

        zcat spreads.csv.gz | larum judge cascades - --observe 1h
    """
    import sys

    from larum.cli.judging_cascades import judge
    from larum.cli.lasting import seconds_lasting
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, seconds_lasting(observe), seconds_lasting(horizon), sys.stdout, sys.stderr)
