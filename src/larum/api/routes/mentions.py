"""Mentions: what monitors caught, with what analysis says."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from larum.analyse.lookup import Wanted, newest
from larum.analyse.records import Mood
from larum.analyse.records import Reading as Read
from larum.api.doors import Reading
from larum.api.edge import NO_NUL, Limit, Page, Shown
from larum.api.errors import refusals
from larum.api.paging import cursor as to_cursor
from larum.api.paging import read

router = APIRouter(tags=["posts"], responses=refusals(401))

Words = Annotated[str, StringConstraints(max_length=300, pattern=NO_NUL)]


class AuthorShown(Shown):
    """Who posted, as far as the platform tells."""

    id: str
    handle: str
    name: str
    followers: int | None


class PostShown(Shown):
    """One public item."""

    id: UUID
    platform: str
    native_id: str = Field(description="The platform's own id.")
    url: str
    author: AuthorShown
    created_at: datetime
    text: str
    lang: str | None
    reply_to: str | None
    repost_of: str | None
    quote_of: str | None
    likes: int | None
    reposts: int | None
    replies: int | None
    views: int | None


class SentimentShown(Shown):
    """How it sounds; the three add up to 1."""

    label: Mood
    negative: float
    neutral: float
    positive: float


class MentionShown(BaseModel):
    """A post caught by a monitor, and what analysis says about it."""

    id: UUID
    monitor_id: UUID
    words: list[str] = Field(description="The words of the post that made it match, as written there.")
    post: PostShown
    language: str = Field(description="The language found; `und` where none could be told.")
    sentiment: SentimentShown
    question: bool
    complaint: bool
    threat: bool


@router.get("/mentions", responses=refusals(422))
def list_mentions(
    session: Reading,
    monitor_id: Annotated[list[UUID], Query(max_length=50, description="Only of these monitors; of all without.")] = [],  # noqa: B006 (FastAPI copies it)
    text: Annotated[Words, Query(description="Words in the post or the author's handle, in any spelling.")] = "",
    mood: Annotated[Mood | None, Query(description="How it sounds.")] = None,
    only: Annotated[Literal["question", "complaint", "threat"] | None, Query(description="Only such posts.")] = None,
    platform: Annotated[Words, Query(description="Only from this platform.")] = "",
    since: Annotated[AwareDatetime | None, Query(description="Posted at this instant or later.")] = None,
    before: Annotated[AwareDatetime | None, Query(description="Posted before this instant.")] = None,
    limit: Limit = 50,
    cursor: Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")] = None,
) -> Page[MentionShown]:
    """What monitors caught, newest first. A post caught by several monitors comes once for each."""
    wanted = Wanted(
        monitor_ids=tuple(monitor_id),
        text=text,
        mood=mood,
        only=only or "",
        platform=platform,
        since=since,
        before=before,
    )
    found = newest(session, wanted, limit + 1, past=None if cursor is None else read(cursor))
    shown, more = found[:limit], len(found) > limit
    return Page(
        items=[_shown(reading) for reading in shown],
        next=to_cursor(shown[-1].mention.post.created_at, shown[-1].id) if more else None,
    )


def _shown(reading: Read) -> MentionShown:
    return MentionShown(
        id=reading.id,
        monitor_id=reading.mention.monitor_id,
        words=list(reading.mention.words),
        post=PostShown.model_validate(reading.mention.post),
        language=reading.language,
        sentiment=SentimentShown.model_validate(reading.sentiment),
        question=reading.question,
        complaint=reading.complaint,
        threat=reading.threat,
    )
