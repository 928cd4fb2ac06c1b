"""What every platform's items are held to before they become posts, and the name of each reason to refuse one."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from larum.base.translate import Words, msgid
from larum.connectors.records import RAW_KEPT, Refused

TEXT_LIMIT = 100_000
"""Characters: several times the longest post of any platform, so what is longer is an accident or an attack."""
LINE_LIMIT = 10_000_000
"""Bytes of one item as it arrives."""
ID_LIMIT = 1_024
ADDRESS_LIMIT = 8_192
TAG_LIMIT = 35
"""Letters of the longest language tag (RFC 5646, section 4.4.1); nothing longer is kept in memory."""
NUMBER_LIMIT = 2**63 - 1
"""The largest whole number the databases hold."""
AHEAD = timedelta(hours=24)
"""How far a post may be ahead of us: a wrong time zone passes, an invented date does not."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LINE = re.compile(r"line (\d+)")
"""As `refused` notes it."""

REASONS = {
    "broken_json": msgid("This is not JSON."),
    "wrong_encoding": msgid("The bytes are not in the expected encoding."),
    "not_an_object": msgid("This is JSON, but not an object with named fields."),
    "too_long": msgid("The item or its text is longer than any real post."),
    "missing_platform": msgid("The platform is missing."),
    "missing_id": msgid("The id is missing."),
    "missing_date": msgid("The date is missing."),
    "missing_text": msgid("The text is missing."),
    "bad_platform": msgid("The platform's name has characters that a name cannot have."),
    "bad_id": msgid("The id is too long or has characters that an id cannot have."),
    "bad_date": msgid("The date cannot be read, has no time zone, or lies before 1970."),
    "future_date": msgid("The date lies more than a day ahead."),
    "bad_number": msgid("A count is negative, too large, or no number."),
    "bad_address": msgid("An address does not begin with http:// or https://."),
    "wrong_type": msgid("A field holds something of the wrong kind."),
    "broken_row": msgid("The row does not have the table's shape."),
    "broken_archive": msgid("The packed file is damaged or cut off here."),
    "not_a_post": msgid("This is something else than a post."),
    "broken_record": msgid("The platform sent a post without the parts that every post has."),
}
"""Each reason's gettext msgid. The exact place and value go into `Refused.detail`."""

_PLATFORM = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
"""Never part of an address (RFC 3986, section 2), and what an injection would need."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def refused(reason: str, detail: str, raw: bytes, where: str = "") -> Refused:
    """An item put aside under a known reason, with no more of it than we keep."""
    assert reason in REASONS, reason
    return Refused(reason=reason, detail=detail, raw=raw[:RAW_KEPT], where=where)


def place(words: Words, where: str) -> str:
    """Where an item stands in what it came in, in the reader's words; "" where nobody knows.

    >>> place(Words("pl"), "line 3")
    'wiersz 3'
    """
    line = _LINE.fullmatch(where)
    return words("line {number}", number=line[1]) if line else where


def clean(text: str) -> str:
    """The text as both databases can hold it: NUL, which PostgreSQL has no place for, shows as the replacement sign.

    >>> clean("a\\x00b")
    'a\ufffdb'
    """
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def is_platform(name: str) -> bool:
    """True for a name such as `bluesky`: lower-case letters, digits, `_`, `.` and `-`, at most 40."""
    return _PLATFORM.fullmatch(name) is not None


def is_id(native_id: str) -> bool:
    """True for what can name a post: not empty, not too long, no control characters."""
    return 0 < len(native_id) <= ID_LIMIT and native_id.isprintable()


def is_address(address: str) -> bool:
    """True for a web address that is safe to put into a page: nothing but http and https.

    >>> is_address("https://example.org/a?b=c"), is_address("javascript:alert(1)")
    (True, False)
    """
    return (
        address.startswith(("https://", "http://"))
        and len(address) <= ADDRESS_LIMIT
        and _UNSAFE.search(address) is None
    )


def language(declared: str | None) -> str | None:
    """The primary tag of a declared language in lower case; None where it declares none.

    >>> language("pl-PL"), language("EN_us"), language("und"), language("")
    ('pl', 'en', None, None)
    """
    return _primary_tag(declared) if declared and len(declared) <= TAG_LIMIT else None


@lru_cache(4_096)
def _primary_tag(declared: str) -> str | None:
    primary = declared.strip().lower().replace("_", "-").partition("-")[0]
    return primary if _LANGUAGE.fullmatch(primary) and primary != "und" else None
