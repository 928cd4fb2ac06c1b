"""The step in which we listen to our own ears: every five minutes, whether sources that are read still bring anything.

A source that is paused, gone, or fails with an error we know is not listened to, since its page says why nothing comes.
"""

from datetime import UTC, datetime

from larum.base.actor import SYSTEM
from larum.collect.actions import health_of
from larum.collect.model import Source
from larum.collect.store import sources
from larum.db.work import Database, Work
from larum.detect.hearing.events import SourceFellSilent, SourceHeardAgain
from larum.detect.hearing.listen import Heard, listen
from larum.detect.hearing.store import Gap, about_gap, ears, forget_gap, gaps, keep_ears, keep_gap
from larum.notify.store import call_off


def listen_to_sources(database: Database) -> None:
    """Tell which sources have fallen silent, and which are heard again. What is dear is done between two transactions,
    so that nobody who writes waits for it."""
    now = database.clock.now()
    with database.reading() as session:
        read = {one.id: one.news for one in sources(session) if "mark" not in one.settings and _is_read(one)}
        before = gaps(session, now)
        kept = ears(session)
    told = {id for id, gap in before.items() if gap.until is None}
    heard = listen(kept, read, told, now.timestamp())
    with database.working(SYSTEM) as work:
        # Meanwhile somebody may have taken a source out, or paused it: then nothing is said of it.
        still = {one.id: one for one in sources(work.session) if one.id in heard and _is_read(one)}
        for id in told - still.keys():
            forget_gap(work, id)
            call_off(work, about_gap(id, before[id].since))
        keep_ears(work, {id: heard[id].ear for id in still})
        for id, source in still.items():
            _note(work, source, heard[id], before[id] if id in told else None)


def _is_read(source: Source) -> bool:
    return source.state == "on" and health_of(source).state == "ok"


def _note(work: Work, source: Source, heard: Heard, gap: Gap | None) -> None:
    """A gap begins, grows or ends."""
    if gap is None and heard.silent and source.news == heard.ear.news:
        since = source.news_at or _at(heard.ear.heard_until)
        keep_gap(work, source.id, Gap(since, None, heard.missing))
        work.tell(SourceFellSilent(source.id, since, heard.missing))
    elif gap is not None and heard.came:
        until = source.news_at or work.now()
        keep_gap(work, source.id, Gap(gap.since, until, gap.missing))
        work.tell(SourceHeardAgain(source.id, gap.since, until, gap.missing))
    elif gap is not None and heard.missing > gap.missing:
        keep_gap(work, source.id, Gap(gap.since, None, heard.missing))
    else:
        return
    work.touch("sources")


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
