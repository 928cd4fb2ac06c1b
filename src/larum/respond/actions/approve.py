"""Say yes to a wording, or no."""

from sqlalchemy.orm import Session

from larum.auth.action import action
from larum.auth.store import people
from larum.base.actor import Actor
from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.db.work import Work
from larum.incident import timeline
from larum.respond.actions.write import reopen
from larum.respond.errors import OwnWords, OwnWordsUnconfirmed, SlotsOpen, WordingMoved
from larum.respond.events import StatementApproved
from larum.respond.lifecycle import move_statement
from larum.respond.model import Approval, Statement, Version
from larum.respond.store import hold, latest
from larum.respond.template import open_slots

APPROVED = timeline.kind("respond.approved", msgid("Statement approved: “{title}”, version {number}."), icon="check")
APPROVED_ALONE = timeline.kind(
    "respond.approved_alone",
    msgid("Statement approved by its own author, who is alone: “{title}”, version {number}."),
    icon="check",
)
SENT_BACK = timeline.kind("respond.sent_back", msgid("Statement sent back: “{title}”. Why: {reason}"), icon="say")


@action("respond.approve", needs="approver")
def approve(work: Work, statement: Statement, *, seen: int, confirmed: bool = False) -> Approval:
    """Say yes to version `seen`. Own words need somebody else's yes.

    Whoever is the only one in the house who may approve can say yes to their own words, once they have confirmed it a
    second time (`confirmed`); that is on record.
    """
    hold(work, statement)
    version = latest(work.session, statement.id)
    if version.number != seen:
        raise WordingMoved(number=version.number)
    check_slots(version)
    own = version.written_by == work.actor.id
    if own:
        _check_alone(work, confirmed)
    statement.state = move_statement(statement.state, "approved")
    statement.approved_at = work.now()
    approval = Approval(
        id=work.fresh_id(),
        version_id=version.id,
        person_id=work.actor.id,
        name=work.actor.name,
        at=work.now(),
        own_words=own,
    )
    work.session.add(approval)
    if statement.incident_id is not None:
        timeline.write(
            work,
            statement.incident_id,
            APPROVED_ALONE if own else APPROVED,
            {"title": statement.title, "number": version.number},
            timeline.Link("statement", statement.id),
        )
    work.tell(StatementApproved(statement_id=statement.id))
    work.touch("statements", f"statement:{statement.id}", f"incident:{statement.incident_id}")
    return approval


@action("respond.send_back", needs="approver")
def send_back(work: Work, statement: Statement, *, reason: str) -> None:
    """Say no, and why; the words go back to whoever writes them."""
    if not reason.strip():
        raise Invalid("Say what has to change; it saves a round.", field="reason")
    hold(work, statement)
    reopen(work, statement)
    if statement.incident_id is not None:
        timeline.write(
            work,
            statement.incident_id,
            SENT_BACK,
            {"title": statement.title, "reason": reason.strip()},
            timeline.Link("statement", statement.id),
        )
    work.touch("statements", f"statement:{statement.id}", f"incident:{statement.incident_id}")


def check_slots(version: Version) -> None:
    """Refuse a wording with places to fill in, naming them (`SlotsOpen`)."""
    slots = sorted({slot.name for text in version.texts.values() for slot in open_slots(text)})
    if slots:
        raise SlotsOpen(slots=", ".join(f"{{{slot}}}" for slot in slots))


def who_else(session: Session, actor: Actor) -> list[str]:
    """Names of those who may approve this person's words; nobody where they are alone in the house."""
    return [
        person.name
        for person in people(session, only_active=True)
        if person.id != actor.id and person.actor.reaches("approver")
    ]


def _check_alone(work: Work, confirmed: bool) -> None:
    others = who_else(work.session, work.actor)
    if others:
        raise OwnWords(names=", ".join(others))
    if not confirmed:
        raise OwnWordsUnconfirmed
