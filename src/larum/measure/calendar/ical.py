"""Reads iCalendar files (RFC 5545), event by event: one that is broken is named with its line, the rest goes on.

Repetitions are written out from a month back to a year ahead. Times without a zone, and whole days, are those of the
calendar's own zone (X-WR-TIMEZONE), else of whoever imports. Start with `read`.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from larum.base.translate import Msgid, msgid
from larum.measure.calendar.records import (
    LONGEST_DAYS,
    MOST_EVENTS,
    CalendarTooLong,
    Entry,
    NoCalendar,
    Problem,
    Sheet,
)

BACK: Final = timedelta(days=31)
AHEAD: Final = timedelta(days=366)
MOMENT: Final = timedelta(hours=1)
"""How long an event lasts that has no end: long enough to be talked about."""
OFTEN: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class _Refused(Exception):
    """Why one event is not taken: told to the reader as a `Problem`, never raised further."""

    def __init__(self, reason: Msgid, **fields: str | int) -> None:
        self.reason, self.fields = reason, fields
        super().__init__(reason)


class _Block(NamedTuple):
    line: int
    lines: list[str]
    whole: bool


def read(text: str, now: datetime, zone: tzinfo) -> Sheet:
    """The events of a file that are on between a month ago and a year from now. Refuses what is no calendar."""
    from icalendar import Calendar, Event  # half a second of work: not before somebody imports

    lines = text.lstrip("\ufeff").splitlines()
    head, blocks = _split(lines)
    if not lines or not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in head):
        raise NoCalendar
    if len(blocks) > MOST_EVENTS:
        raise CalendarTooLong(count=len(blocks), most=MOST_EVENTS)
    zone = _own_zone(head, zone)
    with suppress(ValueError):  # an event in a zone that is not known then is named below
        Calendar.from_ical("\r\n".join([*head, ""]))  # what it says of its own time zones is known from here on
    series: dict[str, list[tuple[_Block, Any]]] = {}
    problems: list[Problem] = []
    for number, block in enumerate(blocks):
        try:
            if not block.whole:
                raise _Refused(msgid("it never ends: the file breaks off here"))
            event = _parsed(Event, block)
            series.setdefault(str(event.get("UID", "")) or f"{number}", []).append((block, event))
        except _Refused as why:
            problems.append(_problem(block, why))
    entries: list[Entry] = []
    for uid, same in series.items():
        try:
            entries += _written_out(uid, [event for _, event in same], now, zone)
        except _Refused as why:
            problems.append(_problem(same[0][0], why))
    troubled = {problem.line for problem in problems}
    uids = tuple(uid for uid, same in series.items() if same[0][0].line not in troubled)
    return Sheet(tuple(entries), uids, tuple(sorted(problems, key=lambda each: each.line)), now - BACK)


def _split(lines: list[str]) -> tuple[list[str], list[_Block]]:
    """What stands around the events, and the events."""
    head: list[str] = []
    blocks: list[_Block] = []
    inside = False
    for number, line in enumerate(lines, 1):
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            blocks.append(_Block(number, [line], False))
            inside = True
        elif inside and word == "END:VCALENDAR":
            inside = False
            head.append(line)
        elif inside:
            blocks[-1].lines.append(line)
            if word == "END:VEVENT":
                blocks[-1] = blocks[-1]._replace(whole=True)
                inside = False
        else:
            head.append(line)
    return head, blocks


def _own_zone(head: list[str], otherwise: tzinfo) -> tzinfo:
    said = next((line.partition(":")[2].strip() for line in head if line.upper().startswith("X-WR-TIMEZONE")), "")
    try:
        return ZoneInfo(said) if said else otherwise
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return otherwise


def _parsed(kind: Any, block: _Block) -> Any:
    """One event whose beginning and rule can be read."""
    try:
        event = kind.from_ical("\r\n".join([*block.lines, ""]))
    except ValueError as unreadable:
        raise _Refused(msgid("it cannot be read: {detail}"), detail=_short(unreadable)) from unreadable
    for name, wrong in event.errors:
        if name in (None, "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"):
            raise _Refused(msgid("{field} cannot be read: {detail}"), field=name or "", detail=_short(wrong))
    if "DTSTART" not in event:
        raise _Refused(msgid("it does not say when it begins (DTSTART)"))
    for name in ("DTSTART", "DTEND"):
        given = event.get(name)
        if given is None:
            continue
        at = getattr(given, "dt", None)
        if not isinstance(at, date) or not 1970 <= at.year < 2200:
            raise _Refused(msgid("{field} cannot be read: {detail}"), field=name, detail=_short(at or given))
        if isinstance(at, datetime) and at.tzinfo is None and (named := given.params.get("TZID")):
            raise _Refused(msgid("the time zone “{zone}” is not known"), zone=_short(named))
    try:
        backwards = event.end < event.start
    except (ValueError, TypeError) as unreadable:  # a day here and an hour there, two ends, an end without a zone
        raise _Refused(msgid("it cannot be read: {detail}"), detail=_short(unreadable)) from unreadable
    if backwards:
        raise _Refused(msgid("it ends before it begins"))
    rule = event.get("RRULE")
    often = rule.get("FREQ", [""])[0] if isinstance(rule, dict) else "" if rule is None else "?"
    if often and often not in OFTEN:
        raise _Refused(msgid("it repeats in a way that is not understood ({often}); days, weeks, months and years are"),
                       often=_short(often))  # fmt: skip
    return event


def _written_out(uid: str, events: list[Any], now: datetime, zone: tzinfo) -> Iterator[Entry]:
    """Each repetition of one event within the time looked at; none of one that was called off."""
    from icalendar import Calendar
    from recurring_ical_events import of

    calendar = Calendar()
    for event in events:
        calendar.add_component(event)
    since, until = now - BACK, now + AHEAD
    try:
        found = of(calendar).between(since - timedelta(days=1), until + timedelta(days=1))
        for one in found:
            if str(one.get("STATUS", "")).upper() == "CANCELLED":
                continue
            begins, ends = _instant(one.start, zone), _instant(one.end, zone)
            if ends == begins:
                ends = begins + MOMENT
            if ends - begins > timedelta(days=LONGEST_DAYS):
                raise _Refused(msgid("it lasts longer than {most} days"), most=LONGEST_DAYS)
            if ends > since and begins < until:
                title = " ".join(str(one.get("SUMMARY", "")).split())[:200]
                yield Entry(uid, title or "–", str(one.get("DESCRIPTION", "")).strip()[:2000], begins, ends)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as unreadable:
        # what the libraries raise for series that contradict themselves, by trying them
        raise _Refused(msgid("it cannot be read: {detail}"), detail=_short(unreadable)) from unreadable


def _instant(at: date | datetime, zone: tzinfo) -> datetime:
    """An instant; a whole day begins at midnight."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, tzinfo=zone)
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)


def _problem(block: _Block, why: _Refused) -> Problem:
    title = next((line.partition(":")[2] for line in block.lines if line.upper().startswith("SUMMARY")), "")
    return Problem(block.line, _short(title), why.reason, why.fields)


def _short(text: object) -> str:
    said = " ".join(str(text).split())
    return said if len(said) <= 80 else said[:79] + "…"
