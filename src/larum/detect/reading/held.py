"""Stands that this process keeps in memory, so that a busy monitor's is not unpacked and written anew each minute.

What the database keeps is the truth, and is written every `WRITTEN_EVERY`: a process that stops reads the last minutes
again, and finds the same signals under the same ids (law 2). A stand held here is good only while the database keeps
the one it grew from, known by its token; whoever wrote another, or began anew, is right.
"""

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from larum.detect.reading.follow import Stand

WRITTEN_EVERY: Final = timedelta(minutes=10)
"""Of the posts' own time."""
WRITTEN_AFTER: Final = 10_000
"""Posts: some ten seconds of reading."""
ROOM: Final = 32 * 1024 * 1024
"""Bytes that all of them may have, as packed before they are compressed: unpacked it is a dozen times as many."""


class Held(NamedTuple):
    """A stand, and how far it is ahead of what the database keeps."""

    stand: Stand
    token: bytes
    """Of what the database keeps."""
    written: float
    """The `reached` of that."""
    size: int
    ahead: int = 0
    """Posts read since."""

    def read(self, stand: Stand, posts: int) -> "Held":
        """It, with so many more posts."""
        return self._replace(stand=stand, ahead=self.ahead + posts)

    @property
    def due(self) -> bool:
        """True where so much was read since it was written that it is to be written again."""
        return self.ahead >= WRITTEN_AFTER or self.stand.reached - self.written >= WRITTEN_EVERY.total_seconds()


class Memory:
    """The stands of one database's monitors, as many as there is room for."""

    def __init__(self) -> None:
        self._held: dict[UUID, Held] = {}

    def take(self, monitor_id: UUID, token: bytes | None) -> Held | None:
        """The stand of a monitor, to be used up; None where none is held that grew from what the database keeps."""
        held = self._held.pop(monitor_id, None)
        return held if held is not None and held.token == token else None

    def has_room(self, one: Held) -> bool:
        """True where it can be held. Those of monitors that have nothing to read meanwhile make room."""
        idle = one.stand.reached - WRITTEN_EVERY.total_seconds()
        for monitor_id in [id for id, held in self._held.copy().items() if held.stand.reached < idle]:
            self._held.pop(monitor_id, None)
        return one.size + sum(held.size for held in self._held.copy().values()) <= ROOM

    def hold(self, monitor_id: UUID, one: Held) -> None:
        """Keep it until it is taken."""
        self._held[monitor_id] = one
