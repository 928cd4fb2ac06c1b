"""Stories: what people talk about, the most told first."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from larum.base.translate import Msgid, Words, msgid
from larum.match.store import brands, monitors
from larum.measure.narrative import Story
from larum.measure.stories import store
from larum.report.figures import Curve, Point, spark
from larum.web.doors import Reading
from larum.web.nav import Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/stories")
NAV = Nav(30, msgid("Stories"), "/stories", "stories")

Stretch = Literal["day", "week", "month"]
STRETCHES: dict[Stretch, tuple[Msgid, timedelta]] = {
    "day": (msgid("last 24 hours"), timedelta(hours=24)),
    "week": (msgid("7 days"), timedelta(days=7)),
    "month": (msgid("28 days"), timedelta(days=28)),
}
AT_ONCE = 40
POSTS_AT_ONCE = 30
BINS = 96
"""Of a story's curve."""
LEAST_CURVE = timedelta(hours=6)


@router.get("")
def stories(
    request: Request,
    session: Reading,
    shown: Annotated[Stretch, Query(alias="range")] = "day",
    monitor: Annotated[list[UUID] | None, Query()] = None,
) -> Response:
    """What do people talk about?"""
    words, now = words_of(request), shell_of(request).clock.now()
    name, span = STRETCHES[shown]
    found = store.growing(session, now - span, now, monitor_ids=monitor or (), limit=AT_ONCE)
    known, owners = monitors(session), {brand.id: brand.name for brand in brands(session)}
    return render(
        request,
        "stories/list.html",
        stories=found,
        spark=lambda one: spark(one.curve, words("mentions over {span}", span=words(name))),
        ranges=[(words(said), f"/stories?range={key}", key == shown, None) for key, (said, _) in STRETCHES.items()],
        shown=shown,
        names={one.id: owners.get(one.brand_id, one.name) for one in known},
        many=len(known) > 1,
        watching=bool(known),
        latest=store.latest(session, monitor_ids=monitor or (), limit=5) if not found else [],
    )


@router.get("/{story_id}")
def story(request: Request, session: Reading, story_id: UUID, before: str = "") -> Response:
    """One story: how it went, and who tells it."""
    words, now = words_of(request), shell_of(request).clock.now()
    told = store.open_story(session, story_id)
    readings = store.readings_of(session, story_id, before=_instant(before), limit=POSTS_AT_ONCE + 1)
    shown = readings[:POSTS_AT_ONCE]
    names = {one.id: one.name for one in monitors(session)}
    older = f"/stories/{story_id}?before={shown[-1].mention.post.created_at.isoformat().replace('+', '%2B')}"
    return render(
        request,
        "stories/story.html",
        story=told,
        monitor=names.get(told.monitor_id, ""),
        figure=curve(session, words, told, now),
        readings=shown,
        older=older if len(readings) > POSTS_AT_ONCE else None,
        later=bool(before),
    )


def curve(session: Session, words: Words, told: Story, now: datetime) -> Curve:
    """How a story went: from its first post until it slept, or until now."""
    begin = told.first_at
    end = max(begin + LEAST_CURVE, min(now, told.last_at + LEAST_CURVE))
    counts = store.counted(session, told.id, begin, end, BINS)
    width = (end - begin) / BINS
    points = [Point(at=begin + width * index, value=float(count)) for index, count in enumerate(counts)]
    summary = words.ngettext(
        "{count} mention between {since} and {until}.",
        "{count} mentions between {since} and {until}.",
        told.size,
        since=words.moment(told.first_at),
        until=words.moment(told.last_at),
    )
    return Curve(title="", summary=summary, points=points, last="")


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
