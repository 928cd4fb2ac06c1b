"""Puts posts in the order in which they were posted, on disk, so that a file of any size and any order will do."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from larum.connectors.jsonlines import decode, encode
from larum.connectors.records import Arrival, Post, Removal
from larum.db.columns import from_microseconds, to_microseconds

MINUTE = 60_000_000
"""Microseconds."""


class Order:
    """Items by the minute in which they came. A removal bears no time, so it comes with the item before it."""

    def __init__(self, file: Path) -> None:
        self._kept = sqlite3.connect(file, isolation_level=None)
        self._kept.execute("PRAGMA journal_mode=OFF")
        self._kept.execute("PRAGMA synchronous=OFF")
        self._kept.execute("CREATE TABLE items (at INTEGER NOT NULL, line BLOB NOT NULL)")
        self._at = 0
        self.count = 0

    def add(self, arrivals: Sequence[Arrival], since: datetime | None, until: datetime | None) -> None:
        """Keep what was posted in the span; refused items are not kept."""
        rows = []
        for item in arrivals:
            if isinstance(item, Post):
                self._at = to_microseconds(item.created_at)
                if (since and item.created_at < since) or (until and item.created_at >= until):
                    continue
            elif not isinstance(item, Removal):
                continue
            rows.append((self._at, encode(item)))
        self._kept.execute("BEGIN")
        self._kept.executemany("INSERT INTO items VALUES (?, ?)", rows)
        self._kept.execute("COMMIT")
        self.count += len(rows)

    def minutes(self, now: datetime) -> Iterator[tuple[datetime, list[Post | Removal]]]:
        """Each minute that holds anything, with what it holds, oldest first; in one minute, in the file's order."""
        rows = self._kept.execute("SELECT at, line FROM items ORDER BY at, rowid")
        for start, lines in groupby(rows, key=lambda row: row[0] // MINUTE * MINUTE):
            items = [decode(line, now) for _, line in lines]
            yield from_microseconds(start), [item for item in items if isinstance(item, Post | Removal)]

    def close(self) -> None:
        self._kept.close()
