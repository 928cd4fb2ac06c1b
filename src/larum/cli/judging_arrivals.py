"""The work of `larum judge arrivals`: one row a post in, what its arrival says out, as they come."""

import csv
from pathlib import Path
from typing import TextIO

from larum.cli.rows import headed, moment, rows_arriving
from larum.cli.skipping import Skips, Unreadable
from larum.cli.terminal import speaker
from larum.detect.onset import begin, hear
from larum.detect.posts import PostOutOfOrder


def judge(file: Path, least: int, out: TextIO, err: TextIO) -> None:
    """Score the arrival of each post of `file`; what comes later changes nothing said of what came before."""
    skips, pace = Skips(speaker(), err), begin()
    write = csv.writer(out, lineterminator="\n").writerow
    head = ["at", "score", "alarm"]
    for batch in headed(rows_arriving(file, ("timestamp",), skips), lambda: write(head)):
        for number, (given,) in batch:
            try:
                heard = hear(pace, moment(given, skips), least)
            except Unreadable as reason:
                skips.skip(number, reason)
            except PostOutOfOrder:
                skips.skip(number, skips.say("it does not come after the row before it; sort the rows by time"))
            else:
                write([given, f"{heard.score:.6f}", int(heard.alarm)])
        out.flush()
        err.flush()
