"""The overview: is anything on fire?"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from larum.alert import store as alerts
from larum.alert.model import Alert
from larum.alert.sentences import on_day
from larum.alert.wording import headline
from larum.base.errors import NotFound
from larum.base.translate import Msgid, Words, msgid
from larum.collect.store import newest_posts, sources
from larum.detect.hearing.store import gaps
from larum.detect.learnt import learnt
from larum.engage import store as engage
from larum.engage.digest import problems_wait, questions_wait
from larum.flow.quarantine import waiting_by_reason
from larum.incident import store as incidents
from larum.match.model import Brand
from larum.match.store import brands, watched_for
from larum.measure.store import totals
from larum.measure.stories.store import growing
from larum.report import curve
from larum.report.curve import SHOWN, Range
from larum.report.figures import Curve, Marker, spark
from larum.respond import store as statements
from larum.web.doors import Reading, Someone
from larum.web.health import said
from larum.web.nav import Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter()
NAV = Nav(10, msgid("Overview"), "/", "overview", thumb=True)

RANGES: dict[Range, Msgid] = {
    "day": msgid("last 24 hours"),
    "week": msgid("7 days"),
    "month": msgid("28 days"),
}
IN: dict[Range, Msgid] = {
    "day": msgid("in 24 hours"),
    "week": msgid("in 7 days"),
    "month": msgid("in 28 days"),
}
ToShow = Annotated[Range, Query(alias="range")]


class State(NamedTuple):
    """Is anything on fire? In a few words, in a sentence, and where to go."""

    title: str
    answer: str
    href: str = ""
    button: str = ""
    calm: bool = True


class ToDo(NamedTuple):
    """Something that waits for a person."""

    sentence: str
    href: str
    icon: str
    tone: str = "quiet"


@router.get("/")
def overview(request: Request, session: Reading, actor: Someone, shown: ToShow = "day") -> Response:
    """The one page that stays open."""
    words, now = words_of(request), shell_of(request).clock.now()
    watched = brands(session)
    silent = gaps(session, now)
    streams = [(source, said(words, source, now, silent.get(source.id))) for source in sources(session)]
    return render(
        request,
        "overview/overview.html",
        state=state(session, words, watched, now),
        figures=[(brand, figure(session, words, brand, shown, now)) for brand in watched],
        shown=shown,
        ranges=[(words(name), f"/?range={key}", key == shown, None) for key, name in RANGES.items()],
        stories=growing(session, now - timedelta(hours=24), now, limit=6),
        spark=lambda one: spark(one.curve, words("mentions over the last 24 hours")),
        brands=watched,
        monitors={monitor.id: brand for brand in watched for monitor in watched_for(session, brand.id)},
        sources=streams,
        deaf=bool(watched) and bool(streams) and not any(source.state == "on" for source, _ in streams),
        blind=[(source, health) for source, health in streams if health.blind],
        todos=todos(session, words, now, actor.reaches("responder")),
        may_act=actor.reaches("responder"),
    )


@router.get("/overview/curve/{brand_id}")
def curve_anew(request: Request, session: Reading, brand_id: UUID, shown: ToShow = "day") -> Response:
    """A chart's figures as they stand now, for the drawing to go on with."""
    brand = session.get(Brand, brand_id)
    if brand is None:
        raise NotFound
    words = words_of(request)
    body = figure(session, words, brand, shown, shell_of(request).clock.now()).json(words)
    return Response(str(body), media_type="application/json", headers={"cache-control": "no-store"})


def state(session: Session, words: Words, watched: Sequence[Brand], now: datetime) -> State:
    """The first line."""
    if not any(watched_for(session, brand.id) for brand in watched):
        return State(
            words("Nothing is watched yet"),
            words("Name your brand: Larum proposes what to watch for, and you see at once what it would have caught."),
            "/welcome",
            words("Name your brand"),
        )
    if not newest_posts(session, limit=1):
        answer = words("Your queries are ready; what is missing is something to read.")
        if any(source.state == "on" for source in sources(session)):
            return State(words("Listening"), words("Sources are read; the first post is a matter of time."))
        return State(words("Nothing comes in yet"), answer, "/sources/new", words("Add a source"))
    waiting = sorted(alerts.alerts(session, states=["open"]), key=lambda alert: alert.severity)
    if waiting:
        return _on_fire(words, watched, waiting)
    managed = incidents.open_incidents(session)
    if managed:
        return State(
            words.ngettext("{count} incident is being managed", "{count} incidents are being managed", len(managed)),
            words("The gravest: “{title}”. No alert waits.", title=managed[0].title),
            f"/incidents/{managed[0].id}",
            words("Open the room"),
            calm=False,
        )
    today = _today(session, words, watched, now)
    taken = alerts.alerts(session, states=["acknowledged"])
    if taken:
        title = words.ngettext("{count} alert is being looked at", "{count} alerts are being looked at", len(taken))
        return State(title, today, f"/alerts/{taken[0].id}", words("Look at it"), calm=False)
    return State(words("All quiet"), f"{today} {_since_unusual(session, words, watched, now)}")


def _on_fire(words: Words, watched: Sequence[Brand], waiting: Sequence[Alert]) -> State:
    gravest = waiting[0]
    brand = {brand.id: brand.name for brand in watched}.get(gravest.brand_id, "")
    title = words.ngettext("{count} alert waits for somebody", "{count} alerts wait for somebody", len(waiting))
    answer = words("{what}, since {since}.", what=headline(words, gravest, brand), since=words.moment(gravest.begun_at))
    return State(title, answer, f"/alerts/{gravest.id}", words("Look at the gravest"), calm=False)


