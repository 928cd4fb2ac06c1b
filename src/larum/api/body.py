"""Bodies that are not JSON: read within limits, unpacked within limits."""

import zlib
from collections.abc import AsyncIterator
from typing import Annotated, Final

import msgspec
from fastapi import Depends, Request

from larum.api.errors import BodyTooLarge, EncodingUnknown, MalformedGzip

LINES: Final = 50_000
"""Lines of one request: several times what a full body of real posts holds, so what has more is an accident."""
_GZIP: Final = 16 + zlib.MAX_WBITS


class Body(msgspec.Struct, frozen=True):
    """A body as it came."""

    raw: bytes
    encoding: str

    def unpacked(self, limit: int) -> bytes:
        """The body itself, of at most `limit` bytes; refuses what is larger, damaged, or packed in another way."""
        match self.encoding:
            case "" | "identity":
                body = self.raw
            case "gzip" | "x-gzip":
                body = _unzipped(self.raw, limit)
            case other:
                raise EncodingUnknown(encoding=other)
        if len(body) > limit or body.count(b"\n") > LINES:
            raise BodyTooLarge(limit=limit, lines=LINES)
        return body


def _unzipped(packed: bytes, limit: int) -> bytes:
    """A gzip file may be several, one after the other; a small one may unpack to more than any memory holds."""
    unpacked = b""
    while packed:
        unpacker = zlib.decompressobj(_GZIP)
        try:
            unpacked += unpacker.decompress(packed, limit + 1 - len(unpacked))
        except zlib.error as damaged:
            raise MalformedGzip from damaged
        if len(unpacked) > limit:
            raise BodyTooLarge(limit=limit, lines=LINES)
        if not unpacker.eof:
            raise MalformedGzip
        packed = unpacker.unused_data
    return unpacked


async def _arriving(request: Request, limit: int) -> bytes:
    chunks, size = list[bytes](), 0
    stream: AsyncIterator[bytes] = request.stream()
    async for chunk in stream:
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge(limit=limit, lines=LINES)
        chunks.append(chunk)
    return b"".join(chunks)


LIMIT: Final = 32_000_000
"""Bytes of one request, packed or not: some ten thousand posts."""


async def _body(request: Request) -> Body:
    raw = await _arriving(request, LIMIT)
    return Body(raw=raw, encoding=request.headers.get("content-encoding", "").strip().lower())


Sent = Annotated[Body, Depends(_body)]
"""The body of this request, never more than `LIMIT` of it."""
