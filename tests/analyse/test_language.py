"""Which language a post is in."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from larum.analyse.language import found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Zażółć gęślą jaźń", "pl"),
        ("gdzie jest moja paczka, czekam od tygodnia", "pl"),
        ("Ala ma kota", "pl"),
        ("dziekuje", "pl"),
        ("Where is my parcel? Still waiting", "en"),
        ("worst customer service ever", "en"),
        ("Łódź is a lovely city and we had a great time there", "en"),
        ("Wo ist mein Paket? Ich warte seit einer Woche", "de"),
        ("¿Dónde está mi paquete? Llevo una semana esperando", "es"),
        ("Де моя посилка? Чекаю вже тиждень", "uk"),
        ("Где моя посылка? Жду уже неделю", "ru"),
        ("荷物はどこですか", "ja"),
        ("أين طردي؟ أنتظر منذ أسبوع", "ar"),
        ("", "und"),
        ("😡😡😡 123 https://example.org/strona @ktos", "und"),
    ],
)
def test_a_post_is_recognised(text: str, language: str) -> None:
    assert found([text]) == [language]


def test_a_declared_language_is_kept_where_the_text_does_not_speak_against_it() -> None:
    assert found(["ok super", "Kino Paradiso"], ["pl", "it-IT"]) == ["pl", "it"]


def test_a_declared_language_is_not_believed_against_the_text() -> None:
    assert found(["Nie działa mi aplikacja od wczoraj, co się dzieje?"], ["en"]) == ["pl"]
    assert found(["Где моя посылка?"], ["en"]) == ["ru"]


def test_nothing_is_found_in_nothing_whatever_is_declared() -> None:
    assert found(["🎉"], ["pl"]) == ["und"]


def test_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: found(["Gdzie moja paczka?"])[0], range(32)))
    assert set(answers) == {"pl"}
