"""Settings: everything that is set up once and looked at seldom."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from larum import __version__
from larum.alert.store import escalation
from larum.auth.store import people
from larum.base.translate import msgid
from larum.collect.store import sources
from larum.detect.hearing.store import gaps
from larum.flow.quarantine import waiting_by_reason
from larum.match.store import monitors
from larum.web.doors import Reading, Someone
from larum.web.health import said
from larum.web.nav import Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/settings")
NAV = Nav(90, msgid("Settings"), "/settings", "settings")


CHANNELS = "/channels"
"""A page of another station: offered where it is there."""


class Place(NamedTuple):
    """Something that can be set, and how it stands."""

    href: str
    icon: str
    title: str
    standing: str


@router.get("")
def settings(request: Request, session: Reading, actor: Someone) -> Response:
    """What can be set, and does anything need it?"""
    words, now = words_of(request), shell_of(request).clock.now()
    watching = sum(monitor.state == "on" for monitor in monitors(session))
    read = sources(session)
    silent = gaps(session, now)
    blind = sum(said(words, source, now, silent.get(source.id)).blind for source in read)
    called, waiting = len(escalation(session)), sum(waiting_by_reason(session).values())
    seen = words.ngettext("{count} source", "{count} sources", len(read))
    troubled = words.ngettext("{count} is not seen as it should be", "{count} are not seen as they should be", blind)
    places = [
        Place("/monitors", "eye", words("Monitors"), words.ngettext("{count} is on", "{count} are on", watching)),
        Place("/sources", "source", words("Sources"), f"{seen}, {troubled}" if blind else seen),
        Place("/calendar", "clock", words("Calendar"), words("Campaigns, good news, public holidays")),
        Place(
            "/settings/escalation",
            "alerts",
            words("Who is called"),
            words.ngettext("{count} person", "{count} people", called) if called else words("nobody yet"),
        ),
        Place("/me", "person", words("Your account"), words("Language, addresses, password, tokens")),
    ]
    if actor.reaches("responder"):
        standing = words.ngettext("{count} item waits", "{count} items wait", waiting) if waiting else words("empty")
        places.insert(3, Place("/settings/quarantine", "shield", words("Quarantine"), standing))
    if actor.reaches("approver"):
        places.insert(3, Place(CHANNELS, "say", words("Channels"), words("Where statements are published")))
    if actor.reaches("owner"):
        active = len(people(session, only_active=True))
        can = words.ngettext("{count} person can sign in", "{count} people can sign in", active)
        places.insert(3, Place("/people", "people", words("People"), can))
        places.append(Place("/welcome/brand", "play", words("Guided start"), words("Brand, query, source, test alert")))
    offered = {command.path for command in shell_of(request).commands}
    return render(
        request,
        "settings/hub.html",
        places=[place for place in places if place.href != CHANNELS or CHANNELS in offered],
        version=__version__,
    )
