"""Every component on one page, for whoever builds pages and for the tests that look at them. Only where `dev` is on."""

import math
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from larum.analyse.records import Reading, Sentiment
from larum.base.errors import Invalid, NotAllowed
from larum.base.ids import named
from larum.base.translate import Words, msgid
from larum.connectors.records import Author, Post
from larum.match.records import Mention
from larum.report.figures import Bar, Bars, Curve, Marker, Point, spark
from larum.web.nav import Nav
from larum.web.shell import CrisisBar, render, toast, words_of

router = APIRouter(prefix="/_styleguide", include_in_schema=False)

PLACES = [
    Nav(1, msgid("Overview"), "/_styleguide", "overview", thumb=True),
    Nav(2, msgid("Mentions"), "/_styleguide/place/mentions", "mentions"),
    Nav(3, msgid("Stories"), "/_styleguide/place/stories", "stories"),
    Nav(4, msgid("Alerts"), "/_styleguide/place/alerts", "alerts", thumb=True),
    Nav(5, msgid("Incidents"), "/_styleguide/place/incidents", "incidents", thumb=True),
    Nav(6, msgid("Inbox"), "/_styleguide/place/inbox", "inbox", thumb=True),
    Nav(7, msgid("Plan"), "/_styleguide/place/plan", "plan"),
    Nav(8, msgid("Reports"), "/_styleguide/place/reports", "reports"),
    Nav(9, msgid("Settings"), "/_styleguide/place/settings", "settings"),
]


def _storm(now: datetime) -> Curve:
    """A day with a rise at its end, a gap, and acts on it."""
    start = now - timedelta(hours=24)
    points = []
    for index in range(97):
        at = start + index * timedelta(minutes=15)
        usual = 14 + 9 * math.sin((at.hour - 8) / 24 * 2 * math.pi)
        storm = 130 / (1 + math.exp(-(index - 86) / 2.2))
        value = None if 30 <= index < 34 else round(usual + 4 * math.sin(index * 1.7) + storm)
        points.append(Point(at, value, usual * 0.55, usual * 1.6, round((value or 0) * (0.15 + 0.6 * (storm > 20)))))
    return Curve(
        title="Mentions of Bystra",
        summary="Quiet until 13:00, then a rise to 12 times a usual Sunday; 71 % negative.",
        points=points,
        markers=[
            Marker(start + timedelta(hours=9), "Autumn campaign", "campaign"),
            Marker(start + timedelta(hours=20, minutes=45), "Alert", "alert"),
            Marker(start + timedelta(hours=22), "First statement", "statement"),
        ],
    )


def _post(now: datetime) -> tuple[Post, Reading]:
    post = Post(
        platform="bluesky",
        native_id="at://example/1",
        url="https://bsky.app/profile/example/post/1",
        author=Author(id="1", handle="marta.example", name="Marta Kowal", followers=18240),
        created_at=now - timedelta(minutes=12),
        text="Bystra znowu w kranach nie płynie, a infolinia Bystrej milczy od rana.\nKto odpowie za zepsute zakupy?",
        lang="pl",
        likes=412,
        reposts=188,
        replies=63,
        views=15400,
    )
    mention = Mention(named("monitor", "styleguide"), post, ("Bystra", "Bystrej"))
    return post, Reading(mention, "pl", Sentiment("negative", 0.86, 0.1, 0.04), True, True, False, (), True)


@router.get("")
@router.get("/place/{name}")
def guide(request: Request, crisis: Annotated[bool, Query()] = True) -> Response:
    """The whole guide."""
    words: Words = words_of(request)
    now = words.now or request.app.state.shell.clock.now()
    post, reading = _post(now)
    bars = [Bar("Bluesky", 812, "accent"), Bar("Mastodon", 240), Bar("Facebook", 96), Bar("RSS", 14)]
    bar = CrisisBar("Water that smells of chlorine", "SEV1", "/_styleguide", now - timedelta(hours=2, minutes=14))
    return render(
        request,
        "styleguide.html",
        nav=PLACES,
        crisis=[bar] if crisis else [],
        curve=_storm(now),
        bars=Bars("Where it is told", "Mostly on Bluesky.", bars),
        rising=spark([2, 3, 2, 4, 3, 6, 9, 14, 22, 41], "rising from 2 to 41 an hour"),
        post=post,
        reading=reading,
        moments=[
            now - timedelta(seconds=20),
            now - timedelta(minutes=12),
            now - timedelta(hours=3),
            now - timedelta(days=2),
        ],
        left=timedelta(minutes=3, seconds=20),
    )


@router.get("/curve")
def curve(request: Request) -> Response:
    """The figure anew, for the chart that grows."""
    words = words_of(request)
    now = words.now or request.app.state.shell.clock.now()
    return Response(_storm(now).json(words), media_type="application/json")


@router.get("/refused")
def refused() -> Response:
    """An error page."""
    raise NotAllowed


@router.get("/broken")
def broken() -> Response:
    """A fault of ours."""
    raise RuntimeError("a fault made on purpose")


@router.post("/try")
def try_form(request: Request, name: Annotated[str, Form()] = "") -> Response:
    """A form that refuses an empty name, as a toast."""
    if not name.strip():
        raise Invalid(msgid("Give it a name, so that others can find it."), field="name")
    return toast(request, words_of(request)("Saved."))


@router.post("/tell")
def tell(request: Request, topic: Annotated[str, Form()] = "mentions") -> Response:
    """Publish on a topic, to see a queue count."""
    request.app.state.live.publish(topic, {"title": "Styleguide"})
    return toast(request, words_of(request)("Saved."))
