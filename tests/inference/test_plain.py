"""The model that needs no server."""

from importlib import resources

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.inference.contract import Opinion
from larum.inference.ngrams import pieces, prepare
from larum.inference.plain import plain

POSTS = [
    ("Dno i oszuści, nigdy więcej, żenada", "pl"),
    ("Dziękuję, wspaniała obsługa, polecam 😍", "pl"),
    ("Terrible service, I hate this company, worst day ever", "en"),
    ("Thank you so much, I love it, great job!", "en"),
    ("Das ist furchtbar und traurig", "de"),
]


def moods(posts: list[tuple[str, str]]) -> list[Opinion]:
    return plain().opinions([text for text, _ in posts], [language for _, language in posts])


def test_plain_words_of_praise_and_anger_are_told_apart_in_polish_and_english() -> None:
    bad, good, terrible, thanks, _ = moods(POSTS)
    assert min(bad.negative, good.positive, terrible.negative, thanks.positive) > 0.5


def test_diacritics_capitals_and_stylised_letters_make_no_difference() -> None:
    one, two, three = moods([("Żenująca obsługa", "pl"), ("zenujaca obsluga", "pl"), ("ŻENUJĄCA 𝐨𝐛𝐬𝐥𝐮𝐠𝐚", "pl")])
    assert one == two == three


def test_links_handles_and_numbers_say_only_that_they_are_there() -> None:
    one, two = moods([("@ania 12.03 kot https://a.pl", "pl"), ("@jan 99.07 kot https://b.com/x", "pl")])
    assert one == two


@given(st.lists(st.tuples(st.text(max_size=60), st.sampled_from(["pl", "en", "de", "und"])), max_size=12))
@settings(max_examples=40)
def test_opinions_are_probabilities_and_do_not_depend_on_the_batch(posts: list[tuple[str, str]]) -> None:
    together = moods(posts)
    assert len(together) == len(posts)
    for post, opinion in zip(posts, together, strict=True):
        assert abs(opinion.negative + opinion.neutral + opinion.positive - 1) < 1e-9
        assert 0 <= (opinion.complaint or 0) <= 1
        (alone,) = moods([post])
        assert abs(alone.negative - opinion.negative) < 1e-12


def test_a_ten_megabyte_post_costs_no_more_than_its_beginning() -> None:
    assert moods([("zły " * 2_500_000, "pl")]) == moods([("zły " * 500, "pl")])


def test_broken_text_is_read_all_the_same() -> None:
    assert len(moods([("\ud83d \x00 nul", "pl"), ("", "pl"), ("‮rtl", "xx")])) == 3


def test_equal_text_has_equal_pieces_wherever_it_stands() -> None:
    found = pieces(["ala ma kota", "nic", "ala ma kota"])
    assert sorted(found.hashes[found.owners == 0]) == sorted(found.hashes[found.owners == 2])


def test_the_preparation_the_tables_were_trained_on_has_not_changed() -> None:
    assert prepare("RT @Łoś: Nieeee działa?! 640 zł &amp; https://x.pl") == " \ue001 : nieee dziala?! 000 zl & \ue000 "
    assert int(pieces(["Łoś"]).buckets(17).sum()) == PINNED


def test_all_tables_together_stay_under_two_megabytes_and_have_a_card() -> None:
    weights = resources.files("larum.inference").joinpath("weights")
    size = sum(len(file.read_bytes()) for file in weights.iterdir())
    assert size < 2_000_000
    assert {quality.language for quality in plain().card.quality} == {"pl", "en", "any"}
    assert plain().card.languages == ("en", "pl")


PINNED = 680797
