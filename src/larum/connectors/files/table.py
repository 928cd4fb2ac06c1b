"""Tables: which column is what, and each row as a post. Rows that break the table's shape are refused one by one."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from larum.base.ids import named
from larum.base.translate import msgid
from larum.connectors.errors import ColumnMissing, FieldUnknown, SettingWrong
from larum.connectors.files.lines import Lines
from larum.connectors.jsonlines import take
from larum.connectors.records import Arrival
from larum.connectors.rules import TEXT_LIMIT, refused

LONGEST_ROW = 1_000
"""Lines one quoted row may span; beyond it a quotation mark was left open."""
LARGEST_ROW = 1_000_000
"""Bytes of one row, for the same reason."""
_TEXTS = ("platform", "id", "url", "text", "lang", "reply_to", "repost_of", "quote_of")
_COUNTS = ("likes", "reposts", "replies", "views", "author.followers")
_DATES = ("created_at", "author.created_at")
OURS = frozenset({*_TEXTS, *_COUNTS, *_DATES, "author.id", "author.handle", "author.name", "media"})
"""What a column can become."""
_PLACE = re.compile(r"\{([^{}]+)\}")


class Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which column is what. `docs/reference/post-format.md` explains it with an example."""

    columns: dict[str, str]
    """Our field to the table's column."""
    constants: dict[str, str] = {}
    """Our field to one value for every row."""
    templates: dict[str, str] = {}
    """Our field to a text with `{column}` in it."""
    id_from: tuple[str, ...] = ()
    """Columns whose content makes the id where the table has none; empty: all of them."""
    timezone: str = "UTC"
    """Of dates that say no zone."""
    dates: tuple[str, ...] = ("iso",)
    """How dates are written, tried in order: `iso`, `epoch` (seconds), `epoch_ms`, or a pattern such as `%d.%m.%Y`."""
    delimiter: str = ","
    media_separator: str = " "
    encoding: str | None = None


def read_map(text: str) -> Map:
    """A column map from YAML; refuses what it does not know, by name."""
    try:
        found = msgspec.convert(yaml.safe_load(text), Map)
        ZoneInfo(found.timezone)
    except (yaml.YAMLError, msgspec.ValidationError, ZoneInfoNotFoundError, ValueError) as error:
        raise SettingWrong(label=msgid("Column map"), why=" ".join(str(error).split())) from error
    unknown = sorted({*found.columns, *found.constants, *found.templates} - OURS)
    if unknown:
        raise FieldUnknown(fields=", ".join(unknown))
    if len(found.delimiter) != 1:
        raise SettingWrong(label=msgid("Column map"), why=msgid("the delimiter has to be one character"))
    return found


class Table:
    """One table's rows as arrivals."""

    def __init__(self, lines: Lines, columns: Map, encoding: str, now: datetime) -> None:
        self._lines = lines
        self._map = columns
        self._encoding = encoding
        self._now = now
        self._zone = ZoneInfo(columns.timezone)
        self._undecodable = False
        """The row just read has bytes that are not in the encoding."""
        self._of_author = [name for name in OURS if name.startswith("author.")]
        self._header = self._read_header()

    def _read_header(self) -> list[str]:
        row, _, _ = self._row()
        header = [name.strip() for name in row or []]
        wanted = {*self._map.columns.values(), *self._map.id_from}
        for template in self._map.templates.values():
            wanted.update(_PLACE.findall(template))
        missing = sorted(wanted - set(header))
        if missing:
            raise ColumnMissing(columns=", ".join(missing))
        return header

    def __iter__(self) -> Iterator[Arrival]:
        """Every row from where the lines stand, as a post or refused."""
        while True:
            first = self._lines.number + 1
            row, taken, complaint = self._row()
            if row is None and not taken:
                return
            if row == []:
                continue
            where = f"line {first}"
            if row is not None and len(row) != len(self._header):
                complaint = f"{len(row)} columns instead of {len(self._header)}"
            if complaint:
                # A stray quotation mark may have swallowed good rows: refuse its line only, and read the others again.
                self._lines.give_back(taken[1:])
                reason = "too_long" if len(taken[0]) > TEXT_LIMIT else "broken_row"
                yield refused(reason, complaint, taken[0], where)
                continue
            assert row is not None
            raw = b"".join(taken)
            if self._undecodable:
                yield refused("wrong_encoding", f"this is not {self._encoding}", raw, where)
                continue
            yield self._arrival(dict(zip(self._header, row, strict=True)), raw, where)

    def _row(self) -> tuple[list[str] | None, list[bytes], str]:
        """The next row, the lines it stood on, and what is wrong with it."""
        taken: list[bytes] = []
        self._undecodable = False
        try:
            return next(csv.reader(self._feed(taken), strict=True, delimiter=self._map.delimiter), None), taken, ""
        except csv.Error as error:
            return None, taken, str(error)

    def _feed(self, taken: list[bytes]) -> Iterator[str]:
        size = 0
        while (line := self._lines.next()) is not None:
            taken.append(line)
            size += len(line)
            if len(taken) > LONGEST_ROW or size > LARGEST_ROW:
                raise csv.Error("a quotation mark is not closed, or the row is too long")
            try:
                yield line.decode(self._encoding)
            except UnicodeDecodeError:
                self._undecodable = True
                yield line.decode(self._encoding, "replace")

    def _arrival(self, row: Mapping[str, str], raw: bytes, where: str) -> Arrival:
        fields: dict[str, Any] = dict(self._map.constants)
        for ours, template in self._map.templates.items():
            fields[ours] = _PLACE.sub(lambda place: row[place.group(1)], template)
        for ours, theirs in self._map.columns.items():
            if (value := row[theirs].strip()) or ours == "text":
                fields[ours] = value
        for ours in _DATES:
            if ours in fields:
                at = self._instant(fields[ours])
                if at is None:
                    return refused("bad_date", f"{ours}: {fields[ours]!r}", raw, where)
                fields[ours] = at
        for ours in _COUNTS:
            if ours in fields:
                fields[ours] = _count(fields[ours])
        if "media" in fields:
            fields["media"] = tuple(filter(None, fields["media"].split(self._map.media_separator)))
        if "id" not in fields and "id" not in self._map.columns:
            fields["id"] = str(named("row", *(row[name] for name in self._map.id_from or self._header)))
        author = {name.removeprefix("author."): fields.pop(name) for name in self._of_author if name in fields}
        if author:
            fields["author"] = author
        return take(fields, self._now, raw, where)

    def _instant(self, value: str) -> datetime | None:
        for form in self._map.dates:
            try:
                if form == "epoch":
                    return datetime.fromtimestamp(float(value), UTC)
                if form == "epoch_ms":
                    return datetime.fromtimestamp(float(value) / 1000, UTC)
                at = datetime.fromisoformat(value) if form == "iso" else datetime.strptime(value, form)  # noqa: DTZ007
                return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)
            except (ValueError, OverflowError, OSError):
                continue
        return None


def _count(value: str) -> int | str:
    """A count as spreadsheets write it (`1 204`, `17.0`); what is none stays as it is, to be refused by the format.

    >>> _count("1\\u00a0204"), _count("17.0"), _count("many")
    (1204, 17, 'many')
    """
    digits = "".join(value.split()).removesuffix(".0")
    try:
        return int(digits) if len(digits) < 40 else value
    except ValueError:
        return value
