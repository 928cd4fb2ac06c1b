"""The work of `larum judge counts`: rows in, scores out, as they come."""

import csv
from pathlib import Path
from typing import TextIO

from larum.base.translate import msgid
from larum.cli.rows import headed, moment, number_of, rows_arriving
from larum.cli.skipping import Skips, Unreadable, shown
from larum.cli.terminal import speaker
from larum.detect.contract import OutOfOrder
from larum.detect.stream import MOST, CountStream


def judge(file: Path, asked: float, out: TextIO, err: TextIO) -> None:
    """Score each row of `file`, alarms from a strength of `asked`; no later row changes what was said of an earlier."""
    skips, stream = Skips(speaker(), err), CountStream(asked)
    write = csv.writer(out, lineterminator="\n").writerow
    head = ["timestamp", "value", "score", "alarm"]
    for batch in headed(rows_arriving(file, ("timestamp", "value"), skips), lambda: write(head)):
        for number, (when, value) in batch:
            try:
                start, count = moment(when, skips), _count(value, skips)
                judged = stream.judge(start, count)
            except Unreadable as reason:
                skips.skip(number, reason)
            except OutOfOrder:
                skips.skip(number, skips.say("it does not come after the row before it; sort the rows by time"))
            else:
                if count < 0:
                    skips.note(skips.say("Line {number}: {value} was taken as 0.", number=number, value=value))
                if count > MOST:
                    text = msgid("Line {number}: {value} is more than anybody could count; it was left out of account.")
                    skips.note(skips.say(text, number=number, value=shown(value)))
                write([when, value, f"{judged.score:.6f}", int(judged.page)])
        out.flush()
        err.flush()


def _count(text: str, skips: Skips) -> float:
    count = number_of(text)
    if count is None:
        raise Unreadable(skips.say("“{text}” is not a count", text=shown(text)))
    return count
