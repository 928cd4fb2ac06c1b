"""Lines of a file or of standard input, as they arrive: plain or packed with gzip."""

import gzip
import io
import sys
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.cli.trouble import because

_TAKEN: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"


def lines_arriving(file: Path) -> Iterator[list[bytes]]:
    """Whole lines, as many as have arrived by now; `-` is standard input."""
    left: list[bytes] = []  # a line of a gigabyte comes in many pieces, put together once
    for taken in pieces_arriving(file):
        first, *lines = taken.split(b"\n")
        left.append(first)
        if lines:
            lines.insert(0, b"".join(left))
            left = [lines.pop()]
            yield lines
    if last := b"".join(left):
        yield [last]


def pieces_arriving(file: Path) -> Iterator[bytes]:
    """What a file holds, as it arrives. Refuses one that cannot be read, and one that breaks off: what came whole was
    given by then, and half a line of a damaged file would be a number cut short."""
    with _opened(file) as stream:
        while True:
            try:
                taken = stream.read1(_TAKEN)
            except (EOFError, OSError, zlib.error) as broken:
                raise Invalid(msgid("The file ends early or is damaged: {detail}"), detail=str(broken)) from broken
            if not taken:
                return
            yield taken


def _opened(file: Path) -> io.BufferedReader:
    try:
        raw = _standard_input() if str(file) == "-" else file.open("rb")
        stream = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
        start = stream.peek(2)[:2]
    except OSError as reason:
        raise Invalid(
            msgid("The file {file} cannot be read: {detail}"), file=str(file), detail=because(reason)
        ) from reason
    if start in (BOM_UTF16_LE, BOM_UTF16_BE):
        stream.close()
        raise Invalid(msgid("The file is in UTF-16. Save it as UTF-8 and try again."))
    return cast(io.BufferedReader, gzip.GzipFile(fileobj=stream)) if start == _GZIP else stream


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise Invalid(msgid("There is no standard input to read from."))
    return sys.stdin.buffer
