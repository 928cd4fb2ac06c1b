"""The work of `larum judge coordination`: shares in, the network of accounts and the artificial bursts out."""

import json
from pathlib import Path
from typing import Final, TextIO

from larum.cli.lasting import seconds_lasting
from larum.cli.rows import Row, moment, rows_arriving
from larum.cli.skipping import Skips, Unreadable
from larum.cli.terminal import speaker
from larum.detect.sharing import Network, Share
from larum.detect.synchrony import Burst, Synchrony, see

_COLUMNS: Final = ("object_id", "account_id", "content_id", "timestamp")
_SAME_SECOND: Final = ("0", "0s")


def judge(file: Path, window: str, least: int, out: TextIO, err: TextIO) -> None:
    """Read all shares of `file`, take them in order of time, and write one JSON object."""
    skips = Skips(speaker(), err)
    seconds = 0.0 if window.strip() in _SAME_SECOND else seconds_lasting(window)
    shares: list[Share] = []
    written: dict[float, str] = {}
    for batch in rows_arriving(file, _COLUMNS, skips, texts=True):
        for row in batch:
            try:
                share = _share(row, skips)
            except Unreadable as reason:
                skips.skip(row.number, reason)
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
    found = {"pairs": network.edges(), "bursts": [_told(burst, written) for burst in bursts]}
    out.write(json.dumps(found, ensure_ascii=False) + "\n")  # json.dump takes many times as long for a million pairs


def _share(row: Row, skips: Skips) -> Share:
    *names, when = row.cells
    for column, name in zip(_COLUMNS, names, strict=False):
        if not name:
            raise Unreadable(skips.say("its “{column}” is empty", column=column))
    return Share(names[0], names[1], names[2], moment(when, skips))


def _told(burst: Burst, written: dict[float, str]) -> dict[str, object]:
    """Times are said as the file says them."""
    return {
        "start": written[burst.start],
        "end": written[burst.end],
        "object": burst.object,
        "accounts": burst.accounts,
        "told": written[burst.told],
    }
