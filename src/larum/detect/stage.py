"""The step in which time passes: every detector looks at what came since it last looked, brand by brand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from larum.base.stage import Stage
from larum.db.work import Work
from larum.detect.backtest import Peak
from larum.detect.calibrate import DEFAULT
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.season import LONGEST, Season, stretches
from larum.detect.store import remember, remembered, save_peaks, save_signals
from larum.detect.watch import Watching, pack, unpack, watch_together
from larum.match.model import Brand, Monitor
from larum.match.store import watched_for
from larum.measure.calendar.holidays import holidays_between
from larum.measure.calendar.store import planned
from larum.measure.records import Window
from larum.measure.store import windows_since

FADED_AFTER = timedelta(days=112)
"""The longest half-life a detector remembers by."""


class Tick(msgspec.Struct, frozen=True):
    """Time has come to look at a brand."""

    brand_id: UUID
    upto: datetime
    """Start of the first minute that is not over."""


class Before(msgspec.Struct, frozen=True):
    """What has to be known to look at a monitor."""

    brand_id: UUID
    watching: dict[str, Watching]
    """By detector; one that has never looked is missing."""
    windows: Sequence[Window]
    """Minutes since the detector looked that has looked least."""
    since: datetime
    """When watching began."""
    asked: float = DEFAULT
    """How strong a case for a call must be."""
    season: Season = ()
    """What the calendar knows of these minutes."""


class Looked(msgspec.Struct, frozen=True):
    """What came of one look at a monitor."""

    brand_id: UUID
    monitor_id: UUID
    watching: dict[str, Watching]
    signals: tuple[Signal, ...]
    """Those that began or grew."""
    peaks: tuple[Peak, ...] = ()
    """The strongest cases of each hour, also those that called nobody."""


def load(work: Work, batch: Sequence[Tick]) -> dict[UUID, Before]:
    """What the detectors remember of each monitor, and the minutes they have not seen: a few queries, however many."""
    monitors = {
        monitor.id: monitor
        for brand_id in {tick.brand_id for tick in batch}
        for monitor in watched_for(work.session, brand_id)
    }
    found = detectors()
    watching = {
        monitor_id: {name: unpack(found[name], state) for name, state in packed.items()}
        for monitor_id, packed in remembered(work.session, list(monitors), found).items()
    }
    windows = windows_since(work.session, {id: _looked(watching[id], len(found)) for id in monitors}, "minute")
    seasons = _seasons(work, monitors, windows)
    return {
        id: Before(
            brand_id=monitor.brand_id,
            watching=watching[id],
            windows=windows[id],
            since=min(
                [monitor.created_at.replace(second=0, microsecond=0), *(window.start_at for window in windows[id][:1])]
            ),
            asked=monitor.asked,
            season=seasons.get(monitor.brand_id, ()),
        )
        for id, monitor in monitors.items()
    }


def _looked(watching: Mapping[str, Watching], detectors: int) -> datetime | None:
    """Up to when the detector has looked that has looked least; None where one never has."""
    looked = [state.as_of for state in watching.values() if state.as_of is not None]
    return min(looked) if len(looked) == detectors else None


def _seasons(
    work: Work, monitors: Mapping[UUID, Monitor], windows: Mapping[UUID, Sequence[Window]]
) -> dict[UUID, Season]:
    """What the calendar knows of these minutes, brand by brand."""
    starts: dict[UUID, list[datetime]] = {}
    for monitor_id, found in windows.items():
        starts.setdefault(monitors[monitor_id].brand_id, []).extend(window.start_at for window in found)
    return {
        brand_id: season_between(work.session, brand_id, min(at), max(at) + timedelta(minutes=1))
        for brand_id, at in starts.items()
        if at
    }


def season_between(session: Session, brand_id: UUID, since: datetime, until: datetime) -> Season:
    """What was planned for a brand, and which holidays its public kept, in this time and so shortly before that it
    counts."""
    events = planned(session, brand_id, since - LONGEST, until)
    holidays = holidays_between(session.get_one(Brand, brand_id).country, since - LONGEST, until)
    return stretches("planned_event", [(one.begins_at, one.ends_at) for one in events]) + stretches(
        "public_holiday", [(one.begins_at, one.ends_at) for one in holidays]
    )


def compute(batch: Sequence[Tick], known: dict[UUID, Before]) -> list[Looked]:
    """One look at each monitor, brand by brand, up to the latest tick of each."""
    latest: dict[UUID, datetime] = {}
    for tick in batch:
        latest[tick.brand_id] = max(tick.upto, latest.get(tick.brand_id, tick.upto))
    looks: list[Looked] = []
    for brand_id, upto in latest.items():
        looks += _look(brand_id, upto, {id: before for id, before in known.items() if before.brand_id == brand_id})
    return looks


def _look(brand_id: UUID, upto: datetime, known: dict[UUID, Before]) -> list[Looked]:
    """A brand's monitors, side by side."""
    watching: dict[UUID, dict[str, Watching]] = {monitor_id: {} for monitor_id in known}
    signals: dict[UUID, list[Signal]] = {monitor_id: [] for monitor_id in known}
    peaks: dict[UUID, list[Peak]] = {monitor_id: [] for monitor_id in known}
    windows = {monitor_id: before.windows for monitor_id, before in known.items()}
    since = {monitor_id: before.since for monitor_id, before in known.items()}
    asked = {monitor_id: before.asked for monitor_id, before in known.items()}
    seasons = {monitor_id: before.season for monitor_id, before in known.items()}
    for name, detector in detectors().items():
        states = {
            monitor_id: _rested(before.watching.get(name, Watching()), before, upto)
            for monitor_id, before in known.items()
        }
        after, found, loudest = watch_together(
            detector, states, windows, upto, since=since, asked=asked, seasons=seasons
        )
        for monitor_id in known:
            watching[monitor_id][name] = after[monitor_id]
        for signal in found:
            signals[signal.monitor_id].append(signal)
        for peak in loudest:
            peaks[peak.monitor_id].append(peak)
    return [
        Looked(brand_id, monitor_id, watching[monitor_id], tuple(signals[monitor_id]), tuple(peaks[monitor_id]))
        for monitor_id in known
    ]


def _rested(state: Watching, before: Before, upto: datetime) -> Watching:
    """The state; after a long silence a new one: all that was usual has faded, and waiting for it would be dear."""
    if before.windows or upto - (state.as_of or before.since) < FADED_AFTER:
        return state
    return Watching(seen_until=(upto - FADED_AFTER).timestamp())


def save(work: Work, looks: Sequence[Looked]) -> None:
    """Keep the signals and what the detectors remember."""
    save_signals(work, [signal for look in looks for signal in look.signals])
    save_peaks(work, [peak for look in looks for peak in look.peaks])
    remember(
        work,
        [
            (look.monitor_id, name, watching.as_of, pack(watching))
            for look in looks
            for name, watching in look.watching.items()
            if watching.as_of is not None
        ],
    )


DETECT = Stage(name="detect", load=load, compute=compute, save=save, key=lambda tick: tick.brand_id)
