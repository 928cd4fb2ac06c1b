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

    from sqlalchemy import select

    from larum.base.errors import NotFound
    from larum.collect.store import posts, to_post
    from larum.connectors.jsonlines import encode
    from larum.match.model import Monitor
    from larum.match.store import mentions

    with refusals_said(), opened(data) as database, database.reading() as session:
        query = select(posts).where(posts.c.gone_at.is_(None)).order_by(posts.c.created_at, posts.c.id)
        if monitor is not None:
            found = session.scalar(select(Monitor.id).where(Monitor.name == monitor))
            if found is None:
                raise NotFound
            query = query.join(mentions, mentions.c.post_id == posts.c.id).where(mentions.c.monitor_id == found)
        for row in session.execute(query.execution_options(yield_per=1000)):
            sys.stdout.buffer.write(encode(to_post(row)).rstrip(b"\n") + b"\n")
        sys.stdout.buffer.flush()
