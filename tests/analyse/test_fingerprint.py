"""Near-copies share a key."""

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.analyse.fingerprint import BANDS, fingerprints, near

POST = "Bank Jarzębina nie działa od rana, nie mogę zapłacić za leki dla dziecka, co się dzieje"


def shared(first: str, second: str) -> int:
    one, two = fingerprints([first, second])
    return len(set(one) & set(two))


def test_a_repost_with_a_link_shares_every_key() -> None:
    assert shared(POST, f"RT @ania: {POST.upper()} https://t.co/abc") == BANDS


def test_a_word_changed_leaves_a_key_in_common_and_other_posts_have_none() -> None:
    assert shared(POST, POST.replace("leki", "zakupy")) > 0
    assert shared(POST, "Piknik rodzinny na rynku w niedzielę, orkiestra i wata cukrowa") == 0


def test_missing_diacritics_change_nothing() -> None:
    assert shared("Łódź stoi w korku od świtu", "lodz stoi w korku od switu") == BANDS


def test_a_post_without_words_is_a_copy_of_nothing() -> None:
    assert fingerprints(["😡😡", "", "https://a.pl @b", "\ud83d"]) == [(), (), (), ()]
    assert not near("😡", "😡")


def test_near_looks_again() -> None:
    assert near(POST, POST.replace("leki", "zakupy"))
    assert not near(POST, "co się dzieje za leki")


def test_keys_are_the_same_in_every_process() -> None:
    code = f"from larum.analyse.fingerprint import fingerprints; print(fingerprints([{POST!r}])[0])"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str(fingerprints([POST])[0])


@given(st.lists(st.text(max_size=40), max_size=8))
@settings(max_examples=40)
def test_keys_are_unsigned_32_bit_and_do_not_depend_on_the_batch(texts: list[str]) -> None:
    for text, keys in zip(texts, fingerprints(texts), strict=True):
        assert len(keys) in (0, BANDS)
        assert all(0 <= key < 2**32 for key in keys)
        assert keys == fingerprints([text])[0]
