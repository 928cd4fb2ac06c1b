"""What people can do with an alert, and what follows from it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from larum.alert.events import AlertAcknowledged, AlertClosed
from larum.alert.lifecycle import Verdict, move
from larum.alert.model import Alert, EscalationStep
from larum.alert.store import forget_escalation, gone_quiet, how_many
from larum.auth.action import action
from larum.base.errors import Invalid, NotFound
from larum.db.work import Work
from larum.notify.store import call_off


def open_alert(session: Session, id: UUID) -> Alert:
    """The alert; `NotFound` where there is none."""
    alert = session.get(Alert, id)
    if alert is None:
        raise NotFound
    return alert


def topic(alert_id: UUID) -> str:
    """What calls and live pages about an alert are filed under."""
    return f"alert:{alert_id}"


@action("alert.acknowledge", needs="responder")
def acknowledge(work: Work, alert: Alert) -> None:
    """Take an alert on: from this moment nobody else is called. Taking it on twice changes nothing."""
    if alert.state == "acknowledged":
        return
    alert.state = move(alert.state, "acknowledged")
    alert.acknowledged_at = alert.acknowledged_at or work.now()
    alert.acknowledged_by, alert.acknowledged_name = work.actor.id, work.actor.name
    call_off(work, topic(alert.id))
    work.tell(AlertAcknowledged(alert_id=alert.id))
    work.touch("alerts", topic(alert.id))


@action("alert.close", needs="responder")
def close(work: Work, alert: Alert, *, verdict: Verdict, note: str = "") -> None:
    """Close an alert and say whether it was right: Larum learns from that."""
    alert.verdict, alert.note = verdict, note.strip()
    _close(work, alert, "person")


@action("alert.judge", needs="responder")
def judge(work: Work, alert: Alert, *, verdict: Verdict, note: str = "") -> None:
    """Say whether an alert was right, also after it has closed itself."""
    alert.verdict, alert.note = verdict, note.strip()
    work.touch("alerts", topic(alert.id))


@action("alert.reopen", needs="responder")
def reopen(work: Work, alert: Alert) -> None:
    """Take back a closing, or an acknowledgement that was a slip of the thumb."""
    alert.state = move(alert.state, "open")
    alert.closed_at, alert.closed_by, alert.closed_because = None, None, ""
    work.touch("alerts", topic(alert.id))


def close_quiet(work: Work, quiet_for: timedelta) -> int:
    """Close open alerts to which nothing unusual has come for so long; they say that they did it themselves."""
    quiet = gone_quiet(work.session, work.now() - quiet_for)
    for alert in quiet:
        _close(work, alert, "quiet")
    return len(quiet)


def _close(work: Work, alert: Alert, because: str) -> None:
    alert.state = move(alert.state, "closed")
    alert.closed_at, alert.closed_by, alert.closed_because = work.now(), work.actor.id, because
    call_off(work, topic(alert.id))
    work.tell(AlertClosed(alert_id=alert.id, because=because))
    work.touch("alerts", topic(alert.id))


@action("alert.set_escalation", needs="owner")
def set_escalation(work: Work, *, steps: list[tuple[UUID, int, bool]]) -> None:
    """Decide who is called, in which order: (person, minutes after the alert, only for the gravest)."""
    minutes = [after for _, after, _ in steps]
    if minutes != sorted(minutes) or any(after < 0 or after > 24 * 60 for after in minutes):
        raise Invalid("Whoever is called later needs more minutes, and nobody is called after a day.", field="steps")
    forget_escalation(work)
    for position, (person_id, after, gravest_only) in enumerate(steps, start=1):
        work.session.add(
            EscalationStep(
                id=work.fresh_id(),
                position=position,
                person_id=person_id,
                after_minutes=after,
                gravest_only=gravest_only,
            )
        )
    work.touch("escalation")


def link_incident(work: Work, alert_id: UUID, incident_id: UUID) -> None:
    """An incident was declared from this alert: whoever declared it has taken the alert on."""
    alert = open_alert(work.session, alert_id)
    alert.incident_id = incident_id
    if alert.state == "open":
        alert.state = move(alert.state, "acknowledged")
        alert.acknowledged_at = alert.acknowledged_at or work.now()
        call_off(work, topic(alert.id))
    work.touch("alerts", topic(alert.id))


def open_count(session: Session) -> int:
    """How many alerts wait for somebody."""
    return how_many(session, "open")
