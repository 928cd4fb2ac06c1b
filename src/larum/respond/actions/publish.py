"""Let approved words go out, stop them, take them back."""

from collections.abc import Sequence
from datetime import datetime

from larum.auth.action import action
from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.connectors import registry
from larum.db.work import Work
from larum.incident import timeline
from larum.incident.actions.course import set_next_update
from larum.incident.store import open_incident
from larum.respond.actions.approve import check_slots
from larum.respond.errors import ChannelOff, NoChannel, NoWording, StatementNotApproved, TooLong, WordingMoved
from larum.respond.events import StatementSent, StatementWithdrawn
from larum.respond.graphemes import count
from larum.respond.lifecycle import PUBLISHABLE, move_publication, move_statement, standing
from larum.respond.model import Channel, Publication, Statement, Version
from larum.respond.store import approvals, hold, latest, open_statement, publications

PAGE = "page"
"""The channel that is our own crisis page: nothing is sent anywhere, it is simply there to read."""

SENT = timeline.kind("respond.sent", msgid("Statement out on {channels}: “{title}”."), icon="send")
CALLED_OFF = timeline.kind("respond.called_off", msgid("Publication called off: “{title}”."), icon="close")
WITHDRAWN = timeline.kind("respond.withdrawn", msgid("Statement withdrawn: “{title}”. Why: {reason}"), icon="close")


@action("respond.publish", needs="approver")
def publish(
    work: Work,
    statement: Statement,
    *,
    channels: Sequence[Channel],
    at: datetime | None = None,
    seen: int | None = None,
) -> None:
    """Let the approved wording go out on these channels, now or at a time. Refuses before anything is sent.

    Where it is out or on its way already, nothing changes; so two people who press at once publish once. `seen` is the
    version of the last look: if it was changed and approved anew since, nothing goes out.
    """
    hold(work, statement)
    version = sayable(work, statement)
    if seen is not None and seen != version.number:
        raise WordingMoved(number=version.number)
    if not channels:
        raise NoChannel
    on_record = {each.channel_id: each for each in publications(work.session, statement.id)}
    for channel in channels:
        text = fitting(version, channel)
        before = on_record.get(channel.id)
        if before is not None and before.version_id == version.id:
            if before.state in ("failed", "called_off"):
                before.state = move_publication(before.state, "due")
                before.due_at, before.trouble = at or work.now(), ""
        else:
            work.session.add(_publication(work, version, channel, text, at or work.now()))
    work.session.flush()
    settle_statement(work, statement)


@action("respond.call_off", needs="approver")
def call_off(work: Work, statement: Statement) -> None:
    """Stop what has not gone out yet."""
    hold(work, statement)
    if _call_off(work, statement):
        _write(work, statement, CALLED_OFF, {"title": statement.title})
    settle_statement(work, statement)


@action("respond.withdraw", needs="approver")
def withdraw(work: Work, statement: Statement, *, reason: str) -> None:
    """Take a statement back. What was published stays readable on the crisis page, marked, with the reason.

    What was still to go out on further channels does not.
    """
    if not reason.strip():
        raise Invalid("Say why; the public will read it.", field="reason")
    hold(work, statement)
    statement.state = move_statement(statement.state, "withdrawn")
    statement.withdrawn_at, statement.withdrawn_why = work.now(), reason.strip()
    _call_off(work, statement)
    _write(work, statement, WITHDRAWN, {"title": statement.title, "reason": statement.withdrawn_why})
    work.tell(StatementWithdrawn(statement_id=statement.id))
    touch(work, statement)


def sayable(work: Work, statement: Statement) -> Version:
    """The wording that may go out; refuses one that nobody has approved, or with a place to fill in."""
    version = latest(work.session, statement.id)
    if statement.state not in PUBLISHABLE or not approvals(work.session, version.id):
        raise StatementNotApproved
    check_slots(version)
    return version


def fitting(version: Version, channel: Channel) -> str:
    """What a channel would be given of a wording; refuses where it has none for it, or one too long."""
    if channel.state != "on":
        raise ChannelOff(channel=channel.name)
    text = version.texts.get(channel.language)
    if text is None:
        raise NoWording(channel=channel.name, language=channel.language)
    limit = None if channel.connector == PAGE else registry.manifest(channel.connector).text_limit
    over = 0 if limit is None else count(text) - limit
    if over > 0:
        raise TooLong(channel=channel.name, limit=limit, over=over)
    return str(text)


def settle_statement(work: Work, statement: Statement) -> None:
    """Let the statement stand where its publications stand; the first time all are out, say so."""
    state = standing([publication.state for publication in publications(work.session, statement.id)])
    if statement.state in ("approved", "due", "sending") and state != statement.state:
        statement.state = state
        if state == "sent":
            _note_sent(work, statement)
    touch(work, statement)


def touch(work: Work, statement: Statement) -> None:
    """Tell open pages that something became of a statement."""
    work.touch("statements", f"statement:{statement.id}", f"incident:{statement.incident_id}", "page")


def _call_off(work: Work, statement: Statement) -> bool:
    stopped = False
    for publication in publications(work.session, statement.id):
        if publication.state in ("due", "failed"):
            publication.state = move_publication(publication.state, "called_off")
            stopped = True
    work.session.flush()
    return stopped


def _note_sent(work: Work, statement: Statement) -> None:
    first = statement.sent_at is None
    statement.sent_at = statement.sent_at or work.now()
    if statement.corrects is not None:
        corrected = hold(work, open_statement(work.session, statement.corrects))
        if corrected.state == "sent":
            corrected.state = move_statement(corrected.state, "corrected")
            touch(work, corrected)
    if statement.incident_id is not None and first:
        # A closed incident promises nothing, and what was sent must be noted as sent all the same.
        managed = open_incident(work.session, statement.incident_id).state != "closed"
        if managed and statement.next_update_at is not None and statement.next_update_at > work.now():
            set_next_update(work, statement.incident_id, statement.next_update_at)
        names = [
            work.session.get_one(Channel, publication.channel_id).name
            for publication in publications(work.session, statement.id)
            if publication.state == "sent"
        ]
        _write(work, statement, SENT, {"title": statement.title, "channels": ", ".join(names)})
    work.tell(StatementSent(statement_id=statement.id), once=str(statement.id))


def _write(work: Work, statement: Statement, kind: str, fields: dict[str, object]) -> None:
    if statement.incident_id is not None:
        timeline.write(work, statement.incident_id, kind, fields, timeline.Link("statement", statement.id))


def _publication(work: Work, version: Version, channel: Channel, text: str, at: datetime) -> Publication:
    return Publication(
        id=work.fresh_id(),
        statement_id=version.statement_id,
        version_id=version.id,
        channel_id=channel.id,
        language=channel.language,
        text=text,
        state="due",
        due_at=at,
        sending_at=None,
        sent_at=None,
    )
