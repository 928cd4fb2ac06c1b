"""Times that people give in a form: so many minutes from now, or an hour of their own day."""

from datetime import UTC, datetime, timedelta

from larum.base.errors import Invalid
from larum.base.translate import Words, msgid

MINUTES = (15, 30, 45, 60, 90, 120, 180, 240, 480, 1440)
"""What is offered: at three in the morning nobody wants to do sums."""


def offers(words: Words, none: str) -> list[tuple[str, str]]:
    """Choices for a form, the first of them no time at all, called `none`."""
    return [("", none)] + [
        (str(minutes), words("in {span}", span=words.duration(timedelta(minutes=minutes)))) for minutes in MINUTES
    ]


def moment(words: Words, now: datetime, minutes: str = "", at: str = "") -> datetime | None:
    """The instant meant: `at` (a browser's local date and time, in the reader's zone) before `minutes` from now.

    >>> noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    >>> moment(Words("en"), noon, minutes="45").isoformat()
    '2026-03-02T12:45:00+00:00'
    >>> moment(Words("en"), noon, minutes="45", at="2026-03-02T18:30").isoformat()
    '2026-03-02T18:30:00+00:00'
    >>> moment(Words("en"), noon) is None
    True
    """
    try:
        if at.strip():
            local = datetime.fromisoformat(at.strip())
            return (local if local.tzinfo else local.replace(tzinfo=words.zone)).astimezone(UTC)
        return now + timedelta(minutes=int(minutes)) if minutes.strip() else None
    except (ValueError, OverflowError) as unreadable:
        raise Invalid(
            msgid(
                "This time could not be read, so nothing was changed. Choose it again, or write it as 2026-03-02 18:30."
            ),
            field="at",
        ) from unreadable


def local(words: Words, at: datetime | None) -> str:
    """An instant as a browser's local date and time, in the reader's zone; empty for none."""
    return at.astimezone(words.zone).strftime("%Y-%m-%dT%H:%M") if at else ""
