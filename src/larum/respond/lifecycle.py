"""The moves of a statement and of its publications.

A statement is published at most once: a publication is `sending` from before the platform is spoken to until the
answer is noted. Found `sending` after a crash, it becomes `unsure`, and a person says what happened.
"""

from typing import Literal

from larum.base.errors import WrongMove

StatementState = Literal["draft", "review", "approved", "due", "sending", "sent", "corrected", "withdrawn"]
PublicationState = Literal["due", "sending", "sent", "failed", "unsure", "called_off"]

STATEMENT: dict[str, frozenset[str]] = {
    "draft": frozenset({"review", "withdrawn"}),
    "review": frozenset({"draft", "approved", "withdrawn"}),
    "approved": frozenset({"draft", "due", "withdrawn"}),
    "due": frozenset({"approved", "sending"}),
    "sending": frozenset({"sent", "approved"}),
    "sent": frozenset({"corrected", "withdrawn"}),
    "corrected": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}

PUBLICATION: dict[str, frozenset[str]] = {
    "due": frozenset({"sending", "called_off"}),
    "sending": frozenset({"sent", "failed", "unsure"}),
    "unsure": frozenset({"sent", "failed"}),
    "failed": frozenset({"due", "called_off"}),
    "sent": frozenset(),
    "called_off": frozenset({"due"}),
}

EDITABLE = frozenset({"draft", "review", "approved"})
OUT = frozenset({"sent", "corrected"})
"""States in which the public can have read it."""
PUBLISHABLE = frozenset({"approved", "due", "sending", "sent"})
"""States in which an approved wording may go out, on its first channels or on further ones."""


def move_statement(origin: str, target: StatementState) -> StatementState:
    """The new state, where the move is allowed; `WrongMove` where it is not.

    >>> move_statement("draft", "review")
    'review'
    """
    if target not in STATEMENT[origin]:
        raise WrongMove(origin=origin, target=target)
    return target


def move_publication(origin: str, target: PublicationState) -> PublicationState:
    """The new state, where the move is allowed; `WrongMove` where it is not."""
    if target not in PUBLICATION[origin]:
        raise WrongMove(origin=origin, target=target)
    return target


def standing(states: list[PublicationState]) -> StatementState:
    """Where a statement stands, from where its publications stand.

    >>> standing(["sent", "due"]), standing(["sent", "failed"]), standing(["failed", "called_off"])
    ('sending', 'sent', 'approved')
    """
    if "sending" in states or "unsure" in states or ("due" in states and "sent" in states):
        return "sending"
    if "due" in states:
        return "due"
    return "sent" if "sent" in states else "approved"
