"""What people do with a plan in daylight."""

from uuid import UUID

from larum.auth.action import action
from larum.base.errors import NotAllowed, NotFound
from larum.base.translate import Language
from larum.db.work import Work
from larum.incident.events import PlaybookRead
from larum.incident.model import PlaybookReading
from larum.incident.plan import playbook_named


@action("plan.read", needs="viewer")
def mark_read(work: Work, playbook_id: str, language: Language) -> None:
    """Somebody has read a playbook, today; readiness counts on it. May be repeated."""
    if playbook_named(playbook_id, language) is None:
        raise NotFound
    person_id: UUID | None = work.actor.id
    if work.actor.kind != "person" or person_id is None:  # a machine's reading prepares nobody
        raise NotAllowed
    reading = work.session.get(PlaybookReading, (person_id, playbook_id, language))
    if reading is None:
        work.session.add(PlaybookReading(person_id=person_id, playbook=playbook_id, language=language, at=work.now()))
    else:
        reading.at = work.now()
    work.tell(PlaybookRead(person_id=person_id, playbook=playbook_id, language=language))
    work.touch("plan")
