"""A first query for a brand, from its name: what the guided start proposes and a person then edits.

Case and diacritics need no variants, for matching folds them. What it adds: the joined form (#CzarnaPerła, and the same
in links), and Polish declension, by the beginning of the word where that is long enough to be safe and by the few forms
whose stem changes (Biedronka, Biedronce). Names in capitals, with digits, or with a short stem stay as they are: their
endings follow an apostrophe or hyphen (PZU-u) and so are words of their own.
"""

from larum.base.text import Token, fold, tokens
from larum.match.expression import At, Expression, Near, Or, Tag, Words, render
from larum.match.query import Query, parse
from larum.match.refusals import NothingToFind

_SHORTEST_STEM = 4
"""Letters of a stem that may stand for a word: of shorter ones too many words begin alike."""
_SHORTEST_JOINED = 5
_SOFTENED = (("ch", "sze"), ("k", "ce"), ("g", "dze"), ("st", "ście"), ("t", "cie"))
"""Ends of feminine stems that change before the locative's -e, longest first where one ends with another."""


def propose(name: str, *aliases: str) -> Query:
    """A query for a brand of this name and what else it is called; an alias may be a #tag or an @handle.

    >>> propose("Kwarcja").text
    'Kwarcj*'
    >>> propose("Biedronka").text
    'Biedronk* OR Biedronce'
    >>> propose("Czarna Perła", "@czarnaperla").text
    'Czarn* NEAR/0 Perł* OR CzarnaPerł* OR @czarnaperla'
    >>> propose("Acme Corp").text
    '"Acme Corp*" OR AcmeCorp*'
    """
    parts: list[Expression] = []
    for alias in (name, *aliases):
        parts += _signed(alias.strip()) if alias.strip()[:1] in ("#", "@") else _named(alias)
    unique = list(dict.fromkeys(parts))
    if not unique:
        raise NothingToFind(name, 0, term=name)
    return parse(render(Or(tuple(unique)) if len(unique) > 1 else unique[0]))


def _signed(alias: str) -> list[Expression]:
    expression = parse(alias).expression
    return [expression] if isinstance(expression, Tag | At) else []


def _named(name: str) -> list[Expression]:
    found = tokens(name)
    written = [name[token.start : token.end] for token in found]
    if not found:
        return []
    if len(found) == 1:
        return [*_forms(written[0])]
    last = _forms(written[-1])[0]
    stem = written[0][:-1]
    if len(found) == 2 and last.prefix and fold(written[0])[-1] in "ay" and len(stem) >= _SHORTEST_STEM:
        row: Expression = Near(((_word(stem, prefix=True),), (last,)), (0,))  # an adjective declines with its noun
    else:
        phrase = name[found[0].start : found[-1].start] + last.text
        row = Words(phrase, _folded(found[:-1]) + last.tokens, last.prefix)
    joined = "".join(written)
    is_name = len(joined) >= _SHORTEST_JOINED and "." not in name  # neither H&M nor a domain
    return [row, _forms(joined)[0]] if is_name else [row]


def _forms(word: str) -> list[Words]:
    """The word by its beginning where it declines, else itself; then the forms that begin otherwise."""
    feminine = word.endswith("a")
    stem = word[:-1] if feminine else word
    abbreviation = word.isupper() or not word.isalpha() or len(tokens(word)) > 1
    if abbreviation or len(stem) < _SHORTEST_STEM or fold(stem)[-1] in "aeiouy":
        return [_word(word)]
    softened = next((stem.removesuffix(end) + soft for end, soft in _SOFTENED if stem.endswith(end)), "")
    return [_word(stem, prefix=True), *([_word(softened)] if feminine and softened else [])]


def _word(text: str, prefix: bool = False) -> Words:
    return Words(text, _folded(tokens(text)), prefix)


def _folded(found: list[Token]) -> tuple[str, ...]:
    return tuple(token.folded for token in found)
