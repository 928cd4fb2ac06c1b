"""Let approved words go out, and settle what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from larum.auth.action import action
from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.connectors import registry
from larum.db.work import Work
from larum.incident import timeline
from larum.incident.actions.course import set_next_update
from larum.respond.errors import NoChannel, NoWording, StatementNotApproved, TooLong
from larum.respond.events import StatementSent, StatementWithdrawn
from larum.respond.lifecycle import move_publication, move_statement, standing
from larum.respond.model import Channel, Publication, Statement, Version
from larum.respond.store import approvals, latest, open_statement, publications
from larum.respond.template import graphemes

PAGE = "page"
"""The channel that is our own crisis page: nothing is sent anywhere, it is simply there to read."""

SENT = timeline.kind("respond.sent", msgid("Statement out on {channels}: “{title}”."), icon="say")
WITHDRAWN = timeline.kind("respond.withdrawn", msgid("Statement withdrawn: “{title}”. Why: {reason}"), icon="close")


@action("respond.publish", needs="approver")
def publish(work: Work, statement: Statement, *, channels: Sequence[Channel], at: datetime | None = None) -> None:
    """Let the approved wording go out on these channels, now or at a time. Refuses before anything is sent."""
    version = latest(work.session, statement.id)
    if not approvals(work.session, version.id) or statement.state not in ("approved", "due", "sent", "sending"):
        raise StatementNotApproved
    if not channels:
        raise NoChannel
    already = {publication.channel_id for publication in publications(work.session, statement.id)}
    for channel in channels:
        if channel.id not in already:
            work.session.add(_publication(work, statement, version, channel, at or work.now()))
    work.session.flush()
    settle_statement(work, statement)


@action("respond.call_off", needs="approver")
def call_off(work: Work, statement: Statement) -> None:
    """Stop what has not gone out yet."""
    for publication in publications(work.session, statement.id):
        if publication.state in ("due", "failed"):
            publication.state = move_publication(publication.state, "called_off")
    work.session.flush()
    settle_statement(work, statement)


@action("respond.settle", needs="approver")
def settle(work: Work, publication: Publication, *, verdict: Literal["out", "not_out"], url: str = "") -> None:
    """Say what became of a publication that was cut off: it is out, or it is not."""
    if verdict == "out":
        publication.state = move_publication(publication.state, "sent")
        publication.sent_at, publication.url = work.now(), url.strip()
    else:
        publication.state = move_publication(publication.state, "failed")
    publication.settled_by = work.actor.name
    work.session.flush()
    settle_statement(work, open_statement(work.session, publication.statement_id))


@action("respond.try_again", needs="approver")
def try_again(work: Work, publication: Publication) -> None:
    """Send what is known not to be out."""
    publication.state = move_publication(publication.state, "due")
    publication.due_at, publication.trouble = work.now(), ""
    work.session.flush()
    settle_statement(work, open_statement(work.session, publication.statement_id))


@action("respond.withdraw", needs="approver")
def withdraw(work: Work, statement: Statement, *, reason: str) -> None:
    """Take a statement back. What was published stays readable on the crisis page, marked, with the reason."""
    if not reason.strip():
        raise Invalid("Say why; the public will read it.", field="reason")
    statement.state = move_statement(statement.state, "withdrawn")
    statement.withdrawn_at, statement.withdrawn_why = work.now(), reason.strip()
    if statement.incident_id is not None:
        timeline.write(
            work,
            statement.incident_id,
            WITHDRAWN,
            {"title": statement.title, "reason": statement.withdrawn_why},
            timeline.Link("statement", statement.id),
        )
    work.tell(StatementWithdrawn(statement_id=statement.id))
    work.touch("statements", f"statement:{statement.id}", f"incident:{statement.incident_id}", "page")


def settle_statement(work: Work, statement: Statement) -> None:
    """Let the statement stand where its publications stand; the first time all are out, say so."""
    state = standing([publication.state for publication in publications(work.session, statement.id)])
    if statement.state in ("approved", "due", "sending") and state != statement.state:
        statement.state = state
        if state == "sent":
            _note_sent(work, statement)
    work.touch("statements", f"statement:{statement.id}", f"incident:{statement.incident_id}", "page")


def _note_sent(work: Work, statement: Statement) -> None:
    first = statement.sent_at is None
    statement.sent_at = statement.sent_at or work.now()
    if statement.corrects is not None:
        corrected = open_statement(work.session, statement.corrects)
        if corrected.state == "sent":
            corrected.state = move_statement(corrected.state, "corrected")
    if statement.incident_id is not None and first:
        if statement.next_update_at is not None:
            set_next_update(work, statement.incident_id, statement.next_update_at)
        names = [
            work.session.get_one(Channel, publication.channel_id).name
            for publication in publications(work.session, statement.id)
            if publication.state == "sent"
        ]
        timeline.write(
            work,
            statement.incident_id,
            SENT,
            {"title": statement.title, "channels": ", ".join(names)},
            timeline.Link("statement", statement.id),
        )
    work.tell(StatementSent(statement_id=statement.id), once=str(statement.id))


def _publication(work: Work, statement: Statement, version: Version, channel: Channel, at: datetime) -> Publication:
    text = version.texts.get(channel.language)
    if text is None:
        raise NoWording(channel=channel.name, language=channel.language)
    limit = None if channel.connector == PAGE else registry.manifest(channel.connector).text_limit
    over = 0 if limit is None else graphemes(text) - limit
    if over > 0:
        raise TooLong(channel=channel.name, limit=limit, over=over)
    return Publication(
        id=work.fresh_id(),
        statement_id=statement.id,
        version_id=version.id,
        channel_id=channel.id,
        language=channel.language,
        text=text,
        state="due",
        due_at=at,
        sending_at=None,
        sent_at=None,
    )
