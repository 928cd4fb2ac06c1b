"""The timeline: one line for everything that happened in an incident, turned into words only where it is read.

Packages above add their own kinds with `kind(...)` beside their actions, and lines with `write(...)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from larum.base.ids import named
from larum.base.translate import Msgid, msgid
from larum.db.work import Work
from larum.incident import terms
from larum.incident.model import TimelineEntry


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of line says. Who did it stands beside the sentence, so the sentence has no subject."""

    sentence: Msgid
    instants: frozenset[str] = frozenset()
    """Fields that are instants, shown in the reader's zone."""
    terms: Mapping[str, Mapping[str, Msgid]] = field(default_factory=dict)
    """Fields whose values have a name in the reader's language."""
    icon: str = "right"


class Link(NamedTuple):
    """The thing a line is about, such as `Link("statement", id)`; a surface knows its page."""

    kind: str
    id: UUID


KINDS: dict[str, Kind] = {}
"""Every kind of line there is, by name."""


def kind(
    name: str,
    sentence: Msgid,
    *,
    instants: tuple[str, ...] = (),
    terms: Mapping[str, Mapping[str, Msgid]] | None = None,
    icon: str = "right",
) -> str:
    """Declare a kind of line `package.what_happened`, and give its name back."""
    KINDS[name] = Kind(sentence, frozenset(instants), terms or {}, icon)
    return name


def write(
    work: Work,
    incident_id: UUID,
    kind: str,
    fields: Mapping[str, object] | None = None,
    link: Link | None = None,
    *,
    at: datetime | None = None,
    once: str | None = None,
) -> UUID:
    """Add a line, by the actor of `work`; open rooms follow after the commit.

    `at` is when it happened, now unless said. A second writing under the same `once` adds nothing, so reactions, which
    may hear an event twice, leave one line.
    """
    if kind not in KINDS:
        raise KeyError(f"no such kind of timeline line: {kind}")
    id = named("timeline", incident_id, once) if once is not None else work.fresh_id()
    if once is not None and work.session.get(TimelineEntry, id) is not None:
        return id
    before = work.session.scalar(select(func.max(TimelineEntry.place)).where(TimelineEntry.incident_id == incident_id))
    plain: dict[str, Any] = msgspec.to_builtins(dict(fields or {}), str_keys=True)
    work.session.add(
        TimelineEntry(
            id=id,
            incident_id=incident_id,
            at=at or work.now(),
            written_at=work.now(),
            place=(before or 0) + 1,
            kind=kind,
            fields=plain,
            actor_kind=work.actor.kind,
            actor_id=work.actor.id,
            actor_name=work.actor.name,
            link_kind=link.kind if link else None,
            link_id=link.id if link else None,
            pinned=False,
        )
    )
    work.session.flush()
    work.touch("incidents", f"incident:{incident_id}")
    return id


def sentence(entry: TimelineEntry) -> tuple[str, dict[str, object]]:
    """The msgid of a line and its fields, ready for `Words`: instants are instants again, terms await words."""
    known = KINDS.get(entry.kind)
    if known is None:  # written by a package that this process has not loaded
        return entry.kind, {}
    said: dict[str, object] = {}
    for name, value in entry.fields.items():
        if name in known.instants and isinstance(value, str):
            said[name] = datetime.fromisoformat(value)
        elif name in known.terms:
            said[name] = known.terms[name].get(str(value), value)
        else:
            said[name] = "" if value is None else value
    return known.sentence, said


