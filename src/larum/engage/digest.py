"""Tells the team of an incident what the public wrote: how much, not each thing, and not too often."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from larum.auth.store import people_by_id
from larum.base.translate import Words
from larum.db.work import Work
from larum.engage import store
from larum.engage.model import CrisisPage
from larum.engage.store import Waiting
from larum.incident.store import open_incident, team
from larum.notify.store import call, last_about

EVERY: Final = timedelta(minutes=15)
"""At most one message for an incident in so long: a thousand questions must not become a thousand calls."""


def tell_teams(work: Work, public_url: str) -> None:
    """For every page in view: what waits, where something came since the last message. Reaches whoever has a role."""
    for page in store.pages_in_view(work.session):
        last = last_about(work.session, about_inbox(page))
        if last is not None and work.now() - last < EVERY:
            continue
        if store.waiting_in(work.session, page.incident_id, since=last).any:
            _tell(work, page, store.waiting_in(work.session, page.incident_id), public_url)


def about_inbox(page: CrisisPage) -> str:
    """What the messages about one page's inbox are filed under."""
    return f"inbox:{page.incident_id}"


def _tell(work: Work, page: CrisisPage, waiting: Waiting, public_url: str) -> None:
    title = open_incident(work.session, page.incident_id).title
    known = people_by_id(work.session, team(work.session, page.incident_id))
    for person in known.values():
        if person.active and person.notify:
            words = Words(person.language, ZoneInfo(person.zone), work.now())
            waits = [questions_wait(words, waiting.questions)] if waiting.questions else []
            waits += [problems_wait(words, waiting.problems)] if waiting.problems else []
            call(
                work,
                person_id=person.id,
                about=about_inbox(page),
                step=work.now().isoformat(timespec="minutes"),
                subject=words("{what}: {title}", what=words.join(waits), title=title),
                body=words("Answer here: {link}", link=f"{public_url}/inbox"),
                due_at=work.now(),
            )


def questions_wait(words: Words, count: int) -> str:
    """So many questions wait."""
    return words.ngettext("{count} question waits for an answer", "{count} questions wait for an answer", count)


def problems_wait(words: Words, count: int) -> str:
    """So many problems were reported, and nobody has said anything about them."""
    return words.ngettext(
        "{count} reported problem waits for a look", "{count} reported problems wait for a look", count
    )
