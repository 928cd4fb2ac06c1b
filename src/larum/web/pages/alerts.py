"""Alerts: what happened, how bad, what now. Everything on a card can be answered on a phone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.alert import actions, noticed, sentences, sentences_ahead, store, wording
from larum.alert.ahead import fan
from larum.alert.card import Card, card, forecast_at, lasts, named_of, watching
from larum.alert.explain import Claim, Named, only_collection
from larum.alert.grouping import gravest
from larum.alert.lifecycle import Verdict
from larum.alert.model import Alert
from larum.alert.sentences import Lead
from larum.alert.similar import Alike
from larum.analyse import lookup
from larum.analyse.lookup import Wanted
from larum.auth.store import people_by_id
from larum.base.translate import Msgid, Words, msgid
from larum.detect.learnt import learnt
from larum.detect.records import Signal
from larum.incident.store import incident_of_alert
from larum.learn.cases.store import past_answers
from larum.learn.store import taught
from larum.match.actions import mute_monitor, open_monitor, unmute_monitor
from larum.match.store import brands
from larum.notify.model import Delivery
from larum.notify.store import about
from larum.report.curve import points, width_for
from larum.report.figures import Curve, Fan, Marker, Point
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Nav
from larum.web.pages.calendar import known_before
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/alerts")
NAV = Nav(40, msgid("Alerts"), "/alerts", "alerts", thumb=True)

CLOSED_AT_ONCE = 20
VERDICTS: dict[Verdict, tuple[Msgid, Msgid]] = {
    "right": (msgid("Right"), msgid("It was worth the call.")),
    "known": (msgid("Known"), msgid("It was real, and we knew already.")),
    "too_late": (msgid("Too late"), msgid("It was real, and we needed to know sooner.")),
    "wrong": (msgid("Not us"), msgid("It was not about us, or it was nothing.")),
}
"""What can be said of an alert, and what that means."""
CALLS: dict[str, Msgid] = {
    "due": msgid("will be called"),
    "sent": msgid("was called"),
    "failed": msgid("could not be reached"),
    "called_off": msgid("was not called: somebody had answered"),
}
MUTES = (1, 4, 12, 24, 72, 168)
"""Hours; a mute always ends by itself."""
BEFORE, AFTER = timedelta(hours=12), timedelta(hours=6)
"""What the curve shows around what happened."""
STORIES_SHOWN = 5
LONGEST_CLOCK = timedelta(days=2)
"""How long a clock runs since an alert was raised; beyond, its day says more."""
Text = Annotated[str, Form(max_length=2000)]


@router.get("")
def alerts(
    request: Request, session: Reading, actor: Someone, before: Annotated[datetime | None, Query()] = None
) -> Response:
    """Does anything wait for somebody?"""
    _ = words_of(request)
    names = {brand.id: brand.name for brand in brands(session)}
    waiting = [] if before else sorted(store.alerts(session, states=["open"]), key=lambda alert: alert.severity)
    taken = [] if before else store.alerts(session, states=["acknowledged"])
    closed = store.alerts(session, states=["closed"], before=before, limit=CLOSED_AT_ONCE + 1)
    shown = [*waiting, *taken, *closed[:CLOSED_AT_ONCE]]
    evidence = store.evidence_of(session, [alert.id for alert in shown])
    named = named_of(session, evidence)
    return render(
        request,
        "alerts/list.html",
        waiting=waiting,
        taken=taken,
        closed=closed[:CLOSED_AT_ONCE],
        older=closed[CLOSED_AT_ONCE - 1].raised_at if len(closed) > CLOSED_AT_ONCE else None,
        titles={alert.id: _titled(_, alert, names.get(alert.brand_id, ""), named.get(alert.id, ())) for alert in shown},
        summaries={
            alert.id: wording.summary(_, alert, gravest(evidence[alert.id]) if alert.id in evidence else None)
            for alert in shown
        },
        verdicts=VERDICTS,
        last_unusual_at=store.last_unusual_at(session),
        watching=bool(names),
        may_act=actor.reaches("responder"),
    )


@router.get("/{alert_id}")
def alert(request: Request, session: Reading, actor: Someone, alert_id: UUID) -> Response:
    """What happened, how bad, what now?"""
    _, now = words_of(request), shell_of(request).clock.now()
    alert = actions.open_alert(session, alert_id)
    brand = {brand.id: brand.name for brand in brands(session)}.get(alert.brand_id, "")
    counting = watching(session, alert)
    told = card(session, alert, learnt(session, counting), now, past_answers(session, forecast_at(alert, now)))
    calls = _standing(about(session, actions.topic(alert.id)))
    return render(
        request,
        "alerts/card.html",
        alert=alert,
        brand=brand,
        title=_titled(_, alert, brand, told.named),
        told=told,
        lasts=lasts(alert, now),
        silence=only_collection(told.signals),
        counted_since=told.since if told.since < alert.begun_at else None,
        runs=now - alert.raised_at < LONGEST_CLOCK,
        says=Says.of(_, alert, told),
        negative=told.negative / told.mentions if told.mentions else 0.0,
        moods=(told.negative, max(0, told.mentions - told.negative - told.positive), told.positive),
        figure=curve(session, _, alert, told, counting, now),
        reasons=[(wording.reason(_, one["code"], one["number"]), one["points"]) for one in alert.reasons],
        caveats=[wording.caveat(_, code) for code in alert.caveats],
        known=known_before(session, _, alert.brand_id, alert.begun_at, alert.raised_at),
        muted=[one for one in told.monitors if one.muted_until and one.muted_until > now],
        mutes=[(str(hours), _.duration(timedelta(hours=hours))) for hours in MUTES],
        calls=calls,
        called=people_by_id(session, [call.person_id for call in calls]),
        call_words=CALLS,
        nobody_listed=not store.escalation(session),
        incident=incident_of_alert(session, alert.id),
        verdicts=[(verdict, _(name), _(meaning)) for verdict, (name, meaning) in VERDICTS.items()],
        verdict=_(VERDICTS[alert.verdict][0]) if alert.verdict in VERDICTS else "",
        taught=taught(session, [one.case.incident_id for one in told.alike if one.case.incident_id]),
        may_act=actor.reaches("responder"),
    )


class Says(NamedTuple):
    """The card's sentences in the reader's language."""

    lead: Lead
    stories: list[tuple[Claim, str]]
    forecast: list[list[str]]
    ahead: list[str]
    ending: list[str]
    alike: list[tuple[Alike, str]]
    reliability: list[str]
    evidence: list[tuple[Signal, str, str]]

    @classmethod
    def of(cls, words: Words, alert: Alert, told: Card) -> "Says":
        """All of them, in the order of the page."""
        stories = [one for one in told.claims if one.growing.lately >= 2][:STORIES_SHOWN]
        return cls(
            lead=sentences.lead(words, alert, told),
            stories=[(one, sentences.told_before(words, one)) for one in stories],
            forecast=sentences_ahead.forecast(words, told.ahead) if told.ahead else [],
            ahead=sentences_ahead.ahead(words, told.ahead) if told.ahead else [],
            ending=sentences.ending(words, told.ending, gravest(told.signals), alert.state == "acknowledged")
            if told.ending
            else [],
            alike=[(one, sentences.alike(words, one)) for one in told.alike],
            reliability=sentences.reliability(words, told.reliability),
            evidence=[(one, noticed.name(words, one.detector), wording.evidence(words, one)) for one in told.signals],
        )


@router.post("/{alert_id}/acknowledge")
def acknowledge(working: Working, alert_id: UUID, to: Text = "") -> Response:
    """Take it on; nobody else is called."""
    with working() as work:
        actions.acknowledge(work, actions.open_alert(work.session, alert_id))
    return _back(alert_id, to)


@router.post("/{alert_id}/close")
def close(working: Working, alert_id: UUID, verdict: Annotated[Verdict, Form()], note: Text = "") -> Response:
    """Close it, and say whether it was right."""
    with working() as work:
        alert = actions.open_alert(work.session, alert_id)
        if alert.state == "closed":
            actions.judge(work, alert, verdict=verdict, note=note)
        else:
            actions.close(work, alert, verdict=verdict, note=note)
    return _back(alert_id)


@router.post("/{alert_id}/reopen")
def reopen(working: Working, alert_id: UUID) -> Response:
    """Take back a closing, or an acknowledgement."""
    with working() as work:
        actions.reopen(work, actions.open_alert(work.session, alert_id))
    return _back(alert_id)


@router.post("/{alert_id}/mute/{monitor_id}")
def mute(working: Working, alert_id: UUID, monitor_id: UUID, hours: Annotated[float, Form()]) -> Response:
    """Raise no alerts for one of its monitors for a while."""
    with working() as work:
        mute_monitor(work, open_monitor(work.session, monitor_id), hours=hours)
    return _back(alert_id)


@router.post("/{alert_id}/unmute/{monitor_id}")
def unmute(working: Working, alert_id: UUID, monitor_id: UUID) -> Response:
    """Raise alerts again."""
    with working() as work:
        unmute_monitor(work, open_monitor(work.session, monitor_id))
    return _back(alert_id)


def _standing(calls: Sequence[Delivery]) -> list[Delivery]:
    """Who was called, without the calls in whose place the same person was called anew."""
    last = {call.person_id: call.id for call in calls}
    return [call for call in calls if call.state != "called_off" or last[call.person_id] == call.id]


def _titled(words: Words, alert: Alert, brand: str, named: Sequence[Named]) -> str:
    return wording.headline(words, alert, brand, wording.subjects(words, alert, named))


def curve(session: Session, words: Words, alert: Alert, told: Card, counting: Sequence[UUID], now: datetime) -> Curve:
    """What was said before, during and after, against the usual; and what is to be expected while it lasts."""
    begin, end = told.since - BEFORE, min(now, alert.last_signal_at + AFTER)
    width = width_for(begin, end, now)
    shown = points(session, counting, begin, end, width)
    if len(told.monitors) > 1:
        shown = _once(session, [one.id for one in told.monitors], shown, width, end)
    peak = max(shown, key=lambda point: point.value or 0)
    marks = [Marker(at=alert.begun_at, label=words("begins"), kind="act")]
    marks.append(Marker(at=alert.raised_at, label=words("alert"), kind="alert"))
    if alert.acknowledged_at:
        marks.append(Marker(at=alert.acknowledged_at, label=words("taken on"), kind="act"))
    said = words.ngettext(
        "At its highest, {at}: {count} mention in {width}.",
        "At its highest, {at}: {count} mentions in {width}.",
        round(peak.value or 0),
        at=words.moment(peak.at),
        width=noticed.length(words, width),
    )
    ahead = fan(told.ahead, width) if told.ahead and lasts(alert, now) else []
    return Curve(title="", summary=said, points=shown, markers=marks, fan=[Fan(*one) for one in ahead])


def _once(
    session: Session, monitor_ids: Sequence[UUID], shown: Sequence[Point], width: timedelta, end: datetime
) -> list[Point]:
    """The same points where a post that several monitors caught counts once."""
    caught, ill = Wanted(monitor_ids=tuple(monitor_ids)), Wanted(monitor_ids=tuple(monitor_ids), mood="negative")
    first = shown[0].at
    counts, negative = (
        lookup.counts_in(session, each, first, first + len(shown) * width, width) for each in (caught, ill)
    )
    last = shown[-1].at  # it ends now, and may overlap the bin before it
    if last != first + (len(shown) - 1) * width:
        counts[-1], negative[-1] = (
            lookup.counts_in(session, each, last, last + width, width)[0] for each in (caught, ill)
        )
    return [
        msgspec.structs.replace(point, value=float(count), negative=float(bad)) if point.value is not None else point
        for point, count, bad in zip(shown, counts, negative, strict=True)
    ]


def _back(alert_id: UUID, to: str = "") -> Response:
    return RedirectResponse("/alerts" if to == "list" else f"/alerts/{alert_id}", 303)
