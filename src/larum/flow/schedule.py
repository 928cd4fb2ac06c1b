"""What time itself sets going."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from larum.alert.actions import close_quiet
from larum.alert.grouping import QUIET
from larum.base.actor import SYSTEM
from larum.base.turns import in_turn
from larum.collect.store import sweep
from larum.db.work import Database
from larum.detect.calibrate import LOOKED_BACK
from larum.detect.stage import Tick
from larum.detect.store import forget_peaks
from larum.engage.digest import tell_teams
from larum.flow.path import ON_TICK, run
from larum.match.store import brands
from larum.measure.store import forget_minutes


class Job(msgspec.Struct, frozen=True):
    """Something that is done again and again."""

    name: str
    every: timedelta
    run: Callable[[], object]
    alone: bool = False
    """Waits for other machines, or may take long: has a thread of its own, so that it holds up nobody else."""


def tick(database: Database, upto: datetime | None = None) -> None:
    """Let the detectors look at every whole minute up to now, and raise what they find; brand by brand, and trouble
    with one keeps no other from its alerts."""
    upto = (upto or database.clock.now()).replace(second=0, microsecond=0)
    with database.reading() as session:
        watched = [brand.id for brand in brands(session)]
    in_turn(watched, lambda brand_id: _tick(database, Tick(brand_id=brand_id, upto=upto)))


def _tick(database: Database, one: Tick) -> None:
    with database.working(SYSTEM) as work:
        run(ON_TICK, work, [one])


def calm_down(database: Database) -> None:
    """Close what has become quiet."""
    with database.working(SYSTEM) as work:
        close_quiet(work, QUIET)


def tell_of_inbox(database: Database, public_url: str) -> None:
    """Tell teams what the public wrote since they were last told."""
    with database.working(SYSTEM) as work:
        tell_teams(work, public_url)


def tidy(database: Database, keep_minutes_for: timedelta) -> None:
    """Delete what is no longer kept."""
    with database.working(SYSTEM) as work:
        sweep(work)
        forget_minutes(work, work.now() - keep_minutes_for)
        forget_peaks(work, work.now() - LOOKED_BACK)
