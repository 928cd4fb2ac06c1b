"""Are we ready for a crisis, and what is to be mended first? Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from larum.base.translate import Msgid, msgid

READ_FOR = timedelta(days=180)
"""A plan read longer ago than this is read again: half a year is how long people remember a drill."""


class Preparation(NamedTuple):
    """What there is on a quiet day."""

    monitors: int
    """Those that are on."""
    called: Sequence[str]
    """Who is called when an alert is raised, in order, by name."""
    unreachable: Sequence[str]
    """Those of them for whom there is no address."""
    approvers: int
    last_read_at: datetime | None
    """When anybody last read a playbook."""


class Gap(NamedTuple):
    """One thing to mend, in a sentence with its fields, and where it is mended."""

    sentence: Msgid
    fields: Mapping[str, object]
    mend: Msgid
    path: str


def gaps(had: Preparation, now: datetime) -> list[Gap]:
    """What is to be mended, the most dangerous first.

    >>> ready = Preparation(1, ["Ola"], [], 2, datetime(2026, 3, 1))
    >>> gaps(ready, datetime(2026, 3, 2))
    []
    """
    found: list[Gap] = []
    if had.monitors == 0:
        found.append(Gap(msgid("Nothing is watched: no monitor is on."), {}, msgid("Add a monitor"), "/monitors"))
    if not had.called:
        found.append(
            Gap(
                msgid("An alert at night would wake nobody: the list of who is called is empty."),
                {},
                msgid("Say who is called"),
                "/settings/escalation",
            )
        )
    if had.unreachable:
        found.append(
            Gap(
                msgid("Nobody could reach {name}: there is no address to call."),
                {"name": had.unreachable[0]},
                msgid("Add an address"),
                "/people",
            )
        )
    if had.approvers < 2:
        found.append(
            Gap(
                msgid("Nobody could approve a statement in your place: a second approver is missing."),
                {},
                msgid("Invite an approver"),
                "/people",
            )
        )
    if had.last_read_at is None or had.last_read_at < now - READ_FOR:
        found.append(
            Gap(
                msgid("Nobody has read a plan in the last half year."),
                {},
                msgid("Read one, it takes ten minutes"),
                "/plan#plans",
            )
        )
    return found
