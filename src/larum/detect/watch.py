"""Keeps one detector on monitors: feeds it minute windows, quiet included, and turns its evidence into signals.

`watch` is pure. It starts where the state stopped, so asking again with windows it has already seen changes nothing;
counts that arrive for minutes already seen are too late to be noticed (the windows themselves stay right). Monitors
that have come to the same moment are stepped together; what is said of one does not depend on the others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
import numpy as np

from larum.detect import backtest
from larum.detect.backtest import Peak
from larum.detect.calibrate import DEFAULT
from larum.detect.contract import AnyDetector, Bins, Evidence, Floats, Listener
from larum.detect.loudest import Loudest
from larum.detect.records import Signal
from larum.detect.season import Season, asked_of_all, caveats_at
from larum.detect.state import join, layout, pick, recall
from larum.detect.state import pack as pack_state
from larum.measure.records import SECONDS, Window

WIDTH: Final = float(SECONDS["minute"])
HOUR: Final = float(SECONDS["hour"])
REST: Final = backtest.REST.total_seconds()
"""Seconds after a call within which a burst that flares up belongs to the page that already went out."""
FADED: Final = 3 * 3600.0
"""Seconds without an unusual bin after which an episode grows no more by fading evidence, only by a new call."""
GIVEN: Final = tuple(name for name in Bins.__struct_fields__ if name in Window.__struct_fields__)
"""Counts that windows hold; a detector that asks for another is told nothing."""


class Watching(msgspec.Struct):
    """Where one detector stands with one monitor."""

    seen_until: float | None = None
    """End of the last minute looked at, in seconds since 1970."""
    memory: Any = None
    """The detector's own state, of this one stream."""
    episode: Signal | None = None
    """The latest one."""

    @property
    def as_of(self) -> datetime | None:
        """Up to when this has looked."""
        return None if self.seen_until is None else _at(self.seen_until)


class _Kept(msgspec.Struct):
    seen_until: float | None
    memory: bytes | None
    episode: Signal | None


def pack(watching: Watching) -> bytes:
    """A state as bytes, to keep until the next batch."""
    memory = None if watching.memory is None else pack_state(watching.memory)
    return msgspec.msgpack.encode(_Kept(watching.seen_until, memory, watching.episode))


def unpack(detector: AnyDetector, packed: bytes) -> Watching:
    """The state that `pack` kept. What another version of the detector remembered is forgotten: it learns anew."""
    kept = msgspec.msgpack.decode(packed, type=_Kept)
    return Watching(kept.seen_until, _memory(detector, kept.memory), kept.episode)


def _memory(detector: AnyDetector, packed: bytes | None) -> Any:
    return None if packed is None else recall(detector.state_type, packed, _layout(detector))  # type: ignore[arg-type]


@cache
def _layout(detector: AnyDetector) -> dict[str, Any]:
    return layout(detector.start(1, WIDTH))


def watch(
    detector: AnyDetector,
    watching: Watching,
    monitor_id: UUID,
    windows: Iterable[Window],
    upto: datetime,
    *,
    since: datetime | None = None,
) -> tuple[Watching, list[Signal]]:
    """Look at one monitor's minutes; `watch_together` says how."""
    begun = {} if since is None else {monitor_id: since}
    after, found, _ = watch_together(detector, {monitor_id: watching}, {monitor_id: list(windows)}, upto, since=begun)
    return after[monitor_id], found


def watch_together(
    detector: AnyDetector,
    watching: Mapping[UUID, Watching],
    windows: Mapping[UUID, Sequence[Window]],
    upto: datetime,
    *,
    since: Mapping[UUID, datetime],
    asked: Mapping[UUID, float] | None = None,
    seasons: Mapping[UUID, Season] | None = None,
) -> tuple[dict[UUID, Watching], list[Signal], list[Peak]]:
    """Look at monitors' minutes up to `upto` (whole minutes that have ended).

    Gives where the detector stands then, the signals that began or grew, and the strongest case of each hour.

    `windows` are the minutes that hold anything, in order; a minute without a window was watched and silent. `since`
    is when watching began, for a state that has seen nothing; without it, the first window is where it begins.
    `asked` is how strong a case must be before a monitor calls, where it is not the default; `seasons` are the times
    in which it must be stronger than that, and a case counts for that much less.
    """
    end = upto.timestamp() // WIDTH * WIDTH
    abreast: dict[float, list[UUID]] = {}
    after, found, peaks = dict(watching), list[Signal](), list[Peak]()
    for monitor_id, state in watching.items():
        reached = state.seen_until
        if reached is None and monitor_id in since:
            reached = since[monitor_id].timestamp() // WIDTH * WIDTH
        elif reached is None and windows[monitor_id]:
            reached = windows[monitor_id][0].start_at.timestamp()
        if reached is not None:
            abreast.setdefault(reached, []).append(monitor_id)
    for reached, ids in abreast.items():
        these = {monitor_id: watching[monitor_id] for monitor_id in ids}
        looked, signals, loudest = _step_together(
            detector, these, windows, reached, max(end, reached), asked or {}, seasons or {}
        )
        after, found, peaks = after | looked, found + signals, peaks + loudest
    return after, found, peaks


