"""What would have happened, had Larum watched?"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from larum.cli.terminal import AsJson, Data, refusals_said, speaker

_INSTANTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]


def command(
    file: Annotated[Path, typer.Argument(help="JSON Lines in Larum's post format, or CSV; may be packed with gzip.")],
    monitors: Annotated[
        Path | None,
        typer.Option(
            help="YAML list of {name, query, brand}; by default what the data folder watches for.", show_default=False
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=_INSTANTS, help="Leave out what was posted before (UTC).", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=_INSTANTS, help="Leave out what was posted from then on.", show_default=False),
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.1, help="How many times as fast as life; as fast as it can by default.", show_default=False),
    ] = None,
    columns: Annotated[
        Path | None, typer.Option("--map", help="For CSV: YAML that says which column is what.", show_default=False)
    ] = None,
    encoding: Annotated[str, typer.Option(help="How letters are stored, such as cp1250.")] = "utf-8",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Let a stored stream of posts happen again, minute by minute, and say every alert that would have gone out.

    Posts are put in the order in which they were posted and go along the very path that live posts take, by a clock of
    their own, in a folder that is deleted at the end: nobody is called, nothing of yours changes. Each alert comes with
    its severity at that moment, how long after it began, and how long after the first mention.

    Examples:

        larum replay last-autumn.jsonl.gz

        larum replay posts.jsonl --monitors monitors.yaml --from 2026-03-01 --to 2026-03-08 --json

        larum replay posts.jsonl --speed 3600
    """
    import sys

    from larum.cli.replaying import Wish, replay
    from larum.cli.replaying_words import Teller

    wish = Wish(file, monitors, since, until, speed, columns, encoding, data)
    teller = Teller(as_json=as_json)
    with refusals_said():
        try:
            teller.end(replay(wish, teller.alert, quiet=as_json))
        except KeyboardInterrupt:
            print(speaker()("Stopped."), file=sys.stderr)
            raise typer.Exit(130) from None