NOTE = kind("incident.note", msgid("{text}"), icon="edit")
DECLARED = kind(
    "incident.declared",
    msgid("The incident was declared: “{title}”, {severity}."),
    terms={"severity": terms.SEVERITIES},
    icon="incidents",
)
PLAN_STARTED = kind("incident.plan_started", msgid("The plan “{playbook}” was put to work."), icon="plan")
DESCRIBED = kind("incident.described", msgid("The incident was described anew: “{title}”. {summary}"), icon="edit")
MOVED = kind(
    "incident.moved",
    msgid("The incident is now: {target}. Before: {origin}."),
    terms={"origin": terms.STATES, "target": terms.STATES},
    icon="right",
)
CLOSED = kind("incident.closed", msgid("The incident was closed: {conclusion}"), icon="check")
REOPENED = kind("incident.reopened", msgid("The incident was reopened: {reason}"), icon="right")
SEVERITY_CHANGED = kind(
    "incident.severity_changed", msgid("Severity changed from {origin} to {target}: {reason}"), icon="incidents"
)
ALERT_LINKED = kind("incident.alert_linked", msgid("An alert was added to the incident."), icon="alerts")
NEXT_UPDATE_SET = kind(
    "incident.next_update_set", msgid("The next public update is promised for {at}."), instants=("at",), icon="clock"
)
NEXT_UPDATE_CLEARED = kind(
    "incident.next_update_cleared", msgid("No next public update is promised any more."), icon="clock"
)

ROLE_GIVEN = kind("incident.role_given", msgid("{role}: {person}."), icon="person")
ROLE_GIVEN_WITH_ALTERNATE = kind(
    "incident.role_given_with_alternate",
    msgid("{role}: {person}, alternate: {alternate}."),
    icon="person",
)
ROLE_EMPTIED = kind("incident.role_emptied", msgid("{role}: nobody now."), icon="person")

TASK_ADDED = kind("incident.task_added", msgid("New task: “{title}”."), icon="plan")
TASK_DONE = kind("incident.task_done", msgid("Task done: “{title}”."), icon="check")
TASK_REOPENED = kind("incident.task_reopened", msgid("Task to be done after all: “{title}”."), icon="plan")
TASK_DROPPED = kind("incident.task_dropped", msgid("Task dropped: “{title}”. Why: {reason}"), icon="close")
TASK_REASSIGNED = kind("incident.task_reassigned", msgid("The task “{title}” is now with {person}."), icon="person")
TASK_GIVEN_BACK = kind(
    "incident.task_given_back", msgid("The task “{title}” is back with whoever has its role."), icon="person"
)
TASK_POSTPONED = kind(
    "incident.task_postponed",
    msgid("The task “{title}” is now due {due_at}. Why: {reason}"),
    instants=("due_at",),
    icon="clock",
)

DECIDED = kind("incident.decided", msgid("Decided: “{what}”. Why: {rationale}"), icon="do")
FACT_ADDED = {
    "confirmed": kind("incident.fact_added_confirmed", msgid("Confirmed: “{text}”. Source: {source}"), icon="check"),
    "open": kind("incident.fact_added_open", msgid("Not yet known: “{text}”."), icon="question"),
    "refuted": kind("incident.fact_added_refuted", msgid("Refuted: “{text}”. Source: {source}"), icon="close"),
}
FACT_SETTLED = {
    "confirmed": kind("incident.fact_confirmed", msgid("Now confirmed: “{text}”. Source: {source}"), icon="check"),
    "open": kind("incident.fact_opened", msgid("In doubt again: “{text}”."), icon="question"),
    "refuted": kind("incident.fact_refuted", msgid("Now refuted: “{text}”. Source: {source}"), icon="close"),
}
PROMISED = kind("incident.promised", msgid("Promised in public: “{text}”."), icon="say")
PROMISED_BY = kind(
    "incident.promised_by", msgid("Promised in public: “{text}”, by {due_at}."), instants=("due_at",), icon="say"
)
PROMISE_SETTLED = {
    "kept": kind("incident.promise_kept", msgid("Promise kept: “{text}”."), icon="check"),
    "broken": kind("incident.promise_broken", msgid("Promise broken: “{text}”."), icon="close"),
    "open": kind("incident.promise_opened", msgid("Promise still to be kept: “{text}”."), icon="say"),
}
