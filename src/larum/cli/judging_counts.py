"""The work of `larum judge counts`: rows in, scores out, as they come."""

import csv
from pathlib import Path
from typing import TextIO

from larum.base.translate import Words
from larum.cli.arriving import lines_arriving
from larum.cli.rows import MILLISECONDS_FROM, SHOWN, cells_of, instant, number_of
from larum.cli.terminal import speaker
from larum.detect.contract import OutOfOrder
from larum.detect.stream import CountStream


class _Broken(ValueError):
    """A row that cannot be taken, in the reader's words."""


def judge(file: Path, asked: float, out: TextIO, err: TextIO) -> None:
    """Score each row of `file`, alarms from a strength of `asked`; no later row changes what was said of an earlier."""
    say, stream = speaker(), CountStream(asked)
    write = csv.writer(out, lineterminator="\n").writerow
    write(["timestamp", "value", "score", "alarm"])
    places: tuple[int, int] | None = None
    number = 0
    for lines in lines_arriving(file):
        # Old spreadsheets end lines by a carriage return alone.
        for raw in (row for line in lines for row in line.rstrip(b"\r").split(b"\r")):
            number += 1
            cells = cells_of(raw, first=number == 1)
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


def _places(cells: list[str]) -> tuple[int, int]:
    names = [cell.strip().lower() for cell in cells]
    if "timestamp" in names and "value" in names:
        return names.index("timestamp"), names.index("value")
    return 0, 1


def _is_header(cells: list[str]) -> bool:
    """True where the first line holds neither a time nor a count; else the file has no header, and this is a row."""
    return instant(cells[0]) is None and (len(cells) < 2 or number_of(cells[1]) is None)


def _read(cells: list[str], places: tuple[int, int], say: Words) -> tuple[str, str, float, float]:
    if len(cells) <= max(places):
        raise _Broken(say("it has too few columns"))
    when, value = cells[places[0]], cells[places[1]]
    start = instant(when)
    if start is None or start >= MILLISECONDS_FROM:  # a calendar must hold its end too
        raise _Broken(say("“{text}” is not a time", text=when[:SHOWN]))
    count = number_of(value)
    if count is None:
        raise _Broken(say("“{text}” is not a count", text=value[:SHOWN]))
    return when, value, start, count
