"""What a post names: hashtags, handles, capitalised words and what people are called to turn against, in one spelling.

`#BoycottZomato`, `@ZomatoIN`, `#boycott_zomato`, `Zomato` and “boycott zomato” all name `zomato`: handles and tags are
freed of what is put around a name (calls, countries, “care”, “official”), two words that stand side by side also make
one name, as they do in a tag. No list of brands: whatever is written like a name is one.
"""

import re
from collections.abc import Container
from typing import Final, NamedTuple

from larum.base.text import fold, shape

_LONGEST: Final = 1_000
_MOST: Final = 40
"""Names of one post: a page pasted into a post must not become every story at once."""
_HANDLES: Final = 6
"""A post that calls on more accounts than these speaks of none of them."""
_NOISE: Final = re.compile(r"https?://\S*|www\.\S+|&\w+;")
_BEGINS: Final = re.compile(
    r"(?:[.!?…\n]|[\u2190-\u2bff\U0001f000-\U0001faff])[^\w#@]{0,20}[^\W\d_](?=[^\W\d_]*[^\W\dA-Z_])"
)
"""The first letter of a later sentence, up to it; a word in capitals all through stays as it is. Of a flood of signs no
more than the last are looked at, or it would be read from every one of them to its end."""
_WORD: Final = re.compile(r"[#@]?\w+")
_SHAPED: Final = re.compile("[#@]?[aLMA_][aLMAm_]*")
"""The same in any script: marks that stand on letters belong to the word."""
_CALL: Final = (
    r"(?:boycott?|bycott|uninstall|unsubscribe|ban|delete|cancel|avoid|dump|quit|shameon|saynoto|stop(?:buying|using)?"
    r"|bojkot(?:uj(?:emy|my)?|ujcie)?|odinstaluj|niekupuj(?:emy)?|wstyddla)"
)
_CALLED_TAG: Final = re.compile(rf"_*{_CALL}_*(?=\w{{3}})")
"""A tag that begins so is a call, and names whom against."""
_AFTER_TAG: Final = re.compile(r"(?:boycott|bojkot|products?|ads?|apps?)$")
_AROUND_HANDLE: Final = re.compile(
    r"(?:official|care|cares|support|helps?|help|news|hq|app|global|group|corp|india|in|uk|us|usa|pl|polska|pomoc|com)$"
)
_CALL_WORDS = """
boycott boycotts boycotting boycotted uninstall uninstalled uninstalling unsubscribe ban bans banning avoid dump quit
bojkot bojkotu bojkotuj bojkotuje bojkotujemy bojkotujmy bojkotujcie bojkotowac odinstaluj odinstalujcie odinstalowac
unikaj unikajcie
"""
_BETWEEN_WORDS = """
the all this these those such of on for from to a an and every any their his her its total totally completely products
product brand company companies goods app services let lets please plz pls w we wszystkich wszystkie produkty produktow
produktu firmy marki sieci od z na i te tej tego
"""
_ENGLISH = """
a about after again against all also always am amp an and another any anyone are as at away back bad be because been
before being best better but by call called calls can cant come could country day days dear did didnt do does doing
don done dont down each else end enough even ever every everyone everything false fake first for friends from full
fully get getting give go going good got great had has have he hello help her here hey him his hope how i if im in
into is isnt it its just keep know last let lets life like live ll lol long look lot love made make makes man many may
maybe me mean men more most much must my name need never new next no nobody none nor not nothing now of off oh ok old
on once one only or other others our out over own people per please pls plz ppl problem public put re read real really
reason request right rt said same say says see sent shame should show since sir so some someone something soon start
still stop such support sure take than thank thanks that the their them then there these they thing things think this
those through time till to today together tomorrow too total totally true truth try two under until up ur urge us use
using ve very via want was watch way we well were what when where which while who whole whom why will with without
woman women word work world would wow wrong year years yes yet you your yours
"""
_POLISH = """
aby ale albo bardzo bez bo byc byl byla bylo bym ci cie co coz czy dla dlaczego do dzis go gdy gdzie ich ile im ja jak
jaki jako jest jestem jeszcze juz kazdy kiedy kto ktora ktore ktory ktos lub ma mam mamy mi mnie moge moj moja moje
mozna my na nad nam nas nasz nawet nic nich nie nigdy niz no od on ona one oni oraz pan pani po pod przed przez przy
raz sa sie skad sobie ta tak taki takie tam te teraz to tu tych tylko tym was we wiec wszyscy wszystko wy za zawsze ze
zeby znow ludzie dzien dobry
"""
_HINDI = "hai hain ho hi ka kar karo ke ki ko koi kya me mein na nahi ne par se sab the to ye yeh aur bhi bhai ji jo"
_CALLS: Final = frozenset(_CALL_WORDS.split())
_PAIRS: Final = frozenset(["stop buying", "stop using", "nie kupuj", "nie kupujcie", "nie kupujmy", "shame on"])
"""Calls of two words."""
_BETWEEN: Final = frozenset(_BETWEEN_WORDS.split())
"""Words that stand between a call and whom it is against."""
_NO_NAME: Final = frozenset([*_ENGLISH.split(), *_POLISH.split(), *_HINDI.split()]) | _CALLS | _BETWEEN
"""Words that name nothing, in the languages of our first users and as many a country mixes them into its English."""
_REACH: Final = 2
"""Words after a call among which stands whom it is against."""


