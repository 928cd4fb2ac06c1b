"""The step in which mentions are read one by one: each minute, monitor by monitor, whatever has settled.

It runs beside the path, as the telling of stories does, so that reading never holds up counting; a signal it keeps is
put before people by the path's next tick. Posts are read in the order of their times once they have settled for a few
minutes, so that what comes late from a slow source is read too, and two runs read the same.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from larum.base.actor import SYSTEM
from larum.collect.store import posts_by_id
from larum.db.work import Database, Work
from larum.detect.reading.follow import CLAIM, follow
from larum.detect.reading.store import keep_stand, stand_of, unread
from larum.detect.records import Signal
from larum.detect.store import save_signals
from larum.match.store import monitors

SETTLES: Final = timedelta(minutes=5)
"""What comes later than this after it was posted, once newer posts were read, is not read any more."""
AT_ONCE: Final = 2_000
"""Mentions of one transaction: about a second of work, so that nobody else who writes waits longer."""
ROUNDS: Final = 20
"""Transactions of one monitor in one go, so that a large import does not starve the other monitors."""


def read_posts(database: Database, upto: datetime | None = None) -> int:
    """Read every watched monitor's settled mentions; gives how many there were."""
    settled = (upto or database.clock.now()).replace(second=0, microsecond=0) - SETTLES
    with database.reading() as session:
        watched = [monitor.id for monitor in monitors(session) if monitor.state == "on"]
    total = 0
    for monitor_id in watched:
        for _ in range(ROUNDS):
            with database.reading() as session:
                if not unread(session, monitor_id, stand_of(session, monitor_id).reached, settled, 1):
                    break
            with database.working(SYSTEM) as work:
                total += read_next(work, monitor_id, settled)
    return total


def read_next(work: Work, monitor_id: UUID, settled: datetime, at_once: int = AT_ONCE) -> int:
    """Read the oldest mentions of a monitor that are not read; gives how many. Repeated, it reads nothing twice."""
    stand = stand_of(work.session, monitor_id)
    posts = unread(work.session, monitor_id, stand.reached, settled, at_once)
    if not posts:
        return 0
    upto = settled.timestamp()
    if len(posts) == at_once and posts[0].at < posts[-1].at:
        # There may be more of the last one's very instant: it waits for the next round, whole.
        upto = posts[-1].at
        posts = [post for post in posts if post.at < upto]
    followed = follow(stand, monitor_id, posts, upto)
    save_signals(work, [_quoting(work, signal) for signal in followed.signals])
    keep_stand(work, monitor_id, followed.stand)
    return len(posts)


def _quoting(work: Work, signal: Signal) -> Signal:
    """A signal that is about a post says what that post says, as long as we have it: detectors keep no texts."""
    try:
        about = UUID(str(signal.evidence["what"]))
    except ValueError:
        return signal
    original = posts_by_id(work.session, [about]).get(about)
    if original is None or not original.text:
        return signal
    evidence = {**signal.evidence, "what": original.text[:CLAIM], "original": str(about)}
    return msgspec.structs.replace(signal, evidence=evidence)
