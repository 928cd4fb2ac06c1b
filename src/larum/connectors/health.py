"""How a source is doing, worked out from what its readings met. Pure: the caller stores it and brings the time."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from larum.base.errors import Refusal
from larum.connectors.errors import CredentialsRefused, RateLimited, SourceGone

State = Literal["ok", "delayed", "failing", "gone"]
"""Reading; behind but expected back by itself; needs a person; will not come back."""

FAILING_AFTER = 3
"""Failures in a row after which a source is called failing: one or two are the internet's daily weather."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
"""Between attempts, doubling from the first: a press officer must not wait an hour after a platform is back."""


class Health(msgspec.Struct, frozen=True):
    """How a source is doing, why, and since when."""

    state: State
    since: datetime
    reason: str = ""
    """The code of the refusal it met; empty while it is well."""
    failures: int = 0
    """In a row."""
    read_at: datetime | None = None
    """When it was last read without failure."""
    try_at: datetime | None = None
    """When to read it again; None while it is well (the batch says) and when it is gone (never)."""


def newly_added(now: datetime) -> Health:
    """A source nobody has read yet."""
    return Health(state="ok", since=now)


def after_reading(health: Health, now: datetime) -> Health:
    """A reading went well, whether or not there was news."""
    since = health.since if health.state == "ok" else now
    return Health(state="ok", since=since, read_at=now)


def after_failure(health: Health, met: Refusal, now: datetime) -> Health:
    """A reading met a refusal: gone is gone, refused credentials need a person at once, the rest is given time."""
    failures = health.failures + 1
    state: State = "delayed"
    if isinstance(met, SourceGone):
        state = "gone"
    elif isinstance(met, CredentialsRefused) or (failures >= FAILING_AFTER and not isinstance(met, RateLimited)):
        state = "failing"
    return Health(
        state=state,
        since=health.since if health.state == state else now,
        reason=met.code,
        failures=failures,
        read_at=health.read_at,
        try_at=None if state == "gone" else _next_attempt(met, failures, now),
    )


def _next_attempt(met: Refusal, failures: int, now: datetime) -> datetime:
    if isinstance(met, RateLimited):
        return max(met.retry_at, now)
    doublings = min(failures - 1, 10)
    wait: timedelta = FIRST_WAIT * 2**doublings
    return now + min(wait, LONGEST_WAIT)