class Name(NamedTuple):
    """One name as a post writes it."""

    shown: str
    """As it stands there."""
    marked: bool
    """A tag, a handle, or a capital inside a sentence: meant as a name."""
    called: bool
    """What a call is against (“boycott …”, “#Boycott…”, “stop buying …”)."""
    account: bool = False
    """Written as a handle: it has an account of its own, as firms do."""


class Words(NamedTuple):
    """A post, word by word."""

    shown: list[str]
    """As they stand there, tags and handles with their sign."""
    folded: list[str]


def words_of(text: str) -> Words:
    """The words of a post, links left out; what begins a later sentence is written small, as its capital says nothing.

    >>> words_of("Hej @Trzmiel_PL, #पत्रकारिता! Polecam.").shown
    ['Hej', '@Trzmiel_PL', '#पत्रकारिता', 'polecam']
    """
    text = _BEGINS.sub(_small, _NOISE.sub(" ", text[:_LONGEST]))
    if text.isascii():
        return Words(_WORD.findall(text), _WORD.findall(text.lower()))
    shown = [text[found.start() : found.end()] for found in _SHAPED.finditer(shape(text))]
    return Words(shown, [fold(word) for word in shown])


def _small(found: re.Match[str]) -> str:
    return found.group().lower()


def names_in(words: Words, known: Container[str] = ()) -> dict[str, Name]:
    """The names of a post by their one spelling; of words that nothing marks as names, those that are known as such.

    >>> found = names_in(words_of("@ZomatoIN I will #BoycottZomato, surf excel is next"), known={"surfexcel"})
    >>> sorted(found), found["zomato"].called
    (['surfexcel', 'zomato'], True)
    """
    found: dict[str, Name] = {}
    crowd = sum(word[0] == "@" for word in words.folded) > _HANDLES
    hot = 0
    """How many more words a call reaches."""
    last, last_shown, last_called = "", "", False
    for shown, word in zip(*words, strict=True):
        kind = word[0]
        if kind == "@":
            _add(found, _bare_handle(word[1:]), Name(shown[1:], not crowd, hot > 0 and not crowd, not crowd))
        elif kind == "#":
            key, called = _bare_tag(word[1:])
            _add(found, key, Name(shown[1:], True, called or hot > 0))
        calls = word.lstrip("#") in _CALLS or f"{last} {word}" in _PAIRS
        called = hot > 0 and not calls
        if calls:
            hot = _REACH
        elif word not in _BETWEEN and hot:
            hot -= 1
        if kind in "#@" or word in _NO_NAME:
            last, last_shown, last_called = word, "", False
            continue
        capital = bool(last) and shown[0].isupper() and not (len(shown) > 1 and shown.isupper())
        key = _bare(word)
        if capital or called or key in known:
            _add(found, key, Name(shown, capital, called))
        if last_shown and len(word) > 2:
            key = _bare(last + word)
            capitals = last_shown[0].isupper() and shown[0].isupper()
            if capitals or last_called or called or key in known:
                _add(found, key, Name(f"{last_shown} {shown}", capitals, last_called or called))
        last, last_shown, last_called = word, shown if len(word) > 2 else "", called
    return found


def _add(found: dict[str, Name], key: str, name: Name) -> None:
    if len(key) < 3 or key in _NO_NAME or key.isdigit():
        return
    held = found.get(key)
    if held is None:
        if len(found) < _MOST:
            found[key] = name
    elif name[1:] != held[1:]:
        shown = name.shown if name.marked > held.marked else held.shown
        both = (mine or theirs for mine, theirs in zip(name[1:], held[1:], strict=True))
        found[key] = Name(shown, *both)


def _bare(word: str) -> str:
    """Without the s of a plural or of a firm that is spelled with and without one."""
    return word[:-1] if len(word) > 4 and word[-1] == "s" and word[-2] != "s" else word


def _bare_handle(word: str) -> str:
    word = word.replace("_", "")
    for _ in range(2):
        shorter = _AROUND_HANDLE.sub("", word)
        if len(shorter) < 3:
            break
        word = shorter
    return _bare(word)


def _bare_tag(word: str) -> tuple[str, bool]:
    begun = _CALLED_TAG.match(word)
    rest = (word[begun.end() :] if begun else word).replace("_", "")
    shorter = _AFTER_TAG.sub("", rest)
    called = begun is not None or word.endswith(("boycott", "bojkot"))
    return _bare(shorter if len(shorter) >= 3 else rest), called
