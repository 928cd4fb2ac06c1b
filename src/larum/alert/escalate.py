"""Calls people when an alert is raised: an ordered list, so many minutes each, until somebody answers.

All calls are queued at once with the time they are due; acknowledging the alert calls the rest off in its own
transaction, so nobody else is called after somebody has answered. What comes later, they alone are told.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from larum.alert.actions import open_alert, topic
from larum.alert.card import Brief, brief
from larum.alert.events import AlertRaised, AlertRenewed, AlertWorsened
from larum.alert.model import Alert
from larum.alert.store import escalation
from larum.alert.wording import caveat, first_line, quoted, summary
from larum.auth.action import action
from larum.auth.model import Person
from larum.base.errors import NotAllowed
from larum.base.translate import Msgid, Words, msgid
from larum.db.work import Work
from larum.match.model import Brand
from larum.notify.store import call, call_off

STALE_AFTER: Final = timedelta(hours=2)
"""An alert found in older posts, as in an import, is shown but calls nobody."""
ANSWER: Final = msgid("Acknowledge it here, and nobody else is called: {link}")
ANSWERED: Final = msgid("You have taken this on, so only you are told: {link}")
NIGHT_BEGINS: Final = time(22)
NIGHT_ENDS: Final = time(7)
"""Where whoever is called lives: between these, what is only to be watched wakes nobody."""


def call_people(work: Work, event: AlertRaised, public_url: str) -> None:
    """Queue a call to everybody on the list."""
    alert = open_alert(work.session, event.alert_id)
    if alert.state == "open" and alert.raised_at >= work.now() - STALE_AFTER:
        _queue(work, alert, public_url, step="raised", since=alert.raised_at)


def call_again(work: Work, event: AlertWorsened, public_url: str) -> None:
    """It became graver: whoever is called for the gravest is called as well."""
    _call_again(work, event.alert_id, public_url, step=f"severity-{event.severity}")


def call_for_news(work: Work, event: AlertRenewed, public_url: str) -> None:
    """Something came that nobody had been called for."""
    _call_again(work, event.alert_id, public_url, step=f"news-{event.at.isoformat(timespec='seconds')}")


def _call_again(work: Work, alert_id: UUID, public_url: str, step: str) -> None:
    """While nobody has answered, the same people are called anew, in the same order, in place of calls that were to
    come later or waited for the morning; else whoever has taken it on is told."""
    alert = open_alert(work.session, alert_id)
    if alert.last_signal_at < work.now() - STALE_AFTER:
        return
    if alert.state == "open":
        call_off(work, topic(alert.id))
        _queue(work, alert, public_url, step, since=work.now())
    elif alert.state == "acknowledged" and alert.acknowledged_by is not None:
        _tell(work, alert, public_url, [(alert.acknowledged_by, step, work.now())], ANSWERED)


@action("alert.send_test", needs="viewer")
def send_test(work: Work, *, public_url: str) -> UUID:
    """Call oneself, to see that a call arrives; gives the name under which its delivery is found (`about_test`)."""
    person = work.session.get(Person, work.actor.id) if work.actor.id is not None else None
    if person is None:
        raise NotAllowed
    words = Words(person.language, ZoneInfo(person.zone), work.now())
    test_id = work.fresh_id()
    call(
        work,
        person_id=person.id,
        about=about_test(test_id),
        step="test",
        subject=words("Test alert from Larum"),
        body=words(
            "This is only a test. An alert would reach you like this, with a link to acknowledge it. {link}",
            link=f"{public_url}/alerts",
        ),
        due_at=work.now(),
    )
    return test_id


def about_test(test_id: UUID) -> str:
    """What the delivery of a test call is filed under."""
    return f"test:{test_id}"


def may_ring_at(severity: int, due_at: datetime, zone: tzinfo) -> datetime:
    """When a call may go out: at once, but what is only to be watched wakes nobody and waits for the morning.

    >>> may_ring_at(4, datetime(2026, 3, 2, 2, 30, tzinfo=UTC), UTC).hour
    7
    >>> may_ring_at(3, datetime(2026, 3, 2, 2, 30, tzinfo=UTC), UTC).hour
    2
    """
    there = due_at.astimezone(zone)
    if severity < 4 or NIGHT_ENDS <= there.time() < NIGHT_BEGINS:
        return due_at
    morning = there.replace(hour=NIGHT_ENDS.hour, minute=0, second=0, microsecond=0)
    return (morning if there.time() < NIGHT_ENDS else morning + timedelta(days=1)).astimezone(UTC)


def _so_far(words: Words, told: Brief) -> str:
    return words.ngettext(
        "{count} mention by {accounts} so far, {negative} of them negative.",
        "{count} mentions by {accounts} so far, {negative} of them negative.",
        told.mentions,
        accounts=words.ngettext("{count} account", "{count} accounts", told.accounts),
        negative=words.percent(told.negative / told.mentions),
    )


def _queue(work: Work, alert: Alert, public_url: str, step: str, since: datetime) -> None:
    called = [
        (one.person_id, f"{step}-{one.position}", since + timedelta(minutes=one.after_minutes))
        for one in escalation(work.session)
        if alert.severity <= 2 or not one.gravest_only
    ]
    _tell(work, alert, public_url, called, ANSWER)


def _tell(
    work: Work, alert: Alert, public_url: str, called: Sequence[tuple[UUID, str, datetime]], asked: Msgid
) -> None:
    """Queue the same words, in their own language, to each of these (person, step, when)."""
    if not called:
        return
    brand, told = work.session.get_one(Brand, alert.brand_id).name, brief(work.session, alert)
    for person_id, step, due_at in called:
        person = work.session.get(Person, person_id)
        if person is None or not person.active:
            continue
        words = Words(person.language, ZoneInfo(person.zone), work.now())
        lines = [
            summary(words, alert, told.signal),
            *(
                [_so_far(words, told), *([quoted(words, told.claim, 280)] if told.claim else [])]
                if told.mentions
                else []
            ),
            *(caveat(words, code) for code in alert.caveats),
            words(asked, link=f"{public_url}/alerts/{alert.id}"),
        ]
        call(
            work,
            person_id=person.id,
            about=topic(alert.id),
            step=step,
            subject=first_line(words, alert, brand, told.claim, told.about),
            body="\n\n".join(lines),
            due_at=may_ring_at(alert.severity, max(work.now(), due_at), words.zone),
        )
