"""Bring posts in from a file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from larum.cli.terminal import AsJson, Data, opened, refusals_said, speaker


def command(
    file: Annotated[Path, typer.Argument(help="JSON Lines in Larum's post format, or CSV; may be packed with gzip.")],
    columns: Annotated[
        Path | None, typer.Option("--map", "--columns", help="For CSV: YAML that says which column is what.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="How letters are stored, such as cp1250.")] = "utf-8",
    monitors: Annotated[
        Path | None,
        typer.Option(
            help="YAML list of {name, query, brand}; those not there yet are added first.", show_default=False
        ),
    ] = None,
    again: Annotated[bool, typer.Option(help="Read from the beginning, also what was read before.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Import posts, match and count them, and judge the past they bring.

    It can be stopped at any moment, by Ctrl-C or kill -9, and goes on from where it was.

    Examples:

        larum import posts.jsonl.gz

        larum import tweets.csv.gz --map examples/airline-map.yaml --monitors monitors.yaml
    """
    from larum.cli.importing import bring_in, report

    with refusals_said(), opened(data) as database:
        try:
            done = bring_in(
                database, file, columns=columns, encoding=encoding, monitors=monitors, again=again, quiet=as_json
            )
        except KeyboardInterrupt:
            print(speaker()("Stopped. Run the same command to go on."), file=sys.stderr)
            raise typer.Exit(130) from None
        report(done, as_json=as_json)
