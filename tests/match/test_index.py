"""The fast index says exactly what the definition says."""

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from larum.base.ids import named
from larum.connectors.records import Author, Post
from larum.match import oracle
from larum.match.expression import Expression, render
from larum.match.index import Hit, Index
from larum.match.query import Query, parse
from larum.match.refusals import QueryRefused

_PIECES = """
a ab abc żab ŻAB łódź lodz Łodzi ß 手 机 手机 กิ カガ हि 2 ٢ #a #ab #a_b #手机 @a @a.b @a.b@c @a-b 😀 𝐀b a.b a-b ab'a
#a#b x@a.b 手@a @a手 https://a.ab/żab_2 , . - _
"""
PIECES = [*_PIECES.split(), "❤\ufe0f", "\ufe0fa", "a\u0301", "\u0301", "\0", "\u202e", "\u200bb"]
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", " ", "\n"])), max_size=9).map(
    lambda parts: "".join(piece + space for piece, space in parts)
)
WORDS = [
    "a",
    "ab",
    "abc",
    "żab",
    "łódź",
    "ß",
    "手",
    "手机",
    "กิ",
    "カ",
    "हि",
    "2",
    "a*",
    "ż*",
    "lod*",
    "手*",
    "a.b",
    "a-b*",
    "𝐀b",
]
PHRASES = ['"a ab"', '"ab a*"', '"手 机"', "„a b”"]
SIGNS = ["#a", "#a*", "#a_b", "#手机", "@a", "@a.b", "@a.b@c", "from:a", "from:@A.B", "lang:pl", "lang:EN-us"]


def group(parts: st.SearchStrategy[str], operator: str) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=2, max_size=3).map(lambda some: f"({operator.join(some)})")


OPERANDS = st.one_of(st.sampled_from(WORDS), st.sampled_from(PHRASES), group(st.sampled_from(WORDS), " OR "))
NEARS = st.tuples(OPERANDS, st.lists(st.tuples(st.integers(0, 3), OPERANDS), min_size=1, max_size=2)).map(
    lambda near: near[0] + "".join(f" NEAR/{gap} {operand}" for gap, operand in near[1])
)
LEAVES = st.one_of(st.sampled_from(WORDS), st.sampled_from(PHRASES), st.sampled_from(SIGNS), NEARS)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        group(inner, " AND "),
        group(inner, " OR "),
        group(inner, " "),
        inner.map(lambda one: f"NOT ({one})"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} AND NOT {two[1]}"),
        st.tuples(inner, st.sampled_from(["-a", '-"a ab"', "-(ab 手)", "-#a", "-lang:pl"])).map(" ".join),
    ),
    max_leaves=6,
)
POSTS = st.builds(
    lambda number, text, handle, lang: post(text, handle, lang, number),
    st.integers(0, 99),
    TEXTS,
    st.sampled_from(["", "a", "A", "@a.b", "a.b", "ab"]),
    st.sampled_from([None, "pl", "pl-PL", "EN", "en"]),
)


def post(text: str, handle: str = "", lang: str | None = None, number: int = 0) -> Post:
    author = Author(id="", handle=handle)
    return Post("test", str(number), "", author, datetime(2026, 1, 1, tzinfo=UTC), text, lang)


def understood(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryRefused:
        return None


def by_definition(queries: list[Query], posts: list[Post]) -> list[Hit]:
    return [
        Hit(number, which, oracle.words(query.expression, one))
        for number, one in enumerate(posts)
        for which, query in enumerate(queries)
        if oracle.holds(query.expression, one)
    ]


@settings(max_examples=400)
@given(st.lists(QUERIES, min_size=1, max_size=4), st.lists(POSTS, max_size=5))
@example(["a NEAR/0 a NEAR/0 a"], [post("a a"), post("a a a"), post("ab a a a")])
@example(['"a ab" NEAR/1 "ab a"'], [post("a ab a"), post("a ab ab a")])
@example(["NOT (NOT a)", "NOT (ab OR NOT a)", "a (b OR -ab)"], [post("a"), post("a ab"), post("")])
def test_index_catches_what_the_definition_catches_and_by_the_same_words(texts: list[str], posts: list[Post]) -> None:
    queries = [query for text in texts if (query := understood(text)) is not None]
    index = Index.build((named("monitor", number), query) for number, query in enumerate(queries))
    assert list(index.hits(posts)) == by_definition(queries, posts)


@settings(max_examples=200)
@given(QUERIES)
def test_a_query_written_from_its_tree_gives_the_same_tree(text: str) -> None:
    query = understood(text)
    if query is not None:
        written: Expression = parse(render(query.expression)).expression
        assert written == query.expression


def test_mentions_come_in_the_order_of_the_posts_and_then_of_the_monitors() -> None:
    one, two = named("one"), named("two")
    index = Index.build([(two, parse("lodz")), (one, parse("Łódź OR woda"))])
    posts = [post("nic", number=1), post("Woda w Łódź", number=2), post("lodz", number=3)]
    assert [(mention.post.native_id, mention.monitor_id, mention.words) for mention in index.match(posts)] == [
        ("2", two, ("Łódź",)),
        ("2", one, ("Woda", "Łódź")),
        ("3", two, ("lodz",)),
        ("3", one, ("lodz",)),
    ]


def test_a_batch_is_matched_like_its_posts_one_by_one() -> None:
    index = Index.build([(named("m"), parse("a* NEAR/2 b OR lang:pl"))])
    posts = [post("x " * (number % 7) + "ab " + "c " * (number % 4) + "b", number=number) for number in range(2500)]
    assert index.match(posts) == [mention for one in posts for mention in index.match([one])]


def test_no_monitors_and_no_posts_give_no_mentions() -> None:
    assert Index.build([]).match([post("a")]) == []
    assert Index.build([(named("m"), parse("a"))]).match([]) == []


def test_a_flood_of_one_word_is_answered_in_reasonable_time() -> None:
    index = Index.build([(named("m"), parse("a NEAR/50 b NEAR/50 a NEAR/50 c"))])
    assert index.match([post("a " * 3000 + "b " * 3000 + "x " * 60 + "c")]) == []
