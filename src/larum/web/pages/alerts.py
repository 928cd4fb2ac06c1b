"""Alerts: what happened, how bad, what now. Everything on a card can be answered on a phone."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.alert import actions, store
from larum.alert.lifecycle import Verdict
from larum.alert.model import Alert
from larum.alert.wording import CAVEATS, headline, reason, summary
from larum.analyse import lookup
from larum.analyse.lookup import Wanted
from larum.auth.store import people_by_id
from larum.base.translate import Msgid, Words, msgid
from larum.detect.records import Signal
from larum.incident.store import incident_of_alert
from larum.match.actions import mute_monitor, open_monitor, unmute_monitor
from larum.match.store import brands
from larum.measure.baseline import times_as_many
from larum.measure.stories.store import growing
from larum.notify.store import about
from larum.report.curve import points, width_for
from larum.report.figures import Curve, Marker
from larum.web.doors import Reading, Someone, Working
from larum.web.nav import Nav
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
DETECTORS: dict[str, tuple[Msgid, Msgid]] = {
    "surge": (msgid("More mentions than usual"), msgid("{observed} mentions where {usual} is usual")),
    "negative_surge": (
        msgid("More negative mentions than usual"),
        msgid("{observed} negative mentions where {usual} is usual"),
    ),
    "swell": (msgid("A day larger than any lately"), msgid("{observed} mentions in 24 hours, {usual} is usual")),
    "negative_swell": (
        msgid("A day with more negative mentions than any lately"),
        msgid("{observed} negative mentions in 24 hours, {usual} is usual"),
    ),
}
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
    return render(
        request,
        "alerts/list.html",
        waiting=waiting,
        taken=taken,
        closed=closed[:CLOSED_AT_ONCE],
        older=closed[CLOSED_AT_ONCE - 1].raised_at if len(closed) > CLOSED_AT_ONCE else None,
        titles={alert.id: headline(_, alert, names.get(alert.brand_id, "")) for alert in shown},
        summaries={alert.id: summary(_, alert) for alert in shown},
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
    monitors = store.monitors_of(session, alert.id)
    wanted = Wanted(monitor_ids=tuple(one.id for one in monitors), since=alert.begun_at, before=until(alert, now))
    mentions, negative, questions = lookup.tally(session, wanted)
    positive = min(lookup.shares(session, wanted).get("positive", 0), mentions - negative)
    calls = about(session, actions.topic(alert.id))
    return render(
        request,
        "alerts/card.html",
        alert=alert,
        brand=brand,
        title=headline(_, alert, brand),
        times=times_as_many(alert.observed, alert.usual),
        mentions=mentions,
        negative=negative / mentions if mentions else 0.0,
        questions=questions,
        platforms=lookup.by_platform(session, wanted),
        moods=(negative, max(0, mentions - negative - positive), positive),
        posts=lookup.telling(session, wanted),
        carriers=lookup.carriers(session, wanted),
        stories=growing(session, alert.begun_at, until(alert, now), monitor_ids=wanted.monitor_ids, limit=4),
        figure=curve(session, _, alert, wanted.monitor_ids, now, store.signals_of(session, alert.id)),
        reasons=[(reason(_, one["code"], one["number"]), one["points"]) for one in alert.reasons],
        caveats=[_(CAVEATS[code]) for code in alert.caveats if code in CAVEATS],
        signals=[
            (one, *DETECTORS.get(one.detector, DETECTORS["surge"])) for one in store.signals_of(session, alert.id)
        ],
        monitors=monitors,
        muted=[one for one in monitors if one.muted_until and one.muted_until > now],
        mutes=[(str(hours), _.duration(timedelta(hours=hours))) for hours in MUTES],
        calls=calls,
        called=people_by_id(session, [call.person_id for call in calls]),
        call_words=CALLS,
        nobody_listed=not store.escalation(session),
        incident=incident_of_alert(session, alert.id),
        verdicts=[(verdict, _(name), _(meaning)) for verdict, (name, meaning) in VERDICTS.items()],
        verdict=_(VERDICTS[alert.verdict][0]) if alert.verdict in VERDICTS else "",
        may_act=actor.reaches("responder"),
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


def until(alert: Alert, now: datetime) -> datetime:
    """Up to when its mentions are counted: now while it lasts, and no further than it lasted afterwards."""
    return now if alert.state != "closed" and now - alert.last_signal_at < AFTER else alert.last_signal_at


def curve(
    session: Session,
    words: Words,
    alert: Alert,
    monitor_ids: tuple[UUID, ...],
    now: datetime,
    signals: list[Signal],
) -> Curve:
    """What was said before, during and after, against the usual."""
    begin, end = alert.begun_at - BEFORE, min(now, alert.last_signal_at + AFTER)
    shown = points(session, monitor_ids, begin, end, width_for(begin, end, now))
    peak = max(shown, key=lambda point: point.value or 0)
    marks = [Marker(at=alert.begun_at, label=words("first sign"), kind="act")]
    marks.append(Marker(at=alert.raised_at, label=words("alert"), kind="alert"))
    if alert.acknowledged_at:
        marks.append(Marker(at=alert.acknowledged_at, label=words("taken on"), kind="act"))
    said = words.ngettext(
        "At its highest, {at}: {count} mention in {width}.",
        "At its highest, {at}: {count} mentions in {width}.",
        round(peak.value or 0),
        at=words.moment(peak.at),
        width=words.duration(width_for(begin, end, now)),
    )
    return Curve(title="", summary=said, points=shown, markers=marks)


def _back(alert_id: UUID, to: str = "") -> Response:
    return RedirectResponse("/alerts" if to == "list" else f"/alerts/{alert_id}", 303)
