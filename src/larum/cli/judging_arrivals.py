"""The work of `larum judge arrivals`: one row a post in, what its arrival says out, as they come."""

import csv
from pathlib import Path
from typing import TextIO

from larum.cli.rows import MILLISECONDS_FROM, SHOWN, instant, rows_arriving
from larum.cli.terminal import speaker
from larum.detect.onset import begin, hear
from larum.detect.posts import PostOutOfOrder


def judge(file: Path, least: int, out: TextIO, err: TextIO) -> None:
    """Score the arrival of each post of `file`; what comes later changes nothing said of what came before."""
    say, pace = speaker(), begin()
    write = csv.writer(out, lineterminator="\n").writerow
    write(["at", "score", "alarm"])
    for batch in rows_arriving(file, ("timestamp",)):
        for row in batch:
            given = row.cells[0] if row.cells else ""
            at = instant(given)
            if at is None or at >= MILLISECONDS_FROM:
                reason = say("“{text}” is not a time", text=given[:SHOWN])
                print(say("Line {number} was skipped: {reason}", number=row.number, reason=reason), file=err)
                continue
            try:
                heard = hear(pace, at, least)
            except PostOutOfOrder:
                reason = say("it does not come after the row before it")
                print(say("Line {number} was skipped: {reason}", number=row.number, reason=reason), file=err)
            else:
                write([given, f"{heard.score:.6f}", int(heard.alarm)])
        out.flush()
        err.flush()
