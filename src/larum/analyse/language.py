"""Which language a post is in: by script where that decides, by its letters and words where it does not.

Posts are short, often without diacritics, and what they declare is often only the setting of somebody's telephone: so
a declared language is kept where the text does not speak against it, and never invented where there is nothing to read.
"""

import re
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

NOTHING = "und"

LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "it", "ja", "ko", "nl", "no", "pl",
    "pt", "ro", "ru", "sk", "sv", "th", "tr", "uk", "zh",
)  # fmt: skip
"""What Larum's users meet. Fewer choices, fewer mistakes: of all 97, short Polish comes out as Lingala."""

_LONGEST = 1_000
_NOISE = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+|&\w+;|[\d_#]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("kana", re.compile("[\u3040-\u30ff]")),
    ("hangul", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("han", re.compile("[\u3400-\u9fff]")),
    ("thai", re.compile("[\u0e00-\u0e7f]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("hebrew", re.compile("[\u0590-\u05ff]")),
    ("devanagari", re.compile("[\u0900-\u097f]")),
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("latin", re.compile("[A-Za-z\u00c0-\u024f]")),
)
_WRITES: dict[str, tuple[str, ...]] = {
    "kana": ("ja",), "hangul": ("ko",), "han": ("zh", "ja"), "thai": ("th",), "greek": ("el",), "hebrew": ("he",),
    "devanagari": ("hi",), "arabic": ("ar",), "cyrillic": ("ru", "uk", "bg"),
}  # fmt: skip
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґ]"), re.compile("[ыэё]")
_POLISH = re.compile("[ąćęłńśźż]")
_NOT_POLISH = re.compile("[äöüßçñãõåøæřšžčěůýőűșțşğ]")

_TELLING = {
    "pl": "nie jest juz bo czy gdzie dlaczego kiedy mam moja moje wasz wasze prosze dziekuje dzieki bardzo"
    " tylko jestem jestescie macie nas nam mnie mi ktos cos dzis dzisiaj wczoraj jutro teraz tego tym przez przy"
    " dla jeszcze nic wszystko kto dobrze fajnie polecam zenada skandal brawo masakra oszusci zlodzieje"
    " kurwa tez gdy jesli moze trzeba kupilam kupilem sklep paczka paczki dzien dobry swietna wy jej jego dno",
    "en": "the is are was were you your my i it this that they what why how when where not don't i'm it's can't and of"
    " for with have has had just please thanks thank great never worst best love hate still do does did we our be been"
    " will would can could shame on awful terrible customer service nice good bad help",
}  # fmt: skip
_HINTS = {language: frozenset(words.split()) for language, words in _TELLING.items()}
_SHORT = 8
"""Words up to which single telling words outweigh letter statistics."""
_LIKELY = 0.03
"""Probability from which a declared language is believed against a likelier one."""

_lock = threading.Lock()


def found(texts: Sequence[str], declared: Sequence[str | None] | None = None) -> list[str]:
    """The language of each text, ISO 639-1, or `und` where there are no words to judge.

    >>> found(["Ala ma kota", "zenada, nie polecam", "Where is my parcel?", "😀 123 https://example.org"])
    ['pl', 'pl', 'en', 'und']
    >>> found(["ok"], ["pl"])
    ['pl']
    """
    return [_find(text[:_LONGEST], said) for text, said in zip(texts, declared or [None] * len(texts), strict=True)]


def _find(text: str, declared: str | None) -> str:
    text = _NOISE.sub(" ", text)
    words = _LETTERS.findall(text)
    if not words or (len(words) == 1 and len(words[0]) < 2 and words[0].isascii()):
        return NOTHING
    said = (declared or "").lower().split("-")[0]
    script = _script(text)
    if script is None:
        return said or NOTHING
    if script != "latin":
        return _by_script(script, text.lower(), said)
    return _latin([word.lower() for word in words], " ".join(words), said)


def _script(text: str) -> str | None:
    if text.isascii():
        return "latin"
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    best = max(counts, key=counts.__getitem__)
    if best == "han" and counts["kana"] * 5 > counts["han"]:
        return "kana"
    return best if counts[best] else None


def _by_script(script: str, text: str, said: str) -> str:
    choices = _WRITES[script]
    if script == "cyrillic":
        if _UKRAINIAN.search(text):
            return "uk"
        if _RUSSIAN.search(text):
            return "ru"
        if said in choices:
            return said
        return _best(text, choices)[0][0]
    # Persian, Urdu, Marathi and others share a script with a language of ours: there the declaration knows better.
    return said if said and said not in LANGUAGES else choices[0] if said not in choices else said


def _latin(words: list[str], text: str, said: str) -> str:
    polish = sum(1 for word in words if _POLISH.search(word))
    if polish and polish * 7 >= len(words) and not _NOT_POLISH.search(text):
        return "pl"
    ranked = _best(text.lower() if text.isupper() else text, LANGUAGES)
    chances = dict(ranked)
    best = ranked[0][0]
    if len(words) <= _SHORT:
        known = {language: sum(word in hints for word in words) for language, hints in _HINTS.items()}
        top, other = sorted(known, key=known.__getitem__, reverse=True)
        enough = 0.01 if known[top] * 3 >= len(words) else 0.1
        foreign = top == "pl" and _NOT_POLISH.search(text)
        if known[top] > known[other] and chances[top] > enough and not foreign:
            best = top
        elif not known[top] and said and said not in chances:
            return said
    if said and said != best:
        if said in chances:
            believed = chances[said] >= _LIKELY or (len(words) <= 2 and not polish)
            return said if believed else best
        if chances[best] < 0.5 and len(said) == 2:
            return said
    return best


def _best(text: str, choices: Iterable[str]) -> list[tuple[str, float]]:
    identifier = _identifier(tuple(choices))
    ranked: list[tuple[str, float]] = identifier.rank(text)
    return ranked


@cache
def _loaded(choices: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(choices)
    return identifier


def _identifier(choices: tuple[str, ...]) -> Any:
    with _lock:  # loading takes a tenth of a second and 100 MB: once, whoever comes first; asking needs no lock
        return _loaded(choices)
