"""How long it has been, what is due next, and what is late. Pure.

The response times are our own proposal, from what guidance and good practice name; a playbook's own times come first.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from larum.incident.lifecycle import Severity


class ResponseTimes(NamedTuple):
    """How soon after the declaration each thing is due; None where it is not asked for."""

    acknowledge_for: timedelta
    assess_for: timedelta
    statement_for: timedelta | None
    update_for: timedelta | None
    """From one public update to the next."""


RESPONSE_TIMES: Mapping[Severity, ResponseTimes] = {
    "SEV1": ResponseTimes(timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=45), timedelta(minutes=60)),
    "SEV2": ResponseTimes(timedelta(minutes=20), timedelta(minutes=45), timedelta(minutes=90), timedelta(minutes=180)),
    # "The same day" is eight hours, so that a morning's incident is answered before the evening.
    "SEV3": ResponseTimes(timedelta(minutes=60), timedelta(minutes=180), timedelta(hours=8), timedelta(days=1)),
    "SEV4": ResponseTimes(timedelta(hours=8), timedelta(days=1), None, None),
}


class Deadline(NamedTuple):
    """One thing that somebody owes by an instant."""

    at: datetime
    kind: str
    """`update`, `task` or `promise`."""
    what: str
    """Its own words; empty for an update, which has none."""
    id: UUID | None = None


class Clocks(NamedTuple):
    """An incident's time, as of one instant."""

    since_origin: timedelta
    since_detection: timedelta | None
    since_declaration: timedelta
    next: Deadline | None
    """What falls due first; the oldest of the overdue where there are any."""
    overdue: Sequence[Deadline]


def read(
    now: datetime,
    *,
    origin_at: datetime | None,
    detected_at: datetime | None,
    declared_at: datetime,
    closed_at: datetime | None = None,
    deadlines: Iterable[Deadline] = (),
) -> Clocks:
    """The clocks at `now`; those of a closed incident stand where it was closed, and nothing is due any more.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    >>> clocks = read(noon, origin_at=noon - timedelta(hours=2), detected_at=None, declared_at=noon)
    >>> clocks.since_origin, clocks.next
    (datetime.timedelta(seconds=7200), None)
    """
    until = closed_at or now
    due = [] if closed_at else sorted(deadlines, key=lambda deadline: deadline.at)
    return Clocks(
        since_origin=until - min(origin_at or declared_at, declared_at),
        since_detection=until - detected_at if detected_at else None,
        since_declaration=until - declared_at,
        next=due[0] if due else None,
        overdue=[deadline for deadline in due if deadline.at < now],
    )
