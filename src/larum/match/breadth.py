"""Which words of a query are rare enough to look for first, and whether there are any.

Every post that a query can catch holds at least one of its **anchors**. The index looks for anchors only; a query whose
best anchors are common words is both slow and, mostly, a mistake.
"""

from typing import ClassVar, Literal

import msgspec

from larum.base.text import tokens
from larum.match.expression import And, At, Expression, From, Lang, Near, Not, Or, Tag, Words
from larum.match.query import Query

BROAD = 0.01
"""Expected share of all posts above which a query is called broad: one in a hundred."""

_COMMON_WORDS = """
a aby ale am an and are as at be bo but by byc byl byla co czy dla do for from go good has have he her his i ich if in
is it ja jak jako jest jestem juz just ktora ktore ktory like ma mam mi mnie moze my na nas nie niz no not now o od of
on one or oraz po pod prze przez przy sa she sie so ta tak tam te tego ten that the their them then they this to today
too tu ty tylko was we were what when who will with you your z za ze zeby http https www com pl love new time people
day know get all can more out up about how dzis teraz bardzo dobry dzien polska swiat rt
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that any stream is full of, folded; written down from what everybody knows of Polish and English."""
_SHARES = (0.05, 0.02, 5e-3, 2e-3, 1e-3, 5e-4, 2e-4)
"""Rough share of posts with a given word by its length: the longer, the rarer. For order, not for truth."""
_MORE_BY_PREFIX = 5.0
_LESS_BY_NEIGHBOUR = 0.2

Kind = Literal["text", "from", "lang"]


class Anchor(msgspec.Struct, frozen=True):
    """Something every matching post has, or one of several such things."""

    kind: Kind
    value: str
    """For text: what stands in the canonical text."""
    share: float
    """Of all posts, as a rough guess."""


class Broad(msgspec.Struct, frozen=True):
    """Word to the author of a query: this will catch a great deal."""

    share: float
    terms: tuple[str, ...]
    code: ClassVar[str] = "query_broad"
    message: ClassVar[str] = "This query rests on words as common as {terms}. It may catch far more than you want."


def broad(query: Query) -> Broad | None:
    """A warning where a query has nothing rare to go by.

    >>> from larum.match.query import parse
    >>> broad(parse("the OR kwarcja")).terms
    ('the',)
    >>> broad(parse("the kwarcja"))
    """
    found = anchors(query.expression) or ()
    share = sum(anchor.share for anchor in found)
    if share <= BROAD:
        return None
    return Broad(share, tuple(anchor.value.strip() for anchor in found if anchor.share > BROAD / len(found)))


def anchors(expression: Expression, negated: bool = False) -> tuple[Anchor, ...] | None:
    """The rarest set of things of which each matching post has at least one; nothing where there is no such set."""
    match expression:
        case Not(part):
            return anchors(part, not negated)
        case And(parts) | Or(parts) if isinstance(expression, And) != negated:
            choices = [found for part in parts if (found := anchors(part, negated)) is not None]
            return min(choices, key=_share, default=None)
        case And(parts) | Or(parts):
            needed = [anchors(part, negated) for part in parts]
            return None if None in needed else tuple(anchor for found in needed for anchor in found or ())
        case _ if negated:
            return None
        case Words():
            return (Anchor("text", expression.pattern, _share_of(expression.tokens, expression.prefix)),)
        case Tag(text, _, prefix):
            return _anchor_of_sign(text, prefix)
        case At(handle):
            return _anchor_of_sign(handle, prefix=False)
        case From(handle):
            return (Anchor("from", handle, 1e-6),)
        case Lang(code):
            return (Anchor("lang", code, 0.3),)
        case Near(operands):
            return anchors(And(tuple(Or(operand) for operand in operands)))


def _anchor_of_sign(text: str, prefix: bool) -> tuple[Anchor, ...] | None:
    """A sign's tokens stand in the canonical text too; a handle may have none (@___)."""
    folded = tuple(token.folded for token in tokens(text))
    return (Anchor("text", Words(text, folded, prefix).pattern, _share_of(folded, prefix) / 10),) if folded else None


def _share(found: tuple[Anchor, ...]) -> float:
    return sum(anchor.share for anchor in found)


def _share_of(folded: tuple[str, ...], prefix: bool) -> float:
    shares = [0.2 if token in _COMMON else _SHARES[min(len(token), len(_SHARES)) - 1] for token in folded]
    if prefix:
        shares[-1] = _SHARES[min(len(folded[-1]), len(_SHARES)) - 1] * _MORE_BY_PREFIX
    return float(min(shares) * _LESS_BY_NEIGHBOUR ** (len(shares) - 1))
