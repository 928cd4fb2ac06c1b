"""The `larum` command."""

import typer

from larum.cli.discover import fill

app = typer.Typer(
    name="larum",
    help="Larum, the open, self-hosted crisis room for social media.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command that was asked for."""
    fill(app, "larum.cli.commands")
    app()
