"""What a statement becomes before it is sent: keys that repeat, marks that sit right, lengths as people count."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.ids import fresh, named
from larum.connectors.bluesky.subscription import Place
from larum.connectors.bluesky.writing import facets, length, mentions, record_key

TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
"""A record key as the protocol defines it (atproto.com, record key type `tid`)."""
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@settings(max_examples=60)
@given(st.uuids())
def test_every_key_has_one_valid_record_key(key: UUID) -> None:
    assert TID.fullmatch(record_key(key))
    assert record_key(key) == record_key(UUID(str(key)))


def test_keys_made_later_come_later_and_no_two_meet() -> None:
    keys = [fresh(NOON + timedelta(milliseconds=ms)) for ms in range(0, 3_000, 3)]
    record_keys = [record_key(key) for key in keys]
    assert record_keys == sorted(record_keys)
    assert len({record_key(named("statement", number)) for number in range(5_000)}) == 5_000


@settings(max_examples=60)
@given(st.text(max_size=30), st.text(max_size=30))
def test_marks_sit_on_exactly_the_bytes_of_what_they_mark(before: str, after: str) -> None:
    text = f"{before} https://acme.example/ż?a=1 #Głośno @acme.example {after}".encode(errors="replace").decode()
    raw = text.encode()
    marked: dict[str, list[str]] = {}
    for facet in facets(text, {"acme.example": "did:plc:acme"}):
        feature = facet["features"][0]
        piece = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        marked.setdefault(feature["$type"].partition("#")[2], []).append(piece)

    assert "https://acme.example/ż?a=1" in marked["link"]
    assert "#Głośno" in marked["tag"]
    assert "@acme.example" in marked["mention"]


def test_a_full_stop_after_a_link_is_not_part_of_it() -> None:
    for text, link in (
        ("Zobacz https://acme.example/a.", "https://acme.example/a"),
        ("(https://acme.example/a)", "https://acme.example/a"),
        ("https://acme.example/a_(b)", "https://acme.example/a_(b)"),
    ):
        assert facets(text, {})[0]["features"][0]["uri"] == link


def test_a_number_sign_alone_and_an_address_in_a_link_are_no_tags_or_mentions() -> None:
    assert facets("Jesteśmy #1! pisz: ania@acme.example", {"acme.example": "did:plc:acme"}) == []
    assert [facet["features"][0]["$type"] for facet in facets("https://acme.example/#top", {})] == [
        "app.bsky.richtext.facet#link"
    ]
    assert mentions("@a.example i @A.example oraz @b") == ["a.example"]


def test_length_counts_what_people_see() -> None:
    for text, seen in (
        ("", 0),
        ("zażółć gęślą jaźń", 17),
        ("e\u0301", 1),
        ("👍🏽", 1),
        ("👩‍👩‍👧‍👦", 1),
        ("🇵🇱🇺🇦", 2),
        ("❤️", 1),
        ("한글", 2),
        ("a\r\nb", 3),
    ):
        assert length(text) == seen, text


def test_an_unreadable_cursor_means_from_now_on() -> None:
    assert Place.read("12345 broken").ask_from("js.example") is None
    place = Place(host="js.example", seq=5, time_us=None)
    assert Place.read(place.write()) == place
    assert place.ask_from("js.example") == 0
