"""When does a monitor call? How often it may call for nothing, and whom that would have called, before it is saved."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from larum.alert import noticed
from larum.base.translate import Msgid, Words, msgid
from larum.detect.backtest import Call, called
from larum.detect.calibrate import DEFAULT, WISHES, Wish, calibrate
from larum.learn.actions import set_sensitivity, undo_sensitivity
from larum.learn.calibrate import ENOUGH as ENOUGH_VERDICTS
from larum.learn.calibrate import LAST, Judged, Proposal, by_detector, propose
from larum.learn.store import Past, calibrations, past_of
from larum.match.actions import open_monitor
from larum.match.model import Monitor
from larum.report.curve import points
from larum.report.figures import Curve, Marker
from larum.web.doors import Reading, Someone, Working
from larum.web.pages.alerts import VERDICTS
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/monitors/{monitor_id}/sensitivity")

SHOWN = timedelta(days=28)
"""How far back calls are shown."""
BINS = timedelta(hours=6)
CHANGES_SHOWN = 5
ENOUGH = timedelta(days=1)
"""Watched for less than this, a past says nothing yet."""
WORDS: dict[Wish, tuple[Msgid, Msgid]] = {
    "month": (msgid("at most once a month"), msgid("The standard: it calls for what clearly stands out.")),
    "week": (msgid("at most once a week"), msgid("It hears of smaller things, and of large ones earlier.")),
    "day": (msgid("at most once a day"), msgid("For a launch, or for days on which everybody is awake anyway.")),
}
"""Each wish, and what it is good for."""


class Line(NamedTuple):
    """One alert that would have been raised, as it is shown."""

    call: Call
    name: str
    seen: str
    verdict: str
    """What somebody said of the alert that was raised then,"""
    tone: str
    """and how that is shown: right is good, too late is a warning."""
    news: Literal["", "new", "gone"]
    """Only as chosen; only as it is now."""
    posts: str
    """Where the mentions of that time are."""


@router.get("")
def sensitivity(
    request: Request, session: Reading, actor: Someone, monitor_id: UUID, wish: Wish | None = None
) -> Response:
    """When does it call, and when would it have called?"""
    words, now = words_of(request), shell_of(request).clock.now()
    monitor = open_monitor(session, monitor_id)
    past = past_of(session, monitor, now)
    heard = past_of(session, monitor, now, since=monitor.calibrated_at)
    current = wished(monitor)
    chosen = calibrate(wish or current, past.peaks, past.watched, past.right)
    asked = chosen.asked if wish else monitor.asked
    lines = back_test(words, monitor, past, asked, now)
    return render(
        request,
        "monitors/sensitivity.html",
        monitor=monitor,
        wishes=[(name, words(title), words(hint)) for name, (title, hint) in WORDS.items()],
        current=current,
        chosen=wish or current,
        title_of={name: words(title) for name, (title, _) in WORDS.items()},
        trying=wish is not None and (wish != current or asked != monitor.asked),
        asked=asked,
        standard=DEFAULT,
        calibration=chosen,
        young=past.watched < ENOUGH,
        shown=min(SHOWN, past.watched),
        watched=past.watched,
        lines=lines,
        calls=sum(line.news != "gone" for line in lines),
        calls_now=sum(line.news != "new" for line in lines),
        figure=curve(session, words, monitor, lines, past, now),
        proposal=proposed(monitor, heard),
        heard=len(heard.judged),
        wanted=ENOUGH_VERDICTS,
        of_last=LAST,
        verdicts=[(noticed.name(words, name), said) for name, said in by_detector(past.judged).items()],
        verdict_names={verdict: words(title) for verdict, (title, _) in VERDICTS.items()},
        changes=calibrations(session, monitor_id)[:CHANGES_SHOWN],
        may_act=actor.reaches("responder"),
    )


@router.post("")
def save(
    working: Working, monitor_id: UUID, wish: Annotated[Wish, Form()], asked: Annotated[float | None, Form()] = None
) -> Response:
    """Call so from now on."""
    with working() as work:
        set_sensitivity(work, monitor_id, wish=wish, asked=asked)
    return RedirectResponse(f"/monitors/{monitor_id}/sensitivity", 303)


@router.post("/undo")
def undo(working: Working, monitor_id: UUID) -> Response:
    """Call as before."""
    with working() as work:
        undo_sensitivity(work, monitor_id)
    return RedirectResponse(f"/monitors/{monitor_id}/sensitivity", 303)


def back_test(words: Words, monitor: Monitor, past: Past, asked: float, now: datetime) -> list[Line]:
    """Whom it would have called lately, newest first, and whom no longer."""
    lately = [peak for peak in past.peaks if peak.at >= now - SHOWN]
    then, before = called(lately, asked), called(lately, monitor.asked)
    lines = [_line(words, monitor, call, past.judged, "" if _among(call, before) else "new") for call in then]
    lines += [_line(words, monitor, call, past.judged, "gone") for call in before if not _among(call, then)]
    return sorted(lines, key=lambda line: line.call.at, reverse=True)


def curve(
    session: Session, words: Words, monitor: Monitor, lines: Sequence[Line], past: Past, now: datetime
) -> Curve | None:
    """The mentions of these weeks, and when it would have called."""
    if past.watched < ENOUGH:
        return None
    calls = [line.call for line in lines if line.news != "gone"]
    span = min(SHOWN, past.watched)
    return Curve(
        title="",
        summary=words.ngettext("{count} call in {span}.", "{count} calls in {span}.", len(calls), span=span),
        points=points(session, (monitor.id,), now - span, now, BINS),
        markers=[Marker(at=call.at, label=words.date(call.at), kind="alert") for call in reversed(calls)],
    )  # fmt: skip


class Proposed(NamedTuple):
    """A proposal, with where its alerts are."""

    what: Proposal
    times: float
    """How many times as much evidence as now it asks for."""


def wished(monitor: Monitor) -> Wish:
    """How often it may call for nothing."""
    return next((known for known in WISHES if known == monitor.sensitivity), "month")


def often(monitor: Monitor) -> Msgid:
    """The same, as one says it."""
    return WORDS[wished(monitor)][0]


def proposed(monitor: Monitor, past: Past) -> Proposed | None:
    """What people's verdicts since it was last calibrated propose."""
    found = propose(wished(monitor), monitor.asked, past.judged, past.peaks, past.watched)
    return None if found is None else Proposed(found, found.asked / monitor.asked)


def _line(
    words: Words, monitor: Monitor, call: Call, judged: Sequence[Judged], news: Literal["", "new", "gone"]
) -> Line:
    said = next((each.verdict for each in judged if each.begun_at <= call.until and call.since <= each.until), None)
    span = {
        "monitor": str(monitor.id),
        "since": call.since.isoformat(),
        "before": (call.until + timedelta(minutes=1)).isoformat(),
    }
    return Line(
        call=call,
        name=noticed.name(words, call.detector),
        seen=noticed.seen(words, call.detector, call.observed, call.usual),
        verdict=words(VERDICTS[said][0]) if said else "",
        tone={"right": "good", "too_late": "warning"}.get(said or "", "quiet"),
        news=news,
        posts=f"/mentions?{urlencode(span)}",
    )


def _among(call: Call, others: Sequence[Call]) -> bool:
    return any(other.since <= call.until and call.since <= other.until for other in others)
