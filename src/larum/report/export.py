"""An incident with everything that belongs to it as one JSON document: for archives, and for leaving Larum with it.

Secrets are not among it: of a channel only its name and its kind are told.
"""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from larum import __version__
from larum.base.translate import Words
from larum.db.columns import Base, to_json
from larum.incident import timeline
from larum.incident.model import TimelineEntry
from larum.learn.clock import CrisisClock
from larum.report.after_action import AfterAction
from larum.respond import store as statements

FORMAT = "larum-incident-1"
"""Counts up when a field changes its meaning."""


def archive(session: Session, told: AfterAction) -> str:
    """The document; the same incident at the same moment gives the same text."""
    whole = told.room
    channels = {channel.id: channel for channel in statements.channels(session)}
    return to_json(
        {
            "format": FORMAT,
            "made_by": f"larum {__version__}",
            "made_at": told.now,
            "incident": _row(whole.incident),
            "alerts": [_row(alert) for alert in told.alerts],
            "roles": [_row(role) for role in whole.roles],
            "tasks": [_row(task) for task in whole.tasks],
            "decisions": [_row(decision) for decision in reversed(whole.decisions)],
            "facts": [_row(fact) for fact in reversed(whole.facts)],
            "promises": [_row(promise) for promise in whole.promises],
            "timeline": [_row(entry) | {"sentence": _said(entry)} for entry in whole.timeline],
            "statements": [
                _row(statement)
                | {
                    "versions": [
                        _row(version)
                        | {"approvals": [_row(each) for each in statements.approvals(session, version.id)]}
                        for version in reversed(statements.versions(session, statement.id))
                    ],
                    "publications": [
                        _row(each) | {"channel": channels[each.channel_id].name}
                        for each in statements.publications(session, statement.id)
                    ],
                }
                for statement in reversed(statements.statements_of(session, whole.incident.id))
            ],
            "questions": [_row(each.question) | {"times": each.times} for each in told.answered],
            "questions_waiting": told.waiting,
            "problems": [
                _row(each.problem) | {"people": each.people, "fixed": each.fixed, "not_fixed": each.not_fixed}
                for each in told.problems
            ],
            "review": _row(told.review) if told.review else None,
            "lessons": [_row(lesson) for lesson in told.lessons],
            "right_statement_id": told.right_id,
            "clock": _clock(told.clock),
            "monitors": [{"id": each.id, "name": each.name, "query": each.query} for each in told.monitors],
            "numbers": told.totals,
            "platforms": dict(told.platforms),
            "stories": [each.story for each in told.stories],
            "curve": told.points,
            "people": {str(id): name for id, name in told.names.items()},
        }
    )


def _row(thing: Base) -> dict[str, Any]:
    """The columns of a thing by name."""
    return {column.key: getattr(thing, column.key) for column in inspect(type(thing)).column_attrs}


def _said(entry: TimelineEntry) -> str:
    sentence, fields = timeline.sentence(entry)
    return Words("en")(sentence, **fields)


def _clock(clock: CrisisClock) -> dict[str, Any]:
    def seconds(span: Any) -> int | None:
        return None if span is None else int(span.total_seconds())

    hands: dict[str, Any] = {
        hand.name: {
            "at": hand.at,
            "after_origin_s": seconds(hand.after),
            "took_s": seconds(hand.took),
            "guide_s": seconds(hand.guide),
            "met": hand.met,
        }
        for hand in clock.hands
    }
    rhythm = clock.rhythm
    return {
        "hands": hands,
        "longest_silence_s": seconds(rhythm.longest),
        "updates_promised": rhythm.promised,
        "updates_in_time": rhythm.kept,
    }
