"""Mentions to take along, newest first: as JSON Lines in the post format, or as a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from larum.analyse.lookup import Wanted, newest
from larum.analyse.records import Reading
from larum.connectors.jsonlines import encode
from larum.db.work import Database

AT_ONCE = 1_000

COLUMNS = (
    "created_at", "monitor", "words", "mood", "negative", "question", "complaint", "threat", "language",
    "platform", "id", "url", "author_handle", "author_name", "author_followers", "text",
    "likes", "reposts", "replies", "views",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_lines(database: Database, wanted: Wanted) -> Iterator[bytes]:
    """Each post once, as `larum export` writes it and `larum import` reads it."""
    given: set[UUID] = set()
    for page in _pages(database, wanted):
        fresh = {reading.mention.post.id: reading.mention.post for reading in page}
        yield b"".join(encode(post).rstrip(b"\n") + b"\n" for id, post in fresh.items() if id not in given)
        given.update(fresh)


def as_table(database: Database, wanted: Wanted, names: Mapping[UUID, str]) -> Iterator[bytes]:
    """A row for each mention, under the monitor that caught it; with a mark by which spreadsheets know UTF-8."""
    yield b"\xef\xbb\xbf" + _rows([COLUMNS])
    for page in _pages(database, wanted):
        yield _rows(_cells(reading, names) for reading in page)


def _pages(database: Database, wanted: Wanted) -> Iterator[list[Reading]]:
    """A session for each page, so that a slow reader holds none open; what comes in meanwhile is not in it."""
    past = None
    while True:
        with database.reading() as session:
            found = newest(session, wanted, AT_ONCE, past)
        if found:
            yield found
        if len(found) < AT_ONCE:
            return
        past = found[-1].mention.post.created_at, found[-1].mention.id


def _cells(reading: Reading, names: Mapping[UUID, str]) -> list[object]:
    mention, post = reading.mention, reading.mention.post
    cells = (
        post.created_at.isoformat(), names.get(mention.monitor_id, ""), " ".join(mention.words),
        reading.sentiment.label, reading.negative, reading.question, reading.complaint, reading.threat,
        reading.language, post.platform, post.native_id, post.url, post.author.handle, post.author.name,
        post.author.followers, post.text, post.likes, post.reposts, post.replies, post.views,
    )  # fmt: skip
    return [int(cell) if isinstance(cell, bool) else _harmless(cell) for cell in cells]


def _harmless(cell: object) -> object:
    """Strangers wrote these words, and a spreadsheet runs what looks like a formula.

    >>> _harmless("=HYPERLINK(1)"), _harmless("Dry bread"), _harmless(3)
    ("'=HYPERLINK(1)", 'Dry bread', 3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _rows(rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
