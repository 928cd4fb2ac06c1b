"""What others may react to: an event is told by an action, in the same transaction, and kept until it was heard."""

from typing import ClassVar

import msgspec
from sqlalchemy import Column, Index, Integer, Table, Text, Uuid

from larum.db.columns import Instant, metadata


class Event(msgspec.Struct, frozen=True):
    """Something that happened, in the past tense. Subclasses are the vocabulary of `flow/reactions.py`."""

    registry: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)  # type: ignore[arg-type]
        Event.registry[cls.__name__] = cls


outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("told_at", Instant, nullable=False),
    Column("heard_at", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("trouble", Text),
)
Index("ix_outbox_unheard", outbox.c.told_at, sqlite_where=outbox.c.heard_at.is_(None))
