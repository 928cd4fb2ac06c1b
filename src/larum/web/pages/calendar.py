"""The calendar: what is planned, so that nobody is woken for what everybody knew would be talked about."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, NamedTuple, cast
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from larum.base.errors import Invalid, Refusal
from larum.base.translate import Msgid, Words, msgid
from larum.detect.season import AFTER
from larum.match.model import Brand
from larum.match.store import brands
from larum.measure.calendar import actions, store
from larum.measure.calendar.holidays import country_names, holidays_between
from larum.measure.calendar.ical import read
from larum.measure.calendar.model import KINDS, Kind, PlannedEvent
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Command
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/calendar")
COMMANDS = [
    Command(msgid("Calendar: campaigns and holidays"), "/calendar", "clock", role="viewer"),
    Command(msgid("Plan a campaign"), "/calendar/new", "plus"),
]

NAMES: dict[Kind, Msgid] = {
    "campaign": msgid("campaign"),
    "event": msgid("event"),
    "good_news": msgid("good news"),
}
OFFERS: dict[Kind, Msgid] = {
    "campaign": msgid("Campaign: we make people talk"),
    "event": msgid("Event: something happens that people will talk about"),
    "good_news": msgid("Good news: we know what will be said"),
}
LARGEST = 2_000_000
"""Bytes of a calendar file."""
Month = Annotated[str, Query(pattern=r"^((19|20|21)\d\d-(0[1-9]|1[0-2]))?$")]


class Line(NamedTuple):
    """One row of a month."""

    begins_at: datetime
    when: str
    title: str
    kind: str
    standing: Literal["on", "past", "ahead", "holiday"]
    note: str = ""
    of: str = ""
    """The brand, or the brands, where there are several."""
    path: str = ""


@router.get("")
def calendar(request: Request, session: Reading, actor: Someone, month: Month = "") -> Response:
    """What is planned, and is anything on?"""
    words, now = words_of(request), shell_of(request).clock.now()
    there = now.astimezone(words.zone).date()
    first = date(int(month[:4]), int(month[5:]), 1) if month else there.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    known = brands(session)
    return render(
        request,
        "calendar/month.html",
        brands=known,
        on=[(one, span(words, one.begins_at, one.ends_at)) for one in store.planned(session, None, now, now)],
        next=(next := store.next_planned(session, now)),
        next_when=span(words, next.begins_at, next.ends_at) if next else "",
        lines=lines(session, words, known, _midnight(words, first), _midnight(words, after), now),
        month=words.month(_midnight(words, first)),
        before_path=f"/calendar?month={first - timedelta(days=1):%Y-%m}",
        after_path=f"/calendar?month={after:%Y-%m}",
        is_now=first == there.replace(day=1),
        countries=[("", words("No holidays")), *country_names(words.language)],
        may_act=actor.reaches("responder"),
    )


@router.get("/new")
def new(request: Request, session: Reading, begins: str = "") -> Response:
    """Something that is coming."""
    given = {"kind": "campaign", "begin_day": begins[:10]}
    return form(request, session, None, given)


@router.get("/import")
def import_form(request: Request, session: Reading) -> Response:
    """A calendar somebody keeps elsewhere."""
    return _import_page(request, session, {"kind": "campaign"})


@router.post("/import")
async def bring_in(request: Request, actor: Someone, session: Reading, working: Working) -> Response:
    """Take over a file, or what was pasted; what cannot be read is named, the rest is taken."""
    sent = await request.form(max_files=1, max_fields=10, max_part_size=LARGEST)
    file = sent.get("file")
    text = await file.read(LARGEST) if isinstance(file, UploadFile) else b""
    given = {name: value for name, value in sent.items() if isinstance(value, str)}
    if text:
        given["text"] = text.decode("utf-8", "replace")
    return await run_in_threadpool(_bring_in, request, session, working, given)


def _bring_in(request: Request, session: Session, working: Working, given: dict[str, str]) -> Response:
    words = words_of(request)
    try:
        if not given.get("text", "").strip():
            raise Invalid(msgid("Choose a file, or paste a calendar."), field="file")
        sheet = read(given["text"], shell_of(request).clock.now(), words.zone)
        with working() as work:
            brand_id = _brand(work.session, given)
            taken = actions.import_calendar(work, brand_id, kind=cast(Kind, given.get("kind", "")), sheet=sheet)
    except Refusal as refused:
        return _import_page(request, session, given, refused=refused)
    problems = [(one.line, one.title, words(one.reason, **one.fields)) for one in sheet.problems]
    return _import_page(request, session, {"kind": given["kind"]}, taken=taken, problems=problems)


@router.post("/imports/{import_id}/undo")
def undo(request: Request, session: Reading, working: Working, import_id: UUID) -> Response:
    """Take an import back."""
    with working() as work:
        back = actions.undo_import(work, import_id)
    return _import_page(request, session, {"kind": "campaign"}, back=back)


@router.post("/holidays")
def holidays(working: Working, brand: Annotated[UUID, Form()], country: Annotated[str, Form()] = "") -> Response:
    """Whose holidays count."""
    with working() as work:
        actions.keep_holidays(work, brand, country=country)
    return RedirectResponse("/calendar", 303)


@router.post("")
async def plan(request: Request, session: Reading, actor: Someone, working: Working) -> Response:
    """Put it into the calendar. What is refused stays in the form."""
    return await _kept(request, session, working, None)


@router.get("/{event_id}")
def change_form(request: Request, session: Reading, actor: Someone, event_id: UUID) -> Response:
    """Something that is planned."""
    event = store.open_planned(session, event_id)
    return form(request, session, event, _as_given(words_of(request), event))


@router.post("/{event_id}")
async def change(request: Request, session: Reading, actor: Someone, working: Working, event_id: UUID) -> Response:
    """It is otherwise than planned."""
    return await _kept(request, session, working, event_id)


@router.post("/{event_id}/drop")
def drop(working: Working, event_id: UUID) -> Response:
    """It does not take place."""
    with working() as work:
        actions.drop_planned_event(work, store.open_planned(work.session, event_id))
    return RedirectResponse("/calendar", 303)


def lines(
    session: Session, words: Words, known: list[Brand], since: datetime, until: datetime, now: datetime
) -> list[Line]:
    """What is planned and which holidays are kept in a time, in order."""
    names = {brand.id: brand.name for brand in known} if len(known) > 1 else {}
    found = [
        Line(
            one.begins_at,
            span(words, one.begins_at, one.ends_at),
            one.title,
            words(NAMES[cast(Kind, one.kind)]),
            "past" if one.ends_at <= now else "on" if one.begins_at <= now else "ahead",
            one.note,
            names.get(one.brand_id, ""),
            f"/calendar/{one.id}",
        )
        for one in store.planned(session, None, since, until)
    ]
    for country in sorted({brand.country for brand in known}):
        of = words.join([brand.name for brand in known if brand.country == country]) if names else ""
        for day in holidays_between(country, since, until, words.language):
            at = _midnight(words, day.day)
            if since <= at < until:
                found.append(Line(at, words.date(at), day.name, words("public holiday"), "holiday", of=of))
    return sorted(found, key=lambda line: (line.begins_at, line.standing != "holiday", line.title))


def span(words: Words, begins_at: datetime, ends_at: datetime) -> str:
    """From when to when, as one says it: whole days without hours, one day once."""
    begins, ends = begins_at.astimezone(words.zone), ends_at.astimezone(words.zone)
    whole = begins.time() == ends.time() == time(0)
    last = ends - timedelta(days=1) if whole else ends
    if begins.date() == last.date():
        day = words.date(begins_at)
        return day if whole else f"{day}, {words.time(begins_at)}–{words.time(ends_at)}"
    if whole:
        return f"{words.date(begins_at)} – {words.date(last)}"
    return f"{words.date(begins_at)}, {words.time(begins_at)} – {words.date(ends_at)}, {words.time(ends_at)}"


def known_before(session: Session, words: Words, brand_id: UUID, since: datetime, until: datetime) -> list[str]:
    """Sentences on what the calendar knew of a time: what was on or just over, and whether it was a public holiday."""
    said = [
        words(
            "In the calendar for this time: {title} ({kind}, {when}).",
            title=one.title,
            kind=words(NAMES[cast(Kind, one.kind)]),
            when=span(words, one.begins_at, one.ends_at),
        )
        for one in store.planned(session, brand_id, since - AFTER["planned_event"], until)
    ]
    country = next((brand.country for brand in brands(session) if brand.id == brand_id), "")
    days = holidays_between(country, since, until, words.language)
    return said + [words("A public holiday: {name}.", name=day.name) for day in days]


async def _kept(request: Request, session: Session, working: Working, event_id: UUID | None) -> Response:
    sent = await request.form(max_files=0, max_fields=20)
    given = {name: value.strip() for name, value in sent.items() if isinstance(value, str)}
    return await run_in_threadpool(_keep, request, session, working, event_id, given)


def _keep(
    request: Request, session: Session, working: Working, event_id: UUID | None, given: dict[str, str]
) -> Response:
    words = words_of(request)
    try:
        begins_at = _moment(words, given.get("begin_day", ""), given.get("begin_time", ""), "begins")
        last = given.get("end_day", "") or given.get("begin_day", "")
        ends_at = _moment(words, last, given.get("end_time", ""), "ends", end=True)
        kind, title, note = cast(Kind, given.get("kind", "")), given.get("title", ""), given.get("note", "")
        with working() as work:
            if event_id is None:
                brand_id = _brand(work.session, given)
                event = actions.plan_event(
                    work, brand_id=brand_id, kind=kind, title=title, begins_at=begins_at, ends_at=ends_at, note=note
                )
            else:
                event = store.open_planned(work.session, event_id)
                actions.change_planned_event(
                    work, event, kind=kind, title=title, begins_at=begins_at, ends_at=ends_at, note=note
                )
    except Invalid as refused:
        held = store.open_planned(session, event_id) if event_id else None
        return form(request, session, held, given, refused)
    return RedirectResponse(f"/calendar?month={begins_at.astimezone(words.zone):%Y-%m}", 303)


def form(
    request: Request,
    session: Session,
    event: PlannedEvent | None,
    given: Mapping[str, str],
    refused: Invalid | None = None,
) -> Response:
    """The form with what was given."""
    words = words_of(request)
    return render(
        request,
        "calendar/form.html",
        status=refused.status if refused else 200,
        event=event,
        given=dict.fromkeys(("title", "note", "begin_day", "begin_time", "end_day", "end_time", "brand"), "")
        | dict(given),
        kinds=[(kind, words(OFFERS[kind])) for kind in KINDS],
        brands=[(str(brand.id), brand.name) for brand in brands(session)],
        wrong={refused.field or "title": words.sentence(refused)} if refused else {},
    )


def _import_page(
    request: Request,
    session: Session,
    given: Mapping[str, str],
    *,
    refused: Refusal | None = None,
    taken: actions.Taken | None = None,
    back: actions.TakenBack | None = None,
    problems: list[tuple[int, str, str]] | None = None,
) -> Response:
    words = words_of(request)
    return render(
        request,
        "calendar/import.html",
        status=refused.status if refused else 200,
        given={"text": "", "brand": "", **given},
        kinds=[(kind, words(OFFERS[kind])) for kind in KINDS],
        brands=[(str(brand.id), brand.name) for brand in brands(session)],
        error=words.sentence(refused) if refused else "",
        taken=taken,
        back=back,
        problems=problems or [],
        last=store.last_imports(session),
        names={brand.id: brand.name for brand in brands(session)},
    )


def _as_given(words: Words, event: PlannedEvent) -> dict[str, str]:
    """What the form would have to hold to say the same."""
    begins, ends = event.begins_at.astimezone(words.zone), event.ends_at.astimezone(words.zone)
    whole = begins.time() == ends.time() == time(0)
    last = ends - timedelta(days=1) if whole else ends
    return {
        "kind": event.kind,
        "title": event.title,
        "note": event.note,
        "begin_day": f"{begins:%Y-%m-%d}",
        "end_day": f"{last:%Y-%m-%d}",
        "begin_time": "" if whole else f"{begins:%H:%M}",
        "end_time": "" if whole else f"{ends:%H:%M}",
    }


def _moment(words: Words, day: str, clock: str, field: str, *, end: bool = False) -> datetime:
    """A day and, where one was given, an hour of the reader; without one the whole day counts."""
    try:
        if clock:
            return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=words.zone)
        return _midnight(words, date.fromisoformat(day) + timedelta(days=1 if end else 0))
    except (ValueError, OverflowError) as unreadable:
        raise Invalid(msgid("Give a day, and an hour if you like."), field=field) from unreadable


def _midnight(words: Words, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=words.zone)


def _brand(session: Session, given: Mapping[str, str]) -> UUID:
    known = brands(session)
    chosen = next((one.id for one in known if str(one.id) == given.get("brand")), None)
    if chosen is None and len(known) == 1:
        return known[0].id
    if chosen is None:
        raise Invalid(msgid("Choose the brand it is for."), field="brand")
    return chosen
