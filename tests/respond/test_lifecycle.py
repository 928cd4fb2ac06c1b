"""The moves of a statement and of its publications, whatever happens to them."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larum.base.errors import WrongMove
from larum.respond.lifecycle import (
    PUBLICATION,
    STATEMENT,
    PublicationState,
    StatementState,
    move_publication,
    move_statement,
    standing,
)

STATEMENTS = get_args(StatementState)
PUBLICATIONS = get_args(PublicationState)


def test_every_state_has_its_moves() -> None:
    assert set(STATEMENT) == set(STATEMENTS)
    assert set(PUBLICATION) == set(PUBLICATIONS)


@given(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=12))
def test_no_walk_sends_words_that_nobody_approved(wishes: list[StatementState]) -> None:
    state, walked = "draft", ["draft"]
    for wish in wishes:
        try:
            state = move_statement(state, wish)
        except WrongMove:
            continue
        walked.append(state)
    if "sending" in walked:
        assert "approved" in walked[: walked.index("sending")]
    if "withdrawn" in walked:
        assert walked[-1] == "withdrawn"


@given(st.lists(st.sampled_from(PUBLICATIONS), min_size=1, max_size=15))
def test_a_publication_that_may_be_out_is_never_sent_again(wishes: list[PublicationState]) -> None:
    state, walked = "due", ["due"]
    for wish in wishes:
        try:
            state = move_publication(state, wish)
        except WrongMove:
            continue
        walked.append(state)
    for before, after in pairwise(walked):
        assert not (after in ("due", "sending") and before in ("sending", "unsure", "sent"))
    assert "sent" not in walked[:-1]


@given(st.lists(st.sampled_from(PUBLICATIONS), max_size=6))
def test_a_statement_stands_where_its_publications_stand(states: list[PublicationState]) -> None:
    found = standing(states)
    assert standing(list(reversed(states))) == found
    assert (found == "sent") == ("sent" in states and not {"due", "sending", "unsure"} & set(states))
    assert (found == "approved") == (not {"due", "sending", "unsure", "sent"} & set(states))


@pytest.mark.parametrize("state", STATEMENTS)
def test_nothing_leads_back_from_withdrawn(state: StatementState) -> None:
    with pytest.raises(WrongMove):
        move_statement("withdrawn", state)
