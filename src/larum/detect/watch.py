"""Keeps one detector on one monitor: feeds it minute windows, quiet included, and turns its evidence into signals.

`watch` is pure. It starts where the state stopped, so asking again with windows it has already seen changes nothing;
counts that arrive for minutes already seen are too late to be noticed (the windows themselves stay right).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from larum.detect.contract import AnyDetector, Bin, Evidence
from larum.detect.records import Signal
from larum.measure.records import SECONDS, Window

REST: Final = 12 * 3600.0
"""Seconds after a call within which a burst that flares up belongs to the page that already went out."""
FADED: Final = 3 * 3600.0
"""Seconds without an unusual bin after which an episode grows no more by fading evidence, only by a new call."""


class Watching(msgspec.Struct):
    """Where one detector stands with one monitor."""

    seen_until: float | None = None
    """End of the last minute looked at, in seconds since 1970."""
    memory: Any = None
    """The detector's own state."""
    episode: Signal | None = None
    """The latest one."""

    @property
    def as_of(self) -> datetime | None:
        """Up to when this has looked."""
        return None if self.seen_until is None else _at(self.seen_until)


def pack(watching: Watching) -> bytes:
    """A state as JSON, to keep until the next batch."""
    return msgspec.json.encode(watching)


def unpack(detector: AnyDetector, packed: bytes) -> Watching:
    """The state that `pack` kept."""
    watching = msgspec.json.decode(packed, type=Watching)
    if watching.memory is not None:
        watching.memory = msgspec.convert(watching.memory, detector.state_type, str_keys=True)
    return watching


def watch(
    detector: AnyDetector,
    watching: Watching,
    monitor_id: UUID,
    windows: Iterable[Window],
    upto: datetime,
    *,
    since: datetime | None = None,
) -> tuple[Watching, list[Signal]]:
    """Look at a monitor's minutes up to `upto` (whole minutes that have ended) and give the signals that began or grew.

    `windows` are the minutes that hold anything, in order; a minute without a window was watched and silent. `since`
    is when watching began, for a state that has seen nothing; without it, the first window is where it begins.
    """
    width = float(SECONDS["minute"])
    end = upto.timestamp() // width * width
    memory = detector.start() if watching.memory is None else watching.memory
    reached = watching.seen_until
    if reached is None and since is not None:
        reached = since.timestamp() // width * width
    episode, changed = watching.episode, dict[UUID, Signal]()
    for window in windows:
        start = window.start_at.timestamp()
        if (reached is not None and start < reached) or start + width > end:
            continue
        if reached is not None and start > reached:
            memory = detector.idle(memory, reached, start)
        here = Bin(start, width, float(window.mentions), float(window.negative))
        memory, evidence = detector.step(memory, here)
        reached = here.end
        if evidence is not None and (grown := grow(detector, monitor_id, episode, here, evidence)) is not None:
            episode = grown
            changed[grown.id] = grown
    if reached is not None and reached < end:
        memory = detector.idle(memory, reached, end)
        reached = end
    return Watching(seen_until=reached, memory=memory, episode=episode), list(changed.values())


def grow(
    detector: AnyDetector, monitor_id: UUID, episode: Signal | None, here: Bin, evidence: Evidence
) -> Signal | None:
    """The episode with this bin's evidence in it, a new one where it calls for one, or nothing.

    A signal with another id than the episode's is a new page; the same id is the same page, grown.
    """
    if episode is not None:
        rested = here.start - episode.fired_at.timestamp() >= REST
        faded = here.start - episode.until.timestamp() >= FADED
        if (evidence.fires and not rested) or (evidence.unusual and not evidence.fires and not faded):
            louder = evidence.score > episode.score or (
                evidence.unusual and evidence.observed - evidence.usual > episode.observed - episode.usual
            )
            return msgspec.structs.replace(
                episode,
                until=_at(here.end),
                score=max(episode.score, evidence.score),
                observed=evidence.observed if louder else episode.observed,
                usual=evidence.usual if louder else episode.usual,
                evidence=dict(evidence.reasons) if louder else episode.evidence,
            )
    if not evidence.fires:
        return None
    begun = evidence.since
    if episode is not None and begun < episode.until.timestamp():
        begun = here.start  # one storm that outdoes itself half a day later: the new page tells of what is new
    return Signal(
        monitor_id=monitor_id,
        detector=detector.name,
        begun_at=_at(begun),
        fired_at=_at(here.end),
        until=_at(here.end),
        score=evidence.score,
        observed=evidence.observed,
        usual=evidence.usual,
        evidence=dict(evidence.reasons),
        caveats=evidence.caveats,
    )


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
