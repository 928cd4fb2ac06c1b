"""Take everything out again."""

from typing import Annotated

import typer

from larum.cli.terminal import Data, opened, refusals_said


def command(
    monitor: Annotated[
        str | None, typer.Option(help="Only what this monitor caught, by name.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Write the posts Larum holds to standard output, as JSON Lines in its post format, oldest first.

    Example: larum export --monitor Kwarcja | gzip > posts.jsonl.gz
    """
    import sys

    from larum.base.errors import NotFound
    from larum.connectors.jsonlines import encode
    from larum.match.store import every_post, monitor_named

    with refusals_said(), opened(data) as database, database.reading() as session:
        found = monitor_named(session, monitor) if monitor is not None else None
        if monitor is not None and found is None:
            raise NotFound
        for post in every_post(session, found.id if found is not None else None):
            sys.stdout.buffer.write(encode(post).rstrip(b"\n") + b"\n")
        sys.stdout.buffer.flush()
