"""Lines of a file or of standard input, as they arrive: plain or packed with gzip."""

import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from larum.base.errors import Invalid
from larum.base.translate import msgid

_TAKEN: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"


def lines_arriving(file: Path) -> Iterator[list[bytes]]:
    """Whole lines, as many as have arrived by now; `-` is standard input."""
    left = b""
    with _opened(file) as stream:
        while True:
            try:
                taken = stream.read1(_TAKEN)
            except (EOFError, OSError) as broken:  # a cut or damaged gzip stream: give what came, then say so
                yield left.splitlines()
                raise Invalid(msgid("The file ends early or is damaged: {detail}"), detail=str(broken)) from broken
            if not taken:
                break
            *lines, left = (left + taken).split(b"\n")
            if lines:
                yield lines
        if left:
            yield [left]


def _opened(file: Path) -> io.BufferedReader:
    try:
        raw = cast(BinaryIO, sys.stdin.buffer) if str(file) == "-" else file.open("rb")
    except OSError as reason:
        raise Invalid(
            msgid("The file {file} cannot be read: {detail}"), file=str(file), detail=reason.strerror or reason
        ) from reason
    stream = cast(io.BufferedReader, raw)
    if stream.peek(2)[:2] == _GZIP:
        return cast(io.BufferedReader, gzip.GzipFile(fileobj=stream))
    return stream
