"""What is usual for monitors, as the detector of all mentions has learnt it: what charts, cards and forecasts go by."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from larum.detect.registry import detectors
from larum.detect.store import remembered
from larum.detect.watch import unpack
from larum.measure.baseline import Baseline

LEARNER: Final = "surge"
"""The detector whose memory of all mentions is called usual."""
ENOUGH: Final = timedelta(days=1)
"""History before which nothing is called usual."""


def learnt(session: Session, monitor_ids: Sequence[UUID]) -> list[Baseline]:
    """What is usual for each of these monitors, as far as it is known; those known too little are left out."""
    detector = detectors()[LEARNER]
    known: list[Baseline] = []
    for kept in remembered(session, monitor_ids, [LEARNER]).values():
        packed = kept.get(LEARNER)
        memory = unpack(detector, packed).memory if packed else None
        if memory is not None and memory.baseline.history[0] >= ENOUGH.total_seconds():
            known.append(memory.baseline)
    return known
