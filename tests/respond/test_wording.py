"""How a wording is cut up to be shown: what changed, and what was found in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.respond.differences import differences
from larum.respond.lint.check import check
from larum.respond.marking import stretches

TEXTS = st.lists(st.sampled_from(["water", "is", "safe", " ", "  ", ".", "ł", "\n", "{time}", "We apologise"])).map(
    "".join
)


@given(TEXTS, TEXTS)
@settings(max_examples=60)
def test_differences_lead_from_one_wording_to_the_other(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before


@given(TEXTS)
@settings(max_examples=40)
def test_marking_keeps_every_letter(text: str) -> None:
    assert "".join(stretch.text for stretch in stretches(text, check(text, "en"))) == text


def test_an_open_place_inside_a_fault_is_still_marked_as_open() -> None:
    text = "We apologise if anyone was offended by {event}."
    assert ("{event}", "slot") in [(stretch.text, stretch.kind) for stretch in stretches(text, check(text, "en"))]