def _today(session: Session, words: Words, watched: Sequence[Brand], now: datetime) -> str:
    """So many mentions today, and whether that is usual on such a day."""
    ids = [monitor.id for brand in watched for monitor in watched_for(session, brand.id)]
    midnight = now.astimezone(words.zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    count = totals(session, ids, midnight, now).mentions
    many = words.ngettext("{count} mention today", "{count} mentions today", count)
    usual = curve.usual(learnt(session, ids), midnight, now)
    if usual is None:
        return words("{many}. What is usual will be known after a day of watching.", many=many)
    day = on_day(words, now)
    if count > usual.high:
        return words("{many}, more than usual {day}.", many=many, day=day)
    if count < usual.low:
        return words("{many}, fewer than usual {day}.", many=many, day=day)
    return words("{many}, as usual {day}.", many=many, day=day)


def _since_unusual(session: Session, words: Words, watched: Sequence[Brand], now: datetime) -> str:
    last = alerts.last_unusual_at(session)
    if last is None:
        begun = min(brand.created_at for brand in watched)
        return words("Nothing unusual since watching began, {when}.", when=words.moment(begun))
    days = (now - last).days
    if days < 1:
        return words("The last unusual thing ended {when}.", when=words.when(last))
    return words.ngettext("Nothing unusual for {count} day.", "Nothing unusual for {count} days.", days)


def figure(session: Session, words: Words, brand: Brand, shown: Range, now: datetime) -> Curve:
    """One brand's mentions against the usual, with what happened marked on it."""
    span, width = SHOWN[shown]
    since, until = now - span, now.replace(second=0, microsecond=0)
    points = curve.points(session, [monitor.id for monitor in watched_for(session, brand.id)], since, until, width)
    marks = [
        Marker(at=alert.raised_at, label=words("alert"), kind="alert", href=f"/alerts/{alert.id}")
        for alert in alerts.raised_between(session, [brand.id], since, until)
    ]
    for incident in [*incidents.open_incidents(session), *incidents.closed_incidents(session, limit=5)]:
        if incident.brand_id not in (None, brand.id):
            continue
        out: dict[str, datetime] = {}  # once, however many places and languages it went out in
        for one, publication in statements.on_the_page(session, incident.id):
            if (at := publication.sent_at) is not None:
                out[f"/statements/{one.id}"] = min(at, out.get(f"/statements/{one.id}", at))
        marks += [Marker(at=at, label=words("statement"), kind="statement", href=href) for href, at in out.items()]
    total = round(sum(point.value or 0 for point in points))
    last = points[-1]
    summary = words.ngettext(
        "{count} mention {in_span}.", "{count} mentions {in_span}.", total, in_span=words(IN[shown])
    )
    if last.value is not None and last.low is not None and last.high is not None:
        summary += " " + words(
            "Now {value} in {width}, where {low} to {high} is usual.",
            value=words.number(round(last.value)),
            width=words.duration(width),
            low=words.number(round(last.low)),
            high=words.number(round(last.high)),
        )
    else:
        summary += " " + words("What is usual is not known yet.")
    return Curve(title=brand.name, summary=summary, points=points, markers=marks)


def todos(session: Session, words: Words, now: datetime, may_act: bool) -> list[ToDo]:
    """What waits for a person, the most pressing first."""
    found: list[ToDo] = []
    if count := len(alerts.alerts(session, states=["open"])):
        sentence = words.ngettext("{count} alert waits for somebody", "{count} alerts wait for somebody", count)
        found.append(ToDo(sentence, "/alerts", "alerts", "danger"))
    for glance in incidents.glances(session, incidents.open_incidents(session), now):
        if (due := glance.clocks.next) is not None:
            sentence = words(
                "{what}, due {when} ({title})",
                what=due.what or words("next public update"),
                when=words.when(due.at),
                title=glance.incident.title,
            )
            found.append(
                ToDo(sentence, f"/incidents/{glance.incident.id}", "clock", "danger" if due.at < now else "active")
            )
    if count := statements.waiting_for_approval(session):
        sentence = words.ngettext("{count} statement waits for approval", "{count} statements wait for approval", count)
        found.append(ToDo(sentence, "/statements", "say", "active"))
    if count := len(cut_off := statements.unsure(session)):
        sentence = words.ngettext(
            "Of {count} publication nobody knows whether it went out",
            "Of {count} publications nobody knows whether they went out",
            count,
        )
        found.append(ToDo(sentence, f"/statements/{cut_off[0].statement_id}#out", "warning", "danger"))
    waiting = engage.waiting_everywhere(session)
    if waiting.questions:
        found.append(ToDo(questions_wait(words, waiting.questions), "/inbox", "inbox", "active"))
    if waiting.problems:
        found.append(ToDo(problems_wait(words, waiting.problems), "/inbox/problems", "inbox", "active"))
    if may_act and (count := sum(waiting_by_reason(session).values())):
        sentence = words.ngettext("{count} item waits in quarantine", "{count} items wait in quarantine", count)
        found.append(ToDo(sentence, "/settings/quarantine", "shield"))
    if not alerts.escalation(session):
        found.append(
            ToDo(words("Nobody is called when an alert is raised"), "/settings/escalation", "people", "warning")
        )
    return found
