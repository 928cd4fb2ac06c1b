"""What we did, as marks on the curve of a crisis: short enough to stand there, numbered where they are listed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from larum.alert.model import Alert
from larum.base.translate import Msgid, Words, msgid
from larum.incident import timeline
from larum.incident.model import TimelineEntry
from larum.incident.store import Room
from larum.learn.store import Out
from larum.report.figures import Marker, MarkerKind

_MOVED: Mapping[str, Msgid] = {
    "active": msgid("team at work"),
    "monitoring": msgid("being watched"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One mark: when, what, and where to read more."""

    at: datetime
    sentence: Msgid
    fields: Mapping[str, object] = field(default_factory=dict)
    kind: MarkerKind = "act"
    statement_id: UUID | None = None

    def said(self, words: Words) -> str:
        """The mark in the reader's language."""
        return words(self.sentence, **self.fields)

    @property
    def href(self) -> str | None:
        """Where the page tells more of it."""
        return f"#statement-{self.statement_id}" if self.statement_id else None

    def marker(self, words: Words) -> Marker:
        """The mark on the curve."""
        return Marker(self.at, self.said(words), self.kind, self.href)


def acts(whole: Room, alerts: Iterable[Alert], out: Sequence[Out], right_id: UUID | None) -> list[Act]:
    """Every act of an incident, in the order of time."""
    incident = whole.incident
    found = [Act(alert.raised_at, msgid("alert raised"), kind="alert") for alert in alerts]
    if incident.origin_at is not None:
        found.append(Act(incident.origin_at, msgid("first sign"), kind="alert"))
    if incident.acknowledged_at is not None and incident.acknowledged_at != incident.declared_at:
        found.append(Act(incident.acknowledged_at, msgid("acknowledged")))
    found.append(Act(incident.declared_at, msgid("incident declared")))
    for number, each in enumerate(out, start=1):
        found.append(
            Act(each.at, _name(each, number, right_id), {"title": each.statement.title}, "statement", each.statement.id)
        )
        if each.statement.withdrawn_at is not None:
            fields = {"title": each.statement.title}
            found.append(
                Act(each.statement.withdrawn_at, msgid("withdrawn: {title}"), fields, "statement", each.statement.id)
            )
    found += [act for entry in whole.timeline if (act := _step(entry)) is not None]
    return sorted(found, key=lambda act: act.at)


def _name(each: Out, number: int, right_id: UUID | None) -> Msgid:
    if each.statement.id == right_id:
        return msgid("first and right word: {title}") if number == 1 else msgid("right word: {title}")
    return msgid("first word: {title}") if number == 1 else msgid("statement: {title}")


def _step(entry: TimelineEntry) -> Act | None:
    fields: dict[str, Any] = entry.fields
    match entry.kind:
        case timeline.MOVED if fields.get("target") in _MOVED:
            return Act(entry.at, _MOVED[fields["target"]])
        case timeline.SEVERITY_CHANGED:
            return Act(entry.at, msgid("now {severity}"), {"severity": fields.get("target", "")})
        case timeline.CLOSED:
            return Act(entry.at, msgid("incident closed"))
        case timeline.REOPENED:
            return Act(entry.at, msgid("incident reopened"))
        case _:
            return None
