"""Read the data frames of an `.rda` file, as far as the benchmarks need it: no R, no dependency.

An `.rda` is a packed stream (gzip, bzip2 or xz) that holds a serialised pairlist (R Internals, section 1.8, big-endian
XDR). Read are vectors of numbers and texts, factors, lists and their attributes; anything else is refused.
"""

import bz2
import gzip
import lzma
import struct
from pathlib import Path
from typing import Any, Final

_PACKED: Final = ((b"\x1f\x8b", gzip.decompress), (b"BZh", bz2.decompress), (b"\xfd7zXZ", lzma.decompress))
_SYMBOL, _PAIRLIST, _TEXT, _LOGICAL, _INTEGER, _REAL, _TEXTS, _LIST = 1, 2, 9, 10, 13, 14, 16, 19
_NOTHING, _REFERENCE, _LAZY, _FRAME_ROWS = 254, 255, 238, "row.names"


def tables(file: Path) -> dict[str, dict[str, list[Any]]]:
    """Every data frame of the file, by name, as columns of plain values; factors become their texts."""
    raw = file.read_bytes()
    unpack = next((unpack for start, unpack in _PACKED if raw.startswith(start)), bytes)
    reader = _Reader(unpack(raw))
    return {name: frame for name, frame in reader.saved() if isinstance(frame, dict)}


class _Reader:
    def __init__(self, raw: bytes) -> None:
        if not raw.startswith((b"RDX3\nX\n", b"RDX2\nX\n")):
            raise ValueError("not an .rda file in the binary XDR format")
        self.raw, self.at, self.symbols = raw, 7, list[str]()
        version, _, _ = (self._int() for _ in range(3))
        if version == 3:
            self._take(self._int())  # the encoding of the session that wrote it

    def saved(self) -> list[tuple[str, Any]]:
        found = self._item()
        return list(found.items())

    def _take(self, count: int) -> bytes:
        self.at += count
        return self.raw[self.at - count : self.at]

    def _int(self) -> int:
        return int.from_bytes(self._take(4), "big", signed=True)

    def _numbers(self, letter: str, width: int) -> list[Any]:
        count = self._int()
        return list(struct.unpack(f">{count}{letter}", self._take(width * count)))

    def _item(self) -> Any:
        flags = self._int()
        kind, has_attributes, has_tag = flags & 255, bool(flags & 512), bool(flags & 1024)
        value: Any
        if kind == _NOTHING:
            return None
        if kind == _REFERENCE:
            return self.symbols[(flags >> 8 or self._int()) - 1]
        if kind == _SYMBOL:
            self.symbols.append(self._item())
            return self.symbols[-1]
        if kind == _TEXT:
            length = self._int()
            return None if length < 0 else self._take(length).decode("utf-8", "replace")
        if kind == _LAZY:
            return self._compact()
        if kind == _PAIRLIST:
            return self._pairs(has_attributes, has_tag, flags)
        if kind in (_LOGICAL, _INTEGER):
            value = self._numbers("i", 4)
        elif kind == _REAL:
            value = self._numbers("d", 8)
        elif kind in (_TEXTS, _LIST):
            value = [self._item() for _ in range(self._int())]
        else:
            raise ValueError(f"R's type {kind} is not read here")
        return _shaped(value, self._item() if has_attributes else {})

    def _compact(self) -> Any:
        """A vector kept as what it is made of: of these, sequences and deferred texts occur in saved frames."""
        info, state, attributes = self._item(), self._item(), self._item()
        name = next(iter(info.values())) if isinstance(info, dict) else info[0]
        if name == "compact_intseq":
            count, first, step = (int(number) for number in state)
            value: list[Any] = [first + step * number for number in range(count)]
        elif name == "deferred_string":
            source = state[0] if isinstance(state, list) else next(iter(state.values()))
            value = [f"{number:.15g}" if isinstance(number, float) else str(number) for number in source]
        else:
            value = state
        return _shaped(value, attributes or {})

    def _pairs(self, has_attributes: bool, has_tag: bool, flags: int) -> Any:
        tagged: dict[str, Any] = {}
        plain: list[Any] = []
        while True:
            if has_attributes:
                self._item()
            name = self._item() if has_tag else None
            value = self._item()
            plain.append(value)
            if name is not None:
                tagged[name] = value
            flags = self._int()
            if flags & 255 != _PAIRLIST:
                break
            has_attributes, has_tag = bool(flags & 512), bool(flags & 1024)
        if flags & 255 != _NOTHING:
            self.at -= 4
            self._item()
        return tagged if tagged else plain


def _shaped(value: list[Any], attributes: dict[str, Any]) -> Any:
    if levels := attributes.get("levels"):
        return [None if code < 1 else levels[code - 1] for code in value]
    names = attributes.get("names")
    if names and _FRAME_ROWS in attributes:
        return dict(zip(names, value, strict=True))
    return value
