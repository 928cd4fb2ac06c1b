"""The first step of the path: what arrived is kept, what was taken back is erased."""

from collections.abc import Sequence
from uuid import UUID

from larum.base.stage import Stage
from larum.collect.records import Arrived
from larum.collect.store import remove_posts, save_posts
from larum.connectors.records import Removal
from larum.db.work import Work


def load(work: Work, batch: Sequence[Arrived]) -> None:
    """Nothing has to be known."""


def compute(batch: Sequence[Arrived], _known: None) -> Sequence[Arrived]:
    """Each item once, the last word of it; a removal is the last word wherever it stands (law 4)."""
    once: dict[UUID, Arrived] = {}
    for arrived in batch:
        if arrived.id not in once or not isinstance(once[arrived.id].item, Removal):
            once[arrived.id] = arrived
    return list(once.values())


def save(work: Work, batch: Sequence[Arrived]) -> None:
    """Keep posts, erase those that were taken back."""
    save_posts(work, batch)
    remove_posts(work, [arrived.item for arrived in batch if isinstance(arrived.item, Removal)])


COLLECT = Stage(name="collect", load=load, compute=compute, save=save, key=lambda arrived: arrived.id)
