"""How long something lasts, as people write it at the terminal: 15m, 24h, 1h30m, 90."""

import re
from typing import Final

from larum.base.errors import Invalid
from larum.base.translate import msgid

_SECONDS: Final = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|m|h|d|w|)")
_LONGEST: Final = 10 * 365 * 86400.0


def seconds_lasting(text: str) -> float:
    """Seconds of a time span: seconds by themselves, or with s, m, h, d, w; refuses what is none, nothing, or ages.

    >>> seconds_lasting("15m"), seconds_lasting("1h30m"), seconds_lasting("90")
    (900.0, 5400.0, 90.0)
    """
    spoken = text.strip().lower()
    parts = _PART.findall(spoken)
    total = sum(float(count) * _SECONDS[unit] for count, unit in parts)
    if _PART.sub("", spoken).strip() or not 0 < total <= _LONGEST:
        raise Invalid(msgid("“{text}” is not a time span: write it as 90s, 15m, 24h or 7d"), text=text)
    return total
