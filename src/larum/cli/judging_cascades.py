"""The work of `larum judge cascades`: one spread a row in, its size to come out, as they come."""

import csv
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from larum.base.translate import msgid
from larum.cli.rows import Row, headed, moment, number_of, rows_arriving
from larum.cli.skipping import Skips, Unreadable, shown
from larum.cli.terminal import speaker
from larum.detect.forecast.cascade import Spread, spread
from larum.detect.forecast.early import Floats

_COLUMNS: Final = ("id", "t0", "times_s")


def judge(file: Path, observed_for: float, horizon: float, out: TextIO, err: TextIO) -> None:
    """Forecast each row of `file` by itself, from its first `observed_for` seconds; nothing later has a say."""
    skips = Skips(speaker(), err)
    write = csv.writer(out, lineterminator="\n").writerow
    head = ["id", "predicted", "low80", "high80"]
    for batch in headed(rows_arriving(file, _COLUMNS, skips), lambda: write(head)):
        for row in batch:
            try:
                said = _forecast(row, observed_for, horizon, skips)
            except Unreadable as reason:
                skips.skip(row.number, reason)
            else:
                write([row.cells[0], *(f"{size:.1f}" for size in (said.predicted, said.low80, said.high80))])
        out.flush()
        err.flush()


def _forecast(row: Row, observed_for: float, horizon: float, skips: Skips) -> Spread:
    _, when, text = row.cells
    # Where nobody knows when, the time of day is left out.
    posted_at = moment(when, skips) if when.strip() else float("nan")
    times, dropped = _numbers(text)
    if dropped and not times.size:
        raise Unreadable(skips.say("“{text}” is not a list of seconds", text=shown(text)))
    if dropped:
        sentence = msgid("Line {number}: {count} of its times could not be used.")
        skips.note(skips.say(sentence, number=row.number, count=dropped))
    return spread(times, posted_at, observed_for, horizon)


def _numbers(text: str) -> tuple[Floats, int]:
    """The seconds of one row, and how many of them are none: before the root, endless, or no number at all.

    >>> _numbers("0 3.5 -1 nan x")
    (array([0. , 3.5]), 3)
    """
    parts = text.split()
    try:
        times = np.array(parts, np.float64)
    except ValueError:
        times = np.array([number_of(part) for part in parts], np.float64)  # None becomes NaN
    usable = np.isfinite(times) & (times >= 0)
    return times[usable], int(times.size - usable.sum())
