"""The check reads a draft the way a wary journalist will."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.errors import Invalid
from larum.incident.playbook import Playbook, shipped
from larum.respond.lint.check import CHECKED_COMPONENTS, CHECKED_FAULTS, check
from larum.respond.lint.records import Checks
from larum.respond.lint.rulebook import BrokenRule, read
from larum.respond.template import fill

NEVER_IN_A_HOLDING_STATEMENT = ("euphemism", "minimising", "premature_certainty", "blames_others_or_victim", "denial")

FIRST_WORD_EN = (
    "Flight 212 from Ardmoor was full. Our crew asked for volunteers, and one customer became disruptive and"
    " belligerent. He had to be re-accommodated. We apologise for the overbook situation. Safety is our top priority."
)
FIRST_WORD_PL = (
    "Rejs 212 z Ardmoor był pełny. Jeden z pasażerów zachowywał się agresywnie i został przeniesiony na inny lot."
    " Przepraszamy za powstałe niedogodności. Bezpieczeństwo pasażerów jest dla nas priorytetem."
)
SECOND_WORD_EN = (
    "On Sunday evening our staff called guards to flight 212, who dragged a seated passenger off it. This was our"
    " mistake, and I am responsible for it. I apologise to him and to everyone on board who was frightened and had to"
    " watch."
    " We have refunded every ticket on this flight. From today nobody who is seated will be asked to leave for a crew"
    " member. Passengers of flight 212 can call 020 7946 0212. We will publish the full report by 30 April on our"
    " website."
    "\n\nMary Ardle, chief executive"
)
SECOND_WORD_PL = (
    "W niedzielę wieczorem nasza obsługa wezwała na rejs 212 ochronę, która siłą wywlokła pasażera z fotela. To nasza"
    " wina i ja za nią odpowiadam. Przepraszam jego i wszystkich, którzy się bali i musieli na to patrzeć. Zwróciliśmy"
    " pieniądze za wszystkie bilety na ten lot. Od dziś nikt, kto już siedzi, nie będzie wypraszany z samolotu."
    " Pasażerów rejsu 212 prosimy o telefon: 600 000 212. Pełny raport opublikujemy do 30 kwietnia na naszej stronie."
    "\n\nMaria Ardlińska, prezeska"
)


def components(checks: Checks) -> set[str]:
    return {finding.name for finding in checks.components}


def faults(checks: Checks) -> set[str]:
    return {finding.name for finding in checks.faults}


@pytest.mark.parametrize(("text", "language"), [(FIRST_WORD_EN, "en"), (FIRST_WORD_PL, "pl")])
def test_an_airlines_first_statement_is_flagged_for_what_made_it_infamous(text: str, language: str) -> None:
    checks = check(text, language)
    assert {"apology_for_wrong_thing", "blames_others_or_victim", "self_praise_or_marketing"} <= faults(checks)
    assert {"takes_responsibility", "corrective_action", "next_update", "named_person"} <= set(checks.missing)


def test_re_accommodating_a_dragged_man_is_a_euphemism() -> None:
    found = [finding for finding in check(FIRST_WORD_EN, "en").faults if finding.name == "euphemism"]
    assert FIRST_WORD_EN[found[0].start : found[0].end] == "re-accommodated"


@pytest.mark.parametrize(("text", "language"), [(SECOND_WORD_EN, "en"), (SECOND_WORD_PL, "pl")])
def test_the_statement_it_should_have_been_holds_everything_and_hurts_nobody(text: str, language: str) -> None:
    checks = check(text, language)
    assert checks.missing == ()
    assert checks.clean


def test_the_first_missing_thing_named_is_the_one_readers_need_first() -> None:
    assert check("Dziękujemy za cierpliwość.", "pl").missing[0] == "acknowledges_event"


@pytest.mark.parametrize("lead", ["", "🔥", "👩‍🚒 ", "Łódź, 🇵🇱\r\n", "e\u0301 z\u0307 "])
def test_places_are_exact_whatever_stands_before(lead: str) -> None:
    text = lead + "Przepraszamy. Kolejny komunikat o 18:00."
    places = {finding.name: text[finding.start : finding.end] for finding in check(text, "pl").components}
    assert places["apologises"] == "Przepraszamy"
    assert places["next_update"] == "Kolejny komunikat o 18:00."


def test_letters_written_as_base_and_mark_are_read_and_placed_like_any_other() -> None:
    text = "Dys\u0301 z\u0307yjemy. Przykro nam, jes\u0301li ktos\u0301 poczuł się uraz\u0307ony."
    (fault,) = [finding for finding in check(text, "pl").faults if finding.name == "conditional_apology"]
    assert text[fault.start : fault.end].startswith("Przykro nam, jes\u0301li")
    assert fault.end == len(text)


@pytest.mark.parametrize(
    ("text", "language", "innocent"),
    [
        ("Nie szukamy winnego wśród kierowców.", "pl", "blames_others_or_victim"),
        ("Łatwo byłoby napisać, że zawinił podwykonawca.", "pl", "blames_others_or_victim"),
        ("Czy doszło do błędu? Tak, naszego.", "pl", "passive_evasion"),
        ("Jeśli mają Państwo ten jogurt w lodówce, prosimy go nie jeść.", "pl", "conditional_apology"),
        ("Wczoraj użyliśmy słowa „incydent”.", "pl", "euphemism"),
        ("Na tym etapie nie wykluczamy niczego.", "pl", "premature_certainty"),
        ("If you have this yoghurt at home, please do not eat it.", "en", "conditional_apology"),
        ("We could say that our contractor failed to check.", "en", "blames_others_or_victim"),
        ("That is no excuse; we wanted to save time.", "en", "intent_excuse"),
        ("We cannot guarantee that tonight.", "en", "premature_certainty"),
    ],
)
def test_words_that_only_look_like_a_fault_are_left_alone(text: str, language: str, innocent: str) -> None:
    assert innocent not in faults(check(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Przepraszamy, jeśli ktoś poczuł się dotknięty.", "pl"),
        ("Przepraszamy wszystkie osoby, które mogły poczuć się urażone.", "pl"),
        ("We apologise if anyone was offended.", "en"),
    ],
)
def test_an_apology_with_a_condition_is_no_apology(text: str, language: str) -> None:
    checks = check(text, language)
    assert "apologises" not in components(checks)
    assert "conditional_apology" in faults(checks)


def test_regret_is_not_an_apology() -> None:
    assert "apologises" not in components(check("Przykro nam z powodu wypadku. Ubolewamy.", "pl"))


def test_a_hidden_doer_is_forgiven_where_the_fault_is_owned() -> None:
    hidden = "Doszło do błędu i klientom została naliczona podwójna opłata."
    assert "passive_evasion" in faults(check(hidden, "pl"))
    assert "passive_evasion" not in faults(check(hidden + " To nasza wina.", "pl"))


def test_a_denial_that_anybody_can_check_is_not_held_against_it() -> None:
    denial = "To nieprawda, że ogłosiliśmy upadłość."
    assert "denial" in faults(check(denial, "pl"))
    assert "denial" not in faults(
        check(denial + " Wyciąg z rejestru, cały dokument, jest do pobrania na stronie.", "pl")
    )


@pytest.mark.parametrize("playbook", [*shipped("pl"), *shipped("en")], ids=lambda book: f"{book.id}-{book.language}")
def test_a_shipped_holding_statement_has_what_it_must_and_none_of_what_it_must_not(playbook: Playbook) -> None:
    checks = check(
        fill(playbook.holding, {name: slot.example for name, slot in playbook.slots.items()}), playbook.language
    )
    must = {
        "acknowledges_event",
        "corrective_action",
        "instruction_to_affected",
        "next_update",
        "contact",
        "named_person",
    }
    assert must <= components(checks)
    assert not faults(checks) & set(NEVER_IN_A_HOLDING_STATEMENT)


@pytest.mark.parametrize("playbook", [*shipped("pl"), *shipped("en")], ids=lambda book: f"{book.id}-{book.language}")
def test_nothing_a_playbook_says_to_anybody_carries_a_fault(playbook: Playbook) -> None:
    examples = {name: slot.example for name, slot in playbook.slots.items()}
    said = {place: faults(check(fill(text, examples), playbook.language)) for place, text in playbook.texts().items()}
    assert [place for place, found in said.items() if found] == []


def test_polish_typed_without_polish_letters_is_read_all_the_same() -> None:
    text = "Przykro nam, jesli ktos poczul sie urazony. Kolejny komunikat jutro o 18:00."
    checks = check(text, "pl")
    assert "conditional_apology" in faults(checks)
    assert "next_update" in components(checks)


def test_a_language_nobody_has_rules_for_is_refused() -> None:
    with pytest.raises(Invalid):
        check("Es tut uns leid.", "de")


def test_a_rule_for_a_label_nobody_knows_stops_the_start() -> None:
    with pytest.raises(BrokenRule, match="sorrow"):
        read("rules: {sorrow: [{id: plain, find: ['sorry']}]}", "en")


def test_a_rule_with_a_misspelt_key_names_itself() -> None:
    with pytest.raises(BrokenRule, match=r"en\.contact\.plain"):
        read("rules: {contact: [{id: plain, finds: ['sorry']}]}", "en")


@settings(max_examples=40)
@given(st.text(max_size=120), st.sampled_from(["pl", "en"]))
def test_any_text_is_read_and_every_place_lies_inside_it(text: str, language: str) -> None:
    checks = check(text, language)
    for finding in (*checks.components, *checks.faults):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.name in (*CHECKED_COMPONENTS, *CHECKED_FAULTS)
    assert check(text, language) == checks
