"""Passwords: which ones we take, how they are kept, how they are checked. Argon2id with the library's defaults."""

import threading
import unicodedata

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

from larum.base.errors import Invalid
from larum.base.secrets import fresh_secret
from larum.base.translate import msgid

SHORTEST, LONGEST = 12, 1000
FEWEST_CHARACTERS = 5
"""Different characters a password needs, which refuses rows of one key without a rule on digits and signs."""

_COMMONEST = """
123456789012 1234567890123 12345678901234 123456789123 0123456789012 1234567890ab 1q2w3e4r5t6y 1qaz2wsx3edc
zaq12wsxcde3 zaq1xsw2cde3 qwertyuiop12 qwertyuiop123 qwertyuiopas qwerty123456 qwerty12345678 asdfghjkl123
abcdefghijkl abcdefgh1234 abcd12345678 abc123456789 password1234 password12345 password123456 passwordpassword
password!123 p@ssw0rd1234 passw0rd1234 letmein12345 letmeinletmein welcome12345 welcomewelcome iloveyou1234
iloveyouforever adminadminadmin administrator administrator1 admin1234567 changeme1234 changemechangeme
changeme12345 secretsecret secret123456 trustno1trustno1 correcthorsebatterystaple footballfootball
princess1234 sunshine1234 superman1234 monkey123456 dragon123456 hasłohasło12 haslohaslo12 haslo1234567
haslohaslohaslo mojehaslo123 mojehaslo1234 tajnehaslo123 polska123456 polskapolska warszawa1234 misiaczek123
kochamcie123 kochamciebardzo jakubjakub12 dupadupadupa qwerty123qwerty zaqwsxcderfv larumlarumlarum larum1234567
"""

COMMON = frozenset(_COMMONEST.split())
"""The commonest that are long enough to pass otherwise; what a guesser tries first."""

_HASHER = PasswordHash.recommended()
_AT_ONCE = threading.BoundedSemaphore(4)
"""One Argon2 run takes 64 MiB; strangers at the sign-in page must not be able to take them all at once."""


def check_rules(password: str, *, email: str, name: str = "") -> None:
    """Refuse a password that would be guessed. Length is what counts; there is no rule on digits and signs."""
    said = _one_form(password).casefold()
    if len(said) < SHORTEST:
        raise _refused(msgid("A password needs at least 12 characters. A few words in a row make a good one."))
    if len(password) > LONGEST:
        raise _refused(msgid("A password can have at most 1,000 characters."))
    if said in COMMON or len(set(said)) < FEWEST_CHARACTERS:
        raise _refused(msgid("This password is among the first ones tried. A few unusual words in a row are better."))
    own = [email.casefold(), email.partition("@")[0].casefold() * 2, name.casefold()]
    if any(said in word or (len(word) >= SHORTEST // 2 and word in said) for word in own if word):
        raise _refused(msgid("A password must not be made of your e-mail or name. Choose something nobody knows."))


def hashed(password: str) -> str:
    """What we keep of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_one_form(password))


def matches(password: str, kept: str | None) -> bool:
    """True for the right password. Takes as long where there is none to compare with: nobody learns who has one."""
    given = _one_form(password[:LONGEST])
    with _AT_ONCE:
        nobodys = _nobodys()
        try:
            right = _HASHER.verify(given, kept or nobodys)
        except UnknownHashError:  # a hash of some other kind, brought in from elsewhere: nobody's password
            return False
    return right and kept is not None


_nobodys_hash: str | None = None


def _nobodys() -> str:
    """The hash of a password nobody knows, made once."""
    global _nobodys_hash
    _nobodys_hash = _nobodys_hash or _HASHER.hash(fresh_secret())
    return _nobodys_hash


def _one_form(password: str) -> str:
    """The same letters however a keyboard composes them (RFC 8265, section 4.2: NFC)."""
    return unicodedata.normalize("NFC", password)


def _refused(reason: str) -> Invalid:
    return Invalid(reason, field="password")
