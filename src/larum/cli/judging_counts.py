"""The work of `larum judge counts`: rows in, scores out, as they come."""

import csv
from contextlib import suppress
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Final, TextIO

from larum.base.translate import Words
from larum.cli.arriving import lines_arriving
from larum.cli.terminal import speaker
from larum.detect.contract import OutOfOrder
from larum.detect.stream import CountStream

_FORMATS: Final = tuple(f"{day}{time}" for day in ("%d.%m.%Y", "%Y/%m/%d") for time in (" %H:%M:%S", " %H:%M", ""))
"""Beyond ISO 8601: what spreadsheets write. Day and month in the American order cannot be told apart."""
_MILLISECONDS_FROM: Final = 1e11
"""Numbers from here on are milliseconds: as seconds they would lie after the year 5000."""
_SHOWN: Final = 60
"""Characters shown of what cannot be read."""
_FIRST: Final = datetime.min.replace(tzinfo=UTC).timestamp()
"""No calendar goes further back."""


class _Broken(ValueError):
    """A row that cannot be taken, in the reader's words."""


def judge(file: Path, out: TextIO, err: TextIO) -> None:
    """Score each row of `file`; what a later row holds changes nothing said of an earlier one."""
    say, stream = speaker(), CountStream()
    write = csv.writer(out, lineterminator="\n").writerow
    write(["timestamp", "value", "score", "alarm"])
    places: tuple[int, int] | None = None
    number = 0
    for lines in lines_arriving(file):
        # Old spreadsheets end lines by a carriage return alone.
        for raw in (row for line in lines for row in line.rstrip(b"\r").split(b"\r")):
            number += 1
            cells = _cells(raw, first=number == 1)
            if cells and places is None:
                places = _places(cells)
                if _is_header(cells):
                    continue
            if not cells or places is None:
                continue
            try:
                when, value, start, count = _read(cells, places, say)
                judged = stream.judge(start, count)
            except _Broken as broken:
                print(say("Line {number} was skipped: {reason}", number=number, reason=str(broken)), file=err)
            except OutOfOrder:
                reason = say("it does not come after the row before it")
                print(say("Line {number} was skipped: {reason}", number=number, reason=reason), file=err)
            else:
                if count < 0:
                    print(say("Line {number}: {value} was taken as 0.", number=number, value=value), file=err)
                write([when, value, f"{judged.score:.6f}", int(judged.page)])
        out.flush()
        err.flush()


def _cells(raw: bytes, *, first: bool) -> list[str]:
    """The cells of one line. Each line is a row of its own, so that a stray quotation mark cannot swallow the rest."""
    text = raw.decode("utf-8-sig" if first else "utf-8", errors="replace").strip("\x00")
    try:
        return next(csv.reader([text]), []) if text.strip() else []
    except csv.Error:  # a cell of a hundred thousand characters holds no time and no count
        return [text[:_SHOWN]]


def _places(cells: list[str]) -> tuple[int, int]:
    names = [cell.strip().lower() for cell in cells]
    if "timestamp" in names and "value" in names:
        return names.index("timestamp"), names.index("value")
    return 0, 1


def _is_header(cells: list[str]) -> bool:
    """True where the first line holds neither a time nor a count; else the file has no header, and this is a row."""
    return _instant(cells[0]) is None and (len(cells) < 2 or _count(cells[1]) is None)


def _read(cells: list[str], places: tuple[int, int], say: Words) -> tuple[str, str, float, float]:
    if len(cells) <= max(places):
        raise _Broken(say("it has too few columns"))
    when, value = cells[places[0]], cells[places[1]]
    start = _instant(when)
    if start is None or start >= _MILLISECONDS_FROM:  # a calendar must hold its end too
        raise _Broken(say("“{text}” is not a time", text=when[:_SHOWN]))
    count = _count(value)
    if count is None:
        raise _Broken(say("“{text}” is not a count", text=value[:_SHOWN]))
    return when, value, start, count


def _count(text: str) -> float | None:
    with suppress(ValueError):
        if isfinite(count := float(text)) and "_" not in text:  # Python would take 1_000 for a number
            return count
    return None


def _instant(text: str) -> float | None:
    """Seconds since 1970 of a time as people and machines write it; without a zone it is taken as UTC.

    >>> _instant("2015-02-26 21:42:53") == _instant("2015-02-26T22:42:53+01:00") == _instant("1424986973")
    True
    >>> _instant("26.02.2015 21:42") == _instant("2015-02-26T21:42Z")
    True
    """
    text = text.strip()
    number = _count(text)
    if number is not None and abs(number) >= _MILLISECONDS_FROM:
        number /= 1000
    if number is not None and not _FIRST <= number < _MILLISECONDS_FROM:
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
