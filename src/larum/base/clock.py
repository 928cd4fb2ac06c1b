"""The one place that knows what time it is."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Instants are aware and in UTC everywhere in Larum."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FrozenClock:
    """The fake: stands still until it is moved.

    >>> clock = FrozenClock(datetime(2026, 1, 1, tzinfo=UTC))
    >>> clock.advance(minutes=5)
    >>> clock.now().isoformat()
    '2026-01-01T00:05:00+00:00'
    """

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def move_to(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def advance(self, **for_: float) -> None:
        self._at += timedelta(**for_)


class StoryClock:
    """A clock that runs `speed` times as fast as another, and can be paused: demos and drills live on it."""

    def __init__(self, at: datetime, speed: float, ticking: Callable[[], float]) -> None:
        """Start at instant `at`; `ticking` is a monotonic number of seconds, such as `time.monotonic`."""
        self._at = at.astimezone(UTC)
        self._speed = speed
        self._ticking = ticking
        self._since = ticking()
        self._paused = False
        self._lock = threading.Lock()

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def paused(self) -> bool:
        return self._paused

    def now(self) -> datetime:
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        if self._paused:
            return self._at
        return self._at + timedelta(seconds=(self._ticking() - self._since) * self._speed)

    def _settle(self) -> None:
        self._at = self._now()
        self._since = self._ticking()

    def pause(self) -> None:
        with self._lock:
            self._settle()
            self._paused = True

    def go_on(self) -> None:
        with self._lock:
            self._settle()
            self._paused = False

    def run_at(self, speed: float) -> None:
        with self._lock:
            self._settle()
            self._speed = speed

    def move_to(self, at: datetime) -> None:
        with self._lock:
            self._settle()
            self._at = at.astimezone(UTC)
