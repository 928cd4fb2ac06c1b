"""The calendar: what people enter, what a file brings, and what happens when it is brought again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect

from larum.audit.trail import count, first_broken
from larum.base.clock import FrozenClock
from larum.base.errors import Invalid, NotAllowed, NotFound
from larum.base.translate import Words
from larum.db.work import Database
from larum.match.actions import add_brand
from larum.measure.calendar import actions, store
from larum.measure.calendar.holidays import countries, country_names, holidays_between
from larum.measure.calendar.ical import read
from larum.measure.calendar.records import CalendarTooLong, NoCalendar, Sheet
from tests.conftest import NOON, OWNER, RESPONDER, VIEWER

WARSAW = ZoneInfo("Europe/Warsaw")
DAY = timedelta(days=1)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*events: str, zone: str = "") -> str:
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Piekarnia Kłos//PL",
        *([f"X-WR-TIMEZONE:{zone}"] if zone else []),
    ]
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""])


SALE = event(
    "UID:wiosna@klos.example", "SUMMARY:Wiosenna wyprzedaż\\, cały asortyment", "DESCRIPTION:Plakaty i\\nradio",
    "DTSTART;TZID=Europe/Warsaw:20260310T080000", "DTEND;TZID=Europe/Warsaw:20260312T200000",
)  # fmt: skip
FAIR = event(
    "UID:targi@klos.example", "SUMMARY:Targi chleba", "DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260322"
)
WEEKLY = event(
    "UID:czwartek@klos.example", "SUMMARY:Pączkowy czwartek", "DTSTART;TZID=Europe/Warsaw:20260305T060000",
    "DURATION:PT12H", "RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE;TZID=Europe/Warsaw:20260312T060000",
)  # fmt: skip


def sheet(text: str) -> Sheet:
    return read(text, NOON, WARSAW)


def problems(text: str) -> list[tuple[int, str]]:
    words = Words("en")
    return [(one.line, words(one.reason, **one.fields)) for one in sheet(text).problems]


# --- reading -----------------------------------------------------------------------------------------------------


def test_an_event_keeps_its_zone_and_a_whole_day_is_that_of_the_calendar() -> None:
    sale, fair = sheet(calendar(SALE, FAIR)).entries
    assert (sale.title, sale.note) == ("Wiosenna wyprzedaż, cały asortyment", "Plakaty i\nradio")
    assert (sale.begins_at, sale.ends_at) == (
        datetime(2026, 3, 10, 7, tzinfo=UTC),
        datetime(2026, 3, 12, 19, tzinfo=UTC),
    )
    assert (fair.begins_at, fair.ends_at) == (
        datetime(2026, 3, 19, 23, tzinfo=UTC),
        datetime(2026, 3, 21, 23, tzinfo=UTC),
    )
    (lisbon,) = sheet(calendar(FAIR, zone="Europe/Lisbon")).entries
    assert lisbon.begins_at == datetime(2026, 3, 20, tzinfo=UTC)


def test_repetitions_are_written_out_over_the_change_to_summer_time_and_without_what_is_left_out() -> None:
    found = sheet(calendar(WEEKLY)).entries
    assert [one.begins_at.astimezone(WARSAW).strftime("%d.%m %H:%M") for one in found] == [
        "05.03 06:00", "19.03 06:00", "26.03 06:00", "02.04 06:00", "09.04 06:00",
    ]  # fmt: skip
    assert {one.ends_at - one.begins_at for one in found} == {timedelta(hours=12)}


def test_repetitions_without_end_are_written_out_for_a_year() -> None:
    daily = event("UID:a", "SUMMARY:A", "DTSTART:20200101T100000Z", "DTEND:20200101T110000Z", "RRULE:FREQ=DAILY")
    found = sheet(calendar(daily)).entries
    assert 395 <= len(found) <= 399
    assert NOON - 32 * DAY < found[0].begins_at < found[-1].begins_at < NOON + 366 * DAY


def test_one_repetition_may_be_moved_and_another_called_off() -> None:
    moved = event(
        "UID:czwartek@klos.example", "SUMMARY:Pączkowy piątek", "RECURRENCE-ID;TZID=Europe/Warsaw:20260319T060000",
        "DTSTART;TZID=Europe/Warsaw:20260320T060000", "DURATION:PT12H",
    )  # fmt: skip
    off = event(
        "UID:czwartek@klos.example", "STATUS:CANCELLED", "RECURRENCE-ID;TZID=Europe/Warsaw:20260326T060000",
        "DTSTART;TZID=Europe/Warsaw:20260326T060000", "DURATION:PT12H",
    )  # fmt: skip
    found = sheet(calendar(WEEKLY, moved, off)).entries
    assert [(one.begins_at.astimezone(WARSAW).day, one.title) for one in found][:3] == [
        (5, "Pączkowy czwartek"), (20, "Pączkowy piątek"), (2, "Pączkowy czwartek"),
    ]  # fmt: skip


BROKEN = {
    "it ends before it begins": event("UID:1", "SUMMARY:S", "DTSTART:20260310T100000Z", "DTEND:20260309T100000Z"),
    "DTSTART cannot be read: Wrong datetime format: 20269901T100000": event("UID:2", "DTSTART:20269901T100000"),
    "it does not say when it begins (DTSTART)": event("UID:3", "SUMMARY:S"),
    "the time zone “Nowhere/City” is not known": event("UID:4", "DTSTART;TZID=Nowhere/City:20260310T100000"),
    "it repeats in a way that is not understood (SECONDLY); days, weeks, months and years are": event(
        "UID:5", "DTSTART:20260310T100000Z", "RRULE:FREQ=SECONDLY"
    ),
    "it lasts longer than 92 days": event("UID:6", "DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260901"),
    "it never ends: the file breaks off here": "BEGIN:VEVENT\r\nUID:7\r\nDTSTART:20260310T100000Z",
}


@pytest.mark.parametrize("said", BROKEN)
def test_what_is_broken_is_named_with_its_line_and_the_rest_goes_on(said: str) -> None:
    text = calendar(SALE, BROKEN[said], FAIR)
    assert [one.title for one in sheet(text).entries] == ["Wiosenna wyprzedaż, cały asortyment", "Targi chleba"]
    assert problems(text) == [(11, said)]


def test_a_file_that_is_cut_off_gives_what_was_whole() -> None:
    text = calendar(SALE, FAIR)
    assert [one.uid for one in sheet(text[: text.index("Targi")]).entries] == ["wiosna@klos.example"]


@pytest.mark.parametrize("text", ["", "hello", "Subject,Start Date\nSale,2026-03-10", "BEGIN:VEVENT\nEND:VEVENT"])
def test_what_is_no_calendar_is_refused_by_name(text: str) -> None:
    with pytest.raises(NoCalendar):
        sheet(text)


def test_a_calendar_of_thousands_is_refused_by_name() -> None:
    with pytest.raises(CalendarTooLong):
        sheet(calendar(*[FAIR] * 2001))


WHOLE = calendar(SALE, WEEKLY, FAIR)


@settings(max_examples=60)
@given(at=st.integers(0, len(WHOLE)), cut=st.integers(0, 40), put=st.text("0123456789TZ:;=-P\r\nABC,", max_size=12))
def test_whatever_happened_to_a_file_is_said_and_nothing_breaks(at: int, cut: int, put: str) -> None:
    try:
        found = sheet(WHOLE[:at] + put + WHOLE[at + cut :])
    except NoCalendar:
        return
    assert all(one.ends_at > one.begins_at for one in found.entries)


# --- keeping -----------------------------------------------------------------------------------------------------


@pytest.fixture
def brand_id(database: Database) -> UUID:
    with database.working(OWNER) as work:
        return add_brand(work, name="Kłos").id


def take(database: Database, brand_id: UUID, text: str) -> actions.Taken:
    with database.working(RESPONDER) as work:
        taken = actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(text))
    return msgspec.structs.replace(taken, import_id=None)


def kept(database: Database, brand_id: UUID) -> list[str]:
    with database.reading() as session:
        return [one.title for one in store.planned(session, brand_id)]


def test_a_calendar_brought_again_changes_what_changed_and_doubles_nothing(database: Database, brand_id: UUID) -> None:
    assert take(database, brand_id, calendar(SALE, FAIR)) == actions.Taken(added=2, changed=0, removed=0, same=0)
    assert take(database, brand_id, calendar(SALE, FAIR)) == actions.Taken(added=0, changed=0, removed=0, same=2)
    renamed = SALE.replace("cały asortyment", "tylko chleb").replace("20260312T200000", "20260313T200000")
    assert take(database, brand_id, calendar(renamed)) == actions.Taken(added=0, changed=1, removed=0, same=0)
    later = renamed.replace("20260310", "20260311")
    assert take(database, brand_id, calendar(later)) == actions.Taken(added=1, changed=0, removed=1, same=0)
    assert kept(database, brand_id) == ["Wiosenna wyprzedaż, tylko chleb", "Targi chleba"]


def test_what_was_called_off_goes_and_what_is_broken_now_stays(database: Database, brand_id: UUID) -> None:
    take(database, brand_id, calendar(SALE, FAIR))
    off = FAIR.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT")
    broken = SALE.replace("DTEND;TZID=Europe/Warsaw:20260312T200000", "DTEND:wrong")
    assert take(database, brand_id, calendar(broken, off)).removed == 1
    assert kept(database, brand_id) == ["Wiosenna wyprzedaż, cały asortyment"]


def test_what_a_person_entered_stays_whatever_is_imported(database: Database, brand_id: UUID) -> None:
    with database.working(RESPONDER) as work:
        actions.plan_event(
            work, brand_id=brand_id, kind="event", title=" Jubileusz  firmy ", begins_at=NOON, ends_at=NOON + DAY
        )
    take(database, brand_id, calendar(SALE))
    take(database, brand_id, calendar(SALE.replace("20260310", "20260311")))
    assert kept(database, brand_id) == ["Jubileusz firmy", "Wiosenna wyprzedaż, cały asortyment"]
    with database.reading() as session:
        assert (first_broken(session), count(session)) == (None, 4)


def test_a_span_nobody_can_mean_is_refused(database: Database, brand_id: UUID) -> None:
    for begins_at, ends_at in ((NOON, NOON), (NOON, NOON - DAY), (NOON, NOON + 93 * DAY)):
        with pytest.raises(Invalid), database.working(RESPONDER) as work:
            actions.plan_event(
                work, brand_id=brand_id, kind="campaign", title="Wyprzedaż", begins_at=begins_at, ends_at=ends_at
            )
    with pytest.raises(Invalid), database.working(RESPONDER) as work:
        actions.plan_event(work, brand_id=brand_id, kind="campaign", title=" ", begins_at=NOON, ends_at=NOON + DAY)


def test_a_viewer_plans_nothing_and_no_brand_is_no_place(database: Database, brand_id: UUID) -> None:
    with pytest.raises(NotAllowed), database.working(VIEWER) as work:
        actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(calendar(SALE)))
    with pytest.raises(NotFound), database.working(RESPONDER) as work:
        actions.import_calendar(work, RESPONDER.id or brand_id, kind="campaign", sheet=sheet(calendar(SALE)))


# --- holidays ----------------------------------------------------------------------------------------------------


def named(country: str, since: datetime, until: datetime, language: str = "en") -> list[str]:
    return [one.name for one in holidays_between(country, since, until, language)]  # type: ignore[arg-type]


def test_polish_holidays_are_known_in_both_languages_and_last_a_polish_day() -> None:
    may = datetime(2026, 5, 1, tzinfo=UTC)
    assert named("PL", may, may + 3 * DAY, "pl") == ["Święto Państwowe", "Święto Narodowe Trzeciego Maja"]
    assert named("PL", may - timedelta(hours=3), may - timedelta(hours=2)) == []
    assert named("PL", may - timedelta(hours=2), may) == ["National Day"]
    (new_year,) = holidays_between("PL", datetime(2026, 12, 31, 23, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert new_year.day.year == 2027


def test_other_countries_keep_theirs_and_none_keeps_none() -> None:
    july = datetime(2026, 7, 14, 12, tzinfo=UTC)
    assert len(named("FR", july, july + DAY)) == 1
    assert named("", july, july + 365 * DAY) == []
    assert {"PL", "DE", "UA", "GB", "US"} <= countries()
    assert ("PL", "Polska") in country_names("pl")


def test_a_brand_is_polish_until_somebody_says_otherwise(database: Database, brand_id: UUID) -> None:
    with database.working(RESPONDER) as work:
        assert actions.open_brand(work, brand_id).country == "PL"
        actions.keep_holidays(work, brand_id, country="")
    with database.working(RESPONDER) as work:
        assert actions.open_brand(work, brand_id).country == ""
        with pytest.raises(Invalid):
            actions.keep_holidays(work, brand_id, country="XX")


# --- taking an import back ---------------------------------------------------------------------------------------


def told(database: Database) -> list[tuple[str, datetime]]:
    with database.reading() as session:
        return [(one.title, one.begins_at) for one in store.planned(session, None)]


def test_an_import_is_one_batch_that_can_be_taken_back(database: Database, clock: FrozenClock) -> None:
    with database.working(OWNER) as work:
        brand_id = add_brand(work, name="Kłos").id
    with database.working(RESPONDER) as work:
        actions.plan_event(
            work, brand_id=brand_id, kind="event", title="Jubileusz", begins_at=NOON + DAY, ends_at=NOON + 2 * DAY
        )
    empty = told(database)
    with database.working(RESPONDER) as work:
        first = actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(calendar(SALE, FAIR, WEEKLY)))
    assert first.import_id is not None
    filled = told(database)
    clock.advance(minutes=1)
    later = SALE.replace("20260310T080000", "20260311T080000")
    gone = event("UID:targi@klos.example", "SUMMARY:Targi chleba", "STATUS:CANCELLED", "DTSTART;VALUE=DATE:20260320")
    with database.working(RESPONDER) as work:
        second = actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(calendar(later, gone, WEEKLY)))
    assert second.import_id is not None
    assert told(database) != filled
    with pytest.raises(actions.NotTheLast), database.working(RESPONDER) as work:
        actions.undo_import(work, first.import_id)
    with database.working(RESPONDER) as work:
        actions.undo_import(work, second.import_id)
    assert told(database) == filled
    with database.working(RESPONDER) as work:
        actions.undo_import(work, first.import_id)
    assert told(database) == empty
    with pytest.raises(NotFound), database.working(RESPONDER) as work:
        actions.undo_import(work, first.import_id)
    with pytest.raises(NotAllowed), database.working(VIEWER) as work:
        actions.undo_import(work, first.import_id)


def test_what_people_changed_or_dropped_since_stays(database: Database, clock: FrozenClock) -> None:
    with database.working(OWNER) as work:
        brand_id = add_brand(work, name="Kłos").id
        taken = actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(calendar(SALE, FAIR, WEEKLY)))
    clock.advance(hours=1)
    with database.working(RESPONDER) as work:
        sale, fair = (
            next(one for one in store.planned(work.session, None) if one.title.startswith(name))
            for name in ("Wiosenna", "Targi")
        )
        actions.change_planned_event(
            work, sale, kind="campaign", title="Wiosna", begins_at=sale.begins_at, ends_at=sale.ends_at
        )
        actions.drop_planned_event(work, fair)
    with database.working(RESPONDER) as work:
        assert taken.import_id is not None
        back = actions.undo_import(work, taken.import_id)
    assert (back.undone, back.kept) == (taken.added - 2, 1)
    assert [title for title, _ in told(database)] == ["Wiosna"]


def test_an_import_that_changes_nothing_is_none_to_take_back(database: Database) -> None:
    with database.working(OWNER) as work:
        brand_id = add_brand(work, name="Kłos").id
        first = actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(calendar(SALE)))
    with database.working(RESPONDER) as work:
        again = actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(calendar(SALE)))
        assert again.import_id is None
        assert [one.id for one in store.last_imports(work.session)] == [first.import_id]


def test_of_each_brand_only_the_last_import_is_read_and_not_what_stood_there_before(
    database: Database, clock: FrozenClock
) -> None:
    with database.working(OWNER) as work:
        here, there = (add_brand(work, name=name).id for name in ("Kłos", "Młyn"))
        for brand_id, events in ((here, [SALE]), (there, [SALE]), (here, [SALE, FAIR])):
            clock.advance(minutes=1)
            actions.import_calendar(work, brand_id, kind="campaign", sheet=sheet(calendar(*events)))
    with database.reading() as session:
        last = store.last_imports(session)
        assert [(one.brand_id, one.added) for one in last] == [(here, 1), (there, 1)]
        assert not any("before" in inspect(one).dict for one in last)
        assert last[0].before
