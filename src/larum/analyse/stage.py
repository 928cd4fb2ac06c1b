"""The step in which mentions are read."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import structs

from larum.analyse.reading import read
from larum.analyse.records import Reading
from larum.analyse.store import forget_readings, save_readings
from larum.base.stage import Stage
from larum.db.work import Work
from larum.match.own import Account, is_ours
from larum.match.records import Mention, Unmention
from larum.match.store import own_by_monitor

Own = Mapping[UUID, frozenset[Account]]
"""Accounts that are ours, by monitor."""


def load(work: Work, batch: Sequence[Mention | Unmention]) -> Own:
    """Which accounts are our own; the model is part of the code."""
    return own_by_monitor(work.session)


def compute(batch: Sequence[Mention | Unmention], own: Own) -> list[Reading | Unmention]:
    """A reading for each mention; word of mentions that are no more goes on as it is."""
    readings = read([item for item in batch if isinstance(item, Mention)])
    if own:
        readings = [
            structs.replace(one, ours=is_ours(one.mention.post, own.get(one.mention.monitor_id, ())))
            for one in readings
        ]
    return [*readings, *(item for item in batch if isinstance(item, Unmention))]


def save(work: Work, found: Sequence[Reading | Unmention]) -> None:
    """Keep the readings; delete those of mentions that are no more."""
    save_readings(work, [item for item in found if isinstance(item, Reading)])
    forget_readings(work, [item.id for item in found if isinstance(item, Unmention)])


ANALYSE = Stage(
    name="analyse",
    load=load,
    compute=compute,
    save=save,
    key=lambda item: item.monitor_id,
)
