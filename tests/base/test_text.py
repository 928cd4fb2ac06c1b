"""Tokens and folding, held to a reference that walks the text one character at a time."""

import sys
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from larum.base.canonical import canonical
from larum.base.text import Token, fold, shape, tokens

EXTRA = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"} | dict(zip("łøđħıŧð", "lodhitd", strict=True)))
ALONE = ("CJK ", "HIRAGANA ", "KATAKANA", "THAI ", "LAO ", "KHMER ", "MYANMAR ", "IDEOGRAPHIC ", "HALFWIDTH KATAKANA")
ALONE += (
    "VERTICAL IDEOGRAPHIC",
    "HANGZHOU",
    "BOPOMOFO",
    "HENTAIGANA",
    "VERTICAL KANA",
    "MASU",
    "TAI ",
    "NEW TAI",
    "AHOM",
)
ALONE += ("YI ", "TANGUT", "NUSHU", "KHITAN")
ALPHABET = (
    "aBzĄęłŁŻóßæŒı1²٣५¼ _-.,#@/:'\n\t\0\u200b\u200d\u202e\u200f\ue000\ue001\U0010ffff\ud800❤😀🇵🇱éͺŀ𝐀ﬁ½Ⅳ①⑴™㎏"
    "\u0300\u0308\u0342\u0345\ufe0f\u20e3手机日カがﾞｶー々〇𠮷葛\U000e0100กำ\u0e34\u0e35\u0e49໑က\u103b\u102d\u17d2កक\u093f\u094dन한글"
    "עב\u05bfع\u064eﷺﱞ"
)
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(ALPHABET), st.characters()), max_size=24)


def letter(char: str) -> bool:
    return char.isalpha() or char.isdigit() or unicodedata.category(char) == "Nl"


def mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or char in "ﾞﾟ"


def plainly_folded(word: str) -> str:
    before = ""
    while word != before:
        before, word = word, unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(char for char in word if not unicodedata.combining(char))
    kept = "".join(char for char in kept if unicodedata.category(char)[0] in "LMN")
    return kept.translate(EXTRA)


def plainly_tokenised(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(text):
        start = at
        at += 1
        if not letter(text[start]) and not mark(text[start]):
            continue
        if plainly_folded(text[start]) == "":
            continue  # a mark that folds to nothing begins no word
        name = unicodedata.name(text[start], "")
        stands_alone = letter(text[start]) and name.startswith(ALONE) and unicodedata.category(text[start]) != "Nd"
        while at < len(text):
            follows = mark(text[at]) or plainly_folded(text[at]) == ""
            joins = letter(text[at]) and not stands_alone
            joins = joins and (not unicodedata.name(text[at], "").startswith(ALONE) or text[at].isdecimal())
            if not (joins or (follows and (letter(text[at]) or mark(text[at])))):
                break
            at += 1
        found.append(Token(start, at, plainly_folded(text[start:at])))
    return found


@settings(max_examples=400)
@given(TEXTS)
@example("กิa手\u0e34\u200bﾞ\u0301\ufe0fb\ufe0f\u20e3")
def test_tokens_are_what_walking_the_text_finds(text: str) -> None:
    assert tokens(text) == plainly_tokenised(text)


@settings(max_examples=200)
@given(st.lists(TEXTS, max_size=4))
@example(["\u0301\ufe0fa"])
@example(["", "\n", "手\ufe0f\ufe0f机", "\ufe0f❤\ufe0fa", " " * 9, "\ue001a\ue000b"])
def test_canonical_is_the_tokens_with_spaces_around(texts: list[str]) -> None:
    assert canonical(texts) == ["".join(f" {token.folded}" for token in tokens(text)) + " " for text in texts]


@settings(max_examples=200)
@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(shape(text)) == len(text)


def test_no_letter_of_unicode_folds_to_something_that_separates() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if letter(char):
            folded = fold(char)
            assert folded or mark(char) or unicodedata.normalize("NFKD", char).strip() == char or not folded.strip()
            assert all(unicodedata.category(part)[0] in "LMN" for part in folded), char


def test_case_and_diacritics_make_no_difference() -> None:
    same = [("ŁÓDŹ", "łódź"), ("Łódź", "lodz"), ("zażółć gęślą jaźń", "zazolc gesla jazn"), ("STRASSE", "straße")]
    same += [("Ærø", "aero"), ("Œuvre", "oeuvre"), ("İstanbul", "ıstanbul"), ("Þór", "thor"), ("ŦĐĦð", "tdhd")]
    same += [("Acme", "Ａｃｍｅ"), ("Acme", "𝐀𝐜𝐦𝐞"), ("ΣΊΣΥΦΟΣ", "σισυφος"), ("が", "か"), ("e\u0301", "é")]
    for one, other in same:
        assert fold(one) == fold(other)


def words(text: str) -> list[str]:
    return [text[token.start : token.end] for token in tokens(text)]


def test_words_inside_links_hashtags_and_handles_count() -> None:
    assert words("https://kwarcja.pl/woda_2?a=b") == ["https", "kwarcja", "pl", "woda", "2", "a", "b"]
    assert words("#StopKwarcja @kwarcja.bsky.social") == ["StopKwarcja", "kwarcja", "bsky", "social"]


def test_scripts_without_spaces_give_one_token_for_each_letter_with_its_marks() -> None:
    assert words("iPhone手机2号") == ["iPhone", "手", "机", "2", "号"]
    assert words("ラーメンが") == ["ラ", "ー", "メ", "ン", "が"]
    assert words("กินน้ำ") == ["กิ", "น", "น้", "ำ"]
    assert words("ສະບາຍ") == ["ສ", "ະ", "ບ", "າ", "ຍ"]


def test_vowel_signs_do_not_split_the_words_of_scripts_with_spaces() -> None:
    assert words("हिन्दी में") == ["हिन्दी", "में"]
    assert words("한국어 사용") == ["한국어", "사용"]


def test_digits_of_any_script_are_words() -> None:
    assert words("٣٤ ५६ ๑๒ １２ x² ½") == ["٣٤", "५६", "๑๒", "１２", "x²"]


def test_a_mark_on_a_sign_is_a_token_or_the_beginning_of_one() -> None:
    assert [token.folded for token in tokens("❤\ufe0fKwarcja leci\ufe0f")] == ["\ufe0fkwarcja", "leci\ufe0f"]
    assert words("I ❤\ufe0f NY") == ["I", "\ufe0f", "NY"]


def test_nul_and_right_to_left_marks_separate() -> None:
    assert words("a\0b\u202ec\u200fd") == ["a", "b", "c", "d"]
