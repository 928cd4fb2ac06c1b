"""Posts of a JSON Lines file, as they arrive."""

import json
from collections.abc import Iterator, Sequence
from math import isinf
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from larum.cli.arriving import lines_arriving
from larum.cli.skipping import Skips, Unreadable


class Line(NamedTuple):
    """One JSON object, and the line it stands on."""

    number: int
    post: dict[str, Any]


def posts_arriving(file: Path, wanted: str, skips: Skips) -> Iterator[Iterator[Line]]:
    """The objects of `file` (`-` for standard input) as they arrive; a line that is none is skipped by name.

    Refuses a file of which nothing could be read, once what was given is used up; `wanted` says what it should hold.
    """
    number = 0
    for lines in lines_arriving(file):
        yield _posts(number, lines, skips)
        number += len(lines)
    skips.close(skips.say("a JSON object on each line, with {fields}", fields=wanted))


def is_id(value: object) -> bool:
    """True for a text, or a number that JSON can say again."""
    return isinstance(value, str) or (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and not (isinstance(value, float) and isinf(value))
    )


def json_line(found: object) -> str:
    """One line of an answer, in the letters the posts came in.

    >>> json_line({"id": "\\ud800"})  # half a surrogate pair, which only JSON's own escapes can carry
    '{"id": "\\\\ud800"}\\n'
    """
    line = json.dumps(found, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        line = json.dumps(found)
    return line + "\n"


def _posts(before: int, lines: Sequence[bytes], skips: Skips) -> Iterator[Line]:
    for number, raw in enumerate(lines, before + 1):
        if not raw.strip():
            continue
        skips.seen += 1
        try:
            yield Line(number, _object(raw, skips, first=number == 1))
        except Unreadable as reason:
            skips.skip(number, reason)


def _object(raw: bytes, skips: Skips, *, first: bool) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8-sig" if first else "utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError as reason:
        raise Unreadable(skips.say("it is not UTF-8")) from reason
    except (ValueError, RecursionError) as reason:  # a thousand nested brackets are no post either
        raise Unreadable(skips.say("it is not JSON")) from reason
    if not isinstance(found, dict):
        raise Unreadable(skips.say("it is not a JSON object"))
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are Python's own, no JSON
