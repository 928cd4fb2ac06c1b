"""The step in which mentions become stories: each minute, monitor by monitor, whatever has not been told yet.

It runs beside the path rather than on it, so that telling never holds up counting and alerts. What was told is kept in
the transaction in which the storyteller moves on: after a crash it tells the same mentions to the same state.
"""

from uuid import UUID

from larum.base.actor import SYSTEM
from larum.base.turns import in_turn
from larum.db.work import Database, Work
from larum.match.store import monitors
from larum.measure.narrative import tell
from larum.measure.stories.store import remember, remembered, save_members, save_stories, untold

AT_ONCE = 1_000
"""Mentions of one transaction: half a second of work, so that nobody else who writes waits longer."""
ROUNDS = 20
"""Transactions of one monitor in one go, so that a large import does not starve the other monitors."""


def tell_stories(database: Database) -> int:
    """Tell every monitor's mentions that have not been told; gives how many were. Trouble with one stops no other."""
    with database.reading() as session:
        watched = [monitor.id for monitor in monitors(session)]
    return sum(in_turn(watched, lambda monitor_id: _tell_on(database, monitor_id)))


def _tell_on(database: Database, monitor_id: UUID) -> int:
    told = 0
    for _ in range(ROUNDS):
        with database.reading() as session:
            if not untold(session, monitor_id, 1):
                break
        with database.working(SYSTEM) as work:
            told += tell_next(work, monitor_id)
    return told


def tell_next(work: Work, monitor_id: UUID) -> int:
    """Tell the oldest mentions of a monitor that have not been told; gives how many there were."""
    readings = untold(work.session, monitor_id, AT_ONCE)
    if not readings:
        return 0
    told = tell(remembered(work.session, monitor_id), readings)
    save_stories(work, told.stories)
    save_members(work, readings, told.members)
    remember(work, monitor_id, told.state)
    work.touch("stories")
    return len(readings)
