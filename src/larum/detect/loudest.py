"""Gathers peaks while a detector steps: the strongest case it made for a call, hour by hour, monitor by monitor."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import numpy as np

from larum.detect.backtest import Peak
from larum.detect.contract import FAINT, Bins, Evidence

HOUR: Final = 3600.0


class Loudest:
    """Gathers the peaks of many monitors while one detector steps through their bins."""

    def __init__(self, detector: str, monitor_ids: Sequence[UUID]) -> None:
        self._detector, self._ids = detector, monitor_ids
        self._found: dict[tuple[int, int], Peak] = {}

    def hear(self, bins: Bins, evidence: Evidence) -> None:
        """Take what was said of one bin of every monitor."""
        hour, strength = int(bins.start // HOUR), evidence.strength
        for row in np.flatnonzero(strength >= FAINT).tolist():
            known = self._found.get((hour, row))
            if known is None or strength[row] > known.strength:
                self._found[hour, row] = Peak(
                    monitor_id=self._ids[row],
                    detector=self._detector,
                    hour_at=datetime.fromtimestamp(hour * HOUR, UTC),
                    at=datetime.fromtimestamp(bins.end, UTC),
                    since=datetime.fromtimestamp(float(evidence.since[row]), UTC),
                    strength=round(float(strength[row]), 3),
                    observed=float(evidence.observed[row]),
                    usual=float(evidence.usual[row]),
                )

    def peaks(self) -> list[Peak]:
        """All of them, in order of time."""
        return [self._found[key] for key in sorted(self._found)]
