"""Test Larum on your own data before you trust it: posts, counts, queries and statements in, judgements out."""

import typer

from larum.cli.discover import fill

app = fill(
    typer.Typer(help="Test Larum on your own data before you trust it.", no_args_is_help=True),
    "larum.cli.commands.judge",
)
