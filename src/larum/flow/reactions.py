"""When this, then that: which events are heard by whom. Nothing else in Larum connects one package to a later one."""

from collections.abc import Mapping, Sequence
from functools import partial

from larum.alert.actions import link_incident
from larum.alert.escalate import call_again, call_people
from larum.alert.events import AlertRaised, AlertWorsened
from larum.db.events import Event
from larum.db.outbox import Reaction
from larum.db.work import Work
from larum.incident.events import AlertLinked, IncidentDeclared


def reactions(public_url: str) -> Mapping[type[Event], Sequence[Reaction]]:
    """All reactions; `public_url` is where links in messages lead."""
    return {
        AlertRaised: [partial(call_people, public_url=public_url)],
        AlertWorsened: [partial(call_again, public_url=public_url)],
        IncidentDeclared: [answer_alerts],
        AlertLinked: [answer_alert],
    }


def answer_alerts(work: Work, event: IncidentDeclared) -> None:
    """Whoever declares an incident from alerts has taken them on."""
    for alert_id in event.alert_ids:
        link_incident(work, alert_id, event.incident_id)


def answer_alert(work: Work, event: AlertLinked) -> None:
    """Whoever adds an alert to an incident has taken it on."""
    link_incident(work, event.alert_id, event.incident_id)
