"""Why a query is refused, and at which character."""

import unicodedata

from larum.base.errors import Refusal

_SHOWN = 60
"""Characters of a long query shown to either side of the fault."""


class QueryRefused(Refusal):
    """The query cannot be understood as it is written."""

    code = "query_refused"
    status = 422
    message = "This query cannot be understood."

    def __init__(self, query: str, offset: int, **fields: object) -> None:
        super().__init__(**fields)
        self.query = query
        self.offset = offset
        """Code points before the fault."""

    @property
    def pointer(self) -> str:
        """Two lines: the query, and a caret under the fault, for a fixed-width font.

        >>> print(ParenthesisNotClosed("手机 (a OR b", 3).pointer)
        手机 (a OR b
             ^
        """
        start = max(0, self.offset - _SHOWN)
        before = "".join(char if char.isprintable() else " " for char in self.query[start : self.offset])
        after = "".join(char if char.isprintable() else " " for char in self.query[self.offset : self.offset + _SHOWN])
        before = ("…" if start else "") + before
        after += "…" if self.offset + _SHOWN < len(self.query) else ""
        return f"{before}{after}\n{' ' * sum(map(_columns, before))}^"


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class QueryEmpty(QueryRefused):
    code = "query_empty"
    message = "The query is empty. Write at least one word to watch for."


class QueryTooLong(QueryRefused):
    code = "query_too_long"
    message = "The query is longer than {most} characters. Split it into several monitors."


class QueryTooDeep(QueryRefused):
    code = "query_too_deep"
    message = "There are more than {most} parentheses inside one another here. Write it flatter."


class QuoteNotClosed(QueryRefused):
    code = "quote_not_closed"
    message = "This quotation mark is never closed."


class ParenthesisNotClosed(QueryRefused):
    code = "parenthesis_not_closed"
    message = "This parenthesis is never closed."


class ParenthesisNotOpened(QueryRefused):
    code = "parenthesis_not_opened"
    message = "This parenthesis closes nothing."


class ParenthesesEmpty(QueryRefused):
    code = "parentheses_empty"
    message = "There is nothing between these parentheses."


class NothingToFind(QueryRefused):
    code = "nothing_to_find"
    message = (
        "“{term}” has no letter or digit to find. Remove it, or put the whole name it is part of in quotation marks."
    )


class MinusAlone(QueryRefused):
    code = "minus_alone"
    message = "“-” stands directly before what it excludes, as in -word. Here it stands before nothing."


class StarMisplaced(QueryRefused):
    code = "star_misplaced"
    message = "“*” can only end a word, as in brand*."


class NothingBefore(QueryRefused):
    code = "nothing_before"
    message = "{operator} needs something before it. If you mean the word itself, put it in quotation marks."


class NothingAfter(QueryRefused):
    code = "nothing_after"
    message = "{operator} needs something after it. If you mean the word itself, put it in quotation marks."


class NearWithoutNumber(QueryRefused):
    code = "near_without_number"
    message = "NEAR needs the number of words that may stand between, up to {most}, as in NEAR/5."


class NearCannotJoin(QueryRefused):
    code = "near_cannot_join"
    message = "NEAR joins words, beginnings of words, phrases, or several of them joined by OR. This is something else."


class NearTooLong(QueryRefused):
    code = "near_too_long"
    message = "NEAR can join no more than {most} words in a row. Split it with AND."


class OnlyExclusions(QueryRefused):
    code = "only_exclusions"
    message = "This only excludes, so it would catch nearly every post. Say what to find as well."


class HashtagUnclear(QueryRefused):
    code = "hashtag_unclear"
    message = "A hashtag has only letters, digits and “_”. This one is broken off here."


class HandleUnclear(QueryRefused):
    code = "handle_unclear"
    message = "This is not a whole handle, as in @brand, @brand.bsky.social or from:brand."


class LanguageUnclear(QueryRefused):
    code = "language_unclear"
    message = "This is not a language code, as in lang:pl or lang:en."
