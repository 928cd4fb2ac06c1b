"""Reads a file of posts in batches, from a cursor on, in the memory of one batch."""

import codecs
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from larum.base.translate import msgid
from larum.connectors.contract import Batch
from larum.connectors.errors import SettingWrong
from larum.connectors.files.lines import Lines
from larum.connectors.files.table import Map, Table, read_map
from larum.connectors.jsonlines import decode
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival
from larum.connectors.rules import refused

IN_A_BATCH = 2_000
"""Arrivals: large enough that a transaction costs little per post, small enough to show progress every moment."""


def batches(settings: Settings, cursor: str, now: datetime) -> Iterator[Batch]:
    """Every batch after `cursor`, the last with `more` false; each batch's cursor goes on exactly behind it.

    `settings` has `path`, and as the manifest says `columns`, `encoding`, `follow`. Refuses a file that cannot be
    opened (`SourceUnreachable`) and a map that does not fit (`SettingWrong`); everything else is refused item by item.
    """
    columns = _columns(settings)
    encoding = _encoding((columns and columns.encoding) or settings.get("encoding") or "utf-8")
    with Lines(Path(settings["path"])) as lines:
        arrivals: list[Arrival] = []
        try:
            table = Table(lines, columns, encoding, now) if columns else None
            lines.go_to(cursor)
            following = settings.get("follow") == "on"
            for arrival in table if table else _posts(lines, encoding, following, now):
                arrivals.append(arrival)
                if len(arrivals) == IN_A_BATCH:
                    yield Batch(arrivals=arrivals, cursor=lines.cursor, more=True, progress=lines.progress)
                    arrivals = []
        except (EOFError, OSError, zlib.error) as error:
            arrivals.append(refused("broken_archive", str(error), b"", f"line {lines.number + 1}"))
        yield Batch(arrivals=arrivals, cursor=lines.cursor, progress=lines.progress)


def _posts(lines: Lines, encoding: str, following: bool, now: datetime) -> Iterator[Arrival]:
    while (line := lines.next()) is not None:
        if following and not line.endswith(b"\n"):
            lines.give_back([line])  # somebody is still writing it
            return
        where = f"line {lines.number}"
        if not (line := line.strip()):
            continue
        if encoding != "utf-8":
            try:
                line = line.decode(encoding).encode()
            except UnicodeDecodeError as error:
                yield refused("wrong_encoding", str(error), line, where)
                continue
        yield decode(line, now, where)


def _columns(settings: Settings) -> Map | None:
    """The column map, given as YAML or as the path of a file with it; None for JSON Lines."""
    given = settings.get("columns", "").strip()
    if not given:
        return None
    if "\n" not in given and given.endswith((".yaml", ".yml")):
        try:
            given = Path(given).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingWrong(label=msgid("Column map"), why=str(error)) from error
    return read_map(given)


def _encoding(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise SettingWrong(label=msgid("Encoding"), why=msgid("there is no encoding of this name")) from error
    if found.startswith(("utf-16", "utf-32")):
        raise SettingWrong(label=msgid("Encoding"), why=msgid("save the file as UTF-8 first"))
    return found
