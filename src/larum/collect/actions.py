"""What people can do with sources, and how a source keeps its place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from larum.auth.action import action
from larum.base.errors import Invalid, NotFound, Refusal
from larum.collect.model import Source
from larum.connectors import health, registry
from larum.connectors.records import Post, Removal
from larum.db.work import Work

AHEAD = timedelta(hours=1)
"""So far may clocks differ. Were a post dated further ahead its source's newest, nothing else would be until then."""


def open_source(session: Session, id: UUID) -> Source:
    """The source, for whoever may see sources; `NotFound` where there is none."""
    source = session.get(Source, id)
    if source is None:
        raise NotFound
    return source


@action("collect.add_source", needs="approver", secret=("secrets",))
def add_source(
    work: Work,
    *,
    name: str,
    connector: str,
    settings: dict[str, Any],
    secrets: dict[str, Any] | None = None,
    keep_unmatched: bool = True,
) -> Source:
    """Start to read a stream."""
    registry.manifest(connector)
    if not name.strip():
        raise Invalid("A source needs a name by which people recognise it.", field="name")
    source = Source(
        id=work.fresh_id(),
        name=name.strip(),
        connector=connector,
        settings=settings,
        secrets=secrets or {},
        state="on",
        keep_unmatched=keep_unmatched,
        cursor="",
        created_at=work.now(),
        post_at=None,
        posts=0,
        news=0,
        news_at=None,
        refused=0,
        health=_kept(health.newly_added(work.now())),
        read_again_at=None,
    )
    work.session.add(source)
    work.touch("sources")
    return source


@action("collect.pause_source", needs="responder")
def pause_source(work: Work, source: Source) -> None:
    """Stop reading a stream until somebody says otherwise; its place is kept."""
    source.state = "paused"
    work.touch("sources")


@action("collect.resume_source", needs="responder")
def resume_source(work: Work, source: Source) -> None:
    """Read a stream again from where it stopped."""
    source.state = "on"
    source.health = _kept(health.newly_added(work.now()))
    source.read_again_at = None
    work.touch("sources")


@action("collect.remove_source", needs="approver")
def remove_source(work: Work, source: Source) -> None:
    """Stop reading a stream for good; the posts that came from it stay."""
    work.session.delete(source)
    work.touch("sources")


def health_of(source: Source) -> health.Health:
    """How a source is doing."""
    return msgspec.convert(source.health, health.Health)


def note_reading(
    work: Work,
    source_id: UUID,
    *,
    cursor: str,
    items: Sequence[Post | Removal],
    refused: int,
    wait_for: timedelta | None,
    met: Refusal | None = None,
) -> None:
    """Move the source's place, last, in the transaction that kept what was read (law 5)."""
    source = open_source(work.session, source_id)
    source.cursor = cursor
    source.posts += len(items)
    source.refused += refused
    until = work.now() + AHEAD
    said = [item.created_at for item in items if isinstance(item, Post) and item.created_at <= until]
    news = [at for at in said if source.post_at is None or at > source.post_at]
    if news:
        source.post_at = max(news)
        source.news += len(news)
        source.news_at = work.now()
    if met is not None:
        _note(work, source, met)
    else:
        source.health = _kept(health.after_reading(health_of(source), work.now()))
        source.read_again_at = None if wait_for is None else work.now() + wait_for
    work.touch("sources")


def note_failure(work: Work, source_id: UUID, met: Refusal) -> None:
    """Keep what a reading met, and when it is tried again."""
    _note(work, open_source(work.session, source_id), met)
    work.touch("sources")


def _note(work: Work, source: Source, met: Refusal) -> None:
    after = health.after_failure(health_of(source), met, work.now())
    source.health = _kept(after)
    source.read_again_at = after.try_at
    if after.state == "gone":
        source.state = "gone"


def _kept(state: health.Health) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(state)
    return kept


def due(source: Source, now: datetime) -> bool:
    """Whether a poller is to be read now."""
    return source.state == "on" and (source.read_again_at is None or source.read_again_at <= now)
