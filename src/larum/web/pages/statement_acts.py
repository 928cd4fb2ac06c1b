"""What people do at the statement desk: one form, one action, and back to the desk."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from larum.base.errors import Refusal
from larum.respond import store
from larum.respond.actions import approve, publish, settle, write
from larum.web import due
from larum.web.doors import Reading, Someone, Working
from larum.web.pages.statements import show
from larum.web.shell import words_of

router = APIRouter(prefix="/statements")

Text = Annotated[str, Form(max_length=40_000)]
Line = Annotated[str, Form(max_length=2_000)]
Maybe = Annotated[UUID | Literal[""], Form()]


@router.post("")
def draft(
    request: Request, working: Working, title: Line = "", pl: Text = "", en: Text = "", audience: Line = "public",
    incident: Maybe = "", corrects: Maybe = "", minutes: Line = "", at: Line = "",
) -> Response:  # fmt: skip
    """Keep the first wording."""
    with working() as work:
        statement = write.draft(
            work,
            title=title,
            texts={"pl": pl, "en": en},
            audience=audience,
            incident_id=incident or None,
            corrects=corrects or None,
            next_update_at=due.moment(words_of(request), work.now(), minutes, at),
        )
    return _back(statement.id)


@router.post("/{statement_id}/words")
def reword(
    request: Request, session: Reading, actor: Someone, working: Working, statement_id: UUID,
    seen: Annotated[int, Form()], pl: Text = "", en: Text = "", at: Line = "", then: Line = "",
) -> Response:  # fmt: skip
    """Keep a new wording, and hand it over where that button was pressed. Refused words stay in the editor."""
    texts = {"pl": pl, "en": en}
    try:
        with working() as work:
            statement = store.open_statement(work.session, statement_id)
            promised = due.moment(words_of(request), work.now(), at=at)
            write.reword(work, statement, texts=texts, seen=seen, next_update_at=promised)
            if then == "hand_over" and statement.state == "draft":
                write.hand_over(work, statement)
    except Refusal as refusal:
        return show(request, session, actor, statement_id, refusal, texts)
    return _back(statement_id)


@router.post("/{statement_id}/hand-over")
def hand_over(working: Working, statement_id: UUID) -> Response:
    """Ask for approval of the words as they stand."""
    with working() as work:
        write.hand_over(work, store.open_statement(work.session, statement_id))
    return _back(statement_id)


@router.post("/{statement_id}/take-back")
def take_back(working: Working, statement_id: UUID) -> Response:
    """Write on."""
    with working() as work:
        write.take_back(work, store.open_statement(work.session, statement_id))
    return _back(statement_id)


@router.post("/{statement_id}/approve")
def say_yes(working: Working, statement_id: UUID, seen: Annotated[int, Form()], confirmed: Line = "") -> Response:
    """A named yes to the version that was on the screen."""
    with working() as work:
        statement = store.open_statement(work.session, statement_id)
        approve.approve(work, statement, seen=seen, confirmed=bool(confirmed))
    return _back(statement_id)


@router.post("/{statement_id}/send-back")
def say_no(working: Working, statement_id: UUID, reason: Line = "") -> Response:
    """No, and why."""
    with working() as work:
        approve.send_back(work, store.open_statement(work.session, statement_id), reason=reason)
    return _back(statement_id)


@router.post("/{statement_id}/publish")
def let_out(
    request: Request, working: Working, statement_id: UUID, seen: Annotated[int, Form()],
    channel: Annotated[list[UUID] | None, Form()] = None, at: Line = "",
) -> Response:  # fmt: skip
    """Let it out on the channels of the last look, now or at a time; not if the words moved in between."""
    with working() as work:
        statement = store.open_statement(work.session, statement_id)
        chosen = [store.open_channel(work.session, id) for id in channel or ()]
        when = due.moment(words_of(request), work.now(), at=at)
        publish.publish(work, statement, channels=chosen, at=when, seen=seen)
    return _back(statement_id, "out")


@router.post("/{statement_id}/call-off")
def call_off(working: Working, statement_id: UUID) -> Response:
    """Stop what has not gone out yet."""
    with working() as work:
        publish.call_off(work, store.open_statement(work.session, statement_id))
    return _back(statement_id, "out")


@router.post("/{statement_id}/withdraw")
def withdraw(working: Working, statement_id: UUID, reason: Line = "") -> Response:
    """Take it back in public."""
    with working() as work:
        publish.withdraw(work, store.open_statement(work.session, statement_id), reason=reason)
    return _back(statement_id)


@router.post("/publications/{publication_id}/settle")
def say_what_became_of_it(
    working: Working, publication_id: UUID, verdict: Annotated[Literal["out", "not_out"], Form()], url: Line = ""
) -> Response:
    """Is it out? A person has looked."""
    with working() as work:
        publication = store.open_publication(work.session, publication_id)
        settle.settle(work, publication, verdict=verdict, url=url)
    return _back(publication.statement_id, "out")


@router.post("/publications/{publication_id}/again")
def try_again(working: Working, publication_id: UUID) -> Response:
    """Send what is known not to be out."""
    with working() as work:
        publication = store.open_publication(work.session, publication_id)
        settle.try_again(work, publication)
    return _back(publication.statement_id, "out")


def _back(statement_id: UUID, part: str = "") -> Response:
    return RedirectResponse(f"/statements/{statement_id}" + (f"#{part}" if part else ""), 303)
