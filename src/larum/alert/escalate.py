"""Calls people when an alert is raised: an ordered list, so many minutes each, until somebody answers.

All calls are queued at once with the time they are due; acknowledging the alert calls the rest off in its own
transaction, so nobody is called after somebody has answered.
"""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from larum.alert.actions import open_alert, topic
from larum.alert.events import AlertRaised, AlertWorsened
from larum.alert.store import escalation
from larum.alert.wording import headline, summary
from larum.auth.action import action
from larum.auth.model import Person
from larum.base.errors import NotAllowed
from larum.base.translate import Words
from larum.db.work import Work
from larum.match.model import Brand
from larum.notify.store import call

STALE_AFTER = timedelta(hours=2)
"""An alert found in older posts, as in an import, is shown but calls nobody."""


def call_people(work: Work, event: AlertRaised, public_url: str) -> None:
    """Queue a call to everybody on the list."""
    _queue(work, event, public_url, step="raised")


def call_again(work: Work, event: AlertWorsened, public_url: str) -> None:
    """It became graver and nobody has answered yet: whoever is called for the gravest is called as well."""
    _queue(work, event, public_url, step=f"severity-{event.severity}")


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


def _queue(work: Work, event: AlertRaised | AlertWorsened, public_url: str, step: str) -> None:
    alert = open_alert(work.session, event.alert_id)
    if alert.state != "open" or alert.raised_at < work.now() - STALE_AFTER:
        return
    brand = work.session.get_one(Brand, alert.brand_id).name
    for called in escalation(work.session):
        person = work.session.get(Person, called.person_id)
        if person is None or not person.active or (called.gravest_only and alert.severity > 2):
            continue
        words = Words(person.language, ZoneInfo(person.zone), work.now())
        lines = [
            summary(words, alert),
            words("Acknowledge it here, and nobody else is called: {link}", link=f"{public_url}/alerts/{alert.id}"),
        ]
        call(
            work,
            person_id=person.id,
            about=topic(alert.id),
            step=f"{step}-{called.position}",
            subject=f"SEV{alert.severity} {headline(words, alert, brand)}",
            body="\n\n".join(lines),
            due_at=max(work.now(), alert.raised_at + timedelta(minutes=called.after_minutes)),
        )
