"""What a query means, clause by clause, and where a faulty one is pointed at."""

import pytest
from tests.match.test_index import post

from larum.match import oracle
from larum.match.breadth import broad
from larum.match.propose import propose
from larum.match.query import parse
from larum.match.refusals import QueryRefused


def catches(query: str, text: str, handle: str = "", lang: str | None = None) -> bool:
    return oracle.holds(parse(query).expression, post(text, handle, lang))


CAUGHT = [
    ("lodz", "Jestem w ŁODZI, kocham Łódź"),
    ("kwarcj*", "Kwarcją się nie zajmuję"),
    ("kwarcja", "https://kwarcja.pl/woda"),
    ("kwarcja", "#Kwarcja"),
    ("Coca-Cola", "coca cola"),
    ('"coca cola"', "Coca-Cola"),
    ("手机", "我的手机坏了"),
    ("a b OR c", "c"),
    ("c OR a b", "c"),
    ("NOT a b", "b"),
    ("a and b", "a and b"),
    ('"AND"', "and"),
    ("near/5", "near 5"),
    ("a NEAR/0 b", "b a"),
    ("a NEAR/2 b", "b x y a"),
    ("a NEAR/0 a", "a a"),
    ('"a b" NEAR/1 (c* OR d)', "cat x a b"),
    ("a NEAR/1 b NEAR/1 c", "a x b x c"),
    ("NOT a NEAR/0 b AND a", "a x b"),
    ("-a NEAR/0 b c", "a x b c"),
    ("well-known", "well known"),
    ("#żabka", "#Zabka!"),
    ("#sale_2", "#sale_2"),
    ("#kwar*", "#KwarcjaStop"),
    ("@brand.bsky.social", "hej @Brand.bsky.social."),
    ("@brand@mastodon.social", "hej @brand@mastodon.social"),
    ("“dwa słowa”", "dwa słowa"),
]
MISSED = [
    ("kwarc", "kwarcja"),
    ('"coca cola"', "cola coca"),
    ("a NEAR/1 b", "b x y a"),
    ("a NEAR/3 a", "a"),
    ("acme NEAR/3 acme*", "acme"),
    ("a NEAR/5 b NEAR/5 a", "a b"),
    ("a -b", "a b"),
    ('a -"b c"', "a b c"),
    ("a -(b OR c)", "a c"),
    ("a -#b", "a #b"),
    ("#brand", "brand"),
    ("#brand", "#brand_sale"),
    ("@brand", "@brand.bsky.social"),
    ("@brand", "@brand@mastodon.social"),
    ("@brand.example", "mail@brand.example"),
    ("@brand", "brand"),
]


@pytest.mark.parametrize(("query", "text"), CAUGHT)
def test_query_catches(query: str, text: str) -> None:
    assert catches(query, text)


@pytest.mark.parametrize(("query", "text"), MISSED)
def test_query_does_not_catch(query: str, text: str) -> None:
    assert not catches(query, text)


def test_from_compares_whole_handles_and_lang_the_primary_subtag() -> None:
    assert catches("from:Brand.bsky.social", "x", handle="brand.bsky.social")
    assert not catches("from:brand", "x", handle="brand.bsky.social")
    assert catches("lang:pl", "x", lang="pl-PL")
    assert not catches("lang:pl", "po polsku")


FAULTS = [
    ("", "query_empty", 0),
    ('woda "zimna', "quote_not_closed", 5),
    ("(a OR b", "parenthesis_not_closed", 0),
    ("a) b", "parenthesis_not_opened", 1),
    ("a ()", "parentheses_empty", 2),
    ("a OR OR b", "nothing_before", 5),
    ("a AND", "nothing_after", 2),
    ("a NEAR b", "near_without_number", 2),
    ("a NEAR/5 (b c)", "near_cannot_join", 9),
    ("a NEAR/5 -b", "near_cannot_join", 9),
    (" NEAR/1 ".join("a" * 9), "near_too_long", 72),
    ("-a", "only_exclusions", 0),
    ("a OR -b", "only_exclusions", 5),
    ("H & M", "nothing_to_find", 2),
    ("a - b", "minus_alone", 2),
    ("dro*dżówka", "star_misplaced", 3),
    ("#a-b", "hashtag_unclear", 2),
    ("@a*", "handle_unclear", 2),
    ("from: a", "handle_unclear", 5),
    ("lang:polski", "language_unclear", 5),
    ("(" * 60 + "a", "query_too_deep", 50),
    ("a " * 20_000, "query_too_long", 20_000),
]


@pytest.mark.parametrize(("query", "code", "offset"), FAULTS)
def test_fault_is_named_and_pointed_at(query: str, code: str, offset: int) -> None:
    with pytest.raises(QueryRefused) as refused:
        parse(query)
    assert (refused.value.code, refused.value.offset) == (code, offset)
    assert refused.value.pointer.endswith("^")


def test_exclusion_that_something_else_limits_is_no_pure_exclusion() -> None:
    assert catches("a (b OR -c)", "a")
    assert not catches("a (b OR -c)", "a c")


def words(query: str, text: str) -> tuple[str, ...]:
    return oracle.words(parse(query).expression, post(text))


def test_words_are_those_of_the_post_as_written_in_order_and_once() -> None:
    assert words("klien* kwarcja", "Kwarcja! Klienci i klienci, Kwarcja") == ("Kwarcja", "Klienci", "klienci")
    assert words("coca-cola OR woda -sok", "Woda, Coca-Cola i woda") == ("Woda", "Coca", "Cola", "woda")
    assert words("#kwarcja OR kwarcj*", "#Kwarcja i Kwarcji") == ("#Kwarcja", "Kwarcji")
    assert words("@brand.example", "hej @Brand.example") == ("@Brand.example",)
    assert words("(a b) OR c", "a c") == ("c",)


def test_a_query_of_common_words_is_called_broad() -> None:
    warned = broad(parse("the OR kwarcja"))
    assert warned is not None
    assert warned.terms == ("the",)
    assert broad(parse("lang:pl")) is not None
    assert broad(parse("kwarcja the")) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kwarcja", "o Kwarcji"),
        ("Żabka", "w żabce"),
        ("Biały Kruk", "Białego Kruka"),
        ("PZU", "PZU-u"),
        ("H&M", "w H&M"),
    ],
)
def test_proposed_query_catches_the_name_as_people_decline_it(name: str, text: str) -> None:
    assert catches(propose(name).text, text)


def test_name_without_a_letter_is_refused() -> None:
    with pytest.raises(QueryRefused):
        propose("✨")
