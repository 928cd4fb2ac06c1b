"""The work of `larum judge cascades`: one spread a row in, its size to come out, as they come."""

import csv
from pathlib import Path
from typing import Final, NamedTuple, TextIO

import numpy as np

from larum.base.translate import Words
from larum.cli.arriving import lines_arriving
from larum.cli.rows import MILLISECONDS_FROM, SHOWN, instant, number_of
from larum.cli.terminal import speaker
from larum.detect.forecast.cascade import spread
from larum.detect.forecast.early import Floats

_COLUMNS: Final = ("id", "t0", "times_s")
_COLUMNS_AS_NAMED: Final = (0, 1, 2)
_WIDEST: Final = 1 << 28
"""Characters of one cell: a spread of ten million is read, a file without line ends is not."""


class _Broken(ValueError):
    """A row that cannot be taken, in the reader's words."""


class _Given(NamedTuple):
    name: str
    posted_at: float
    times: Floats
    dropped: int


def judge(file: Path, observed_for: float, horizon: float, out: TextIO, err: TextIO) -> None:
    """Forecast each row of `file` by itself, from its first `observed_for` seconds; nothing later has a say."""
    say, places, number = speaker(), _COLUMNS_AS_NAMED, 0
    write = csv.writer(out, lineterminator="\n").writerow
    write(["id", "predicted", "low80", "high80"])
    usual = csv.field_size_limit(_WIDEST)
    try:
        for lines in lines_arriving(file):
            for raw in lines:
                number += 1
                cells = _cells(raw, first=number == 1)
                if number == 1 and (named := _places(cells)):
                    places = named
                    continue
                if not cells:
                    continue
                try:
                    given = _read(cells, places, say)
                except _Broken as broken:
                    print(say("Line {number} was skipped: {reason}", number=number, reason=str(broken)), file=err)
                    continue
                if given.dropped:
                    print(say("Line {number}: {count} of its times could not be used.",
                              number=number, count=given.dropped), file=err)  # fmt: skip
                said = spread(given.times, given.posted_at, observed_for, horizon)
                write([given.name, *(f"{size:.1f}" for size in (said.predicted, said.low80, said.high80))])
            out.flush()
            err.flush()
    finally:
        csv.field_size_limit(usual)


def _cells(raw: bytes, *, first: bool) -> list[str]:
    text = raw.decode("utf-8-sig" if first else "utf-8", errors="replace").strip("\x00\r\n")
    try:
        return next(csv.reader([text]), []) if text.strip() else []
    except csv.Error:
        return [text[:SHOWN]]


def _places(cells: list[str]) -> tuple[int, int, int] | None:
    """Where the columns are, if this line names them; a first line whose times are words is a header in other words."""
    named = [cell.strip().lower() for cell in cells]
    if all(name in named for name in _COLUMNS):
        return named.index("id"), named.index("t0"), named.index("times_s")
    wordy = len(cells) >= len(_COLUMNS) and instant(cells[1]) is None and not _numbers(cells[2])[0].size
    return _COLUMNS_AS_NAMED if wordy and cells[1].strip() and cells[2].strip() else None


def _read(cells: list[str], places: tuple[int, int, int], say: Words) -> _Given:
    if len(cells) <= max(places):
        raise _Broken(say("it has too few columns"))
    name, when, text = (cells[place] for place in places)
    # Where nobody knows when, the time of day is left out.
    posted_at = instant(when) if when.strip() else float("nan")
    if posted_at is None or posted_at >= MILLISECONDS_FROM:
        raise _Broken(say("“{text}” is not a time", text=when[:SHOWN]))
    times, dropped = _numbers(text)
    if dropped and not times.size:
        raise _Broken(say("“{text}” is not a list of seconds", text=text[:SHOWN]))
    return _Given(name, posted_at, times, dropped)


def _numbers(text: str) -> tuple[Floats, int]:
    """The seconds of one row, and how many of them are none: before the root, endless, or no number at all.

    >>> _numbers("0 3.5 -1 nan x")
    (array([0. , 3.5]), 3)
    """
    parts = text.split()
    try:
        times = np.array(parts, np.float64)
    except ValueError:
        times = np.array([number_of(part) for part in parts], np.float64)  # None becomes NaN
    usable = np.isfinite(times) & (times >= 0)
    return times[usable], int(times.size - usable.sum())
