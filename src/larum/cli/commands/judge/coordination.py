"""`larum judge coordination`: who shares the same things within the same moments."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[Path, typer.Argument(help="CSV of shares; packed with gzip, or - for input.")],
    window: Annotated[str, typer.Option(help="Span within which two shares count as one moment: 60s, 5m, 1h.")] = "60s",
    least: Annotated[int, typer.Option("--min", min=0, help="Shares from which an account takes part.")] = 2,
) -> None:
    """Find the accounts that share the same things together, and the bursts that were made so.

    Reads CSV with the columns object_id (what is shared: a link, a text, a picture, a repost), account_id, content_id
    (the post that shares it) and timestamp, in any order. Writes one JSON object: “pairs” is the network as CooRTweet's
    detect_groups and generate_coordinated_network define it, each pair of accounts with its number of shares in common;
    “bursts” are objects pushed by ten accounts or more, with start, end, object, accounts, and “told”: when it was
    plain, of which no later share is needed. A line that is no share is named on standard error and skipped.

    Examples:

        larum judge coordination shares.csv --window 60s --min 2

        zcat shares.csv.gz | larum judge coordination - | jq .bursts
    """
    import sys

    from larum.cli.judging_coordination import judge
    from larum.cli.terminal import refusals_said

    with refusals_said():
        judge(file, window, least, sys.stdout, sys.stderr)
