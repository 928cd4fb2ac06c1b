"""What people said of alerts, turned into a proposal: how strong a case a monitor should ask for, and what changes.

Nothing is changed here, nor by itself: a proposal says which of the alerts that people judged would not have been
raised, which still would, which earlier; somebody accepts it or not. Three things are noticed, the gravest first:

- *wrong*: at least two of the last five judged alerts were nothing. The strength asked for goes up until as many of
  those as possible fall silent; silencing a right one counts as three wrong ones that ring. Where no strength tells
  them apart, that is said instead: then the query is to be narrowed.
- *too late*: at least two of the last five were real but came too late, and weaker signs were there before. The
  strength goes down to them.
- *often*: more calls than the monitor's wish allows, going by its own past (`detect.calibrate`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from larum.alert.lifecycle import Verdict
from larum.detect.backtest import GAP, Peak, called
from larum.detect.calibrate import LEAST, MOST, OFTEN, Wish, calibrate, false_alarms

LAST: Final = 5
"""Judged alerts that are looked at."""
ENOUGH: Final = 2
"""Of which so many have to say the same."""
RIGHT_IS_WORTH: Final = 3
"""Wrong alerts that one puts up with for a right one."""
ABOVE: Final = 1.02
"""How far above a wrong alert's strength is asked."""
WORTH_IT: Final = 1.1
"""A strength that differs by less is not worth asking people about."""
SEEN_FOR: Final = timedelta(days=14)
"""How long a monitor has watched before its own past is held against its wish."""
BEFORE: Final = timedelta(hours=24)
"""How long before an alert weaker signs of it are looked for."""


class Judged(msgspec.Struct, frozen=True):
    """An alert that somebody judged."""

    id: UUID
    verdict: Verdict
    begun_at: datetime
    raised_at: datetime
    until: datetime
    detector: str = ""
    """Whose evidence weighed most."""


class Sooner(msgspec.Struct, frozen=True):
    """An alert that would have come earlier."""

    alert: Judged
    by: timedelta


class Proposal(msgspec.Struct, frozen=True):
    """Another strength to ask for, why, and what it would have changed."""

    because: Literal["wrong", "inseparable", "too_late", "often"]
    count: int
    """How many alerts say so,"""
    of: int
    """of so many."""
    asked: float
    """What to ask for; what is asked now, where nothing would help."""
    silent: tuple[Judged, ...] = ()
    """Judged alerts that would not have been raised."""
    still: tuple[Judged, ...] = ()
    """Those that still would."""
    sooner: tuple[Sooner, ...] = ()
    calls_now: int = 0
    calls_then: int = 0
    """Calls in the time looked back at, as it is and as proposed."""


def by_detector(judged: Sequence[Judged]) -> dict[str, dict[Verdict, int]]:
    """What people said of alerts, by the detector whose evidence weighed most; the most judged first."""
    found: dict[str, dict[Verdict, int]] = {}
    for each in judged:
        said = found.setdefault(each.detector, {})
        said[each.verdict] = said.get(each.verdict, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-sum(pair[1].values()), pair[0])))


def propose(
    wish: Wish, asked: float, judged: Sequence[Judged], peaks: Sequence[Peak], watched: timedelta
) -> Proposal | None:
    """What to ask for instead, where people's verdicts or the monitor's past say so.

    `judged` are the alerts of one monitor that were judged since it was last calibrated, `peaks` those of the time
    looked back at, the last `watched`.
    """
    last = sorted(judged, key=lambda each: each.raised_at)[-LAST:]
    strengths = {each.id: _strength(each, peaks) for each in last}
    last = [each for each in last if strengths[each.id] > 0]
    found = _for_wrong(asked, last, strengths) or _for_too_late(asked, last, peaks)
    found = found or _for_often(wish, asked, judged, peaks, watched)
    if found is None:
        return None
    return msgspec.structs.replace(
        found,
        silent=tuple(each for each in last if asked <= strengths[each.id] < found.asked),
        still=tuple(each for each in last if strengths[each.id] >= max(found.asked, asked)),
        calls_now=len(called(peaks, asked)),
        calls_then=len(called(peaks, found.asked)),
    )


def _for_wrong(asked: float, last: Sequence[Judged], strengths: dict[UUID, float]) -> Proposal | None:
    wrong = [strengths[each.id] for each in last if each.verdict == "wrong"]
    right = [strengths[each.id] for each in last if each.verdict != "wrong"]
    if len(wrong) < ENOUGH:
        return None

    def gain(strength: float) -> int:
        return sum(each < strength for each in wrong) - RIGHT_IS_WORTH * sum(each < strength for each in right)

    tried = sorted({min(MOST, round(each * ABOVE + 0.005, 2)) for each in wrong if each * ABOVE > asked})
    best = max(tried, key=lambda each: (gain(each), -each), default=asked)
    if best <= asked or gain(best) <= 0:
        return Proposal("inseparable", len(wrong), len(last), asked)
    return Proposal("wrong", len(wrong), len(last), best)


def _for_too_late(asked: float, last: Sequence[Judged], peaks: Sequence[Peak]) -> Proposal | None:
    late = [each for each in last if each.verdict == "too_late"]
    if len(late) < ENOUGH:
        return None
    signs = {each: _sign_before(each, asked, peaks) for each in late}
    heard = sorted((sign.strength for sign in signs.values() if sign is not None), reverse=True)
    if not heard:
        return None
    strength = round(heard[min(ENOUGH, len(heard)) - 1] - 0.005, 2)
    if strength * WORTH_IT > asked:
        return None
    sooner = [
        Sooner(alert, alert.raised_at - sign.at)
        for alert, sign in signs.items()
        if sign is not None and sign.strength >= strength
    ]
    return Proposal("too_late", len(late), len(last), max(LEAST, strength), sooner=tuple(sooner))


def _for_often(
    wish: Wish, asked: float, judged: Sequence[Judged], peaks: Sequence[Peak], watched: timedelta
) -> Proposal | None:
    if watched < SEEN_FOR:
        return None
    right = [(each.begun_at, each.until) for each in judged if each.verdict != "wrong"]
    calls = called(peaks, asked)
    false = len(false_alarms(calls, right))
    better = calibrate(wish, peaks, watched, right).asked
    if better < asked * WORTH_IT or false <= max(1.0, watched / OFTEN[wish]):
        return None
    return Proposal("often", false, len(calls), better)


def _strength(alert: Judged, peaks: Sequence[Peak]) -> float:
    """The strongest case of this monitor within an alert; 0 where it made none."""
    since, until = alert.begun_at - timedelta(hours=1), alert.until + GAP
    return max((peak.strength for peak in peaks if since <= peak.at <= until), default=0.0)


def _sign_before(alert: Judged, asked: float, peaks: Sequence[Peak]) -> Peak | None:
    """The strongest of the weaker signs that came before an alert was raised."""
    before = [peak for peak in peaks if alert.raised_at - BEFORE <= peak.at < alert.raised_at and peak.strength < asked]
    return max(before, key=lambda peak: (peak.strength, -peak.at.timestamp()), default=None)
