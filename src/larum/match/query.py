"""The query language: text in, tree out, or a refusal that points at the character.

    word  "a phrase"  prefix*  #tag  @handle  from:handle  lang:pl
    a NEAR/5 b    NOT a, -a    a AND b, a b    a OR b        from tightest to loosest; (parentheses) as usual

Operators are upper case. `-` means NOT, only at the start of a term. Text that has several tokens is a phrase, quoted
or not (Coca-Cola). Typographic quotation marks are as good as straight ones.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple, NoReturn

import msgspec

from larum.base.text import tokens
from larum.match import refusals
from larum.match.expression import And, At, Expression, From, Lang, Near, Not, Or, Tag, Words
from larum.match.signs import hashtags, mentions, primary_subtag, whole_handle

LONGEST = 20_000
"""Characters in a query: some thousand terms; beyond that several monitors are clearer."""
DEEPEST = 50
"""Parentheses inside one another: nobody writes ten, and the parser must not run out of stack."""
WIDEST = 9_999
"""The n of NEAR/n: longer than any post is AND."""
LONGEST_NEAR = 8
"""Operands of one chain of NEAR."""

_QUOTES = '"“”„‟«»'
_TERM = re.compile(f"[^\\s(){_QUOTES}]+")
_NEAR = re.compile("NEAR/([0-9]{1,4})")


class Query(msgspec.Struct, frozen=True):
    """A query that was understood."""

    text: str
    """As it was written."""
    expression: Expression


@lru_cache(maxsize=20_000)
def parse(text: str) -> Query:
    """Understand a query, or refuse it (`QueryRefused`) and say where. Remembered, so rebuilding an index is cheap.

    >>> from larum.match.expression import render
    >>> render(parse('kwarcj* Coca-Cola OR #tag -"a b"').expression)
    'kwarcj* AND "Coca-Cola" OR #tag AND NOT "a b"'
    """
    return Query(text, _Parser(text).whole())


class _Lexeme(NamedTuple):
    kind: str
    """`(`, `)`, `-`, `quoted`, `AND`, `OR`, `NOT`, `NEAR`, `term` or `end`."""
    text: str
    at: int


class _Parser:
    """Recursive descent, one method for each strength of binding."""

    def __init__(self, query: str) -> None:
        self._query = query
        if len(query) > LONGEST:
            self._refuse(refusals.QueryTooLong, LONGEST, most=LONGEST)
        self._lexemes = self._read()
        self._next = 0
        self._depth = 0
        self._at: dict[int, int] = {}
        """Where each part begins, by the part's identity: to point at the one that only excludes."""

    def whole(self) -> Expression:
        if self._peek.kind == "end":
            self._refuse(refusals.QueryEmpty, 0)
        expression = self._either()
        if self._peek.kind == ")":
            self._refuse(refusals.ParenthesisNotOpened, self._peek.at)
        if _holds_on_nothing(expression):
            self._refuse(refusals.OnlyExclusions, self._at[id(_only_excluding(expression))])
        return expression

    # --- characters to lexemes -----------------------------------------------------------------------------------

    def _read(self) -> list[_Lexeme]:
        query, at = self._query, 0
        lexemes: list[_Lexeme] = []
        while at < len(query):
            char = query[at]
            if char.isspace() or unicodedata.category(char) in ("Cc", "Cf"):
                at += 1
            elif char in "()":
                lexemes.append(_Lexeme(char, char, at))
                at += 1
            elif char in _QUOTES:
                end = next((i for i in range(at + 1, len(query)) if query[i] in _QUOTES), None)
                if end is None:
                    self._refuse(refusals.QuoteNotClosed, at)
                lexemes.append(_Lexeme("quoted", query[at + 1 : end], at + 1))
                at = end + 1
            elif char == "-":
                follows = query[at + 1 : at + 2]
                if not follows or follows.isspace() or follows in ")-":
                    self._refuse(refusals.MinusAlone, at)
                lexemes.append(_Lexeme("-", char, at))
                at += 1
            else:
                found = _TERM.match(query, at)
                assert found is not None, "what is no space, parenthesis or quotation mark begins a term"
                lexemes.append(self._term_or_operator(found.group(), at))
                at = found.end()
        return [*lexemes, _Lexeme("end", "", len(query))]

    def _term_or_operator(self, text: str, at: int) -> _Lexeme:
        if text in ("AND", "OR", "NOT"):
            return _Lexeme(text, text, at)
        if _NEAR.fullmatch(text):
            return _Lexeme("NEAR", text, at)
        if text == "NEAR" or text.startswith("NEAR/"):
            self._refuse(refusals.NearWithoutNumber, at, most=WIDEST)
        return _Lexeme("term", text, at)

    # --- lexemes to tree -----------------------------------------------------------------------------------------

    @property
    def _peek(self) -> _Lexeme:
        return self._lexemes[self._next]

    def _take(self) -> _Lexeme:
        self._next += 1
        return self._lexemes[self._next - 1]

    def _either(self) -> Expression:
        at, parts = self._peek.at, [self._every()]
        while self._peek.kind == "OR":
            self._take_operator()
            parts.append(self._every())
        flat = [one for part in parts for one in (part.parts if isinstance(part, Or) else [part])]
        return self._placed(Or(tuple(flat)) if len(flat) > 1 else flat[0], at)

    def _every(self) -> Expression:
        at, parts = self._peek.at, [self._perhaps_not()]
        while self._peek.kind not in ("OR", ")", "end"):
            if self._peek.kind == "AND":
                self._take_operator()
            parts.append(self._perhaps_not())
        flat = [one for part in parts for one in (part.parts if isinstance(part, And) else [part])]
        return self._placed(And(tuple(flat)) if len(flat) > 1 else flat[0], at)

    def _perhaps_not(self) -> Expression:
        at, negated = self._peek.at, False
        while self._peek.kind in ("NOT", "-"):
            self._take_operator()
            negated = not negated
        part = self._close_together()
        if negated:
            part = part.part if isinstance(part, Not) else Not(part)
        return self._placed(part, at)

    def _close_together(self) -> Expression:
        at = self._peek.at
        first = self._single()
        if self._peek.kind != "NEAR":
            return first
        operands, gaps = [self._operand(first, at)], []
        while self._peek.kind == "NEAR":
            gaps.append(int(self._peek.text.partition("/")[2]))
            self._take_operator()
            at = self._peek.at
            if self._peek.kind in ("NOT", "-"):
                self._refuse(refusals.NearCannotJoin, at)
            operands.append(self._operand(self._single(), at))
            if len(operands) > LONGEST_NEAR:
                self._refuse(refusals.NearTooLong, at, most=LONGEST_NEAR)
        return Near(tuple(operands), tuple(gaps))

    def _operand(self, part: Expression, at: int) -> tuple[Words, ...]:
        parts = part.parts if isinstance(part, Or) else (part,)
        words = tuple(one for one in parts if isinstance(one, Words))
        if len(words) < len(parts):
            self._refuse(refusals.NearCannotJoin, at)
        return words

    def _single(self) -> Expression:
        lexeme = self._take()
        match lexeme.kind:
            case "(":
                return self._group(lexeme)
            case "quoted":
                return self._words(lexeme)
            case "term":
                return self._term(lexeme)
            case ")":
                return self._refuse(refusals.ParenthesisNotOpened, lexeme.at)
            case _:
                return self._refuse(refusals.NothingBefore, lexeme.at, operator=lexeme.text)

    def _group(self, opening: _Lexeme) -> Expression:
        if self._peek.kind == ")":
            self._refuse(refusals.ParenthesesEmpty, opening.at)
        if self._peek.kind == "end":
            self._refuse(refusals.ParenthesisNotClosed, opening.at)
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(refusals.QueryTooDeep, opening.at, most=DEEPEST)
        inside = self._either()
        self._depth -= 1
        if self._peek.kind == "end":
            self._refuse(refusals.ParenthesisNotClosed, opening.at)
        self._take()
        return inside

    # --- one term ------------------------------------------------------------------------------------------------

    def _term(self, lexeme: _Lexeme) -> Expression:
        text, at = lexeme.text, lexeme.at
        field, colon, value = text.partition(":")
        if colon and field.casefold() == "from":
            handle = whole_handle(value)
            if "*" in handle or not any(char.isalnum() or char == "_" for char in handle):
                self._refuse(refusals.HandleUnclear, at + len(field) + 1)
            return From(handle)
        if colon and field.casefold() == "lang":
            if not re.fullmatch("[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*", value):
                self._refuse(refusals.LanguageUnclear, at + len(field) + 1)
            return Lang(primary_subtag(value))
        if text[0] in "#＃":
            return self._tag(lexeme)
        if text[0] in "@＠":
            found = next(iter(mentions(text)), None)
            if found is None or found.start or "*" in text or _has_word(text[found.end :]):
                self._refuse(refusals.HandleUnclear, at if found is None or found.start else at + found.end)
            return At(found.name)
        return self._words(lexeme)

    def _tag(self, lexeme: _Lexeme) -> Tag:
        text, at = lexeme.text, lexeme.at
        found = next(iter(hashtags(text)), None)
        if found is None or found.start:
            self._refuse(refusals.HashtagUnclear, at + 1)
        rest = text[found.end :]
        if _has_word(rest) or "*" in rest[1:]:
            self._refuse(refusals.HashtagUnclear, at + found.end)
        if not _has_word(text):
            self._refuse(refusals.NothingToFind, at, term=text)
        return Tag(text[1 : found.end], found.name, prefix=rest == "*")

    def _words(self, lexeme: _Lexeme) -> Words:
        text, at = lexeme.text, lexeme.at
        prefix = text.endswith("*")
        text = text.removesuffix("*")
        found = tokens(text)
        if "*" in text or (prefix and (not found or found[-1].end < len(text))):
            self._refuse(refusals.StarMisplaced, at + text.find("*") if "*" in text else at + len(text))
        if not found:
            self._refuse(refusals.NothingToFind, at, term=lexeme.text)
        return Words(text.strip(), tuple(token.folded for token in found), prefix)

    # --- shared --------------------------------------------------------------------------------------------------

    def _take_operator(self) -> None:
        operator = self._take()
        if self._peek.kind in ("end", ")"):
            self._refuse(refusals.NothingAfter, operator.at, operator=operator.text)

    def _placed(self, part: Expression, at: int) -> Expression:
        self._at[id(part)] = at
        return part

    def _refuse(self, refusal: type[refusals.QueryRefused], offset: int, **fields: object) -> NoReturn:
        raise refusal(self._query, offset, **fields)


def _has_word(text: str) -> bool:
    return bool(tokens(text))


def _holds_on_nothing(part: Expression) -> bool:
    """True where a post without a word, an author or a language would be caught: the part only excludes."""
    match part:
        case Not(inner):
            return not _holds_on_nothing(inner)
        case And(parts):
            return all(map(_holds_on_nothing, parts))
        case Or(parts):
            return any(map(_holds_on_nothing, parts))
        case _:
            return False


def _only_excluding(part: Expression) -> Expression:
    while isinstance(part, Or):
        part = next(filter(_holds_on_nothing, part.parts))
    return part
