"""Write a statement, change it, hand it to others to read."""

from datetime import datetime
from uuid import UUID

from larum.auth.action import action
from larum.base.errors import Invalid, WrongMove
from larum.base.translate import msgid
from larum.db.work import Work
from larum.incident import timeline
from larum.respond.errors import WordingMoved
from larum.respond.lifecycle import EDITABLE, move_publication, move_statement
from larum.respond.model import Statement, Version
from larum.respond.store import hold, latest, publications, void_approvals

LANGUAGES = ("pl", "en")
AUDIENCES = ("public", "customers", "media", "staff")
LONGEST = 20_000
"""Characters: longer than any statement that anybody will read."""

DRAFTED = timeline.kind("respond.drafted", msgid("Statement drafted: “{title}”."), icon="say")
HANDED_OVER = timeline.kind("respond.handed_over", msgid("Statement handed over for approval: “{title}”."), icon="say")


@action("respond.draft", needs="responder")
def draft(
    work: Work,
    *,
    title: str,
    texts: dict[str, str],
    audience: str = "public",
    incident_id: UUID | None = None,
    corrects: UUID | None = None,
    next_update_at: datetime | None = None,
) -> Statement:
    """Begin a statement with its first wording."""
    if audience not in AUDIENCES:
        raise Invalid("Say whom the words are for.", field="audience")
    if not title.strip():
        raise Invalid("A statement needs a title by which the team recognises it.", field="title")
    statement = Statement(
        id=work.fresh_id(),
        incident_id=incident_id,
        title=title.strip(),
        audience=audience,
        state="draft",
        corrects=corrects,
        next_update_at=next_update_at,
        created_at=work.now(),
        created_by=work.actor.id,
        approved_at=None,
        sent_at=None,
        withdrawn_at=None,
    )
    work.session.add(statement)
    work.session.flush()
    _add_version(work, statement, 1, texts)
    if incident_id is not None:
        timeline.write(work, incident_id, DRAFTED, {"title": statement.title}, timeline.Link("statement", statement.id))
    _touch(work, statement)
    return statement


@action("respond.reword", needs="responder")
def reword(
    work: Work,
    statement: Statement,
    *,
    texts: dict[str, str],
    seen: int,
    next_update_at: datetime | None = None,
) -> Version:
    """Change the wording: a new version, to which nobody has said yes.

    `seen` is the version the writer started from; if somebody else has written since, nothing is overwritten.
    """
    hold(work, statement)
    if statement.state not in EDITABLE:
        raise WrongMove(origin=statement.state, target="draft")
    newest = latest(work.session, statement.id)
    if newest.number != seen:
        raise WordingMoved(number=newest.number)
    statement.next_update_at = next_update_at
    if _cleaned(texts) == newest.texts:
        return newest
    if statement.state != "draft":
        reopen(work, statement)
    version = _add_version(work, statement, newest.number + 1, texts)
    _touch(work, statement)
    return version


@action("respond.hand_over", needs="responder")
def hand_over(work: Work, statement: Statement) -> None:
    """Ask for approval."""
    hold(work, statement)
    statement.state = move_statement(statement.state, "review")
    if statement.incident_id is not None:
        timeline.write(
            work,
            statement.incident_id,
            HANDED_OVER,
            {"title": statement.title},
            timeline.Link("statement", statement.id),
        )
    _touch(work, statement)


@action("respond.take_back", needs="responder")
def take_back(work: Work, statement: Statement) -> None:
    """Work on the words again; a yes that somebody has given is gone."""
    hold(work, statement)
    reopen(work, statement)
    _touch(work, statement)


def reopen(work: Work, statement: Statement) -> None:
    """Make it a draft again: nobody has said yes any more, and nothing that failed is sent by a second press."""
    statement.state = move_statement(statement.state, "draft")
    statement.approved_at = None
    void_approvals(work, statement.id)
    for publication in publications(work.session, statement.id):
        if publication.state == "failed":
            publication.state = move_publication(publication.state, "called_off")


def _add_version(work: Work, statement: Statement, number: int, texts: dict[str, str]) -> Version:
    cleaned = _cleaned(texts)
    if not cleaned:
        raise Invalid("Write the words in at least one language.", field="texts")
    if any(len(text) > LONGEST for text in cleaned.values()):
        raise Invalid("This is far longer than anybody will read. Shorten it.", field="texts")
    version = Version(
        id=work.fresh_id(),
        statement_id=statement.id,
        number=number,
        texts=cleaned,
        written_by=work.actor.id,
        written_name=work.actor.name,
        written_at=work.now(),
    )
    work.session.add(version)
    work.session.flush()
    return version


def _cleaned(texts: dict[str, str]) -> dict[str, str]:
    return {
        language: text.replace("\r\n", "\n").strip()
        for language, text in texts.items()
        if language in LANGUAGES and text.strip()
    }


def _touch(work: Work, statement: Statement) -> None:
    work.touch("statements", f"statement:{statement.id}")
    if statement.incident_id is not None:
        work.touch(f"incident:{statement.incident_id}")
