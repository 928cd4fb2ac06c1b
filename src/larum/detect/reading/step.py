"""The step in which mentions are read one by one: each minute, monitor by monitor, whatever has settled.

It runs beside the path, as the telling of stories does, so that reading never holds up counting; a signal it keeps is
put before people by the path's next tick. Posts are read in the order of their times once they have settled for a few
minutes, so that what comes late from a slow source is read too, and two runs read the same. What is dear is done
between two transactions: nobody who writes waits for it.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy.orm import Session

from larum.base.actor import SYSTEM
from larum.base.turns import in_turn
from larum.collect.store import posts_by_id
from larum.db.work import Database
from larum.detect.reading.follow import CLAIM, SETTLES, Stand, follow
from larum.detect.reading.held import Held, Memory
from larum.detect.reading.store import keep_stand, stand_of, token_of, unread, waiting
from larum.detect.records import Signal
from larum.detect.stage import season_between
from larum.detect.store import save_signals

AT_ONCE: Final = 2_000
"""Mentions of one bite: about a second of work."""
INSTANT: Final = timedelta(microseconds=1)
"""What times are told apart by."""
ROUNDS: Final = 40
"""Bites of one monitor in one go, so that a large import does not starve the other monitors, and one that catches a
thousand mentions a second keeps up."""

_MEMORIES: Final[WeakKeyDictionary[Database, Memory]] = WeakKeyDictionary()
"""What this process holds of the monitors of each database."""


class Read(NamedTuple):
    """What a look at some monitors brought."""

    posts: int = 0
    signals: int = 0
    more: bool = False
    """There may be more to read at once."""


def read_posts(database: Database, upto: datetime | None = None) -> Read:
    """Read every watched monitor's settled mentions, as many as go at once. One that cannot be read stops no other."""
    settled = (upto or database.clock.now()).replace(second=0, microsecond=0) - SETTLES
    with database.reading() as session:
        watched = waiting(session, settled)
    reads = in_turn(watched, lambda one: _read_on(database, *one, settled))
    return Read(sum(read.posts for read in reads), sum(read.signals for read in reads))


def _read_on(database: Database, monitor_id: UUID, brand_id: UUID, settled: datetime) -> Read:
    posts = signals = 0
    for _ in range(ROUNDS):
        read = read_next(database, monitor_id, brand_id, settled)
        posts, signals = posts + read.posts, signals + read.signals
        if not read.more:
            break
    return Read(posts, signals)


def read_all(database: Database, upto: datetime) -> None:
    """Read every watched monitor's settled mentions to the end: before the past is judged, and a file with it."""
    while read_posts(database, upto).posts:
        pass


def read_next(database: Database, monitor_id: UUID, brand_id: UUID, settled: datetime, at_once: int = AT_ONCE) -> Read:
    """Read the oldest mentions of a monitor that are not read. Repeated, it reads nothing twice."""
    memory = _MEMORIES.setdefault(database, Memory())
    with database.reading() as session:
        held = memory.take(monitor_id, token_of(session, monitor_id)) or stand_of(session, monitor_id)
    if held is None:
        held = _begin(database, monitor_id)
    with database.reading() as session:
        posts = unread(session, monitor_id, held.stand.reached, settled, at_once)
        more, upto = len(posts) == at_once, settled.timestamp()
        if more and posts[0].at < posts[-1].at:
            # There may be more of the last one's very instant: it waits for the next bite, whole.
            upto = posts[-1].at
            posts = [post for post in posts if post.at < upto]
        elif more:  # all of one instant, as in a file that tells only days: one bite, however large
            until = _at(posts[0].at) + INSTANT
            posts, upto = unread(session, monitor_id, posts[0].at, until, None), until.timestamp()
        season = season_between(session, brand_id, _at(posts[0].at), settled) if posts else ()
    followed = follow(held.stand, monitor_id, posts, upto, season)
    held = held.read(followed.stand, len(posts))
    write = held.due or not memory.has_room(held)
    if write or followed.signals:
        with database.working(SYSTEM) as work:
            if token_of(work.session, monitor_id, hold=True) != held.token:
                return Read()  # meanwhile older posts came in and the reading begins anew, or somebody else read these
            save_signals(work, [_quoting(work.session, signal) for signal in followed.signals])
            if write:
                held = keep_stand(work, monitor_id, held.stand)
    if memory.has_room(held):
        memory.hold(monitor_id, held)
    return Read(len(posts), len(followed.signals), more)


def _begin(database: Database, monitor_id: UUID) -> Held:
    """Say that the reading begins before anything is read, so that older posts that come in meanwhile are not missed:
    whoever brings them forgets this stand, and what was read from it is not kept."""
    with database.working(SYSTEM) as work:
        return stand_of(work.session, monitor_id) or keep_stand(work, monitor_id, Stand())


def _quoting(session: Session, signal: Signal) -> Signal:
    """A signal that is about a post says what that post says, as long as we have it: detectors keep no texts."""
    try:
        about = UUID(str(signal.evidence["what"]))
    except ValueError:
        return signal
    original = posts_by_id(session, [about]).get(about)
    if original is None or not original.text:
        return signal
    evidence = {**signal.evidence, "what": original.text[:CLAIM], "original": str(about)}
    return msgspec.structs.replace(signal, evidence=evidence)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
