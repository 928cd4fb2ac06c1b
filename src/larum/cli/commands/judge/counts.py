"""`larum judge counts`: how unusual each count of a file is, and where a page would have gone out."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[Path, typer.Argument(help="CSV with timestamp and value; packed with gzip, or - for input.")],
    asked: Annotated[
        float,
        typer.Option(min=0.3, max=4.0, help="How strong a case must be for an alarm; a new monitor asks for 1."),
    ] = 0.45,
) -> None:
    """Score a file of counts, row by row, as if it came in live.

    Reads CSV with the columns timestamp (start of the bin; with a time zone, or taken as UTC; or seconds since
    1970) and value, in any bin width. Writes CSV timestamp,value,score,alarm: score from 0 to 1, higher is more
    unusual, above one half stronger than anything lately; alarm 1 where a page would have gone out to somebody who
    bears about one false alarm a month for each stream. A monitor of Larum is more patient unless told otherwise:
    --asked 1. No row is judged by a later one. A bin without a row was not watched; it does not count as zero. A
    broken or out-of-order row is named on standard error and skipped.

    Examples:

        larum judge counts mentions.csv

        larum judge counts mentions.csv --asked 1

        zcat mentions.csv.gz | larum judge counts - | grep ',1$'
    """
    import sys

    from larum.cli.judging_counts import judge
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, asked, sys.stdout, sys.stderr)
