"""What arrives goes along the path, and its source's place moves with it: all of it, or nothing of it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog

from larum.base.actor import SYSTEM
from larum.collect.actions import note_reading
from larum.collect.records import Arrived
from larum.connectors.contract import Batch
from larum.connectors.records import Post, Refused, Removal
from larum.db.work import Database, Work
from larum.flow.path import ON_ARRIVAL, run
from larum.flow.quarantine import set_aside

log = structlog.get_logger()


class Receipt(msgspec.Struct, frozen=True):
    """What became of a batch."""

    posts: int
    removals: int
    refused: int


def receive(
    database: Database,
    batch: Batch,
    *,
    source_id: UUID | None,
    keep_for: timedelta | None = None,
) -> Receipt:
    """Take a batch along the path, in one transaction with the source's new place (law 5).

    A batch that fails is tried again item by item; an item that fails alone goes to quarantine with its reason.
    """
    items = [Arrived(item, keep_for) for item in batch.arrivals if not isinstance(item, Refused)]
    refused = [item for item in batch.arrivals if isinstance(item, Refused)]
    try:
        with database.working(SYSTEM) as work:
            run(ON_ARRIVAL, work, items)
            _note(work, batch, source_id, items, refused)
    except Exception:  # whatever an item did to a step, the others must go on; it is found one by one below
        log.exception("batch failed; trying its items one by one", items=len(items))
        outcomes = [(item, _alone(database, item)) for item in items]
        items = [item for item, failure in outcomes if failure is None]
        refused += [failure for _, failure in outcomes if failure is not None]
        with database.working(SYSTEM) as work:
            _note(work, batch, source_id, items, refused)
    return Receipt(
        posts=sum(isinstance(arrived.item, Post) for arrived in items),
        removals=sum(isinstance(arrived.item, Removal) for arrived in items),
        refused=len(refused),
    )


def _alone(database: Database, arrived: Arrived) -> Refused | None:
    try:
        with database.working(SYSTEM) as work:
            run(ON_ARRIVAL, work, [arrived])
    except Exception as trouble:  # the step's own words are kept with the item, for people to mend it
        return Refused(
            reason="step_failed",
            detail=f"{type(trouble).__name__}: {trouble}"[:500],
            raw=_written(arrived.item),
        )
    return None


def _written(item: Post | Removal) -> bytes:
    """The item for people to mend; what cannot be written as JSON is written as Python shows it."""
    try:
        return msgspec.json.encode(item)
    except UnicodeEncodeError:
        return repr(item).encode("utf-8", "backslashreplace")


def _note(
    work: Work, batch: Batch, source_id: UUID | None, items: Sequence[Arrived], refused: Sequence[Refused]
) -> None:
    set_aside(work, "collect", refused, source_id)
    if source_id is not None:
        note_reading(
            work,
            source_id,
            cursor=batch.cursor,
            items=[arrived.item for arrived in items],
            refused=len(refused),
            wait_for=None if batch.more else timedelta(seconds=batch.wait_for),
            met=batch.trouble,
        )
