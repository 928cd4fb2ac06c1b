"""The demo's guide: what has just happened in the story, and what one could do about it.

Nothing is kept for it. What happened is read from the posts that have come and from what people have done; so it is
right after a restart, whoever did what, and at any speed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from larum.alert import store as alerts
from larum.alert.model import Alert
from larum.auth.model import Person
from larum.base.ids import named
from larum.base.translate import Msgid, msgid
from larum.collect import store as collected
from larum.engage.store import page_of
from larum.incident import store as incidents
from larum.incident.model import Incident
from larum.notify.store import about
from larum.respond import store as statements
from larum.respond.lifecycle import OUT
from larum.respond.model import Statement

READ_WITHIN: Final = timedelta(minutes=45)
"""So long after it went out everybody has read an answer, and has made up their mind about it."""
SPEEDS: Final = (1, 60, 240, 960)


class Story(Protocol):
    """The story's own clock, and its beginning again. `app.state.story` holds it; where there is none is no demo."""

    @property
    def begins_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def paused(self) -> bool: ...
    @property
    def speed(self) -> float: ...
    def pause(self) -> None: ...
    def go_on(self) -> None: ...
    def run_at(self, speed: float) -> None: ...
    def again(self) -> None: ...


class Happened(msgspec.Struct, frozen=True):
    """The newest thing the visitor should know of."""

    at: datetime
    said: Msgid
    path: str = ""
    """Where to see it."""


class Could(msgspec.Struct, frozen=True):
    """What one could do now, and as whom."""

    said: Msgid
    path: str = ""
    enter: UUID | None = None
    """The persona who can do it, where the visitor cannot."""
    name: str = ""


class Call(msgspec.Struct, frozen=True):
    """Somebody's phone has just got this."""

    name: str
    said: str
    at: datetime


class Guide(msgspec.Struct, frozen=True):
    """All of it, for one moment."""

    happened: Happened
    could: Could
    call: Call | None
    public: str
    """Where anybody can read the crisis page; empty while there is none."""

    @property
    def mark(self) -> str:
        """Changes when there is something new to show."""
        return named(self.happened.said, self.could.said, self.could.path, self.call and self.call.said).hex[:12]


POSTS: Final[tuple[tuple[str, str, Msgid], ...]] = (
    ("skwer", "witness", msgid("A woman with 183 followers found blue film in her porridge. Hardly anybody knows.")),
    ("skwer", "witness_reply", msgid("A second person says the same, about the same batch. She is going to film it.")),
    ("kadr", "video", msgid("There is a video now: a sealed pot is opened on camera, and there is film in it.")),
    ("skwer", "spread", msgid("A father with 41,300 followers passes the video on. People are getting angry.")),
    ("skwer", "rumour", msgid("Somebody claims that a child is in hospital. There is no source, and it spreads.")),
    ("skwer", "answer", msgid("Your own account has answered: an isolated case, bad storage. That makes it worse.")),
    ("obieg", "press", msgid("A newspaper has counted six cities and asks whether the batch will be recalled.")),
)  # fmt: skip
"""Posts of the story that change its course, by the names under which they come."""
QUIET: Final = msgid("Four quiet weeks lie behind Zaranek, a small maker of porridge. It is about to get less quiet.")
RAISED: Final = msgid("Larum has raised an alert.")
TAKEN: Final = msgid("Somebody has taken the alert on. Nobody else is called.")
DECLARED: Final = msgid("There is an incident room now, with a plan, tasks and deadlines.")
HONEST: Final = msgid("An honest answer is out. The anger begins to fade; people say thank you and ask what to do.")
HOLLOW: Final = msgid("An answer is out, but people find no apology or no help in it. The anger goes on.")
OVER: Final = msgid("Two days are over, and so is the story. From here the clock runs like any other.")


def guide(session: Session, story: Story, now: datetime, visitor: Person | None, others: Sequence[Person]) -> Guide:
    """What to say to this visitor now."""
    alert = _alert(session, story.begins_at)
    incident = next(iter([*incidents.open_incidents(session), *incidents.closed_incidents(session, 1)]), None)
    said = [statement for statement, _ in statements.recent(session) if statement.audience in ("public", "customers")]
    honest = _answered(session)
    happened = [*_posts(session), *_acts(alert, incident, said, honest, now)]
    if now >= story.ends_at:
        happened = [Happened(story.ends_at, OVER)]
    page = page_of(session, incident.id) if incident is not None else None
    public = f"/c/{page.slug}" if page is not None and page.opened_at is not None else ""
    newest = max(happened, key=lambda one: one.at, default=Happened(story.begins_at, QUIET))
    return Guide(
        happened=newest,
        could=_could(alert, incident, said, honest, visitor, others),
        call=_call(session, alert, now, others),
        public=public,
    )


