"""What is done in every incident, with or without a playbook. Pure."""

from larum.base.translate import Words, msgid
from larum.incident import terms
from larum.incident.clocks import RESPONSE_TIMES
from larum.incident.lifecycle import Severity
from larum.incident.plan import Plan, PlannedRole, PlannedStep

_ROLES = ("lead", "comms", "speaker", "scribe")
"""The least a crisis team has; one person may have several."""
_ASSESS = msgid("Write down what is known, what is not, and who is affected")
_FREEZE = msgid("Stop scheduled posts and advertisements")
_SAY = msgid("Publish a first statement, with the time of the next")


def plan(severity: Severity, words: Words) -> Plan:
    """The standing steps, with the times of a severity; what is only watched needs no statement.

    >>> [step.id for step in plan("SEV4", Words("en")).steps]
    ['assess']
    """
    times = RESPONSE_TIMES[severity]
    steps = [PlannedStep("assess", words(_ASSESS), "", "lead", times.assess_for)]
    if times.statement_for is not None:
        steps.append(PlannedStep("freeze", words(_FREEZE), "", "comms", times.assess_for))
        steps.append(PlannedStep("first_statement", words(_SAY), "", "comms", times.statement_for))
    return Plan([PlannedRole(role, words(terms.ROLES[role])) for role in _ROLES], steps, leads="lead")
