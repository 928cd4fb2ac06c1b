"""What is read from a calendar file, before anything is kept."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from larum.base.errors import Refusal
from larum.base.ids import named
from larum.base.translate import Msgid

LONGEST_DAYS: Final = 92
"""What lasts longer than a season becomes usual by itself, and would make Larum hard of hearing meanwhile."""
MOST_EVENTS: Final = 2_000
"""In one file."""


class Entry(msgspec.Struct, frozen=True):
    """One event of a file, or one repetition of it."""

    uid: str
    title: str
    note: str
    begins_at: datetime
    ends_at: datetime

    def key(self, brand_id: UUID) -> UUID:
        """The one id of this entry for a brand: imported again it is the same (law 1)."""
        return named("planned", brand_id, self.uid, self.begins_at.isoformat())


class Problem(msgspec.Struct, frozen=True):
    """An event that could not be taken, and why."""

    line: int
    """Where in the file it begins."""
    title: str
    reason: Msgid
    fields: dict[str, str | int] = {}


class Sheet(msgspec.Struct, frozen=True):
    """A calendar file as it was understood."""

    entries: tuple[Entry, ...]
    uids: tuple[str, ...]
    """Of every event that was understood, also of those called off or outside the time looked at."""
    problems: tuple[Problem, ...]
    since: datetime
    """What was over before this was not looked at."""


class NoCalendar(Refusal):
    """What was handed over is no iCalendar file."""

    code = "no_calendar"
    status = 422
    message = (
        "This is no iCalendar file: it does not begin with BEGIN:VCALENDAR. Export the calendar as .ics and try again."
    )


class CalendarTooLong(Refusal):
    """More events than anybody plans."""

    code = "calendar_too_long"
    status = 422
    message = "The file holds {count} events, more than {most}. Export only the calendar of your campaigns."