def _alert(session: Session, since: datetime) -> Alert | None:
    found = alerts.alerts(session, states=["open", "acknowledged", "closed"], limit=20)
    return min(
        (one for one in found if one.begun_at >= since), key=lambda one: (one.severity, one.raised_at), default=None
    )


def _posts(session: Session) -> list[Happened]:
    ids = {named("post", platform, native_id): said for platform, native_id, said in POSTS}
    found = collected.posts_by_id(session, list(ids))
    return [Happened(post.created_at, ids[id], f"/mentions#post-{id}") for id, post in found.items()]


def _acts(
    alert: Alert | None, incident: Incident | None, said: Sequence[Statement], honest: datetime | None, now: datetime
) -> list[Happened]:
    found = []
    if alert is not None:
        found.append(Happened(alert.raised_at, RAISED, f"/alerts/{alert.id}"))
        if alert.acknowledged_at is not None:
            found.append(Happened(alert.acknowledged_at, TAKEN, f"/alerts/{alert.id}"))
    if incident is not None:
        found.append(Happened(incident.declared_at, DECLARED, f"/incidents/{incident.id}"))
    if honest is not None:
        found.append(Happened(honest, HONEST, "/"))
    for one in said:
        if one.sent_at is not None and one.state in OUT and honest is None and now > one.sent_at + READ_WITHIN:
            found.append(Happened(one.sent_at + READ_WITHIN, HOLLOW, f"/statements/{one.id}"))
    return found


def _could(
    alert: Alert | None, incident: Incident | None, said: Sequence[Statement], honest: datetime | None,
    visitor: Person | None, others: Sequence[Person],
) -> Could:  # fmt: skip
    """The next step that nobody has taken yet."""
    if incident is None:
        if alert is None:
            return Could(msgid("See what is usual here"), "/")
        if alert.state == "open":
            return Could(msgid("Take the alert on"), f"/alerts/{alert.id}")
        return Could(msgid("Open an incident room"), f"/incidents/declare?alert={alert.id}")
    if incident.state == "closed":
        return Could(msgid("Look back at what happened"), f"/incidents/{incident.id}")
    waiting = next((one for one in said if one.state not in (*OUT, "withdrawn")), None)
    if waiting is None:
        if honest is not None:
            return Could(msgid("Look after what was promised"), f"/incidents/{incident.id}")
        return Could(msgid("Write an honest answer"), f"/statements/new?incident={incident.id}")
    path = f"/statements/{waiting.id}"
    if waiting.state == "draft":
        return Could(msgid("Finish the answer and hand it over"), path)
    return _by_approver(waiting, path, visitor, others)


def _by_approver(waiting: Statement, path: str, visitor: Person | None, others: Sequence[Person]) -> Could:
    mine = waiting.created_by == getattr(visitor, "id", None)
    approver = next((one for one in others if one.role != "responder" and one.id != waiting.created_by), None)
    may = visitor is not None and visitor.actor.reaches("approver")
    if waiting.state == "review":
        if may and not mine:
            return Could(msgid("Read the answer and say yes, or no"), path)
        if approver is not None:
            return Could(msgid("Become {name}, who may say yes"), path, approver.id, approver.name)
    if waiting.state == "approved":
        if may:
            return Could(msgid("Let the answer go out"), f"{path}/publish")
        if approver is not None:
            return Could(msgid("Become {name}, who may let it go out"), f"{path}/publish", approver.id, approver.name)
    return Could(msgid("See where the answer stands"), path)


def _answered(session: Session) -> datetime | None:
    """When the people of the story were told that an honest answer is out."""
    for source in collected.sources(session):
        if at := source.settings.get("answered_at"):
            return datetime.fromisoformat(at)
    return None


def _call(session: Session, alert: Alert | None, now: datetime, people: Sequence[Person]) -> Call | None:
    """The newest call that has gone out, for as long as it is news: until somebody has taken the alert on."""
    if alert is None or alert.state != "open":
        return None
    names = {person.id: person.name for person in people}
    gone = [one for one in about(session, f"alert:{alert.id}") if one.sent_at is not None and one.sent_at <= now]
    last = max(gone, key=lambda one: one.sent_at or now, default=None)
    if last is None or last.sent_at is None:
        return None
    return Call(names.get(last.person_id, ""), last.subject, last.sent_at)
