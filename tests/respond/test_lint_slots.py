"""Templates are filled whole or not at all, and a text knows whether it fits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.respond.graphemes import count, graphemes
from larum.respond.template import ChannelName, SlotsMissing, fill, fit, length, open_slots, skeletons


def test_a_text_says_which_places_are_open_and_where() -> None:
    text = "🔥 Przepraszamy {whom}."
    (slot,) = open_slots(text)
    assert text[slot.start : slot.end] == "{whom}"


def test_filling_names_every_place_that_was_left_empty() -> None:
    with pytest.raises(SlotsMissing) as refused:
        fill("{when} {what}. {what}! {who}", {"when": "Today", "what": " "})
    assert refused.value.fields["slots"] == "{what}, {who}"


def test_what_is_filled_in_is_never_read_as_a_slot_again() -> None:
    assert fill("{a}", {"a": "{b}", "b": "secret"}) == "{b}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("zażółć", 6),
        ("z\u0307", 1),
        ("👨‍👩‍👧‍👦", 1),
        ("🇵🇱🇬🇧", 2),
        ("👍🏽", 1),
        ("❤️", 1),
        ("1️⃣", 1),
        ("각\u1100\u1161\u11a8", 2),
        ("a\r\nb", 3),
    ],
)
def test_a_reader_and_bluesky_count_alike(text: str, seen: int) -> None:
    assert count(text) == seen


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_counting_loses_nothing(text: str) -> None:
    assert "".join(graphemes(text)) == text


def test_three_hundred_families_fit_into_one_bluesky_post_and_one_more_does_not() -> None:
    assert fit("👨‍👩‍👧" * 300, "bluesky").fits
    assert fit("👨‍👩‍👧" * 301, "bluesky").over == 1


def test_a_long_text_is_cut_between_sentences() -> None:
    sentence = "Prąd wróci o osiemnastej, a do tego czasu dowozimy wodę pod każdy blok. "
    parts = fit(sentence * 6, "bluesky").parts
    assert len(parts) == 2
    assert all(part.endswith(".") for part in parts)


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=900), st.sampled_from(["bluesky", "mastodon", "x"]))
def test_every_part_of_a_cut_text_fits_and_no_word_is_lost(text: str, channel: ChannelName) -> None:
    done = fit(text, channel)
    if not done.fits:
        assert all(length(part, channel) <= (done.limit or 0) for part in done.parts)
        assert "".join("".join(done.parts).split()) == "".join(text.split())


def test_one_polish_letter_more_than_halves_a_text_message() -> None:
    assert fit("Wode pijcie tylko przegotowana.", "sms").limit == 160
    assert fit("Wodę pijcie tylko przegotowaną.", "sms").limit == 70


def test_a_link_counts_as_the_platform_counts_it() -> None:
    link = "https://example.org/" + "a" * 100
    assert length(link, "mastodon") == length(link, "x") == 23
    assert length(link, "bluesky") == 120


def test_the_crisis_page_takes_any_length() -> None:
    assert fit("x" * 10_000, "crisis_page").fits


def test_every_shipped_skeleton_describes_its_slots_and_is_there_in_both_languages() -> None:
    for skeleton in (*skeletons("pl"), *skeletons("en")):
        assert {slot.name for slot in open_slots(skeleton.text)} == set(skeleton.slots)
    assert [each.id for each in skeletons("pl")] == [each.id for each in skeletons("en")]
