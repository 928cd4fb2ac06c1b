"""A batch of lines that was sent to us goes along the path; each line that cannot be taken is named."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, Field

from larum.base.translate import Words
from larum.connectors.contract import Batch
from larum.connectors.records import Arrival, Refused
from larum.connectors.rules import REASONS
from larum.db.work import Database
from larum.flow.arrive import Receipt, receive

AT_ONCE: Final = 2_000
"""Arrivals in one transaction: others get their turn on SQLite's one writer in between."""
NAMED: Final = 200
"""Refused lines that are named in the answer; all of them are counted and wait in quarantine."""


class RefusedLine(BaseModel):
    """One line that could not be taken."""

    line: int = Field(description="Its number in the body, from 1; empty lines count.")
    reason: str = Field(description="Why, for programs: one of the reasons the post format names.")
    message: str = Field(description="Why, in words.")
    detail: str = Field(description="What exactly, and where in the line.")


class Taken(BaseModel):
    """What became of a batch. Sent again, it changes nothing."""

    posts: int = Field(description="Posts that were taken, those included that were here already.")
    removals: int = Field(description="Posts that were taken back.")
    refused: int = Field(description="Lines that could not be taken; they wait in quarantine with their reasons.")
    refusals: list[RefusedLine] = Field(description=f"The first {NAMED} of them.")


NDJSON: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "One post on a line, in the post format; may be sent with `Content-Encoding: gzip`.",
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": '{"platform": "forum", "id": "7", "created_at": "2026-03-02T12:00:00Z", "text": "Hello"}\n',
            }
        },
    }
}
"""How the description shows a body of lines."""


def take(
    database: Database, arrivals: Sequence[Arrival], *, source_id: UUID | None, keep_for: timedelta, words: Words
) -> Taken:
    """Bring arrivals in, some at a time; what is in stays in when a later part fails, and sending again is safe."""
    receipts = [
        receive(database, Batch(arrivals=part, cursor=""), source_id=source_id, keep_for=keep_for)
        for part in _parts(arrivals)
    ]
    return _taken(receipts, [arrival for arrival in arrivals if isinstance(arrival, Refused)], words)


def _parts(arrivals: Sequence[Arrival]) -> Iterator[Sequence[Arrival]]:
    for start in range(0, max(len(arrivals), 1), AT_ONCE):
        yield arrivals[start : start + AT_ONCE]


def _taken(receipts: Sequence[Receipt], refused: Sequence[Refused], words: Words) -> Taken:
    return Taken(
        posts=sum(receipt.posts for receipt in receipts),
        removals=sum(receipt.removals for receipt in receipts),
        refused=sum(receipt.refused for receipt in receipts),
        refusals=[
            RefusedLine(
                line=int(item.where.removeprefix("line ") or 0),
                reason=item.reason,
                message=words(REASONS[item.reason]),
                detail=item.detail,
            )
            for item in refused[:NAMED]
        ],
    )
