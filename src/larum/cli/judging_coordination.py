"""The work of `larum judge coordination`: shares in, the network of accounts and the artificial bursts out."""

import json
import re
from pathlib import Path
from typing import Final, TextIO

from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.cli.rows import MILLISECONDS_FROM, SHOWN, Row, instant, rows_arriving
from larum.cli.terminal import speaker
from larum.detect.sharing import Network, Share
from larum.detect.synchrony import Burst, Synchrony, see

_COLUMNS: Final = ("object_id", "account_id", "content_id", "timestamp")
_UNITS: Final = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def judge(file: Path, window: str, least: int, out: TextIO, err: TextIO) -> None:
    """Read all shares of `file`, take them in order of time, and write one JSON object."""
    say, seconds = speaker(), span_of(window)
    shares: list[Share] = []
    written: dict[float, str] = {}
    for batch in rows_arriving(file, _COLUMNS):
        for row in batch:
            share = _share(row)
            if share is None:
                reason = say("it is no share: “{text}”", text=",".join(row.cells)[:SHOWN])
                print(say("Line {number} was skipped: {reason}", number=row.number, reason=reason), file=err)
            else:
                shares.append(share)
                written.setdefault(share.at, row.cells[3].strip())
        err.flush()
    shares.sort(key=lambda share: share.at)
    network, stream = Network(seconds, least), Synchrony()
    bursts: list[Burst] = []
    for share in shares:
        network.add(share)
        if (burst := see(stream, share, seconds)) is not None:
            bursts.append(burst)
    json.dump(
        {"pairs": network.edges(), "bursts": [_told(burst, written) for burst in bursts]}, out, ensure_ascii=False
    )
    out.write("\n")


def span_of(text: str) -> float:
    """Seconds of a span such as 60s, 5m or 1h; a number alone is seconds.

    >>> span_of("60s"), span_of("1.5h"), span_of("10")
    (60.0, 5400.0, 10.0)
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip().lower())
    if found is None or found[2] not in _UNITS:
        raise Invalid(msgid("“{text}” is no span of time; write 60s, 5m or 1h"), text=text[:SHOWN])
    return float(found[1]) * _UNITS[found[2]]


def _share(row: Row) -> Share | None:
    if not row.cells:
        return None
    *names, when = row.cells
    at = instant(when)
    if at is None or at >= MILLISECONDS_FROM or not all(names):
        return None
    return Share(names[0], names[1], names[2], at)


def _told(burst: Burst, written: dict[float, str]) -> dict[str, object]:
    """Times are said as the file says them."""
    return {
        "start": written[burst.start],
        "end": written[burst.end],
        "object": burst.object,
        "accounts": burst.accounts,
        "told": written[burst.told],
    }
