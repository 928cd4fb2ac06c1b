"""A plan: what a playbook, or what every incident needs, comes to when it is put to work. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from larum.base.translate import Language
from larum.incident.clocks import RESPONSE_TIMES
from larum.incident.lifecycle import Severity
from larum.incident.playbook import Playbook, shipped
from larum.incident.typology import Cause


class PlannedRole(NamedTuple):
    """A role that waits for somebody."""

    id: str
    title: str


class PlannedStep(NamedTuple):
    """A step that becomes a task."""

    id: str
    title: str
    details: str
    role: str
    due_for: timedelta


class Plan(NamedTuple):
    """Roles and steps, in the language of the team."""

    roles: Sequence[PlannedRole]
    steps: Sequence[PlannedStep]
    leads: str
    """The role that whoever declares has, until it is handed over."""


def from_playbook(playbook: Playbook) -> Plan:
    """The steps with what to do and why, the roles in their order; the first role leads."""
    return Plan(
        roles=[PlannedRole(role.id, role.title) for role in playbook.roles],
        steps=[
            PlannedStep(step.id, step.title, f"{step.what}\n\n{step.why}", step.role, step.due_for)
            for step in playbook.steps
        ],
        leads=playbook.roles[0].id,
    )


def playbook_for(cause: Cause, language: Language) -> Playbook:
    """The playbook that fits a cause, in a language."""
    return next(playbook for playbook in shipped(language) if playbook.cause == cause)


def playbook_named(id: str, language: Language) -> Playbook | None:
    """The playbook of that id in a language; None where it is no longer there."""
    return next((playbook for playbook in shipped(language) if playbook.id == id), None)


def update_for(playbook: Playbook | None, severity: Severity) -> timedelta | None:
    """How long from one public update to the next; None where none is asked for."""
    if playbook is None:
        return RESPONSE_TIMES[severity].update_for
    return timedelta(minutes=playbook.rhythm[severity].update)
