"""Rows of tables as people and machines write them: CSV with or without a header, times in many forms."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Final, NamedTuple

from larum.cli.arriving import lines_arriving

MILLISECONDS_FROM: Final = 1e11
"""Numbers from here on are milliseconds: as seconds they would lie after the year 5000."""
_LINES: Final = 100
"""Lines a text may have; beyond them a quotation mark was a stray one."""
SHOWN: Final = 60
"""Characters shown of what cannot be read."""
_FORMATS: Final = tuple(f"{day}{time}" for day in ("%d.%m.%Y", "%Y/%m/%d") for time in (" %H:%M:%S", " %H:%M", ""))
"""Beyond ISO 8601: what spreadsheets write. Day and month in the American order cannot be told apart."""
_FIRST: Final = datetime.min.replace(tzinfo=UTC).timestamp()
"""No calendar goes further back."""


class Row(NamedTuple):
    """The cells asked for, of one line; none where the line has too few columns."""

    number: int
    cells: tuple[str, ...]


def rows_arriving(file: Path, names: Sequence[str], *, texts: bool = False) -> Iterator[list[Row]]:
    """Rows of a CSV as they arrive, with the cells of the named columns in this order; empty lines are left out.

    Where cells may be `texts`, a quoted one may go over several lines; the row then has the number of the last.

    A first line that holds any of the names is a header; without one the columns are taken as they are named here, and
    a first line whose `timestamp` is no time is taken for a header in other words.
    """
    places: tuple[int, ...] | None = None
    number, held = 0, b""
    for lines in lines_arriving(file):
        batch = []
        # Old spreadsheets end lines by a carriage return alone.
        for raw in (row for line in lines for row in line.rstrip(b"\r").split(b"\r")):
            number += 1
            raw = held + raw
            if texts and raw.count(b'"') % 2 and raw.count(b"\n") < _LINES:
                held = raw + b"\n"
                continue
            held = b""
            cells = cells_of(raw, first=number == 1)
            if not cells:
                continue
            if places is None:
                found = [cell.strip().lower() for cell in cells]
                known = all(name in found for name in names)
                places = tuple(found.index(name) if known else place for place, name in enumerate(names))
                when = places[names.index("timestamp")]
                if known or (len(cells) > when and instant(cells[when]) is None and number == 1):
                    continue
            row = tuple(cells[place] for place in places) if len(cells) > max(places) else ()
            batch.append(Row(number, row))
        yield batch
    if held:
        yield [Row(number, ())]


def cells_of(raw: bytes, *, first: bool) -> list[str]:
    """The cells of one line. Each line is a row of its own, so that a stray quotation mark cannot swallow the rest."""
    text = raw.decode("utf-8-sig" if first else "utf-8", errors="replace").strip("\x00")
    try:
        return next(csv.reader([text]), []) if text.strip() else []
    except csv.Error:  # a cell of a hundred thousand characters holds no time and no count
        return [text[:SHOWN]]


def number_of(text: str) -> float | None:
    """A finite number, as a machine writes it."""
    with suppress(ValueError):
        if isfinite(count := float(text)) and "_" not in text:  # Python would take 1_000 for a number
            return count
    return None


def instant(text: str) -> float | None:
    """Seconds since 1970 of a time as people and machines write it; without a zone it is taken as UTC.

    >>> instant("2015-02-26 21:42:53") == instant("2015-02-26T22:42:53+01:00") == instant("1424986973")
    True
    >>> instant("26.02.2015 21:42") == instant("2015-02-26T21:42Z")
    True
    """
    text = text.strip()
    number = number_of(text)
    if number is not None and abs(number) >= MILLISECONDS_FROM:
        number /= 1000
    if number is not None and not _FIRST <= number < MILLISECONDS_FROM:
        return None
    if number is not None and not (text.isdigit() and len(text) <= 8):  # 20150226 is a day, not a second of 1970
        return number
    with suppress(ValueError, OverflowError):
        return _utc(datetime.fromisoformat(text))
    for form in _FORMATS:
        with suppress(ValueError, OverflowError):
            return _utc(datetime.strptime(text, form))  # noqa: DTZ007  the zone is settled in _utc
    return number


def _utc(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
