"""The words a story is known by: folded, cut to a stem, without those that any post has."""

import re
from collections.abc import Container, Iterable, Sequence

from larum.base.canonical import canonical

_LONGEST = 2_000
_MOST = 60
"""Stems of one post: a page pasted into a post must not become every story at once."""
_STEM = 6
"""Letters kept: Polish endings vary from the sixth on (paczka, paczkami), English ones from the seventh."""
_NOISE = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+|&\w+;|^\s*RT\b")

_POLISH = """
aby albo ale ani az bardzo bedzie bez bo byc byl byla bylo byly chce chyba cie ciebie co cos czy czyli dla
dlatego do dzis gdy gdyz gdzie go ich ile im inne ja jak jaki jakie jako je jeden jedna jednak jego jej jesli
jest jestem jeszcze juz kazdy kiedy kto ktora ktore ktory ktos lub ma maja mam mamy mi mial mnie moge moj moja
moje moze mozna my na nad nam nas nasz nawet nic nich nie niech niego niej nim niz no nowy np od ok on ona one
oni oraz pan pani po pod poza przed przez przy raz sa sam sie skad sobie swoje ta tak taki takie tam te tego tej
ten teraz tez to tobie tu ty tych tylko tym w wam was wasz we wiec wszystko wy z za zawsze ze zeby znow
"""
_ENGLISH = """
a about after again all also am an and any are as at be because been before being but by can cant could did
didnt do does doing dont down for from get getting go going got had has have he her here him his how i if im in
into is isnt it its ive just know like ll lol me more most my no nor not now of off ok on one only or other our
out over own per re really s said say so some such t than that the their them then there these they this those
through to today too u under up ur us very via was we were what when where which while who why will with would
xd you your
"""
_EMPTY = frozenset(_POLISH.split() + _ENGLISH.split())


def stem(word: str) -> str:
    """The part of a folded word that its forms share.

    >>> stem("paczkami"), stem("bank")
    ('paczka', 'bank')
    """
    return word[:_STEM]


def terms_of(texts: Sequence[str], without: Sequence[Iterable[str]]) -> list[dict[str, str]]:
    """Stems of each post, each with its word, folded; `without` the words that made that post match: all have those.

    >>> terms_of(["Moje paczki znów zgubione przez @Trzmiel 😡 #skandal w Trzmielu"], [["Trzmielu"]])
    [{'paczki': 'paczki', 'zgubio': 'zgubione', 'skanda': 'skandal'}]
    """
    written = canonical([_NOISE.sub(" ", text[:_LONGEST]) for text in texts])
    avoided = canonical([" ".join(words) for words in without])
    return [stems(words.split(), set(avoid.split())) for words, avoid in zip(written, avoided, strict=True)]


def stems(words: Iterable[str], avoided: Container[str] = ()) -> dict[str, str]:
    """The same of words that are folded already."""
    found: dict[str, str] = {}
    for word in words:
        if word in _EMPTY or word in avoided or word.isdigit() or (len(word) < 3 and word.isascii()):
            continue
        found.setdefault(stem(word), word)
        if len(found) == _MOST:
            break
    return found
