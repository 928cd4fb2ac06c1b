"""Where somebody can be reached: Apprise URLs, which hold passwords and are therefore never shown whole."""

import re

from larum.base.errors import Invalid
from larum.base.secrets import fingerprint
from larum.base.translate import msgid

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,30})://(\S+)")


def checked_address(url: str) -> str:
    """An address that at least looks like one; whether it works, only a test alert can tell."""
    address = url.strip()
    if not _URL.fullmatch(address) or len(address) > 2000 or not address.isprintable():
        raise Invalid(
            msgid("This is not an address Larum can send to. It looks like mailto://… or ntfy://…."),
            field="url",
        )
    return address


def masked(url: str) -> str:
    """Which kind of address it is, and nothing that opens it.

    >>> masked("mailto://ola:hush@example.org")
    'mailto://•••'
    """
    return f"{url.partition('://')[0]}://•••"


def digest_of(url: str) -> str:
    """A name for an address under which a page can ask to remove it."""
    return fingerprint(url)[:16]
