"""The query language straight from its definition: slow, plain, and what the index is held to."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, product

from larum.base.text import tokens
from larum.connectors.records import Post
from larum.match.expression import And, At, Expression, From, Lang, Near, Not, Or, Tag, Words
from larum.match.signs import hashtags, mentions, primary_subtag, whole_handle

Place = tuple[int, ...]
"""The numbers of the tokens on which a word or phrase stands."""


def holds(expression: Expression, post: Post) -> bool:
    """True where the query catches the post."""
    match expression:
        case Words() | Tag() | At():
            return bool(list(_spans(expression, post)))
        case From(handle):
            return whole_handle(post.author.handle) == handle
        case Lang(code):
            return primary_subtag(post.lang) == code
        case Near(operands, gaps):
            places = ([place for words in operand for place in _places(words, post)] for operand in operands)
            return any(_is_near(chosen, gaps) for chosen in product(*places))
        case Not(part):
            return not holds(part, post)
        case And(parts):
            return all(holds(part, post) for part in parts)
        case Or(parts):
            return any(holds(part, post) for part in parts)


def words(expression: Expression, post: Post) -> tuple[str, ...]:
    """The words of the post, as written, that made it match; in the order they stand, each once."""
    found = set(_spans(expression, post))
    outer = [one for one in found if not any(one != other and _within(one, other) for other in found)]
    return tuple(dict.fromkeys(post.text[start:end] for start, end in sorted(outer)))


def _within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _spans(expression: Expression, post: Post) -> Iterator[tuple[int, int]]:
    match expression:
        case Words():
            found = tokens(post.text)
            for place in _places(expression, post):
                yield from ((found[number].start, found[number].end) for number in place)
        case Tag(_, name, prefix):
            for tag in hashtags(post.text):
                if tag.name == name or (prefix and tag.name.startswith(name)):
                    yield tag.start, tag.end
        case At(handle):
            yield from ((one.start, one.end) for one in mentions(post.text) if one.name == handle)
        case And(parts) | Or(parts) if holds(expression, post):
            yield from _spans_of_true(parts, post)
        case Near(operands) if holds(expression, post):
            yield from _spans_of_true((words for operand in operands for words in operand), post)
        case _:
            return


def _spans_of_true(parts: Iterable[Expression], post: Post) -> Iterator[tuple[int, int]]:
    for part in parts:
        if holds(part, post):
            yield from _spans(part, post)


def _places(words: Words, post: Post) -> list[Place]:
    folded = [token.folded for token in tokens(post.text)]
    length = len(words.tokens)
    starts = range(len(folded) - length + 1)
    return [tuple(range(start, start + length)) for start in starts if _stands(words, folded[start : start + length])]


def _stands(words: Words, folded: list[str]) -> bool:
    whole = len(words.tokens) - words.prefix
    return tuple(folded[:whole]) == words.tokens[:whole] and (
        not words.prefix or folded[-1].startswith(words.tokens[-1])
    )


def _is_near(chosen: tuple[Place, ...], gaps: tuple[int, ...]) -> bool:
    taken = [number for place in chosen for number in place]
    if len(set(taken)) < len(taken):
        return False
    between = [max(two[0] - one[-1], one[0] - two[-1]) - 1 for one, two in pairwise(chosen)]
    return all(tokens <= gap for tokens, gap in zip(between, gaps, strict=True))
