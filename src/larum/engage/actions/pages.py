"""Prepare the crisis page, open it, keep it true, close it."""

from uuid import UUID

import msgspec

from larum.auth.action import action
from larum.base.errors import Invalid, NotAllowed
from larum.base.translate import LANGUAGES, msgid
from larum.db.work import Work
from larum.engage import store
from larum.engage.errors import SlugTaken, WordsMissing
from larum.engage.events import CrisisPageOpened
from larum.engage.lifecycle import move_page
from larum.engage.model import CrisisPage
from larum.engage.writing import cleaned, slug
from larum.incident import timeline
from larum.incident.events import IncidentDeclared
from larum.incident.model import Incident
from larum.incident.store import hold, open_incident

LONGEST = 2_000

OPENED = timeline.kind("engage.page_opened", msgid("The crisis page was opened to the public."), icon="globe")
EDITED = timeline.kind("engage.page_edited", msgid("The crisis page was changed."), icon="edit")
CLOSED = timeline.kind("engage.page_closed", msgid("The crisis page was closed."), icon="lock")


class Words(msgspec.Struct, frozen=True):
    """What the page says, by language; a language that is not spoken is missing or empty."""

    title: dict[str, str] = {}
    happened: dict[str, str] = {}
    doing: dict[str, str] = {}
    advice: dict[str, str] = {}
    contact: str = ""


@action("engage.prepare_page", needs="responder")
def prepare_page(work: Work, incident_id: UUID) -> CrisisPage:
    """Begin the page of an incident; the public cannot see it yet. Where there is one already, that one."""
    incident = hold(work, Incident, incident_id)
    return _prepare(work, incident)


def prepare_for(work: Work, event: IncidentDeclared) -> None:
    """Every incident has a page in waiting from its first minute."""
    _prepare(work, open_incident(work.session, event.incident_id))


@action("engage.edit_page", needs="responder")
def edit_page(work: Work, incident_id: UUID, *, words: Words, slug: str = "") -> CrisisPage:
    """Change what the page says. Once the public reads it, an approver does this. The address stays once it is open."""
    page = _hold(work, incident_id)
    if page.state == "open" and not work.actor.reaches("approver"):
        raise NotAllowed
    page.title, page.happened = _by_language(words.title, 200), _by_language(words.happened, LONGEST)
    page.doing, page.advice = _by_language(words.doing, LONGEST), _by_language(words.advice, LONGEST)
    page.contact = cleaned(words.contact)[:300]
    page.changed_at = work.now()
    if slug and slug != page.slug and page.opened_at is None:
        page.slug = _free(work, slug)
    work.session.flush()
    if page.state == "open":
        _check_words(page)
        timeline.write(work, incident_id, EDITED)
    _touch(work, page)
    return page


@action("engage.open_page", needs="approver")
def open_page(work: Work, incident_id: UUID) -> CrisisPage:
    """Let the public read it (`WordsMissing` where it says nothing)."""
    page = _hold(work, incident_id)
    _check_words(page)
    page.state = move_page(page.state, "open")
    page.opened_at, page.closed_at = page.opened_at or work.now(), None
    page.changed_at = work.now()
    timeline.write(work, incident_id, OPENED)
    work.tell(CrisisPageOpened(incident_id=incident_id))
    _touch(work, page)
    return page


@action("engage.close_page", needs="approver")
def close_page(work: Work, incident_id: UUID) -> CrisisPage:
    """Take nothing more; what was said stays readable."""
    page = _hold(work, incident_id)
    page.state = move_page(page.state, "closed")
    page.closed_at = page.changed_at = work.now()
    timeline.write(work, incident_id, CLOSED)
    _touch(work, page)
    return page


def _prepare(work: Work, incident: Incident) -> CrisisPage:
    page = store.page_of(work.session, incident.id)
    if page is not None:
        return page
    page = CrisisPage(
        id=work.fresh_id(),
        incident_id=incident.id,
        slug=_unused(work, slug(incident.title)),
        state="prepared",
        title={incident.language: incident.title},
        happened={},
        doing={},
        advice={},
        contact="",
        created_at=work.now(),
        changed_at=work.now(),
        opened_at=None,
        closed_at=None,
    )
    work.session.add(page)
    work.session.flush()
    _touch(work, page)
    return page


def _hold(work: Work, incident_id: UUID) -> CrisisPage:
    return hold(work, CrisisPage, store.open_page(work.session, incident_id).id)


def _by_language(texts: dict[str, str], limit: int) -> dict[str, str]:
    kept = {language: cleaned(texts.get(language, "")) for language in LANGUAGES}
    if any(len(text) > limit for text in kept.values()):
        raise Invalid("This is longer than anybody reads in a crisis. Shorten it.", field="texts")
    return {language: text for language, text in kept.items() if text}


def _check_words(page: CrisisPage) -> None:
    if not any(language in page.title for language in page.happened):
        raise WordsMissing


def _free(work: Work, wish: str) -> str:
    wish = slug(wish)
    if wish in store.slugs_like(work.session, wish):
        raise SlugTaken(slug=wish)
    return wish


def _unused(work: Work, wish: str) -> str:
    taken, tried, number = store.slugs_like(work.session, wish), wish, 1
    while tried in taken:
        number += 1
        tried = f"{wish}-{number}"
    return tried


def _touch(work: Work, page: CrisisPage) -> None:
    work.touch("page", "inbox", f"incident:{page.incident_id}")
