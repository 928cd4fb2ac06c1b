"""The audit trail: every entry carries the hash of the one before it."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import JSON, BigInteger, Column, Table, Text, Uuid, func, insert, select, text
from sqlalchemy.orm import Session

from larum.db.columns import Instant, metadata, to_json, to_microseconds
from larum.db.work import Work

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("actor_name", Text, nullable=False),
    Column("action", Text, nullable=False, index=True),
    Column("subject_id", Uuid, index=True),
    Column("detail", JSON, nullable=False),
    Column("hash", Text, nullable=False),
)

_CHAIN_LOCK = 7_205_411
"""Key of PostgreSQL's advisory lock on the end of the chain; any number that nothing else uses."""


def record(work: Work, action: str, subject_id: UUID | None, detail: dict[str, Any]) -> None:
    """Add an entry at the end of the chain, in the transaction of what it tells of."""
    if work.on_postgresql:
        work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    last = work.session.execute(
        select(audit_entries.c.number, audit_entries.c.hash).order_by(audit_entries.c.number.desc()).limit(1)
    ).first()
    number, before = (last.number + 1, last.hash) if last else (1, "")
    entry = {
        "number": number,
        "at": work.now(),
        "actor_kind": work.actor.kind,
        "actor_id": work.actor.id,
        "actor_name": work.actor.name,
        "action": action,
        "subject_id": subject_id,
        "detail": msgspec.to_builtins(detail, str_keys=True),
    }
    work.session.execute(insert(audit_entries).values(**entry, hash=_link(before, entry)))


def first_broken(session: Session) -> int | None:
    """The number of the first entry that does not follow from the ones before it; None where the chain is whole."""
    before, expected = "", 1
    for row in session.execute(select(audit_entries).order_by(audit_entries.c.number)).mappings():
        entry = {name: value for name, value in row.items() if name != "hash"}
        if row["number"] != expected or row["hash"] != _link(before, entry):
            return expected
        before, expected = row["hash"], expected + 1
    return None


def newest_at(session: Session) -> datetime | None:
    """When the last entry was written; None where there is none."""
    newest: datetime | None = session.scalar(select(func.max(audit_entries.c.at)))
    return newest


def count(session: Session) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(audit_entries)) or 0


def _link(before: str, entry: dict[str, Any]) -> str:
    body = to_json({**entry, "at": to_microseconds(entry["at"])})
    return hashlib.sha256((before + body).encode()).hexdigest()
