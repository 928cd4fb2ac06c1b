"""The step in which mentions are read."""

from collections.abc import Sequence

from larum.analyse.reading import read
from larum.analyse.records import Reading
from larum.analyse.store import forget_readings, save_readings
from larum.base.stage import Stage
from larum.db.work import Work
from larum.match.records import Mention, Unmention


def load(work: Work, batch: Sequence[Mention | Unmention]) -> None:
    """Nothing has to be known but the model, which is part of the code."""


def compute(batch: Sequence[Mention | Unmention], _known: None) -> list[Reading | Unmention]:
    """A reading for each mention; word of mentions that are no more goes on as it is."""
    mentions = [item for item in batch if isinstance(item, Mention)]
    return [*read(mentions), *(item for item in batch if isinstance(item, Unmention))]


def save(work: Work, found: Sequence[Reading | Unmention]) -> None:
    """Keep the readings; delete those of mentions that are no more."""
    save_readings(work, [item for item in found if isinstance(item, Reading)])
    forget_readings(work, [item.id for item in found if isinstance(item, Unmention)])


ANALYSE = Stage(
    name="analyse",
    load=load,
    compute=compute,
    save=save,
    key=lambda item: item.monitor_id,
)
