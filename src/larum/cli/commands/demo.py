"""See Larum with a story that unfolds."""

from pathlib import Path
from typing import Annotated

import typer

from larum.cli.terminal import refusals_said


def command(
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 8400,
    speed: Annotated[float, typer.Option(min=1, max=3600, help="How many times as fast as life.")] = 240,
    language: Annotated[
        str, typer.Option(help="Language of the team: pl or en; by default that of the terminal.", show_default=False)
    ] = "",
    seed: Annotated[int, typer.Option(min=1, help="Another number tells the same story in other words.")] = 1,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the story's data; by default one that is deleted at the end.", show_default=False
        ),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """See Larum at work on an invented brand: four quiet weeks, then a crisis that unfolds in twelve minutes.

    Everything is invented, lives in a folder of its own, and is served to this machine alone. Nothing leaves it.

    Examples:

        larum demo

        larum demo --language pl --speed 60 --no-browser
    """
    from larum.cli.demo.stage import perform

    with refusals_said():
        perform(data, port=port, speed=speed, language=language, seed=seed, browser=browser)
