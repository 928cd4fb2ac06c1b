"""E-mail addresses as names of accounts."""

import unicodedata

from larum.base.errors import Invalid
from larum.base.translate import msgid

LENGTH = 254
"""The longest address SMTP can carry (RFC 5321, section 4.5.3.1.3)."""


def folded(email: str) -> str:
    """The one form under which an address is kept and looked up.

    >>> folded("  Ola@Example.ORG ")
    'ola@example.org'
    """
    return unicodedata.normalize("NFC", email.strip()).casefold()


def checked(email: str) -> str:
    """`folded`, or a refusal where this can be nobody's address. Whether mail arrives, only mail can tell."""
    address = folded(email)
    person, at, place = address.rpartition("@")
    if not (at and person and place) or len(address) > LENGTH or not address.isprintable() or " " in address:
        raise Invalid(msgid("This is not an e-mail address. It looks like name@example.org."), field="email")
    return address
