"""What is done in every incident, with or without a plan. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from larum.base.translate import Msgid, msgid
from larum.incident.clocks import RESPONSE_TIMES
from larum.incident.lifecycle import Severity

ROLES: Sequence[str] = ("lead", "communications", "spokesperson", "scribe")
"""The least a crisis team has; one person may have several."""


class StandingStep(NamedTuple):
    """A step that needs no plan to be right."""

    id: str
    title: Msgid
    role: str
    due_for: timedelta


def steps(severity: Severity) -> list[StandingStep]:
    """The standing steps with the times of a severity; what is only watched needs no statement.

    >>> [step.id for step in steps("SEV4")]
    ['assess']
    """
    times = RESPONSE_TIMES[severity]
    assess = StandingStep(
        "assess", msgid("Write down what is known, what is not, and who is affected"), "lead", times.assess_for
    )
    if times.statement_for is None:
        return [assess]
    return [
        assess,
        StandingStep("freeze", msgid("Stop scheduled posts and advertisements"), "communications", times.assess_for),
        StandingStep(
            "first_statement",
            msgid("Publish a first statement, with the time of the next"),
            "communications",
            times.statement_for,
        ),
    ]
