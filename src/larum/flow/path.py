"""The path, told like a story: what arrives is kept, matched, read, counted; with time it is judged.

Posts drive the first four steps, time drives the last two: that nothing comes any more is news as well.
"""

from collections.abc import Sequence
from typing import Any

from larum.alert.stage import ALERT
from larum.analyse.stage import ANALYSE
from larum.base.stage import Stage, run_batch
from larum.collect.stage import COLLECT
from larum.db.work import Work
from larum.detect.stage import DETECT
from larum.match.stage import MATCH
from larum.measure.stage import MEASURE

AnyStage = Stage[Any, Any, Any, Any]

ON_ARRIVAL: tuple[AnyStage, ...] = (COLLECT, MATCH, ANALYSE, MEASURE)
ON_TICK: tuple[AnyStage, ...] = (DETECT, ALERT)
PATH = (*ON_ARRIVAL, *ON_TICK)


def run(path: Sequence[AnyStage], work: Work, batch: Sequence[Any]) -> Sequence[Any]:
    """Drive a batch along a path inside one transaction; gives what the last step gave."""
    for stage in path:
        if not batch:
            break
        batch = run_batch(stage, work, batch)
    return batch
