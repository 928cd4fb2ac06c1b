"""What the public sees of an incident, in one reader's language. Nothing that was not published gets in here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from larum.base.translate import LANGUAGES, Language
from larum.engage import store
from larum.engage.model import CrisisPage
from larum.engage.store import Answered, Counted
from larum.incident.store import open_incident
from larum.respond.model import Publication, Statement
from larum.respond.store import channels, on_the_page, publications_of

ANSWERS = 20
"""Answers on the page, the latest: all of a bad day, on a page that opens in a lift."""
PROBLEMS = 12
"""Problems on the page, those that concern most people."""


class Said(msgspec.Struct, frozen=True):
    """A text, and the language it is in: the reader's, or the only one there is."""

    text: str
    language: str


class Elsewhere(msgspec.Struct, frozen=True):
    """Where the same words of ours are out too."""

    name: str
    url: str


class Update(msgspec.Struct, frozen=True):
    """One statement as the page shows it."""

    id: UUID
    title: str
    said: Said
    at: datetime
    state: str
    withdrawn_at: datetime | None
    withdrawn_why: str
    corrects: UUID | None
    """An update on this page that this one corrects."""
    corrected_by: UUID | None
    elsewhere: tuple[Elsewhere, ...]


class Page(msgspec.Struct, frozen=True):
    """Everything on the page."""

    slug: str
    open: bool
    title: Said
    happened: Said
    doing: Said
    advice: Said
    contact: str
    next_update_at: datetime | None
    changed_at: datetime
    """When anything on it last changed, questions and problems aside."""
    opened_at: datetime
    closed_at: datetime | None
    updates: tuple[Update, ...]
    answered: tuple[Answered, ...]
    waiting: int
    problems: tuple[Counted, ...]
    hidden: int
    places: tuple[str, ...]
    """Where we speak."""


def read(session: Session, slug: str, language: Language) -> Page:
    """The page at an address (`NotFound` where there is none for the public)."""
    page = store.public_page(session, slug)
    incident = open_incident(session, page.incident_id)
    shown = updates(session, page, language)
    is_open = page.state == "open"
    return Page(
        slug=page.slug,
        open=is_open,
        title=spoken(page.title, language),
        happened=spoken(page.happened, language),
        doing=spoken(page.doing, language),
        advice=spoken(page.advice, language),
        contact=page.contact,
        next_update_at=incident.next_update_at if is_open else None,
        changed_at=max([page.changed_at, *(update.withdrawn_at or update.at for update in shown)]),
        opened_at=page.opened_at or page.changed_at,
        closed_at=page.closed_at,
        updates=tuple(shown),
        answered=tuple(store.answered(session, page.incident_id, limit=ANSWERS)),
        waiting=store.waiting(session, page.incident_id),
        problems=tuple(store.problems(session, page.incident_id, limit=PROBLEMS)),
        hidden=store.hidden(session, page.incident_id),
        places=tuple(
            dict.fromkeys(place.name for place in channels(session, only_on=True) if place.connector != "page")
        ),
    )


def updates(session: Session, page: CrisisPage, language: Language) -> list[Update]:
    """What was said, newest first, each once: in the reader's language where it was said in it."""
    together: dict[UUID, tuple[Statement, list[Publication]]] = {}
    for statement, publication in on_the_page(session, page.incident_id):
        together.setdefault(statement.id, (statement, []))[1].append(publication)
    everywhere = publications_of(session, together)
    names = {channel.id: channel.name for channel in channels(session)}
    corrected_by = {
        statement.corrects: statement.id for statement, _ in together.values() if statement.corrects in together
    }
    return [
        Update(
            id=statement.id,
            title=statement.title,
            said=spoken({each.language: each.text for each in given}, language),
            at=min(each.sent_at for each in given if each.sent_at is not None),
            state=statement.state,
            withdrawn_at=statement.withdrawn_at,
            withdrawn_why=statement.withdrawn_why,
            corrects=statement.corrects if statement.corrects in together else None,
            corrected_by=corrected_by.get(statement.id),
            elsewhere=tuple(
                Elsewhere(names[each.channel_id], each.url)
                for each in everywhere[statement.id]
                if each.state == "sent" and each.url
            ),
        )
        for statement, given in together.values()
    ]


def spoken(texts: Mapping[str, str], language: Language) -> Said:
    """The text in the reader's language, else in the one there is; empty where there is none.

    >>> spoken({"pl": "Woda"}, "en").language
    'pl'
    """
    order: Sequence[str] = (language, *LANGUAGES)
    found = next((each for each in order if texts.get(each)), language)
    return Said(texts.get(found, ""), found)
