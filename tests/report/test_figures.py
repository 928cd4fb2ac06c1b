"""Figures say the same thing as a picture, as a table and as data."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.translate import Words
from larum.report.figures import Bar, Bars, Curve, Fan, Marker, Point, spark
from larum.report.scales import instants, ticks

START = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
WORDS = Words("en", UTC, START + timedelta(days=1))


def _curve(values: list[float | None], *markers: Marker) -> Curve:
    points = [
        Point(START + index * timedelta(minutes=15), value, 4, 12, (value or 0) / 2)
        for index, value in enumerate(values)
    ]
    return Curve("Mentions of Bystra", "Quiet, then not.", points, markers)


def test_a_curve_is_a_picture_with_a_name_and_a_sentence() -> None:
    drawn = ElementTree.fromstring(str(_curve([3, 5, 80]).svg(WORDS)))
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.get("aria-label") == "Mentions of Bystra"
    assert drawn.findtext(f"{space}desc") == "Quiet, then not."
    assert "80 mentions" in [text.text for text in drawn.iter(f"{space}text")]


def test_what_was_not_seen_is_a_gap_and_not_a_zero() -> None:
    drawn = str(_curve([3, 5, None, None, 8, 9]).svg(WORDS))
    line = drawn.split('class="line" d="')[1].split('"')[0]
    assert line.count("M") == 2
    assert _curve([None]).rows(WORDS)[0][1] == "–"


def test_a_forecast_opens_after_the_last_point_and_cannot_flatten_what_was_seen() -> None:
    seen = _curve([3, 5, 80])
    ahead = msgspec.structs.replace(seen, fan=[Fan(START + timedelta(hours=6), 10, 60, 90_000)])
    drawn = str(ahead.svg(WORDS))
    assert 'class="fan"' in drawn
    assert ">forecast</text>" in drawn
    assert ahead.top == 160
    assert json.loads(str(ahead.json(WORDS)))["fan"] == [[int((START.timestamp() + 6 * 3600) * 1000), 10, 60, 160]]
    assert 'class="fan"' not in str(seen.svg(WORDS))


def test_marks_that_would_cover_one_another_keep_their_words_on_hover() -> None:
    marks = [Marker(START + timedelta(minutes=minute), f"Something long number {minute}") for minute in (1, 2, 3, 4)]
    drawn = str(_curve([3, 5, 80], *marks).svg(WORDS))
    assert drawn.count("<title>Something long") == 4
    assert drawn.count(">Something long number 1</text>") == 1
    assert ">Something long number 4</text>" not in drawn


def test_data_for_the_browser_cannot_end_its_script() -> None:
    data = str(_curve([1, 2], Marker(START, "</script><b>", "alert")).json(WORDS))
    assert "<" not in data
    assert json.loads(data)["markers"][0]["label"] == "</script><b>"


def test_words_in_a_picture_are_never_mark_up() -> None:
    drawn = _curve([1, 2], Marker(START, "<b>", "alert")).svg(WORDS) + Bars("a", "b", [Bar("<i>", 2)]).svg(WORDS)
    assert "<b>" not in drawn
    assert "<i>" not in drawn


def test_a_picture_on_its_own_brings_its_colours_and_one_on_a_page_does_not() -> None:
    assert "<style>" in _curve([1]).svg(WORDS, standalone=True)
    assert "<style>" not in _curve([1]).svg(WORDS)


@settings(max_examples=40)
@given(st.lists(st.none() | st.integers(0, 10**7), max_size=40), st.sampled_from([380, 960]))
def test_any_counts_make_a_well_formed_picture(values: list[float | None], width: int) -> None:
    ElementTree.fromstring(str(_curve(values).svg(WORDS, width)))
    ElementTree.fromstring(str(spark([value or 0 for value in values], "so")))


@given(st.floats(0, 1e9))
def test_an_axis_is_round_starts_at_zero_and_reaches_the_highest(highest: float) -> None:
    found = ticks(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert 2 <= len(found) <= 7
    assert all(level == int(level) for level in found)


@given(st.integers(1, 60 * 24 * 60), st.integers(3, 9))
def test_times_on_an_axis_are_few_and_within(minutes: int, most: int) -> None:
    end = START + timedelta(minutes=minutes)
    found, _ = instants(START, end, UTC, most)
    assert len(found) <= most + 1
    assert all(START <= at <= end for at in found)