def _step_together(
    detector: AnyDetector,
    watching: Mapping[UUID, Watching],
    windows: Mapping[UUID, Sequence[Window]],
    reached: float,
    end: float,
    asked: Mapping[UUID, float],
    seasons: Mapping[UUID, Season],
) -> tuple[dict[UUID, Watching], list[Signal], list[Peak]]:
    """The same for monitors that have all come to the same moment."""
    ids = list(watching)
    loudest, asks = Loudest(detector.name, ids), np.array([asked.get(id, DEFAULT) for id in ids])
    season = [seasons.get(id, ()) for id in ids]
    memory = join([watching[id].memory or detector.start(1, WIDTH) for id in ids])
    episodes, changed = [watching[id].episode for id in ids], dict[UUID, Signal]()
    for bins in minutes([windows[id] for id in ids], reached, end, hourly=isinstance(detector, Listener)):
        if bins.start > reached:
            detector.idle(memory, reached, bins.start)
        evidence = detector.step(memory, bins)
        reached = bins.end
        if any(season):
            evidence.strength = evidence.strength / asked_of_all(detector.name, bins.end, season)
        loudest.hear(bins, evidence)
        for row in np.flatnonzero((evidence.strength >= asks) | evidence.unusual).tolist():
            grown = grow(detector, ids[row], episodes[row], bins, evidence, row, asks[row], season[row])
            if grown is not None:
                episodes[row] = changed[grown.id] = grown
    if reached < end:
        detector.idle(memory, reached, end)
    after = {id: Watching(end, pick(memory, [row]), episodes[row]) for row, id in enumerate(ids)}
    return after, list(changed.values()), loudest.peaks()


def minutes(windows: Sequence[Sequence[Window]], since: float, until: float, *, hourly: bool = False) -> Iterator[Bins]:
    """The minutes in which any of several monitors caught anything, a row per monitor.

    With `hourly`, the last minute of every hour is among them, whether or not anything came.
    """
    counts: dict[float, dict[str, Floats]] = {}
    if hourly:
        first = (since + WIDTH + HOUR - 1) // HOUR * HOUR - WIDTH
        counts = {float(start): _nothing(len(windows)) for start in np.arange(first, until - WIDTH + 1, HOUR)}
    for row, own in enumerate(windows):
        for window in own:
            start = window.start_at.timestamp()
            if start < since or start + WIDTH > until:
                continue
            if start not in counts:
                counts[start] = _nothing(len(windows))
            for name in GIVEN:
                counts[start][name][row] = getattr(window, name)
    for start in sorted(counts):
        yield Bins(start, WIDTH, **counts[start])


def _nothing(monitors: int) -> dict[str, Floats]:
    return {name: np.zeros(monitors) for name in GIVEN}


def grow(
    detector: AnyDetector,
    monitor_id: UUID,
    episode: Signal | None,
    here: Bins,
    evidence: Evidence,
    row: int,
    asked: float = DEFAULT,
    season: Season = (),
) -> Signal | None:
    """The episode with this bin's evidence of one stream in it, a new one where it calls for one, or nothing.

    A signal with another id than the episode's is a new page; the same id is the same page, grown.
    """
    fires, unusual = bool(evidence.strength[row] >= asked), bool(evidence.unusual[row])
    score = float(evidence.score[row])
    observed, usual = float(evidence.observed[row]), float(evidence.usual[row])
    if episode is not None:
        rested = here.start - episode.fired_at.timestamp() >= REST
        faded = here.start - episode.until.timestamp() >= FADED
        if (fires and not rested) or (unusual and not fires and not faded):
            louder = score > episode.score or (unusual and observed - usual > episode.observed - episode.usual)
            return msgspec.structs.replace(
                episode,
                until=_at(here.end),
                score=max(episode.score, score),
                observed=observed if louder else episode.observed,
                usual=usual if louder else episode.usual,
                evidence=evidence.reasons_of(row) if louder else episode.evidence,
            )
    if not fires:
        return None
    begun = float(evidence.since[row])
    if episode is not None and begun < episode.until.timestamp():
        begun = here.start  # one storm that outdoes itself half a day later: the new page tells of what is new
    return Signal(
        monitor_id=monitor_id,
        detector=detector.name,
        begun_at=_at(begun),
        fired_at=_at(here.end),
        until=_at(here.end),
        score=score,
        observed=observed,
        usual=usual,
        evidence=evidence.reasons_of(row),
        caveats=(*evidence.caveats_of(row), *caveats_at(here.end, season)),
    )


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
