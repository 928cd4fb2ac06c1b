"""Engines: how we speak to SQLite and to PostgreSQL."""

import sqlite3
from typing import Any

import msgspec
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from larum.db.columns import to_json

BUSY_FOR_MS = 30_000
"""How long a SQLite writer waits for another process (an import beside a running server) before it gives up."""


DatabaseTrouble = SQLAlchemyError
"""Whatever the database or the way to it refuses, by a name that needs no SQL."""


def why(trouble: Exception) -> str:
    """The database's own words, in one line, without the statement."""
    return " ".join(str(getattr(trouble, "orig", None) or trouble).split())


def open_engine(url: str, *, writes: bool) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://...`.

    On SQLite a writing engine opens every transaction with BEGIN IMMEDIATE, so two writers queue instead of one of
    them failing half-way; a reading engine sees a steady snapshot (WAL) and never waits.

    What was committed survives a power cut, too: a publication that was claimed and forgotten would go out twice.
    """
    parsed = make_url(url)
    shared: dict[str, Any] = {"json_serializer": to_json, "json_deserializer": msgspec.json.decode}
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, poolclass=QueuePool, pool_size=1 if writes else 8, max_overflow=8, **shared)
        _tune_sqlite(engine, "BEGIN IMMEDIATE" if writes else "BEGIN", "FULL" if writes else "NORMAL")
        return engine
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"), pool_size=8, max_overflow=8, pool_pre_ping=True, **shared
    )


def _lower(text: str | None) -> str | None:
    """Small letters of every script, as on PostgreSQL; SQLite's own function knows A to Z."""
    return None if text is None else text.lower()


def _tune_sqlite(engine: Engine, begin: str, lasting: str) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.create_function("lower", 1, _lower, deterministic=True)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_FOR_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={lasting}")  # in WAL, FULL waits for the disk at every commit
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
