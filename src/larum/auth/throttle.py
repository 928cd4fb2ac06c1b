"""How often a password may be tried: per account and per network.

So guessing takes years, and a typing error does not hurt.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

WITHIN = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_NETWORK = 40
"""More than for one account, since a whole office may share one address."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One thing whose attempts are counted together."""

    name: str
    limit: int


def buckets(email: str, address: str, *, familiar: bool) -> tuple[Bucket, ...]:
    """What one attempt counts against.

    A stranger who keeps trying an account locks it for strangers only: whoever comes from a `familiar` network, one
    this person signed in from before, has a count of their own and is let in at 3 a.m.
    """
    network = network_of(address)
    account = f"account {email} from {network}" if familiar else f"account {email}"
    return Bucket(account, PER_ACCOUNT), Bucket(f"network {network}", PER_NETWORK)


def network_of(address: str) -> str:
    """Addresses that one household or office holds count as one: with IPv6 that is a /64.

    >>> network_of("2001:db8::1") == network_of("2001:db8::ffff:1")
    True
    >>> network_of("192.0.2.1"), network_of("testclient")
    ('192.0.2.1', 'testclient')
    """
    try:
        found = ip_address(address)
    except ValueError:  # a socket or a test: whatever it is called
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped is not None else str(ip_network((found, 64), strict=False))
    return str(found)


def wait_for(earlier: list[datetime], limit: int, now: datetime) -> timedelta | None:
    """How long to wait before the next attempt; None where it may come now. `earlier` is sorted, oldest first.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> wait_for([noon - timedelta(minutes=10)], 2, noon) is None
    True
    >>> wait_for([noon - timedelta(minutes=10)] * 2, 2, noon)
    datetime.timedelta(seconds=300)
    """
    counted = [at for at in earlier if at > now - WITHIN]
    if len(counted) < limit:
        return None
    return counted[-limit] + WITHIN - now
