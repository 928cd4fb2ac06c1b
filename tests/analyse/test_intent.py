"""What a post wants."""

import pytest

from larum.analyse.intent import plain, threatens, wants_answer


@pytest.mark.parametrize(
    "text",
    [
        "Kiedy otworzycie oddział na Długiej?",
        "czy ktoś wie, jak anulować zamówienie",
        "@sklep gdzie jest moja paczka",
        "Proszę o odpowiedź w sprawie reklamacji",
        "Can anyone tell me if the app is down?",
        "@brand how do I return this?",
        "Please advise, my order is stuck",
    ],
)
def test_who_waits_for_an_answer_asks(text: str) -> None:
    assert wants_answer(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "Jak można tak traktować ludzi?!",
        "Ile jeszcze będziemy to znosić?",
        "Naprawdę?",
        "How dare you?",
        "Are you kidding me?",
        "Link: https://example.org/?a=b",
        "Dziś piękna pogoda",
        "Reporter zapytał: „Czy prezes odejdzie?” i wyszedł",
    ],
)
def test_a_question_for_effect_is_none(text: str) -> None:
    assert not wants_answer(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "Bojkotujmy ich!",
        "Podajcie dalej, niech się niesie",
        "Nie kupujcie tam niczego",
        "Spotkamy się w sądzie",
        "Zgłaszam sprawę do UOKiK",
        "Macie czas do piątku, potem idę do prokuratury",
        "Prezes do dymisji!",
        "Boycott them now",
        "I will sue you",
        "Please retweet so everybody sees it",
        "The CEO must resign",
        "I hope you all die",
    ],
)
def test_threats_and_calls_are_heard(text: str) -> None:
    assert threatens(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "Zapraszamy na piknik w niedzielę",
        "Polecam ten sklep, szybka dostawa",
        "chodź na kawę",
        "I love sharing recipes",
    ],
)
def test_invitations_and_advice_are_no_threats(text: str) -> None:
    assert not threatens(plain(text))
