"""The moves an alert may make."""

from typing import Literal

from larum.base.errors import WrongMove

State = Literal["open", "acknowledged", "closed"]
Verdict = Literal["right", "known", "too_late", "wrong"]
"""It was right; right but known already; right but too late to help; not about us, or nothing at all."""

MOVES: dict[str, frozenset[str]] = {
    "open": frozenset({"acknowledged", "closed"}),
    "acknowledged": frozenset({"closed", "open"}),
    "closed": frozenset({"open"}),
}


def move(origin: str, target: State) -> State:
    """The new state, where the move is allowed; `WrongMove` where it is not.

    >>> move("open", "acknowledged")
    'acknowledged'
    """
    if target not in MOVES[origin]:
        raise WrongMove(origin=origin, target=target)
    return target
