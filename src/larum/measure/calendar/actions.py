"""What people can do with the calendar of a brand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from larum.auth.action import action
from larum.base.errors import Invalid, NotFound, Refusal
from larum.base.translate import msgid
from larum.db.work import Work
from larum.match.model import Brand
from larum.measure.calendar import store
from larum.measure.calendar.events import CalendarChanged
from larum.measure.calendar.holidays import countries
from larum.measure.calendar.model import KINDS, CalendarImport, Kind, PlannedEvent
from larum.measure.calendar.records import LONGEST_DAYS, Sheet

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Taken(msgspec.Struct, frozen=True):
    """What an import came to."""

    added: int
    changed: int
    removed: int
    same: int
    import_id: UUID | None = None
    """By which it can be taken back; None where nothing changed."""


class TakenBack(msgspec.Struct, frozen=True):
    """What taking an import back came to."""

    undone: int
    """Events that are as they were before it."""
    kept: int
    """Events that somebody has changed since: they stay as they are."""


class NotTheLast(Refusal):
    """Imports are taken back one after the other."""

    code = "import_not_the_last"
    status = 409
    message = "Another calendar was imported after this one. Take that one back first."


@action("measure.plan_event", needs="responder")
def plan_event(
    work: Work, *, brand_id: UUID, kind: Kind, title: str, begins_at: datetime, ends_at: datetime, note: str = ""
) -> PlannedEvent:
    """Say beforehand that people will talk about a brand, and why; meanwhile volume alone calls nobody so soon."""
    open_brand(work, brand_id)
    event = PlannedEvent(id=work.fresh_id(), brand_id=brand_id, uid="")
    _fill(work, event, kind, title, begins_at, ends_at, note)
    work.session.add(event)
    work.session.flush()
    _tell(work, brand_id, added=1)
    return event


@action("measure.change_planned_event", needs="responder")
def change_planned_event(
    work: Work, event: PlannedEvent, *, kind: Kind, title: str, begins_at: datetime, ends_at: datetime, note: str = ""
) -> None:
    """Change what is planned; what was judged meanwhile stays judged."""
    _fill(work, event, kind, title, begins_at, ends_at, note)
    _tell(work, event.brand_id, changed=1)


@action("measure.drop_planned_event", needs="responder")
def drop_planned_event(work: Work, event: PlannedEvent) -> None:
    """Take something out of the calendar; the audit trail keeps that it was there."""
    work.session.delete(event)
    _tell(work, event.brand_id, removed=1)


@action("measure.import_calendar", needs="responder", secret=("sheet",))
def import_calendar(work: Work, brand_id: UUID, *, kind: Kind, sheet: Sheet) -> Taken:
    """Take over what a calendar file holds. The same event again is changed, not doubled; what is gone there, goes.

    Events of other calendars, those people entered, and what was over before the file was looked at, stay.
    """
    open_brand(work, brand_id)
    there = {event.id: event for event in store.imported(work.session, brand_id, sheet.uids, sheet.since)}
    added = changed = same = 0
    before: list[dict[str, Any]] = [{"id": str(id), "was": _was(event)} for id, event in there.items()]
    known = {one["id"] for one in before}
    for entry in sheet.entries:
        id = entry.key(brand_id)
        event = there.pop(id, None) or work.session.get(PlannedEvent, id)
        new = {"title": entry.title, "note": entry.note, "begins_at": entry.begins_at, "ends_at": entry.ends_at}
        if str(id) not in known:
            known.add(str(id))
            before.append({"id": str(id), "was": _was(event) if event is not None else None})
        if event is None:
            event = PlannedEvent(
                id=id, brand_id=brand_id, uid=entry.uid, kind=_kind(kind), changed_at=work.now(), **new
            )
            work.session.add(event)
            added += 1
        elif any(getattr(event, name) != value for name, value in new.items()) or event.kind != kind:
            _fill(work, event, kind, entry.title, entry.begins_at, entry.ends_at, entry.note)
            changed += 1
        else:
            same += 1
    for gone in there.values():
        work.session.delete(gone)
    work.session.flush()
    if not (added or changed or there):
        return Taken(0, 0, 0, same)
    taken = CalendarImport(
        id=work.fresh_id(),
        brand_id=brand_id,
        at=work.now(),
        by=work.actor.name,
        added=added,
        changed=changed,
        removed=len(there),
        before=[{**one, "gone": now is None} for one in before if (now := _now(work, one["id"])) != one["was"]],
    )
    work.session.add(taken)
    _tell(work, brand_id, added=added, changed=changed, removed=len(there))
    return Taken(added, changed, len(there), same, taken.id)


@action("measure.undo_import", needs="responder")
def undo_import(work: Work, import_id: UUID) -> TakenBack:
    """Take the last import of a brand back: what it added goes, what it changed or took out is as it was.

    What somebody has changed or dropped since stays as it is now (`NotFound`, `NotTheLast`).
    """
    taken = work.session.get(CalendarImport, import_id, with_for_update=True)
    if taken is None:
        raise NotFound
    if taken not in store.last_imports(work.session):
        raise NotTheLast
    undone = kept = 0
    for one in taken.before:
        event, was = work.session.get(PlannedEvent, UUID(one["id"])), one["was"]
        if event is not None and event.changed_at > taken.at:
            kept += 1
        elif event is None and not one["gone"]:
            kept += was is not None  # somebody has dropped it since
        elif was is None:
            work.session.delete(event)
            undone += 1
        else:
            if event is None:
                event = PlannedEvent(id=UUID(one["id"]), brand_id=taken.brand_id, uid=was["uid"])
                work.session.add(event)
            event.kind, event.title, event.note = was["kind"], was["title"], was["note"]
            event.begins_at, event.ends_at = (datetime.fromisoformat(was[name]) for name in ("begins_at", "ends_at"))
            event.changed_at = datetime.fromisoformat(was["changed_at"])
            undone += 1
    work.session.delete(taken)
    work.session.flush()
    _tell(work, taken.brand_id, changed=undone)
    return TakenBack(undone, kept)


@action("measure.keep_holidays", needs="responder")
def keep_holidays(work: Work, brand_id: UUID, *, country: str) -> None:
    """Say in which country's public holidays a brand's public rests; an empty code for none."""
    brand = open_brand(work, brand_id)
    if country and country not in countries():
        raise Invalid(msgid("The holidays of “{country}” are not known. Give a two-letter code such as PL."),
                      field="country", country=country)  # fmt: skip
    brand.country = country
    work.touch("brands")
    _tell(work, brand_id)


def open_brand(work: Work, brand_id: UUID) -> Brand:
    """The brand; `NotFound` where there is none."""
    brand = work.session.get(Brand, brand_id)
    if brand is None:
        raise NotFound
    return brand


def _fill(
    work: Work, event: PlannedEvent, kind: str, title: str, begins_at: datetime, ends_at: datetime, note: str
) -> None:
    if not (title := " ".join(title.split())):
        raise Invalid(msgid("Say what is planned, in a few words."), field="title")
    if not (begins_at >= EARLIEST and ends_at <= LATEST):
        raise Invalid(msgid("Give a year between 1970 and 2199."), field="begins")
    if ends_at <= begins_at:
        raise Invalid(msgid("It has to end after it begins."), field="ends")
    if ends_at - begins_at > timedelta(days=LONGEST_DAYS):
        raise Invalid(msgid("It can last {most} days at most: what goes on for longer becomes usual by itself."),
                      field="ends", most=LONGEST_DAYS)  # fmt: skip
    event.kind, event.title, event.note = _kind(kind), title[:200], note.strip()[:2000]
    event.begins_at, event.ends_at, event.changed_at = begins_at, ends_at, work.now()


def _was(event: PlannedEvent) -> dict[str, str]:
    """An event as it stands, to be brought back."""
    instants = {name: getattr(event, name).isoformat() for name in ("begins_at", "ends_at", "changed_at")}
    return {name: getattr(event, name) for name in ("uid", "kind", "title", "note")} | instants


def _now(work: Work, id: str) -> dict[str, str] | None:
    event = work.session.get(PlannedEvent, UUID(id))
    return None if event is None else _was(event)


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid(msgid("Choose campaign, event or good_news."), field="kind")
    return kind


def _tell(work: Work, brand_id: UUID, *, added: int = 0, changed: int = 0, removed: int = 0) -> None:
    work.tell(CalendarChanged(brand_id=brand_id, added=added, changed=changed, removed=removed))
    work.touch("calendar")
