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
    """Tell which sources have fallen silent, and which are heard again."""
    with database.working(SYSTEM) as work:
        known = {source.id: source for source in sources(work.session) if "mark" not in source.settings}
        read = {id: source.news for id, source in known.items() if _is_read(source)}
        before = gaps(work.session, work.now())
        for id, gap in before.items():
            if id not in read and gap.until is None:
                forget_gap(work, id)
                call_off(work, about_gap(id, gap.since))
        told = {id for id, gap in before.items() if gap.until is None}
        heard = listen(ears(work.session), read, told, work.now().timestamp())
        keep_ears(work, {id: one.ear for id, one in heard.items()})
        for id, one in heard.items():
            last = before.get(id)
            _note(work, known[id], one, last if last is not None and last.until is None else None)


def _is_read(source: Source) -> bool:
    return source.state == "on" and health_of(source).state == "ok"


def _note(work: Work, source: Source, heard: Heard, gap: Gap | None) -> None:
    """A gap begins, grows or ends."""
    if gap is None and heard.silent:
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
