"""The post format: what is right comes through whole, what is wrong is refused by name, and nothing ever breaks it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import NOON

from larum.connectors.jsonlines import decode, decode_all, encode, encode_all
from larum.connectors.records import RAW_KEPT, Author, Post, Refused, Removal
from larum.connectors.rules import REASONS

MICROSECOND = timedelta(microseconds=1)
RIGHT: dict[str, object] = {"platform": "forum", "id": "1", "created_at": "2026-03-02T11:00:00Z", "text": "Hej"}

counts = st.none() | st.integers(0, 2**63 - 1)
instants = st.integers(0, int(NOON.timestamp() * 1e6)).map(lambda us: datetime.fromtimestamp(0, UTC) + us * MICROSECOND)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200)
ids = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=60)
names = st.text(st.characters(categories=("L", "N", "P")), max_size=30).filter(lambda name: not name.startswith("@"))
addresses = st.from_regex(r"https?://[a-z0-9.]{1,20}/[a-z0-9/?=&%._-]{0,30}", fullmatch=True)
authors = st.builds(Author, id=names, handle=names, name=names, followers=counts, created_at=st.none() | instants)
posts = st.builds(
    Post,
    platform=st.sampled_from(["bluesky", "forum", "x-2.0"]),
    native_id=ids,
    url=st.just("") | addresses,
    author=authors,
    created_at=instants,
    text=texts,
    lang=st.sampled_from([None, "pl", "en", "ang"]),
    reply_to=st.none() | ids,
    repost_of=st.none() | ids,
    quote_of=st.none() | ids,
    likes=counts,
    reposts=counts,
    replies=counts,
    views=counts,
    media=st.lists(addresses, max_size=3).map(tuple),
)


def reason(**changed: object) -> str:
    return reason_of(json.dumps({**RIGHT, **changed}).encode())


def reason_of(line: bytes) -> str:
    found = decode(line, NOON)
    assert isinstance(found, Refused), found
    assert found.detail
    return found.reason


@settings(max_examples=60)
@given(posts)
def test_what_is_written_reads_back_the_same(post: Post) -> None:
    assert decode(encode(post), NOON) == post


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode(errors="surrogatepass")))
def test_no_bytes_whatever_break_the_reader(line: bytes) -> None:
    found = decode(line, NOON)
    assert isinstance(found, Refused)
    assert found.reason in REASONS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200)
@given(st.sampled_from([*RIGHT, "url", "author", "lang", "reply_to", "likes", "media", "removed"]), json_values)
def test_any_value_in_any_field_gives_a_post_or_a_reason(field: str, value: object) -> None:
    found = decode(json.dumps({**RIGHT, field: value}).encode(), NOON)
    if isinstance(found, Refused):
        assert found.reason in REASONS
    elif isinstance(found, Post):
        again = decode(encode(found), NOON)
        assert again == found


def test_a_removal_is_a_line_too() -> None:
    gone = Removal("forum", "1")
    assert decode(b'{"platform": "forum", "id": 1, "removed": true}', NOON) == gone
    assert decode(encode(gone), NOON) == gone


def test_what_a_post_must_have_is_missed_by_name() -> None:
    for field, missed in (("platform", "platform"), ("id", "id"), ("created_at", "date"), ("text", "text")):
        assert reason_of(json.dumps({k: v for k, v in RIGHT.items() if k != field}).encode()) == f"missing_{missed}"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("created_at", "2026-03-02T11:00:00", "bad_date"),
        ("created_at", "2026-02-31T11:00:00Z", "bad_date"),
        ("created_at", "yesterday", "bad_date"),
        ("created_at", 1_772_449_200, "bad_date"),
        ("created_at", "1969-12-31T23:59:59Z", "bad_date"),
        ("created_at", "0001-01-01T00:00:00+14:00", "bad_date"),
        ("created_at", "9999-12-31T23:59:59-14:00", "future_date"),
        ("likes", -1, "bad_number"),
        ("views", 2**63, "bad_number"),
        ("reposts", 1.5, "bad_number"),
        ("replies", "12", "bad_number"),
        ("author", {"followers": 10**30}, "bad_number"),
        ("author", "ewa", "wrong_type"),
        ("text", ["a"], "wrong_type"),
        ("text", "ą" * 100_001, "too_long"),
        ("id", "x" * 2_000, "too_long"),
        ("id", "a\0b", "bad_id"),
        ("id", "", "missing_id"),
        ("reply_to", "a\nb", "bad_id"),
        ("platform", "My Forum", "bad_platform"),
        ("platform", "x" * 41, "bad_platform"),
        ("url", "javascript:alert(1)", "bad_address"),
        ("url", 'https://a.example/"onclick=', "bad_address"),
        ("media", ["data:text/html,x"], "bad_address"),
    ],
)
def test_what_is_wrong_is_refused_by_name(field: str, value: object, expected: str) -> None:
    assert reason(**{field: value}) == expected


def test_a_day_ahead_is_a_wrong_time_zone_and_more_is_invented() -> None:
    assert isinstance(decode(json.dumps({**RIGHT, "created_at": str(NOON + timedelta(hours=23))}).encode(), NOON), Post)
    assert reason(created_at=str(NOON + timedelta(hours=25))) == "future_date"


def test_bytes_that_are_no_json_and_bytes_that_are_no_utf8_are_told_apart() -> None:
    line = json.dumps({**RIGHT, "text": "zażółć"}, ensure_ascii=False)
    assert reason_of(line.encode("cp1250")) == "wrong_encoding"
    assert reason_of(line.encode("utf-16")) == "wrong_encoding"
    assert reason_of(line.encode()[:-1]) == "broken_json"
    assert reason_of(b"[" * 100_000) in ("broken_json", "not_an_object")
    assert reason_of(b'{"a":' * 100_000) == "broken_json"
    assert reason_of(b"[]") == "not_an_object"


def test_a_ten_megabyte_post_is_refused_and_only_its_beginning_kept() -> None:
    found = decode(json.dumps({**RIGHT, "text": "x" * 10_000_000}).encode(), NOON)

    assert isinstance(found, Refused)
    assert found.reason == "too_long"
    assert len(found.raw) == RAW_KEPT


def test_floods_of_emoji_and_text_from_right_to_left_are_just_text() -> None:
    for text in ("😡" * 5_000, "\u202eمرحبا‏ שלום\u202c", "z\u0301" * 3_000, "\ufeffa"):
        found = decode(json.dumps({**RIGHT, "text": text}).encode(), NOON)
        assert isinstance(found, Post)
        assert found.text == text


def test_nul_which_postgresql_cannot_hold_becomes_the_replacement_sign() -> None:
    found = decode(json.dumps({**RIGHT, "text": "a\0b", "author": {"name": "\0"}}).encode(), NOON)

    assert isinstance(found, Post)
    assert (found.text, found.author.name) == ("a\ufffdb", "\ufffd")


def test_fields_nobody_knows_are_passed_over() -> None:
    assert isinstance(decode(json.dumps({**RIGHT, "sentiment": {"x": [1, 2]}}).encode(), NOON), Post)


def test_handles_come_without_the_sign_and_ids_as_text() -> None:
    found = decode(json.dumps({**RIGHT, "id": 12, "author": {"id": 7, "handle": "@ewa"}}).encode(), NOON)

    assert isinstance(found, Post)
    assert (found.native_id, found.author.id, found.author.handle) == ("12", "7", "ewa")


def test_each_refused_line_has_its_number_and_the_others_come_through() -> None:
    right = json.dumps(RIGHT).encode()
    found = list(decode_all(b"\n".join([right, b"{", b"", b"\xff", right]) + b"\r\n", NOON))

    assert [arrival.where if isinstance(arrival, Refused) else "post" for arrival in found] == [
        "post",
        "line 2",
        "line 4",
        "post",
    ]


def test_an_export_is_a_file_of_lines() -> None:
    post = decode(json.dumps(RIGHT).encode(), NOON)
    assert isinstance(post, Post)
    assert list(decode_all(b"".join(encode_all([post, Removal("forum", "2")])), NOON)) == [post, Removal("forum", "2")]
