"""What a word is, and when two words are the same, in every script.

A **token** is a run of letters, digits and combining marks; all else separates. In scripts written without spaces each
letter is a token of its own and keeps the marks that stand on it. The variation selector of an emoji is a mark like any
other, so a sign with one (❤️) stands between words as a token, and a word written right after it begins with it; a mark
that folds to nothing begins none.

**Folding** makes spellings alike: case-fold, NFKD, drop marks of a non-zero combining class, and ł ø đ ß æ œ ħ ı ŧ þ ð,
which Unicode does not take apart. It may change the length of a text, so places are always places in the original.

These are the definitions, on tables that fill themselves as characters turn up; `canonical.py` does the same to many
texts at once, fast.
"""

import re
import unicodedata
from typing import NamedTuple

_STROKES = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t", "þ": "th", "ð": "d",
})  # fmt: skip

_WITHOUT_SPACES = re.compile(
    r"(CJK|IDEOGRAPHIC|VERTICAL IDEOGRAPHIC|HANGZHOU|BOPOMOFO|HIRAGANA|HENTAIGANA|VERTICAL KANA|(HALFWIDTH )?KATAKANA"
    r"|MASU|THAI|LAO|KHMER|MYANMAR|TAI|NEW TAI|AHOM|YI|TANGUT|NUSHU|KHITAN)[ -]"
)
"""How the names of letters begin in scripts without spaces: East Asia's, and the complex-context ones of UAX #14."""

_TOKEN = re.compile("[aLM][aLMm]*|A[Mm]*")


class Token(NamedTuple):
    """One word of a text: `text[start:end]`, counted in code points, and its folded form."""

    start: int
    end: int
    folded: str


def fold(text: str) -> str:
    """Make spellings alike: what differs only by case, diacritics or a compatibility form comes out the same.

    >>> fold("ŁÓDŹ"), fold("Straße"), fold("Œuvre"), fold("𝐀𝐜𝐦𝐞")
    ('lodz', 'strasse', 'oeuvre', 'acme')
    """
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def shape(text: str) -> str:
    """What each code point is for: `a` ASCII letter or digit, `L` any other, `A` one that stands alone, `M` mark,
    `m` mark that folds to nothing.

    The signs of hashtags and handles `# @ _ . -` stand for themselves; everything else is a space. As long as the
    text, so a pattern found in the shape is a place in the text.

    >>> shape("Hej @żaba, 手机! é")
    'aaa @Laaa  AA  L'
    """
    return text.translate(_SHAPES)


def tokens(text: str) -> list[Token]:
    """The words of a text in order.

    >>> [token.folded for token in tokens("Coca-Cola w Łodzi, 手机 #Żaba_2")]
    ['coca', 'cola', 'w', 'lodzi', '手', '机', 'zaba', '2']
    """
    return [Token(start, end, fold(text[start:end])) for start, end in token_spans(text)]


def token_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each word of a text, for those who have the folded words already."""
    return [found.span() for found in _TOKEN.finditer(shape(text))]


class _Folds(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _settle(char)
        if _is_letter(char) or unicodedata.category(char)[0] == "M":
            # The few letters that decompose into a letter and a space or a dot (ŀ, ﷺ) stay in one piece.
            folded = "".join(part for part in folded if unicodedata.category(part)[0] in "LMN")
        if unicodedata.category(char) not in _UNASSIGNED:
            self[code] = folded
        return folded


class _Shapes(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if char in "#@_.-":
            kind = char
        elif char in "＃＠":
            kind = "#" if char == "＃" else "@"
        elif category[0] == "M" or (_is_letter(char) and not _FOLDS[code]):  # ﾞ is called a letter, folds to nothing
            kind = "M" if _FOLDS[code] else "m"
        elif not _is_letter(char):
            kind = " "
        elif char.isascii():
            kind = "a"
        elif category != "Nd" and _WITHOUT_SPACES.match(unicodedata.name(char, "")):
            kind = "A"
        else:
            kind = "L"
        if category not in _UNASSIGNED:
            self[code] = kind
        return kind


# Not remembered, or a flood of made-up code points would fill the tables: surrogates, private use, unassigned.
_UNASSIGNED = ("Cs", "Co", "Cn")
_FOLDS = _Folds()
_SHAPES = _Shapes()


def _is_letter(char: str) -> bool:
    """A letter or a digit: any script's, superscripts and letter-numbers such as Ⅳ and 〇 included, fractions not."""
    return char.isalpha() or char.isdigit() or unicodedata.category(char) == "Nl"


def _settle(char: str) -> str:
    """Case-fold and decompose until nothing changes: 𝐀 decomposes into a capital, which is folded again."""
    folded = ""
    while char != folded:
        folded, char = char, unicodedata.normalize("NFKD", char.casefold())
    return "".join(part for part in folded if not unicodedata.combining(part)).translate(_STROKES)
