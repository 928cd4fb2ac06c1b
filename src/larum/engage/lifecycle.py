"""The moves of a crisis page, of a question and of a problem. Pure."""

from typing import Literal

from larum.base.errors import WrongMove

PageState = Literal["prepared", "open", "closed"]
QuestionState = Literal["new", "answered", "hidden"]
ProblemState = Literal["open", "confirmed", "fixed", "hidden"]

PAGE: dict[str, frozenset[str]] = {
    "prepared": frozenset({"open"}),
    "open": frozenset({"closed"}),
    "closed": frozenset({"open"}),
}
QUESTION: dict[str, frozenset[str]] = {
    "new": frozenset({"answered", "hidden"}),
    "answered": frozenset({"answered", "hidden"}),
    "hidden": frozenset({"new"}),
}
PROBLEM: dict[str, frozenset[str]] = {
    "open": frozenset({"confirmed", "fixed", "hidden"}),
    "confirmed": frozenset({"open", "fixed", "hidden"}),
    "fixed": frozenset({"confirmed", "hidden"}),
    "hidden": frozenset({"open"}),
}


def move_page(origin: str, target: PageState) -> PageState:
    """The new state, where the move is allowed; `WrongMove` where it is not."""
    if target not in PAGE[origin]:
        raise WrongMove(origin=origin, target=target)
    return target


def move_question(origin: str, target: QuestionState) -> QuestionState:
    """The new state, where the move is allowed; an answer may be given anew. `WrongMove` where it is not."""
    if target not in QUESTION[origin]:
        raise WrongMove(origin=origin, target=target)
    return target


def move_problem(origin: str, target: ProblemState) -> ProblemState:
    """The new state, where the move is allowed; `WrongMove` where it is not.

    >>> move_problem("open", "confirmed")
    'confirmed'
    """
    if target not in PROBLEM[origin]:
        raise WrongMove(origin=origin, target=target)
    return target
