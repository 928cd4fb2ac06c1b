"""The first word is often not the right one; what the right one needs depends on the cause."""

import pytest

from larum.incident.typology import CAUSES, Cause
from larum.learn.rightness import judge
from tests.report.bystra import CALM, HELPLESS, RIGHT

REFUTED = {
    "en": (
        "A message says that our water is poisoned. It is not true. The laboratory's report on all three samples is"
        " published below. We have reported the fake to the police. Our next update comes today at 18:00."
    ),
    "pl": (
        "W sieci krąży wiadomość, że nasza woda jest zatruta. To nieprawda: wyniki badań wszystkich trzech próbek"
        " publikujemy poniżej i każdy może je sprawdzić. Zgłosiliśmy sprawę policji. Kolejny komunikat dziś o 18:00."
    ),
}
CARED = {
    "en": (
        "At 14:10 lightning struck the hall in Lipowa and two people were hurt. Our thoughts are with them and their"
        " families. Please keep away from Lipowa street. We have closed the plant and stay with the families tonight."
        " Our next update comes today at 18:00."
    ),
    "pl": (
        "O 14:10 w halę w Lipowej uderzył piorun i dwie osoby zostały ranne. Jesteśmy z nimi i z ich rodzinami."
        " Prosimy omijać ulicę Lipową. Zamknęliśmy zakład i uruchomiliśmy pomoc dla rodzin. Kolejny komunikat dziś"
        " o 18:00."
    ),
}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_owned_and_mended_mistake_is_the_right_word(language: str) -> None:
    verdict = judge(RIGHT[language], language, "own_mistake")
    assert verdict.right, verdict


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("cause", CAUSES)
def test_empty_regret_is_right_for_no_cause(language: str, cause: Cause) -> None:
    assert not judge(HELPLESS[language], language, cause).right


@pytest.mark.parametrize("language", ["pl", "en"])
def test_what_owns_nothing_answers_no_mistake(language: str) -> None:
    verdict = judge(CALM[language], language, "own_mistake")
    assert {"takes_responsibility"} in verdict.lacking
    assert {"apologises"} in verdict.lacking


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_lie_is_answered_with_proof_and_needs_no_apology(language: str) -> None:
    verdict = judge(REFUTED[language], language, "false_information")
    assert verdict.right, verdict
    assert not judge(REFUTED[language], language, "own_mistake").right


@pytest.mark.parametrize("language", ["pl", "en"])
def test_what_nobody_could_foresee_needs_care_rather_than_guilt(language: str) -> None:
    verdict = judge(CARED[language], language, "unforeseen")
    assert verdict.right, verdict


@pytest.mark.parametrize(
    ("language", "but"),
    [
        ("en", " We apologise if anyone was offended."),
        ("pl", " Przepraszamy, jeśli ktoś poczuł się urażony."),
    ],
)
def test_one_if_takes_the_apology_back(language: str, but: str) -> None:
    verdict = judge(RIGHT[language] + but, language, "own_mistake")
    assert "conditional_apology" in verdict.undone_by
    assert not verdict.right
