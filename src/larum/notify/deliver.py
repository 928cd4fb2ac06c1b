"""Sends what is due, by Apprise, outside any transaction.

A delivery is noted as sent after it went out: a crash in between calls somebody twice rather than never.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from larum.base.actor import SYSTEM
from larum.db.work import Database
from larum.notify.model import Delivery
from larum.notify.store import due

log = structlog.get_logger()

ATTEMPTS = 6
"""After so many tries, over a quarter of an hour, a delivery has failed; the next on the list is called anyway."""

PAUSE = timedelta(seconds=30)
"""Pause before the second try; it doubles with every further one."""


class Channel(Protocol):
    """Sends one message to the addresses of one person; gives what went wrong, or an empty text."""

    def __call__(self, addresses: Sequence[str], subject: str, body: str) -> str: ...


Addresses = Callable[[Session, UUID], Sequence[str]]
"""The Apprise addresses of a person."""


def by_apprise(addresses: Sequence[str], subject: str, body: str) -> str:
    """Send through Apprise, which knows more than a hundred kinds of address."""
    import apprise

    logging.getLogger("apprise").setLevel(logging.ERROR)
    if not addresses:
        return "no address"
    sender = apprise.Apprise()
    wrong = [kind_of(address) for address in addresses if not sender.add(address)]
    if wrong:
        return f"not an address Apprise knows: {', '.join(wrong)}"
    return "" if sender.notify(title=subject, body=body) else "the other side did not take it"


def kind_of(address: str) -> str:
    """The kind of an address without its secrets.

    >>> kind_of("mailtos://user:secret@example.org")
    'mailtos'
    """
    return address.partition("://")[0]


def deliver(database: Database, addresses: Addresses, channel: Channel = by_apprise) -> int:
    """Send every message whose time has come; gives how many went out."""
    with database.reading() as session:
        waiting = [
            (delivery.id, addresses(session, delivery.person_id)) for delivery in due(session, database.clock.now())
        ]
    return sum(_deliver_one(database, id, where, channel) for id, where in waiting)


def _deliver_one(database: Database, id: UUID, addresses: Sequence[str], channel: Channel) -> bool:
    with database.reading() as session:
        delivery = session.get_one(Delivery, id)
        if delivery.state != "due":  # called off since it was read: somebody has answered
            return False
        subject, body = delivery.subject, delivery.body
    trouble = channel(addresses, subject, body)
    with database.working(SYSTEM) as work:
        delivery = work.session.get_one(Delivery, id)
        delivery.attempts += 1
        delivery.trouble = trouble
        if not trouble:
            delivery.state, delivery.sent_at = "sent", work.now()
            delivery.to = ", ".join(sorted({kind_of(address) for address in addresses}))
        elif delivery.attempts >= ATTEMPTS or not addresses:
            delivery.state = "failed"
        else:
            delivery.due_at = work.now() + PAUSE * 2 ** (delivery.attempts - 1)
        work.touch("deliveries")
    if trouble:
        log.warning("delivery failed", trouble=trouble, attempts=delivery.attempts)
    return not trouble
