"""Say what became of a publication where the machine could not know, and send again what is known not to be out."""

from typing import Literal

from larum.auth.action import action
from larum.base.errors import Invalid, WrongMove
from larum.base.translate import msgid
from larum.connectors.rules import is_address
from larum.db.work import Work
from larum.incident import timeline
from larum.notify.store import call_off
from larum.respond.actions.publish import fitting, sayable, settle_statement
from larum.respond.lifecycle import move_publication
from larum.respond.model import Channel, Publication
from larum.respond.store import about_publication, hold, open_statement

FOUND_OUT = timeline.kind("respond.found_out", msgid("Looked, and it is out on {channel}: “{title}”."), icon="check")
FOUND_NOT_OUT = timeline.kind(
    "respond.found_not_out", msgid("Looked, and it is not out on {channel}: “{title}”."), icon="close"
)


@action("respond.settle", needs="approver")
def settle(work: Work, publication: Publication, *, verdict: Literal["out", "not_out"], url: str = "") -> None:
    """Say what became of a publication that was cut off: it is out, or it is not."""
    statement = hold(work, open_statement(work.session, publication.statement_id))
    work.session.refresh(publication)
    if publication.state != "unsure":  # while it is being sent its answer may still come
        raise WrongMove(origin=publication.state, target=verdict)
    if url.strip() and not is_address(url.strip()):
        raise Invalid(
            msgid("This is not an address of a page. Copy it from your browser, or leave it out."), field="url"
        )
    publication.state = move_publication(publication.state, "sent" if verdict == "out" else "failed")
    if verdict == "out":
        publication.sent_at, publication.url = work.now(), url.strip()
    publication.settled_by = work.actor.name
    call_off(work, about_publication(publication.id))
    work.session.flush()
    if statement.incident_id is not None:
        channel = work.session.get_one(Channel, publication.channel_id)
        timeline.write(
            work,
            statement.incident_id,
            FOUND_OUT if verdict == "out" else FOUND_NOT_OUT,
            {"channel": channel.name, "title": statement.title},
            timeline.Link("statement", statement.id),
        )
    settle_statement(work, statement)


@action("respond.try_again", needs="approver")
def try_again(work: Work, publication: Publication) -> None:
    """Send what is known not to be out."""
    statement = hold(work, open_statement(work.session, publication.statement_id))
    work.session.refresh(publication)
    version = sayable(work, statement)
    fitting(version, work.session.get_one(Channel, publication.channel_id))
    publication.state = move_publication(publication.state, "due")
    publication.due_at, publication.trouble = work.now(), ""
    work.session.flush()
    settle_statement(work, statement)
