"""Secrets we make ourselves: long enough that nobody guesses them, kept only as a fingerprint."""

import hashlib
import secrets

BYTES = 32
"""256 bits. A secret that strong needs no slow hash and no salt: nobody can try them all."""


def fresh_secret(prefix: str = "") -> str:
    """A new secret, safe in an address and in a header. A prefix says what it opens, so that scanners find a leak."""
    return prefix + secrets.token_urlsafe(BYTES)


def fingerprint(secret: str) -> str:
    """What we keep of a secret: enough to know it again, no way back to it.

    >>> fingerprint("hush") == fingerprint("hush") != fingerprint("hushed")
    True
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
