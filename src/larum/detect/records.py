"""What detection gives on: signals."""

from datetime import datetime
from uuid import UUID

import msgspec

from larum.base.ids import named


class Signal(msgspec.Struct, frozen=True):
    """One detector's evidence of something unusual, over one episode: it grows while the episode lasts."""

    monitor_id: UUID
    detector: str
    """The detector's name, as its file is called."""
    begun_at: datetime
    """Start of the first unusual bin of the episode."""
    fired_at: datetime
    """End of the bin at which evidence sufficed: nobody could have known earlier."""
    until: datetime
    """End of the last unusual bin so far."""
    score: float
    """0 to 1, higher is more unusual: the highest of the episode so far."""
    observed: float
    """Mentions (or negative mentions) in the most unusual span of the episode."""
    usual: float
    """What was to be expected in that span."""
    evidence: dict[str, float | str]
    """What else the detector looked at, by name; shown under “reasons”."""
    caveats: tuple[str, ...] = ()
    """Codes of what weakens the evidence, such as `short_history`."""

    @property
    def id(self) -> UUID:
        """One signal for one episode of one detector."""
        return named("signal", self.monitor_id, self.detector, self.begun_at.isoformat())
