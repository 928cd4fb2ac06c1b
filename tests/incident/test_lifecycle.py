"""The moves that are allowed, whatever people press."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.errors import WrongMove
from larum.incident import lifecycle
from larum.incident.lifecycle import FACT, INCIDENT, PROMISE, TASK, ConclusionMissing, SourceMissing

GRAPHS = {"incident": INCIDENT, "task": TASK, "fact": FACT, "promise": PROMISE}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_move_leads_to_a_place_that_exists_and_none_stands_still(name: str) -> None:
    moves = GRAPHS[name]
    for origin, targets in moves.items():
        assert targets <= set(moves)
        assert origin not in targets


@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_is_ever_stuck_from_everywhere_one_can_get_everywhere_but_back_to_the_beginning(name: str) -> None:
    moves = GRAPHS[name]
    for start in moves:
        reached = {start}
        for _ in moves:
            reached |= {target for origin in reached for target in moves[origin]}
        assert reached >= set(moves) - {"declared"}


@settings(max_examples=60)
@given(st.sampled_from(list(GRAPHS)), st.data())
def test_a_walk_of_any_presses_only_takes_allowed_steps(name: str, data: st.DataObject) -> None:
    moves = GRAPHS[name]
    here = next(iter(moves))
    for target in data.draw(st.lists(st.sampled_from(list(moves)), max_size=8)):
        try:
            lifecycle.move(moves, here, target)
        except WrongMove:
            assert target not in moves[here]
        else:
            assert target in moves[here]
            here = target


@settings(max_examples=40)
@given(st.sampled_from(["declared", "active", "monitoring"]), st.text(max_size=20))
def test_an_incident_is_closed_with_a_conclusion_or_not_at_all(origin: str, conclusion: str) -> None:
    if conclusion.strip():
        lifecycle.close(origin, conclusion)
    else:
        with pytest.raises(ConclusionMissing):
            lifecycle.close(origin, conclusion)


def test_what_is_closed_cannot_be_closed_again() -> None:
    with pytest.raises(WrongMove):
        lifecycle.close("closed", "It ended well.")


def test_nothing_is_confirmed_or_refuted_by_nobody() -> None:
    for status in ("confirmed", "refuted"):
        with pytest.raises(SourceMissing):
            lifecycle.settle_fact("open", status, "  ")  # type: ignore[arg-type]
        lifecycle.settle_fact("open", status, "plant manager")  # type: ignore[arg-type]
    lifecycle.settle_fact("confirmed", "open", "")
