"""The step in which signals are put before people: one crisis, one alert, with its severity and the reasons for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from larum.alert.actions import topic
from larum.alert.events import AlertRaised, AlertRenewed, AlertWorsened
from larum.alert.explain import people
from larum.alert.grouping import (
    COUNTING,
    GAP,
    Marks,
    Stretch,
    about_collection,
    falls_quiet_at,
    gather,
    gravest,
)
from larum.alert.model import Alert
from larum.alert.severity import Judgement, Picture, judge
from larum.alert.store import alerts_holding, evidence_of, link, of_brand, signals_of, unraised
from larum.base.stage import Stage
from larum.db.work import Work
from larum.detect.records import Signal
from larum.detect.stage import Looked
from larum.measure.store import platforms, totals


class Raising(msgspec.Struct, frozen=True):
    """One alert as it stands with what was just found: new, or one that grows."""

    alert_id: UUID
    brand_id: UUID
    fresh: tuple[Signal, ...]
    """Signals that join it or have grown."""
    evidence: tuple[Signal, ...]
    """All its signals, these included."""
    picture: Picture


class Raised(msgspec.Struct, frozen=True):
    """An alert with its severity judged."""

    raising: Raising
    judgement: Judgement


def load(work: Work, batch: Sequence[Looked]) -> list[Raising]:
    """Signals that are in no alert yet, gathered into alerts, with what is known of each."""
    return [
        raising for brand_id in sorted({looked.brand_id for looked in batch}) for raising in _gather(work, brand_id)
    ]


def _gather(work: Work, brand_id: UUID) -> list[Raising]:
    found = unraised(work.session, brand_id)
    if not found:
        return []
    known = of_brand(work.session, brand_id, min(signal.begun_at for signal in found) - 2 * GAP)
    evidence = evidence_of(work.session, [alert.id for alert in known])
    stretches = {
        alert.id: Stretch(
            alert.begun_at,
            alert.last_signal_at,
            about_collection(alert.detector),
            tuple(marks for signal in evidence.get(alert.id, ()) if (marks := Marks.of(signal))),
            alert.closed_at if alert.state == "closed" else None,
        )
        for alert in known
    }
    joining = gather(found, stretches, alerts_holding(work.session, [signal.id for signal in found]))
    return [_raising(work, brand_id, alert_id, tuple(fresh)) for alert_id, fresh in joining.items()]


def _raising(work: Work, brand_id: UUID, alert_id: UUID, fresh: tuple[Signal, ...]) -> Raising:
    held = {signal.id: signal for signal in (*signals_of(work.session, alert_id), *fresh)}
    evidence = tuple(sorted(held.values(), key=lambda signal: (signal.fired_at, str(signal.id))))
    since, until = min(s.begun_at for s in evidence), max(s.until for s in evidence)
    monitor_ids = sorted({signal.monitor_id for signal in evidence})
    counted = totals(work.session, monitor_ids, since, until)
    heaviest = gravest(evidence)
    counts = heaviest.detector in COUNTING
    return Raising(
        alert_id=alert_id,
        brand_id=brand_id,
        fresh=fresh,
        evidence=evidence,
        picture=Picture(
            observed=heaviest.observed if counts else 0.0,
            usual=heaviest.usual if counts else 0.0,
            mentions=counted.mentions,
            negative=counted.negative,
            authors=counted.authors,
            reach=counted.reach,
            questions=counted.questions,
            platforms=platforms(work.session, monitor_ids, since, until),
            minutes_to_notice=(evidence[0].fired_at - evidence[0].begun_at) / timedelta(minutes=1),
            critic=_most(evidence, "reach_jump"),
            reports=_most_people(evidence, "complaint_cluster"),
            newcomers=_most_people(evidence, "new_story"),
            collection=about_collection(heaviest.detector),
            caveats=tuple(sorted({caveat for signal in evidence for caveat in signal.caveats})),
        ),
    )


def _most(evidence: Sequence[Signal], detector: str) -> int:
    """The most that this detector counted, 0 where it said nothing."""
    return round(max((signal.observed for signal in evidence if signal.detector == detector), default=0.0))


def _most_people(evidence: Sequence[Signal], detector: str) -> int:
    return max((people(signal) for signal in evidence if signal.detector == detector), default=0)


def compute(batch: Sequence[Looked], gathered: list[Raising]) -> list[Raised]:
    """How grave each is, and why."""
    return [Raised(raising, judge(raising.picture)) for raising in gathered]


def save(work: Work, raised: Sequence[Raised]) -> None:
    """Raise new alerts, let known ones grow."""
    for one in raised:
        alert = work.session.get(Alert, one.raising.alert_id)
        if alert is None:
            _raise(work, one)
        else:
            _grow(work, alert, one)
        for signal in one.raising.fresh:
            link(work, one.raising.alert_id, signal)
        work.touch("alerts", topic(one.raising.alert_id))


def _raise(work: Work, one: Raised) -> None:
    evidence = one.raising.evidence
    alert = Alert(
        id=one.raising.alert_id,
        brand_id=one.raising.brand_id,
        state="open",
        severity=one.judgement.severity,
        raised_at=evidence[0].fired_at,
        incident_id=None,
        acknowledged_at=None,
        acknowledged_by=None,
        closed_at=None,
        closed_by=None,
        **_shown(one),
    )
    work.session.add(alert)
    work.session.flush()
    work.tell(AlertRaised(alert_id=alert.id), once=str(alert.id))


def _grow(work: Work, alert: Alert, one: Raised) -> None:
    """It becomes what it is with these; where that is graver or new, people are told, whoever had closed it."""
    for name, value in _shown(one).items():
        setattr(alert, name, value)
    graver = one.judgement.severity < alert.severity
    goes_on = alert.closed_because == "quiet" and falls_quiet_at(alert.last_signal_at) > work.now()
    if alert.state == "closed" and (graver or goes_on):
        alert.state, alert.closed_at, alert.closed_by, alert.closed_because = "open", None, None, ""
    if graver:
        alert.severity = one.judgement.severity
        work.tell(AlertWorsened(alert_id=alert.id, severity=alert.severity), once=f"{alert.id}-{alert.severity}")
    elif goes_on:
        work.tell(AlertRenewed(alert_id=alert.id, at=work.now()))
    elif alert.state != "closed" and _first_story(alert, one.raising):
        work.tell(AlertRenewed(alert_id=alert.id, at=work.now()), once=f"{alert.id}-story")


def _first_story(alert: Alert, raising: Raising) -> bool:
    """True where the first story is named in it, and began after people were called: they know nothing of it."""
    since = alert.acknowledged_at if alert.state == "acknowledged" else alert.raised_at
    told = {signal.id for signal in raising.evidence if Marks.of(signal)}
    begun = {signal.id for signal in raising.fresh if Marks.of(signal) and signal.begun_at > (since or alert.raised_at)}
    return bool(told) and told == begun


def _shown(one: Raised) -> dict[str, Any]:
    evidence = one.raising.evidence
    heaviest = gravest(evidence)
    return {
        "reasons": msgspec.to_builtins(one.judgement.reasons),
        "caveats": sorted({caveat for signal in evidence for caveat in signal.caveats}),
        "begun_at": min(signal.begun_at for signal in evidence),
        "last_signal_at": max(signal.until for signal in evidence),
        "observed": heaviest.observed,
        "usual": heaviest.usual,
        "detector": heaviest.detector,
    }


ALERT = Stage(name="alert", load=load, compute=compute, save=save, key=lambda looked: looked.brand_id)
