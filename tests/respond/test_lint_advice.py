"""Whatever the check can find, the desk can explain, in both languages."""

from larum.base.translate import catalogue
from larum.respond.lint.advice import COMPONENT_ADVICE, FAULT_ADVICE
from larum.respond.lint.check import CHECKED_COMPONENTS, CHECKED_FAULTS


def test_every_component_and_fault_is_explained() -> None:
    assert tuple(COMPONENT_ADVICE) == CHECKED_COMPONENTS
    assert tuple(FAULT_ADVICE) == CHECKED_FAULTS


def test_every_word_of_advice_is_written_in_polish() -> None:
    polish = catalogue("pl")
    for advice in (*COMPONENT_ADVICE.values(), *FAULT_ADVICE.values()):
        for sentence in (advice.title, advice.why, advice.instead):
            assert polish.gettext(sentence) != sentence
