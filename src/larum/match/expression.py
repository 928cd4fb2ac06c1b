"""A query as a tree: what each node asks of a post, and how it is written."""

import re

import msgspec

from larum.base.text import shape

OPERATORS = ("AND", "OR", "NOT", "NEAR")


class Words(msgspec.Struct, frozen=True):
    """Tokens in a row: a word, a phrase, or either with a last token of which only the beginning is given."""

    text: str
    """As the author of the query wrote it, without quotation marks and star."""
    tokens: tuple[str, ...]
    """Folded."""
    prefix: bool = False

    @property
    def pattern(self) -> str:
        """What must stand in a post's canonical text.

        >>> Words("Coca-Cola", ("coca", "cola")).pattern, Words("kwarcj", ("kwarcj",), prefix=True).pattern
        (' coca cola ', ' kwarcj')
        """
        return " " + " ".join(self.tokens) + ("" if self.prefix else " ")


class Tag(msgspec.Struct, frozen=True):
    """A hashtag in the text."""

    text: str
    name: str
    """Folded, without the sign."""
    prefix: bool = False


class At(msgspec.Struct, frozen=True):
    """A whole handle, mentioned in the text."""

    handle: str
    """Case-folded, without the leading sign."""


class From(msgspec.Struct, frozen=True):
    """The author's whole handle."""

    handle: str


class Lang(msgspec.Struct, frozen=True):
    """The language the post declares, by its primary subtag."""

    code: str


class Near(msgspec.Struct, frozen=True):
    """Each operand close to the next: at most `gaps[i]` tokens between operands i and i + 1, in either order.

    No two operands share a token. An operand is one of several alternatives.
    """

    operands: tuple[tuple[Words, ...], ...]
    gaps: tuple[int, ...]


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: "Expression"


class And(msgspec.Struct, frozen=True):
    """All parts hold."""

    parts: tuple["Expression", ...]


class Or(msgspec.Struct, frozen=True):
    """Some part holds."""

    parts: tuple["Expression", ...]


Expression = Words | Tag | At | From | Lang | Near | Not | And | Or


def render(expression: Expression) -> str:
    """Write the tree as a query; parsing what comes out gives the same tree.

    >>> render(And((Words("Łódź", ("lodz",)), Not(Or((Words("a", ("a",)), Tag("B", "b")))))))
    'Łódź AND NOT (a OR #B)'
    """
    match expression:
        case Words(text, _, prefix):
            star = "*" if prefix else ""
            plain = re.fullmatch("[aLAMm]+", shape(text)) and text not in OPERATORS
            return f"{text}{star}" if plain else f'"{text}{star}"'
        case Tag(text, _, prefix):
            return f"#{text}{'*' if prefix else ''}"
        case At(handle):
            return f"@{handle}"
        case From(handle):
            return f"from:{handle}"
        case Lang(code):
            return f"lang:{code}"
        case Near(operands, gaps):
            shown = [render(one[0]) if len(one) == 1 else f"({render(Or(one))})" for one in operands]
            return shown[0] + "".join(f" NEAR/{gap} {one}" for gap, one in zip(gaps, shown[1:], strict=True))
        case Not(part):
            return f"NOT {_inside(part, And | Or)}"
        case And(parts):
            return " AND ".join(_inside(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(render(part) for part in parts)


def _inside(part: Expression, looser: object) -> str:
    return f"({render(part)})" if isinstance(part, looser) else render(part)  # type: ignore[arg-type]
