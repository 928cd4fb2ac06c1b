"""One past answer, when it is a case, and what all of them together say. Pure.

A case is the first statement of an incident, for anybody outside the house, that went out while a burst was under way:
after its alert was raised, before that was closed or had fallen quiet. Then and there the day to come is forecast from
what had been heard; a day later what came is counted. Nothing is made of it afterwards: an answer that nobody noted
within the hour is none, so no forecast here ever knew what came.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec
import numpy as np

from larum.alert.grouping import QUIET
from larum.detect.forecast.volume import ENOUGH_CASES, Case

DAY: Final = timedelta(hours=24)
"""How long after an answer is looked at."""
IN_TIME: Final = timedelta(hours=1)
"""Within so long after a statement went out it is noted, or never."""
LIVE: Final = timedelta(hours=2)
"""A post that was heard later than this after it was written came from an archive: it counts in no case."""
SETTLES: Final = timedelta(hours=1)
"""So long after the day is over the last posts of it are waited for."""
DEAF: Final = timedelta(hours=1)
"""Nothing heard for longer than this, and what came is not known."""
LATEST: Final = 200
"""Answers looked back at, the latest: ten times as many as are needed, and how a house answered long ago says little of
how it answers today."""

Unfit = Literal["", "changed", "unheard"]
"""Why what came cannot be held against the forecast: a monitor was changed meanwhile; nobody listened for a while."""
Standing = Literal["counts", "waits", "open", "wrong", "changed", "unheard"]
"""It counts; its day is not over; nobody has closed its alert or incident; the alert was nothing; as in `Unfit`."""


class Burst(msgspec.Struct, frozen=True):
    """An alert, as far as an answer to it is concerned."""

    id: UUID
    severity: int
    begun_at: datetime
    raised_at: datetime
    until: datetime
    """The last that was unusual."""
    closed_at: datetime | None


class Answer(msgspec.Struct, frozen=True):
    """A first statement that went out into a burst, with what was forecast then."""

    id: UUID
    incident_id: UUID
    alert_id: UUID
    statement_id: UUID
    monitor_ids: tuple[UUID, ...]
    at: datetime
    so_far: int
    """Mentions of the burst by then."""
    forecast: float
    """Mentions in the 24 hours to come, as it went,"""
    low80: float
    high80: float
    """and the range that holds the truth four times out of five."""
    heard_until: datetime
    came: int | None = None
    """None until its day is over."""
    settled_at: datetime | None = None
    unfit: Unfit = ""

    @property
    def ends_at(self) -> datetime:
        """The end of the day that is looked at."""
        return self.at + DAY


class Record(msgspec.Struct, frozen=True):
    """An answer with the incident it was given in, and whether it counts."""

    answer: Answer
    number: int
    title: str
    standing: Standing

    @property
    def share(self) -> float | None:
        """What came, as a share of what was forecast."""
        came = self.answer.came
        return came / self.answer.forecast if came is not None and self.answer.forecast > 0 else None


def answered(bursts: Sequence[Burst], at: datetime) -> Burst | None:
    """The burst that a statement of this instant answers: the gravest that was under way; None where none was."""
    under_way = [
        one
        for one in bursts
        if one.raised_at <= at and at - one.until < QUIET and (one.closed_at is None or at < one.closed_at)
    ]
    return min(under_way, key=lambda one: (one.severity, one.raised_at, str(one.id)), default=None)


def standing(answer: Answer, verdict: str, *, over: bool) -> Standing:
    """Whether an answer counts, and why not; `over` where its alert or its incident was closed."""
    if answer.unfit:
        return answer.unfit
    if verdict == "wrong":
        return "wrong"
    if answer.came is None:
        return "waits"
    return "counts" if over else "open"


def cases(records: Sequence[Record]) -> list[Case]:
    """Those that count, as the forecast takes them."""
    return [
        Case(one.answer.forecast, float(one.answer.came))
        for one in records
        if one.standing == "counts" and one.answer.came is not None and one.answer.forecast > 0
    ]


def spread(records: Sequence[Record]) -> tuple[float, float, float] | None:
    """What came, as a share of what was forecast: low, middle and high of four in five; None from too few.

    >>> spread([]) is None
    True
    """
    shares = [case.came / case.forecast for case in cases(records)]
    if len(shares) < ENOUGH_CASES:
        return None
    low, middle, high = (float(each) for each in np.quantile(shares, (0.1, 0.5, 0.9)))
    return low, middle, high
