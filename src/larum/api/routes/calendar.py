"""What is planned for a brand, and which public holidays its public keeps."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from larum.api.doors import Reading, Speaking, Working, database_of
from larum.api.edge import NO_NUL, All, Given, Line, Prose, Shown
from larum.api.errors import refusals
from larum.measure.calendar import actions, store
from larum.measure.calendar.ical import read
from larum.measure.calendar.model import Kind


def _written_out(value: object) -> object:
    """An instant is written out, with its zone; a bare number is none."""
    if isinstance(value, datetime) or (isinstance(value, str) and WRITTEN_OUT.match(value)):
        return value
    raise PydanticCustomError("datetime_parsing", "no instant")


WRITTEN_OUT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)\Z")
At = Annotated[AwareDatetime, BeforeValidator(_written_out)]

router = APIRouter(tags=["calendar"], responses=refusals(401))
CHANGES = refusals(400, 403, 404, 422)


class PlannedShown(Shown):
    """Something people will talk about, known beforehand."""

    id: UUID
    brand_id: UUID
    kind: Kind
    title: str
    note: str
    begins_at: datetime
    ends_at: datetime
    uid: str = Field(description="Its name in the calendar it was imported from; empty where it was entered.")


class PlannedGiven(Given):
    """What is planned. It lasts 92 days at most."""

    kind: Kind
    title: Line
    note: Prose = ""
    begins_at: At
    ends_at: At


class NewPlanned(PlannedGiven):
    """What is planned, and for which brand."""

    brand_id: UUID


class CalendarFile(Given):
    """An iCalendar file, whole."""

    brand_id: UUID
    kind: Kind = "campaign"
    text: Annotated[str, StringConstraints(max_length=2_000_000, pattern=NO_NUL)]


class ProblemShown(Shown):
    """An event of the file that was not taken."""

    line: int
    title: str
    message: str


class Imported(Shown):
    """What an import came to."""

    added: int
    changed: int
    removed: int
    same: int
    import_id: UUID | None = Field(description="By which it can be taken back; null where nothing changed.")
    problems: list[ProblemShown]


class TakenBack(Shown):
    """What taking an import back came to."""

    undone: int = Field(description="Events that are as they were before it.")
    kept: int = Field(description="Events that were changed since, and stay as they are.")


class Holidays(Given):
    """Whose public holidays count."""

    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = Field(
        description="ISO 3166, two letters; empty for none."
    )


@router.get("/calendar", responses=refusals(422))
def list_planned(
    session: Reading,
    brand_id: UUID | None = None,
    since: Annotated[At | None, Query(description="Only what is not over by then.")] = None,
    until: Annotated[At | None, Query(description="Only what begins before.")] = None,
) -> All[PlannedShown]:
    """What is planned, in order of time."""
    found = store.planned(session, brand_id, since, until)
    return All(items=[PlannedShown.model_validate(event) for event in found])


@router.post("/calendar", status_code=201, responses=CHANGES)
def plan(working: Working, given: NewPlanned) -> PlannedShown:
    """Plan something; meanwhile volume alone calls nobody so soon."""
    with working() as work:
        return PlannedShown.model_validate(actions.plan_event(work, **given.model_dump()))


@router.post("/calendar/import", responses=CHANGES)
def bring_in(request: Request, working: Working, words: Speaking, given: CalendarFile) -> Imported:
    """Take over an iCalendar file. The same event again is changed, not doubled; times without a zone are UTC."""
    sheet = read(given.text, database_of(request).clock.now(), ZoneInfo("UTC"))
    with working() as work:
        taken = actions.import_calendar(work, given.brand_id, kind=given.kind, sheet=sheet)
    return Imported(
        added=taken.added,
        changed=taken.changed,
        removed=taken.removed,
        same=taken.same,
        import_id=taken.import_id,
        problems=[
            ProblemShown(line=one.line, title=one.title, message=words(one.reason, **one.fields))
            for one in sheet.problems
        ],
    )


@router.post("/calendar/imports/{id}/undo", responses={**CHANGES, **refusals(409)})
def take_back(working: Working, id: UUID) -> TakenBack:
    """Take the last import of a brand back: what people have changed since stays."""
    with working() as work:
        return TakenBack.model_validate(actions.undo_import(work, id))


@router.put("/calendar/{id}", responses=CHANGES)
def change(working: Working, id: UUID, given: PlannedGiven) -> PlannedShown:
    """Change what is planned."""
    with working() as work:
        event = store.open_planned(work.session, id)
        actions.change_planned_event(work, event, **given.model_dump())
        return PlannedShown.model_validate(event)


@router.delete("/calendar/{id}", status_code=204, responses=refusals(403, 404, 422))
def drop(working: Working, id: UUID) -> Response:
    """Take it out of the calendar."""
    with working() as work:
        actions.drop_planned_event(work, store.open_planned(work.session, id))
    return Response(status_code=204)


@router.put("/brands/{id}/holidays", status_code=204, responses=CHANGES)
def keep_holidays(working: Working, id: UUID, given: Holidays) -> Response:
    """Say in which country's public holidays a brand's public rests."""
    with working() as work:
        actions.keep_holidays(work, id, country=given.country)
    return Response(status_code=204)
