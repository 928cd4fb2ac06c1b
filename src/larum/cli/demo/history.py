"""The quiet weeks, brought in the way every post comes in, and looked at once by every detector."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from larum.base.actor import SYSTEM
from larum.collect.actions import open_source, resume_source
from larum.collect.model import Source
from larum.connectors import registry
from larum.connectors.contract import Outside, Poller
from larum.db.work import Database
from larum.detect.reading.step import read_all
from larum.flow.arrive import receive
from larum.flow.schedule import tick

Progress = Callable[[int], None]
"""Told how many posts have come so far."""
KEPT_FOR = timedelta(days=90)


def tell_quiet_weeks(database: Database, outside: Outside, source_id: UUID, progress: Progress) -> int:
    """Read the source up to now, judge it once, and let the runner go on reading; gives how many posts there were."""
    connector = registry.connector("sample")
    assert isinstance(connector, Poller)
    posts, more = 0, True
    while more:
        with database.reading() as session:
            source = session.get_one(Source, source_id)
        batch = connector.read(connector.manifest.fill(source.settings, "poll"), source.cursor, outside)
        posts += receive(database, batch, source_id=source_id, keep_for=KEPT_FOR).posts
        more = batch.more
        progress(posts)
    read_all(database, database.clock.now())
    tick(database)
    with database.working(SYSTEM) as work:
        resume_source(work, open_source(work.session, source_id))
    return posts


def answered(database: Database, source_id: UUID, at: datetime) -> None:
    """Let the people of the story know that an honest answer is out; the first one counts."""
    with database.working(SYSTEM) as work:
        source = open_source(work.session, source_id)
        if not source.settings.get("answered_at"):
            source.settings = {**source.settings, "answered_at": at.isoformat()}
            work.touch("sources")
