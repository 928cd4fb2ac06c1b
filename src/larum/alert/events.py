"""What others may react to."""

from datetime import datetime
from uuid import UUID

from larum.db.events import Event


class AlertRaised(Event, frozen=True):
    """An alert was put before people."""

    alert_id: UUID


class AlertWorsened(Event, frozen=True):
    """An alert became graver than it was."""

    alert_id: UUID
    severity: int


class AlertRenewed(Event, frozen=True):
    """Something new has come to an alert: a story began in it, or it had closed itself and goes on."""

    alert_id: UUID
    at: datetime


class AlertAcknowledged(Event, frozen=True):
    """Somebody has taken the alert on; nobody else is called any more."""

    alert_id: UUID


class AlertClosed(Event, frozen=True):
    """The alert is over; `because` says `person` or `quiet`."""

    alert_id: UUID
    because: str
