"""Where an incident, a task, a fact and a promise may stand, and the moves that are allowed. Pure."""

from collections.abc import Mapping
from typing import Literal

from larum.base.errors import Invalid, Refusal, WrongMove
from larum.base.translate import msgid

State = Literal["declared", "active", "monitoring", "closed"]
TaskState = Literal["open", "done", "dropped"]
FactStatus = Literal["confirmed", "open", "refuted"]
PromiseState = Literal["open", "kept", "broken"]
Severity = Literal["SEV1", "SEV2", "SEV3", "SEV4"]

SEVERITIES: tuple[Severity, ...] = ("SEV1", "SEV2", "SEV3", "SEV4")
"""Existential first, watch last."""

INCIDENT: Mapping[str, frozenset[str]] = {
    "declared": frozenset({"active", "closed"}),  # closed at once: it was a false alarm
    "active": frozenset({"monitoring", "closed"}),
    "monitoring": frozenset({"active", "closed"}),
    "closed": frozenset({"active"}),  # reopened
}
TASK: Mapping[str, frozenset[str]] = {
    "open": frozenset({"done", "dropped"}),
    "done": frozenset({"open"}),
    "dropped": frozenset({"open"}),
}
FACT: Mapping[str, frozenset[str]] = {
    "open": frozenset({"confirmed", "refuted"}),
    "confirmed": frozenset({"open", "refuted"}),
    "refuted": frozenset({"open", "confirmed"}),
}
PROMISE: Mapping[str, frozenset[str]] = {
    "open": frozenset({"kept", "broken"}),
    "broken": frozenset({"kept", "open"}),  # kept late is still kept
    "kept": frozenset({"open"}),
}


class ConclusionMissing(Refusal):
    """An incident is closed with one sentence on how it ended, or not at all."""

    code = "conclusion_missing"
    status = 422
    message = "The incident stays open: it has no conclusion yet. Write in a sentence how it ended, then close it."


class SourceMissing(Refusal):
    """Nothing is confirmed or refuted by nobody."""

    code = "source_missing"
    status = 422
    message = "The fact stays as it is: no source was named. Write who or what says so, then try again."


class ReasonMissing(Refusal):
    """What changes the plan carries its reason."""

    code = "reason_missing"
    status = 422
    message = "Nothing was changed: the reason is missing. Write in a few words why, then try again."


class IncidentIsClosed(Refusal):
    """A closed incident promises nothing more to the public."""

    code = "incident_is_closed"
    status = 409
    message = "The incident is closed, so no next update can be promised in it. Reopen it first."


def said(text: str, field: str) -> str:
    """Words without the space around them; none at all are refused (`Invalid`).

    >>> said("  The mould was found at noon. ", "text")
    'The mould was found at noon.'
    """
    if not text.strip():
        raise Invalid(
            msgid("Nothing was written, so nothing was kept. Fill in the field and send it again."), field=field
        )
    return text.strip()


def move(moves: Mapping[str, frozenset[str]], origin: str, target: str) -> None:
    """Refuse a step that is not among the allowed ones (`WrongMove`).

    >>> move(INCIDENT, "declared", "active")
    >>> move(TASK, "done", "dropped")
    Traceback (most recent call last):
    larum.base.errors.WrongMove: This cannot be moved from “done” to “dropped”. Reload the page to see where it stands.
    """
    if target not in moves[origin]:
        raise WrongMove(origin=origin, target=target)


def close(origin: str, conclusion: str) -> None:
    """An incident may be closed from anywhere but closed, with a conclusion (`ConclusionMissing`)."""
    move(INCIDENT, origin, "closed")
    if not conclusion.strip():
        raise ConclusionMissing


def settle_fact(origin: str, target: FactStatus, source: str) -> None:
    """A fact is confirmed or refuted by a source (`SourceMissing`); it may be opened again without one."""
    move(FACT, origin, target)
    if target != "open" and not source.strip():
        raise SourceMissing
