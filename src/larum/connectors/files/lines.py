"""A file read line by line: packed or not, never whole, and always knowing where to go on."""

import gzip
import io
import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from larum.base.translate import msgid
from larum.connectors.contract import Progress
from larum.connectors.errors import SourceUnreachable
from larum.connectors.jsonlines import BOM
from larum.connectors.rules import LINE_LIMIT

_GZIP = b"\x1f\x8b"


class Lines:
    """The lines of one file, from a byte offset on (in a packed file: of what is in it)."""

    def __init__(self, path: Path) -> None:
        try:
            self._stored = path.open("rb")
        except OSError as error:
            raise SourceUnreachable(where=str(path), why=error.strerror or msgid("it cannot be opened")) from error
        self._total = os.fstat(self._stored.fileno()).st_size
        packed = self._stored.read(2) == _GZIP
        self._stored.seek(0)
        # Asking an unpacking reader where it stands is wrong by what it has read ahead, hence the count in `at`.
        self._file: BinaryIO = io.BufferedReader(gzip.GzipFile(fileobj=self._stored)) if packed else self._stored
        self._packed = packed
        self._returned: list[bytes] = []
        self.at = 0
        """Offset of the line to come."""
        self.number = 0
        """Lines read so far, so of the line just read, counted from one."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()
        self._stored.close()

    @property
    def progress(self) -> Progress:
        return Progress(done=min(self._stored.tell() if self._packed else self.at, self._total), total=self._total)

    @property
    def cursor(self) -> str:
        """Where to go on: the offset and the number of lines before it."""
        return f"{self.at}:{self.number}"

    def go_to(self, cursor: str) -> None:
        """Go on where `cursor` says; from the beginning where the file has become shorter than that, so is another."""
        offset, _, number = cursor.partition(":")
        at = int(offset or 0)
        if at <= self.at or (not self._packed and at > self._total):
            return
        self._file.seek(at)
        self.at, self.number = at, int(number or 0)

    def next(self) -> bytes | None:
        """The next line with its line break, None at the end. One longer than `LINE_LIMIT` comes cut, just above it."""
        if self._returned:
            line = self._returned.pop()
        else:
            line = self._file.readline(LINE_LIMIT + 1)
            if not line:
                return None
        self.at += len(line)
        self.number += 1
        if len(line) > LINE_LIMIT and not line.endswith(b"\n"):
            self._skip_to_line_end()
        if self.number == 1 and line.startswith(BOM):
            return line[len(BOM) :]
        return line

    def give_back(self, lines: list[bytes]) -> None:
        """Take lines back, to be read again: they turned out not to belong to what was being read."""
        self._returned.extend(reversed(lines))
        self.at -= sum(map(len, lines))
        self.number -= len(lines)

    def _skip_to_line_end(self) -> None:
        while piece := self._file.readline(LINE_LIMIT):
            self.at += len(piece)
            if piece.endswith(b"\n"):
                return
