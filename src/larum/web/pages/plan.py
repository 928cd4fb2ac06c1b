"""The plan: are we ready, what is to be mended, and every playbook as a document to read."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from larum.auth.store import people_by_id
from larum.base.errors import NotFound
from larum.base.translate import LANGUAGES, Language, Words, msgid
from larum.incident import store, terms
from larum.incident.actions.plan import mark_read
from larum.incident.plan import playbook_named
from larum.incident.playbook import shipped
from larum.incident.readiness import Gap, gaps
from larum.incident.typology import ANSWERS
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Command, Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/plan")
NAV = Nav(70, msgid("Plan"), "/plan", "plan")
COMMANDS = [Command(msgid("Read the plans"), "/plan", "plan", role="viewer")]

FIRST = 3
"""Things to mend that are shown: more than three is a list nobody starts on."""

Id = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]*$")]


@router.get("")
def plan(request: Request, session: Reading, actor: Someone, language: str = "") -> Response:
    """Readiness in one line, what to mend next, who is called, and the playbooks."""
    words = words_of(request)
    chosen: Language = "pl" if (language or words.language) == "pl" else "en"
    had = store.preparation(session)
    found = gaps(had, shell_of(request).clock.now())
    read = store.readings(session)
    return render(
        request,
        "plan/overview.html",
        answer=_readiness(words, found),
        gaps=found[:FIRST],
        called=had.called,
        chosen=chosen,
        playbooks=shipped(chosen),
        causes=terms.CAUSES,
        read={playbook.id: read.get((playbook.id, chosen), ()) for playbook in shipped(chosen)},
        language_names=LANGUAGES,
    )


@router.get("/{language}/{playbook_id}")
def document(request: Request, session: Reading, actor: Someone, language: Language, playbook_id: Id) -> Response:
    """One playbook, to be read from top to bottom."""
    playbook = playbook_named(playbook_id, language)
    if playbook is None:
        raise NotFound
    readings = store.readings(session).get((playbook.id, language), ())
    readers = people_by_id(session, [reading.person_id for reading in readings])
    return render(
        request,
        "plan/document.html",
        playbook=playbook,
        answer_to=ANSWERS[playbook.strategy],
        cause=terms.CAUSES[playbook.cause],
        roles={role.id: role.title for role in playbook.roles},
        severities=terms.SEVERITIES,
        slots_in=lambda text: re.findall(r"\{[^{}\s]+\}", text),
        readings=[
            (readers[reading.person_id].name, reading.at) for reading in readings if reading.person_id in readers
        ],
        other=next((other for other in LANGUAGES if other != language and playbook_named(playbook_id, other)), None),
        language_names=LANGUAGES,
        may_act=actor.reaches("responder"),
    )


@router.post("/{language}/{playbook_id}/read")
def read(working: Working, language: Language, playbook_id: Id) -> RedirectResponse:
    """Somebody has read it."""
    with working() as work:
        mark_read(work, playbook_id, language)
    return RedirectResponse(f"/plan/{language}/{playbook_id}", 303)


def _readiness(words: Words, found: list[Gap]) -> str:
    if not found:
        return words("Ready: nothing to mend.")
    return words.ngettext(
        "Almost ready: {count} thing to mend before a crisis.",
        "Not ready yet: {count} things to mend before a crisis.",
        len(found),
    )
