"""Rows of tables as people and machines write them: CSV with or without a header, times in many forms."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Final, NamedTuple

from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.cli.arriving import lines_arriving
from larum.cli.skipping import Skips, Unreadable, shown

MILLISECONDS_FROM: Final = 1e11
"""Numbers from here on are milliseconds: as seconds they would lie after the year 5000."""
_LINES: Final = 100
"""Lines a text may have; beyond them a quotation mark was a stray one."""
_WIDEST: Final = 1 << 28
"""Characters of one cell: a spread of ten million is read, a file without line ends is not."""
_DIVIDERS: Final = (",", ";", "\t")
"""Between cells. Where a comma stands in numbers, as in Polish, spreadsheets write semicolons."""
_FORMATS: Final = (
    *(f"{day}{time}" for day in ("%d.%m.%Y", "%Y/%m/%d") for time in (" %H:%M:%S", " %H:%M", "")),
    "%a %b %d %H:%M:%S %z %Y",
)
"""Beyond ISO 8601: what spreadsheets and Twitter write. Day and month in the American order cannot be told apart."""
_FIRST: Final = datetime.min.replace(tzinfo=UTC).timestamp()
"""No calendar goes further back."""


class Row(NamedTuple):
    """The cells asked for, of one line."""

    number: int
    cells: tuple[str, ...]


def rows_arriving(file: Path, names: Sequence[str], skips: Skips, *, texts: bool = False) -> Iterator[Iterator[Row]]:
    """Rows of a CSV as they arrive, with the cells of the named columns in this order; empty lines are left out.

    A row with too few or too many cells is skipped by name, and one whose cells are no UTF-8. Where cells may be
    `texts`, a quoted one may go over several lines; the row then has the number of the first.

    A first line that holds any of the names, or begins no cell with a digit, is a header. Without one the columns are
    taken as they are named here. Refuses a header that lacks a name, and a file of which no row could be read; the
    latter is known once what was given is used up.
    """
    table = _Table(names, skips, texts=texts)
    usual = csv.field_size_limit(_WIDEST)
    try:
        for lines in lines_arriving(file):
            yield table.rows(lines)
        yield table.rest()
    finally:
        csv.field_size_limit(usual)
    skips.close(skips.say("a CSV with the columns {columns}", columns=", ".join(names)))


def headed(batches: Iterator[Iterator[Row]], begin: Callable[[], object]) -> Iterator[Iterator[Row]]:
    """The same, with `begin` called once something has come or the end is there: never for a file that is refused."""
    first = next(batches, iter(()))
    row = next(first, None)  # a header that lacks a name is refused here
    begin()
    yield first if row is None else chain([row], first)
    yield from batches


class _Table:
    def __init__(self, names: Sequence[str], skips: Skips, *, texts: bool) -> None:
        self._names, self._skips, self._texts = names, skips, texts
        self._number = 0
        self._held: list[tuple[int, str]] = []
        """Lines of a quoted text that has not ended yet."""
        self._places: tuple[int, ...] = ()
        self._divider = ","
        self._width = 0
        """Cells of the first line; a row with more was divided where it should not be."""

    def rows(self, lines: Sequence[bytes]) -> Iterator[Row]:
        # Old spreadsheets end lines by a carriage return alone.
        for raw in (row for line in lines for row in line.rstrip(b"\r").split(b"\r")):
            self._number += 1
            text = raw.decode("utf-8-sig" if self._number == 1 else "utf-8", errors="surrogateescape").strip("\x00")
            yield from self._line(self._number, text)

    def rest(self) -> Iterator[Row]:
        """What was held back because a quotation mark never closed: it was a stray one."""
        while self._held:
            yield from self._let_go()

    def _line(self, number: int, text: str) -> Iterator[Row]:
        if not self._texts:
            yield from self._row(number, text)
            return
        self._held.append((number, text))
        if sum(line.count('"') for _, line in self._held) % 2 == 0:
            held, self._held = self._held, []
            if len(held) == 1 or self._fits(whole := "\n".join(line for _, line in held)):
                yield from self._row(held[0][0], text if len(held) == 1 else whole)
            else:
                self._held = held
                yield from self._let_go()
        elif len(self._held) > _LINES:
            yield from self._let_go()

    def _let_go(self) -> Iterator[Row]:
        """The first line held stands by itself; the others are read anew."""
        (number, text), *others = self._held
        self._held = []
        yield from self._row(number, text)
        for other in others:
            yield from self._line(*other)

    def _fits(self, text: str) -> bool:
        """Whether lines put together are one row: as many cells as the first, and nothing after a closing mark."""
        try:
            (cells,) = csv.reader(text.splitlines(True), delimiter=self._divider, strict=True)
        except (csv.Error, ValueError):
            return False
        return not self._width or len(cells) == self._width

    def _row(self, number: int, text: str) -> Iterator[Row]:
        if not text.strip():
            return
        cells = self._cells(text)
        if not self._places and self._begins(text):
            return
        self._skips.seen += 1
        if len(cells) <= max(self._places):
            self._skips.skip(number, self._skips.say("it has too few columns"))
        elif any(cell.strip() for cell in cells[self._width :]):
            reason = self._skips.say(
                "it has more columns than the first line; a cell with a comma needs quotation marks"
            )
            self._skips.skip(number, reason)
        elif not all(map(_is_text, asked := tuple(cells[place] for place in self._places))):
            self._skips.skip(number, self._skips.say("it is not UTF-8"))
        else:
            yield Row(number, asked)

    def _cells(self, text: str) -> list[str]:
        # Each line is a row of its own, so that a stray quotation mark cannot swallow the rest.
        try:
            return next(csv.reader([text] if "\n" not in text else text.splitlines(True), delimiter=self._divider), [])
        except csv.Error:
            return [text]

    def _begins(self, text: str) -> bool:
        """Learn from the first line where the columns are; true where it holds names and no row."""
        names, skips = self._names, self._skips
        self._divider = next((divider for divider in _DIVIDERS if divider in text), ",")
        cells = [cell.strip().lower() for cell in self._cells(text)]
        missing = [name for name in names if name not in cells]
        if not missing:
            self._places, self._width = tuple(map(cells.index, names)), len(cells)
            return True
        wordy = not any(cell[0].isdigit() or cell[0] in "-+" for cell in cells if cell)
        if len(missing) < len(names) or (wordy and len(cells) > len(names)):
            raise Invalid(
                msgid("The file has no column “{missing}”. Its first line is: {found}"),
                missing="”, “".join(missing),
                found=shown(text),
            )
        self._places, self._width = tuple(range(len(names))), max(len(cells), len(names))
        if wordy and len(cells) == len(names):
            sentence = msgid("The first line does not say {columns}: its columns are taken for these, in this order.")
            skips.note(skips.say(sentence, columns=", ".join(names)))
            return True
        return False


def _is_text(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def moment(text: str, skips: Skips) -> float:
    """Seconds since 1970 of a cell that holds a time; refuses what is none, and what a calendar could not follow."""
    at = instant(text)
    if at is None or at >= MILLISECONDS_FROM:
        sentence = msgid("“{text}” is not a time: write it as 2026-03-10T14:05:00Z, or in seconds since 1970")
        raise Unreadable(skips.say(sentence, text=shown(text)))
    return at


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
