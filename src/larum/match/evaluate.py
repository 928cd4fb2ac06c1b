"""Does a query hold for a post, and by which words: the fast way.

A query becomes a closure over the post's canonical text, in which a word, a beginning of a word and a phrase are all
one substring. Places are looked up only for NEAR and for posts that match. `oracle.py` says the same from the
definition, slowly.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from larum.base.text import token_spans
from larum.connectors.records import Post
from larum.match.expression import And, At, Expression, From, Lang, Near, Not, Or, Tag, Words
from larum.match.signs import Sign, hashtags, mentions, primary_subtag, whole_handle

Span = tuple[int, int]


class Subject:
    """One post as queries look at it; what is seldom asked is found when it is."""

    def __init__(self, post: Post, canonical: str) -> None:
        self.post = post
        self.canonical = canonical

    @cached_property
    def tokens(self) -> list[str]:
        return self.canonical.split()

    @cached_property
    def spans(self) -> list[Span]:
        return token_spans(self.post.text)

    @cached_property
    def hashtags(self) -> list[Sign]:
        return hashtags(self.post.text)

    @cached_property
    def mentions(self) -> list[Sign]:
        return mentions(self.post.text)

    @cached_property
    def handle(self) -> str:
        return whole_handle(self.post.author.handle)

    @cached_property
    def language(self) -> str:
        return primary_subtag(self.post.lang)


Holds = Callable[[Subject], bool]


def compiled(expression: Expression) -> Holds:
    """The question as a function of the post."""
    match expression:
        case Words():
            pattern = expression.pattern
            return lambda subject: pattern in subject.canonical
        case Tag() | At():
            return lambda subject: bool(_signs(expression, subject))
        case From(handle):
            return lambda subject: subject.handle == handle
        case Lang(code):
            return lambda subject: subject.language == code
        case Near(operands, gaps):
            some_of_each = compiled(And(tuple(Or(operand) for operand in operands)))
            return lambda subject: some_of_each(subject) and _near([_places(one, subject) for one in operands], gaps)
        case Not(part):
            holds = compiled(part)
            return lambda subject: not holds(subject)
        case And(parts):
            every = [compiled(part) for part in parts]
            return lambda subject: all(holds(subject) for holds in every)
        case Or(parts):
            either = [compiled(part) for part in parts]
            return lambda subject: any(holds(subject) for holds in either)


def witnesses(expression: Expression, subject: Subject) -> tuple[str, ...]:
    """The words of the post, as written, by which a query that holds for it does; each once, in the order they stand.

    A word, beginning or phrase gives its tokens, NEAR those of its operands, a hashtag or handle itself with its sign
    (and then not the words in it once more); `from:`, `lang:` and NOT give nothing. Of OR, each part that holds counts.
    """
    words: dict[str, None] = {}
    covered = 0
    for start, end in sorted(_spans(expression, subject) or (), key=lambda span: (span[0], -span[1])):
        if end > covered:
            words[subject.post.text[start:end]] = None
            covered = end
    return tuple(words)


def _spans(expression: Expression, subject: Subject) -> list[Span] | None:
    """Where in the text the query holds; nothing where it does not."""
    match expression:
        case Words():
            places = _places((expression,), subject) if expression.pattern in subject.canonical else []
            return [span for start, end in places for span in subject.spans[start:end]] or None
        case Tag() | At():
            return [(sign.start, sign.end) for sign in _signs(expression, subject)] or None
        case Near(operands):
            if not compiled(expression)(subject):
                return None
            return [span for one in operands for span in _spans(Or(one), subject) or ()]
        case And(parts):
            found = [_spans(part, subject) for part in parts]
            return None if None in found else [span for spans in found for span in spans or ()]
        case Or(parts):
            found = [spans for spans in (_spans(part, subject) for part in parts) if spans is not None]
            return [span for spans in found for span in spans or ()] if found else None
        case _:
            return [] if compiled(expression)(subject) else None


def _signs(expression: Tag | At, subject: Subject) -> list[Sign]:
    match expression:
        case Tag(_, name, prefix=False):
            return [tag for tag in subject.hashtags if tag.name == name]
        case Tag(_, name):
            return [tag for tag in subject.hashtags if tag.name.startswith(name)]
        case At(handle):
            return [mention for mention in subject.mentions if mention.name == handle]


def _places(alternatives: Sequence[Words], subject: Subject) -> list[Span]:
    """Where one of several stands, in tokens, in order."""
    tokens, places = subject.tokens, set[Span]()
    for words in alternatives:
        *first, last = words.tokens
        for end, token in enumerate(tokens, 1):
            start = end - len(words.tokens)
            ends = token == last or (words.prefix and token.startswith(last))
            if ends and start >= 0 and tokens[start : end - 1] == first:
                places.add((start, end))
    return sorted(places)


def _near(places: list[list[Span]], gaps: Sequence[int]) -> bool:
    """Is there a place of each operand, none overlapping, with at most the gap of tokens from each to the next?

    Backwards first, to drop what nothing can follow, so that the search forwards seldom turns round.
    """
    longest = max(end - start for operand in places for start, end in operand)

    def following(place: Span, operand: list[Span], gap: int) -> Iterator[Span]:
        first = bisect_left(operand, (place[0] - gap - longest, 0))
        for other in operand[first : bisect_left(operand, (place[1] + gap + 1, 0))]:
            if 0 <= _between(place, other) <= gap:
                yield other

    alive = [places[-1]]
    for operand, gap in zip(reversed(places[:-1]), reversed(gaps), strict=True):
        alive.insert(0, [place for place in operand if next(following(place, alive[0], gap), None)])

    def goes_on(taken: tuple[Span, ...]) -> bool:
        if len(taken) == len(alive):
            return True
        return any(
            goes_on((*taken, place))
            for place in following(taken[-1], alive[len(taken)], gaps[len(taken) - 1])
            if all(_between(place, other) >= 0 for other in taken)
        )

    return any(goes_on((place,)) for place in alive[0])


def _between(one: Span, other: Span) -> int:
    """Tokens between two places; negative where they overlap."""
    return max(one[0] - other[1], other[0] - one[1])
