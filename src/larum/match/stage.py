"""The step in which posts become mentions."""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

import msgspec

from larum.base.stage import Stage
from larum.collect.records import Arrived
from larum.collect.store import gone_among
from larum.connectors.records import Post
from larum.db.work import Work
from larum.match import store
from larum.match.index import Index
from larum.match.query import parse
from larum.match.records import Mention, Unmention


class Watched(msgspec.Struct, frozen=True):
    """What has to be known to match a batch."""

    queries: tuple[tuple[UUID, str], ...]
    gone: frozenset[UUID]
    """Posts of this batch that were taken back, now or before."""
    unsaid: tuple[Unmention, ...]
    """Mentions we hold of those."""


def load(work: Work, batch: Sequence[Arrived]) -> Watched:
    """The monitors, and which of these posts are gone."""
    gone = gone_among(work.session, [arrived.id for arrived in batch])
    unsaid = store.mentions_of(work.session, list(gone)) if gone else []
    return Watched(store.queries(work.session), frozenset(gone), tuple(unsaid))


def compute(batch: Sequence[Arrived], watched: Watched) -> list[Mention | Unmention]:
    """Mentions of the posts that are still there; word of those that are no more."""
    present = [arrived.item for arrived in batch if isinstance(arrived.item, Post) and arrived.id not in watched.gone]
    return [*_index(watched.queries).match(present), *watched.unsaid]


def save(work: Work, found: Sequence[Mention | Unmention]) -> None:
    """Keep the mentions."""
    store.save_mentions(work, [item for item in found if isinstance(item, Mention)])
    if found:
        work.touch("mentions")


@lru_cache(maxsize=4)
def _index(queries: tuple[tuple[UUID, str], ...]) -> Index:
    """Building the index is the dear part, and the monitors seldom change."""
    return Index.build((id, parse(query)) for id, query in queries)


MATCH = Stage(name="match", load=load, compute=compute, save=save, key=lambda arrived: arrived.id)
