"""Lines of the timeline that people write themselves, and the ones they pin."""

from datetime import datetime
from uuid import UUID

from larum.auth.action import action
from larum.db.work import Work
from larum.incident import timeline
from larum.incident.events import EntryPinned, NoteWritten
from larum.incident.lifecycle import said
from larum.incident.model import TimelineEntry
from larum.incident.store import hold, hold_incident


@action("incident.note", needs="responder")
def note(work: Work, incident_id: UUID, text: str, at: datetime | None = None) -> UUID:
    """A line in one's own words; `at` is when it happened, where that was before now."""
    hold_incident(work, incident_id)
    entry_id = timeline.write(work, incident_id, timeline.NOTE, {"text": said(text, "text")}, at=at)
    work.tell(NoteWritten(incident_id=incident_id, entry_id=entry_id))
    return entry_id


@action("incident.pin", needs="responder")
def pin(work: Work, entry_id: UUID, pinned: bool = True) -> TimelineEntry:
    """Keep a line in sight above the others, or let it go again. Adds no line: nothing happened but reading."""
    entry = hold(work, TimelineEntry, entry_id)
    entry.pinned = pinned
    work.tell(EntryPinned(incident_id=entry.incident_id, entry_id=entry.id, pinned=pinned))
    work.touch(f"incident:{entry.incident_id}")
    return entry
