"""Words speak to one reader: their language, their plural forms, their clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larum.base.errors import Invalid, NotFound, Refusal, WrongMove
from larum.base.translate import Words, bind, msgid, negotiate

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")
POLISH = Words("pl", WARSAW, NOW)
ENGLISH = Words("en", WARSAW, NOW)


def test_polish_has_a_form_for_one_for_few_and_for_many() -> None:
    said = [POLISH.ngettext("{count} day", "{count} days", count) for count in (1, 2, 5, 12, 22, 1000)]
    assert said == ["1 dzień", "2 dni", "5 dni", "12 dni", "22 dni", "1\u00a0000 dni"]


def test_a_script_gets_every_plural_form_by_its_unicode_name() -> None:
    assert set(POLISH.forms("{count} day", "{count} days")) == {"one", "few", "many"}
    assert set(ENGLISH.forms("{count} day", "{count} days")) == {"one", "other"}


@pytest.mark.parametrize(
    ("ago", "english", "polish"),
    [
        (timedelta(seconds=20), "just now", "przed chwilą"),
        (timedelta(seconds=67), "1 minute ago", "1 minutę temu"),
        (timedelta(minutes=12), "12 minutes ago", "12 minut temu"),
        (timedelta(hours=3), "11:00", "11:00"),
        (timedelta(hours=20), "yesterday, 18:00", "wczoraj, 18:00"),
        (timedelta(days=3), "19 Nov, 14:00", "19 lis, 14:00"),
        (timedelta(days=400), "18 Oct 2025, 15:00", "18 paź 2025, 15:00"),
        (timedelta(minutes=-20), "in 20 minutes", "za 20 minut"),
        (timedelta(days=-1), "tomorrow, 14:00", "jutro, 14:00"),
    ],
)
def test_a_time_is_relative_under_an_hour_and_absolute_beyond(ago: timedelta, english: str, polish: str) -> None:
    assert ENGLISH.when(NOW - ago) == english
    assert POLISH.when(NOW - ago) == polish


def test_the_whole_instant_names_its_zone() -> None:
    assert ENGLISH.full(NOW) == "Sunday, 22 November 2026, 14:00:00 CET (Europe/Warsaw)"


def test_midnight_is_the_readers_own() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert ENGLISH.moment(late) == "00:30"
    assert Words("en", UTC, NOW).moment(late) == "yesterday, 23:30"


def test_lengths_are_told_in_their_two_greatest_units() -> None:
    assert ENGLISH.duration(timedelta(hours=2, minutes=14, seconds=9)) == "2 hrs 14 mins"
    assert POLISH.duration(timedelta(days=2, hours=1)) == "2 dni 1 godz."
    assert ENGLISH.clock(timedelta(hours=26, minutes=4, seconds=5)) == "26:04:05"
    assert ENGLISH.clock(timedelta(seconds=-65)) == "−0:01:05"


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert (POLISH.number(12345.6, 1), ENGLISH.number(12345.6, 1)) == ("12\u00a0345,6", "12,345.6")
    assert POLISH.percent(0.714) == "71%"
    assert POLISH.join(["Bluesky", "RSS", "X"]) == "Bluesky, RSS i X"


def test_a_single_letter_word_never_ends_a_polish_line() -> None:
    assert bind("Alarm o wodzie i o ciszy") == "Alarm o\u00a0wodzie i\u00a0o\u00a0ciszy"
    assert bind('<a href="/x">a to co</a>') == '<a href="/x">a to co</a>'


@given(st.text())
def test_binding_changes_nothing_but_spaces(text: str) -> None:
    assert bind(text).replace("\u00a0", " ") == text.replace("\u00a0", " ")


class LidMissing(Refusal):
    code = "lid_missing"
    message = "The lid of {what} is missing since {since}."


def test_a_refusal_is_a_sentence_in_the_readers_language() -> None:
    assert POLISH.sentence(NotFound()).startswith("Nic tu nie ma.")
    assert ENGLISH.sentence(LidMissing(what="the jar", since=NOW - timedelta(hours=3))) == (
        "The lid of the jar is missing since 11:00."
    )
    assert "„x”" in POLISH.sentence(WrongMove(origin="x", target="y"))


def test_a_field_that_is_a_sentence_is_translated_too() -> None:
    assert POLISH.sentence(LidMissing(what=msgid("just now"), since=NOW)).startswith("The lid of przed chwilą")


def test_invalid_input_says_its_reason_with_its_fields() -> None:
    refusal = Invalid(msgid("At most {most} letters."), field="name", most=12)
    assert ENGLISH.sentence(refusal) == "At most 12 letters."


def test_a_translators_slip_shows_the_field_rather_than_failing_the_page() -> None:
    assert ENGLISH("{nmae} left", name="Ola") == "{nmae} left"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("pl", "pl"),
        ("de, pl;q=0.4", "pl"),
        ("en-US,en;q=0.9,pl;q=0.8", "en"),
        ("fr", "en"),
        ("pl;q=x", "en"),
        ("", "en"),
    ],
)
def test_the_browser_says_which_language(accepted: str, language: str) -> None:
    assert negotiate(accepted) == language
