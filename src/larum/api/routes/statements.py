"""Statements, to read: words are written, approved and published by people, on the pages."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from larum.api.doors import Reading
from larum.api.edge import All, Limit, Shown
from larum.api.errors import refusals
from larum.respond.lifecycle import PublicationState, StatementState
from larum.respond.store import approvals, latest, open_statement, publications, recent

router = APIRouter(tags=["statements"], responses=refusals(401))


class StatementShown(Shown):
    """Official words about one thing."""

    id: UUID
    incident_id: UUID | None
    title: str
    audience: str
    state: StatementState
    corrects: UUID | None = Field(description="The statement this one corrects.")
    next_update_at: datetime | None
    created_at: datetime
    approved_at: datetime | None
    sent_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str


class ApprovalShown(Shown):
    """A named yes to this wording."""

    name: str
    at: datetime
    own_words: bool = Field(description="Given by the author, alone in the house.")


class PublicationShown(Shown):
    """The wording on one channel."""

    id: UUID
    channel_id: UUID
    language: str
    text: str
    state: PublicationState
    due_at: datetime
    sent_at: datetime | None
    url: str


class StatementInFull(StatementShown):
    """A statement with its present wording."""

    version: int
    texts: dict[str, str] = Field(description="The wording, by language.")
    approvals: list[ApprovalShown]
    publications: list[PublicationShown]


@router.get("/statements", responses=refusals(422))
def list_statements(session: Reading, limit: Limit = 100) -> All[StatementShown]:
    """Statements: those being worked on first, then those that are out, newest first."""
    return All(items=[StatementShown.model_validate(statement) for statement, _ in recent(session, limit)])


@router.get("/statements/{id}", responses=refusals(404, 422))
def get_statement(session: Reading, id: UUID) -> StatementInFull:
    """One statement with its present wording, who approved it, and where it went."""
    statement = open_statement(session, id)
    version = latest(session, id)
    return StatementInFull(
        **StatementShown.model_validate(statement).model_dump(),
        version=version.number,
        texts=version.texts,
        approvals=[ApprovalShown.model_validate(yes) for yes in approvals(session, version.id)],
        publications=[PublicationShown.model_validate(one) for one in publications(session, id)],
    )
