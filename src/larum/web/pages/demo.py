"""The demo's own controls: the guide, the clock, who one is. Outside a demo none of this is there."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from larum.auth.actions.session import enter_as
from larum.base.actor import SYSTEM
from larum.base.errors import Invalid, NotFound
from larum.base.translate import msgid
from larum.web.callers import address_of, browser_of
from larum.web.doors import Reading, database_of, services_of
from larum.web.onward import onward
from larum.web.personas import offered_personas, personas_of
from larum.web.session import let_in
from larum.web.shell import person_of, piece, shell_of
from larum.web.story import SPEEDS, Story, guide

HIDDEN = "larum_guide"
"""The cookie of somebody who has put the guide away."""


def story_of(request: Request) -> Story:
    """The story that is being told; `NotFound` outside a demo."""
    story: Story | None = getattr(request.app.state, "story", None)
    if story is None or not services_of(request).demo:
        raise NotFound
    return story


Telling = Annotated[Story, Depends(story_of)]
Next = Annotated[str, Form()]

router = APIRouter(dependencies=[Depends(story_of)])


@router.get("/enter/story")
def begin(request: Request, next: str = "/") -> Response:
    """Come in as the first of the team: there is nothing to sign in to."""
    first: UUID = personas_of(request)[0]
    with database_of(request).working(SYSTEM) as work:
        issued = enter_as(work, first, address_of(request), browser_of(request))
    return let_in(request, issued, onward(next))


@router.get("/demo/guide")
def now(request: Request, story: Telling, session: Reading, seen: str = "") -> Response:
    """What has just happened, asked for every few seconds by an open page; no content where it has `seen` that."""
    people = offered_personas(request, session)
    found = guide(session, story, shell_of(request).clock.now(), person_of(request), people)
    if found.mark == seen and not story.paused:
        return Response(status_code=204)
    return HTMLResponse(piece(request, "demo/now.html", guide=found, story=story))


@router.get("/demo/clock")
def clock(request: Request, story: Telling) -> Response:
    """The time it is in the story, asked for every few seconds by an open page."""
    return HTMLResponse(piece(request, "demo/clock.html", story=story))


@router.post("/demo/pause")
def pause(story: Telling, next: Next = "/") -> Response:
    """Stop the story's clock."""
    story.pause()
    return RedirectResponse(onward(next), 303)


@router.post("/demo/go-on")
def go_on(story: Telling, next: Next = "/") -> Response:
    """Let it run again."""
    story.go_on()
    return RedirectResponse(onward(next), 303)


@router.post("/demo/speed")
def speed(story: Telling, times: Annotated[int, Form()], next: Next = "/") -> Response:
    """Let it run faster or slower."""
    if times not in SPEEDS:
        raise Invalid(msgid("The story cannot run at that speed."), field="times")
    story.run_at(times)
    story.go_on()
    return RedirectResponse(onward(next), 303)


@router.post("/demo/again")
def again(story: Telling) -> Response:
    """Throw everything away and tell the story from its beginning."""
    story.again()
    return RedirectResponse("/", 303)


@router.post("/demo/hide")
def hide(next: Next = "/", hidden: Annotated[str, Form()] = "yes") -> Response:
    """Put the guide away, or take it out again; the controls stay."""
    answer = RedirectResponse(onward(next), 303)
    answer.set_cookie(HIDDEN, hidden, httponly=True, samesite="lax")
    return answer


def banner(request: Request) -> dict[str, Markup]:
    """A context hook: the guide on top of every page of the demo, for whoever is in."""
    story = cast(Story | None, getattr(request.app.state, "story", None))
    person = person_of(request)
    if story is None or person is None:
        return {}
    at = shell_of(request).clock.now()
    with database_of(request).reading() as session:
        people = offered_personas(request, session)
        found = guide(session, story, at, person, people)
    query = f"?{request.url.query}" if request.url.query else ""
    return {
        "banner": piece(
            request,
            "demo/guide.html",
            guide=found,
            people=people,
            story=story,
            speeds=SPEEDS,
            here=request.url.path + query if request.method == "GET" else "/",
            hidden=request.cookies.get(HIDDEN) == "yes",
        )
    }
