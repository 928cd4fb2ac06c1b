"""Mentions: what is said, newest first, and narrowed to what somebody looks for."""

from datetime import datetime, timedelta
from typing import Literal, cast
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from larum.analyse import lookup
from larum.analyse.lookup import Wanted
from larum.analyse.records import Mood
from larum.base.translate import Msgid, Words, msgid
from larum.collect.store import sources
from larum.match.store import monitors
from larum.report.mentions import as_lines, as_table
from larum.web.doors import Reading, database_of
from larum.web.nav import Nav
from larum.web.shell import render, shell_of, words_of

router = APIRouter(prefix="/mentions")
NAV = Nav(20, msgid("Mentions"), "/mentions", "mentions")

AT_ONCE = 50
LONGEST = 200
"""Characters of a search."""
MOODS: dict[str, Msgid] = {
    "": msgid("any mood"),
    "negative": msgid("negative"),
    "neutral": msgid("neutral"),
    "positive": msgid("positive"),
}
ONLY: dict[str, Msgid] = {
    "": msgid("everything"),
    "question": msgid("questions"),
    "complaint": msgid("complaints"),
    "threat": msgid("threats and calls to act"),
}
SINCE: dict[str, tuple[Msgid, timedelta | None]] = {
    "": (msgid("any time"), None),
    "1h": (msgid("the last hour"), timedelta(hours=1)),
    "24h": (msgid("the last 24 hours"), timedelta(hours=24)),
    "7d": (msgid("the last 7 days"), timedelta(days=7)),
}


class Filters(msgspec.Struct, frozen=True):
    """What the reader asked for, as it stands in the address."""

    monitor: tuple[UUID, ...] = ()
    text: str = ""
    mood: str = ""
    only: str = ""
    platform: str = ""
    since: str = ""

    def wanted(self, now: datetime) -> Wanted:
        """The same for the database; what cannot be read is passed over."""
        _, span = SINCE.get(self.since, (None, None))
        since = now - span if span else _instant(self.since)
        return Wanted(
            monitor_ids=self.monitor,
            text=self.text,
            mood=cast(Mood, self.mood) if self.mood in ("negative", "neutral", "positive") else None,
            only=self.only,
            platform=self.platform,
            since=since,
        )

    def address(self, path: str = "/mentions", **more: str) -> str:
        """The page with these filters."""
        pairs: list[tuple[str, str]] = [("monitor", str(id)) for id in self.monitor]
        pairs += [
            (name, value) for name in ("text", "mood", "only", "platform", "since") if (value := getattr(self, name))
        ]
        query = urlencode([*pairs, *more.items()])
        return f"{path}?{query}" if query else path

    @property
    def any(self) -> bool:
        """True where something is left out."""
        return self != Filters()


@router.get("")
def mentions(request: Request, session: Reading, before: str = "") -> Response:
    """What is said?"""
    words, now = words_of(request), shell_of(request).clock.now()
    asked = _asked(request)
    wanted = msgspec.structs.replace(asked.wanted(now), before=_instant(before))
    found = lookup.newest(session, wanted, AT_ONCE + 1)
    shown, more = found[:AT_ONCE], len(found) > AT_ONCE
    known = monitors(session)
    recent = Wanted(monitor_ids=asked.monitor, since=now - timedelta(days=7))
    return render(
        request,
        "mentions/list.html",
        readings=shown,
        newest=shown[0].mention.post.created_at if shown and not before else None,
        older=asked.address(before=shown[-1].mention.post.created_at.isoformat()) if more else None,
        later=bool(before),
        count=lookup.tally(session, asked.wanted(now) if asked.any else Wanted(since=now - timedelta(hours=24)))[0],
        asked=asked,
        here=asked.address(),
        exports=[(kind, asked.address(f"/mentions/export.{kind}")) for kind in ("jsonl", "csv")],
        monitors=known,
        names={monitor.id: monitor.name for monitor in known},
        monitor_offers=[("", words("all monitors")), *((str(monitor.id), monitor.name) for monitor in known)],
        mood_offers=[(key, words(name)) for key, name in MOODS.items()],
        only_offers=[(key, words(name)) for key, name in ONLY.items()],
        since_offers=_since_offers(words, asked),
        platforms=list(lookup.by_platform(session, recent)),
        has_sources=bool(sources(session)),
        threats=lookup.tally(session, Wanted(only="threat", since=now - timedelta(hours=24)))[0],
    )


@router.get("/export.{kind}")
def export(request: Request, session: Reading, kind: Literal["jsonl", "csv"]) -> Response:
    """What fits the filters, as a file to take along."""
    now, database = shell_of(request).clock.now(), database_of(request)
    wanted = _asked(request).wanted(now)
    headers = {
        "content-disposition": f'attachment; filename="mentions-{now:%Y-%m-%d}.{kind}"',
        "cache-control": "no-store",
    }
    if kind == "jsonl":
        return StreamingResponse(as_lines(database, wanted), media_type="application/x-ndjson", headers=headers)
    names = {monitor.id: monitor.name for monitor in monitors(session)}
    return StreamingResponse(as_table(database, wanted, names), media_type="text/csv", headers=headers)


@router.get("/waiting")
def waiting(request: Request, session: Reading, after: str) -> Response:
    """How many came since the page was opened: a button to see them, or nothing."""
    asked, now = _asked(request), shell_of(request).clock.now()
    since = _instant(after) or now
    wanted = msgspec.structs.replace(asked.wanted(now), since=since + timedelta(microseconds=1))
    return render(request, "mentions/waiting.html", count=lookup.tally(session, wanted)[0], here=asked.address())


def _asked(request: Request) -> Filters:
    query = request.query_params
    ids = tuple(id for one in query.getlist("monitor") if (id := _uuid(one)) is not None)
    return Filters(ids, *(query.get(name, "")[:LONGEST].strip() for name in Filters.__struct_fields__[1:]))


def _since_offers(words: Words, asked: Filters) -> list[tuple[str, str]]:
    offers = [(key, words(name)) for key, (name, _) in SINCE.items()]
    at = _instant(asked.since)
    return [*offers, (asked.since, words("since {when}", when=words.moment(at)))] if at else offers


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
