"""The crisis clock: when it began, when we noticed, answered, said the first word, said the right word, and were done.

What happened between the first sign and each hand of the clock is the public's measure of us; the guidance for the
severity counts from where our own work begins, and says whether we met it. What did not happen, or is not known, is
said as such. Pure.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple
from uuid import UUID

from larum.incident.clocks import RESPONSE_TIMES
from larum.incident.lifecycle import Severity

Name = Literal["origin", "detected", "acknowledged", "declared", "first_word", "right_word", "calm", "closed"]

PUNCTUAL_WITHIN = timedelta(minutes=1)
"""A word promised for six o'clock and out within that minute is in time."""


class Spoken(NamedTuple):
    """One statement that the public could read."""

    statement_id: UUID
    at: datetime
    """When it was out on the first of its channels."""
    right: bool


class Hand(NamedTuple):
    """One hand of the clock."""

    name: Name
    at: datetime | None
    """None where it did not happen, or is not known."""
    after: timedelta | None
    """Since the first sign; None where either is not known."""
    counted_from: Name | None = None
    """What the guidance counts from; None where there is no guidance."""
    took: timedelta | None = None
    """Since then."""
    guide: timedelta | None = None
    """How long it should take at most."""

    @property
    def met(self) -> bool | None:
        """Whether the guidance was met; None where there is none, or where nobody can know."""
        return None if self.took is None or self.guide is None else self.took <= self.guide


class Rhythm(NamedTuple):
    """How steadily the public heard from us after the first word."""

    longest: timedelta | None
    """The longest silence between two words; None before there are two."""
    guide: timedelta | None
    promised: int
    """Next words that were promised for a time that has come."""
    kept: int
    """Of these, said by then."""


class CrisisClock(NamedTuple):
    """All hands, in the order of a crisis, and the rhythm of what was said."""

    hands: tuple[Hand, ...]
    rhythm: Rhythm

    def hand(self, name: Name) -> Hand:
        """One hand."""
        return next(hand for hand in self.hands if hand.name == name)


def read(
    severity: Severity,
    *,
    origin_at: datetime | None,
    detected_at: datetime | None,
    acknowledged_at: datetime | None,
    declared_at: datetime,
    closed_at: datetime | None,
    calm_at: datetime | None = None,
    spoken: Sequence[Spoken] = (),
    right_id: UUID | None = None,
    promised: Sequence[tuple[datetime, datetime | None]] = (),
    now: datetime,
) -> CrisisClock:
    """The clock of one incident, as of `now`; `spoken` in the order of time.

    `right_id` is the statement that counts as the right word. `promised` are the times promised for the next word, each
    with when it was promised; None takes back what was promised before.
    """
    guide = RESPONSE_TIMES[severity]
    if origin_at and detected_at:
        origin_at = min(origin_at, detected_at)  # what was noticed had begun
    right_at = next((word.at for word in spoken if word.statement_id == right_id), None)
    known: dict[Name, datetime | None] = {
        "origin": origin_at,
        "detected": detected_at,
        "acknowledged": acknowledged_at,
        "declared": declared_at,
        "first_word": spoken[0].at if spoken else None,
        "right_word": right_at,
        "calm": calm_at,
        "closed": closed_at,
    }
    guided: dict[Name, tuple[Name, timedelta | None]] = {
        "acknowledged": ("detected", guide.acknowledge_for),
        "first_word": ("declared", guide.statement_for),
    }

    def hand(name: Name, at: datetime | None) -> Hand:
        after = at - origin_at if at and origin_at else None
        counted_from, allowed = guided.get(name, (None, None))
        start = known[counted_from] if counted_from else None
        if allowed is None or start is None:
            return Hand(name, at, after)
        # Somebody may have spoken before the incident was declared: that took no time at all.
        took = max(at - start, timedelta()) if at else None
        return Hand(name, at, after, counted_from, took, allowed)

    return CrisisClock(
        hands=tuple(hand(name, at) for name, at in known.items()),
        rhythm=_rhythm([word.at for word in spoken], promised, guide.update_for, closed_at or now),
    )


def first_right(spoken: Sequence[Spoken]) -> UUID | None:
    """The first statement that was the right word; None where there has been none yet."""
    return next((word.statement_id for word in spoken if word.right), None)


def _rhythm(
    said: Sequence[datetime],
    promised: Sequence[tuple[datetime, datetime | None]],
    guide: timedelta | None,
    until: datetime,
) -> Rhythm:
    gaps = [after - before for before, after in pairwise(said)]
    due = kept = 0
    for index, (made_at, at) in enumerate(promised):
        replaced_at = promised[index + 1][0] if index + 1 < len(promised) else until
        if at is None or at > until:
            continue
        words = [word for word in said if made_at < word]
        in_time = any(word <= at + PUNCTUAL_WITHIN for word in words)
        if not in_time and replaced_at < at:
            continue  # put off before its time came, or the incident was over by then
        due += 1
        kept += in_time
    return Rhythm(longest=max(gaps, default=None), guide=guide, promised=due, kept=kept)
