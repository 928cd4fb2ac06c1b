"""What other stations show inside the incident room, and where the timeline's links lead.

The room knows facts, tasks, decisions and promises. Statements, questions, the live wall and whatever comes next put
themselves there: a page module declares a panel, and the room asks it for what its template shows.

    @panel("say", "statements/_room.html", order=10)
    def statements(request: Request, session: Session, incident: Incident) -> Mapping[str, object]:
        return {"statements": of_incident(session, incident.id), "line": _("one statement is out")}

In the template the mapping is `panel`. A `line` in it, where there is one, becomes part of the room's first sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session

from larum.incident.model import Incident

Column = Literal["know", "say", "do", "see"]
Load = Callable[[Request, Session, Incident], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a column that another page module fills."""

    column: Column
    template: str
    order: int
    load: Load


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel with what its template shows."""

    template: str
    panel: Mapping[str, object]


PANELS: list[Panel] = []

LINKS: dict[str, str] = {
    "task": "/incidents/{incident}/tasks/{id}",
    "fact": "/incidents/{incident}/facts/{id}",
    "decision": "#decision-{id}",
    "promise": "#promise-{id}",
    "alert": "/alerts/{id}",
}
"""Where a line's link leads, by the kind of thing; a page module adds its own: `LINKS["statement"] = ...`."""


def panel(column: Column, template: str, *, order: int = 50) -> Callable[[Load], Load]:
    """Declare a panel of the room; `order` is its place in the column."""

    def declare(load: Load) -> Load:
        PANELS.append(Panel(column, template, order, load))
        PANELS.sort(key=lambda panel: panel.order)
        return load

    return declare


def fill(request: Request, session: Session, incident: Incident) -> Mapping[str, list[Filled]]:
    """Every panel by its column, with what it shows."""
    filled: dict[str, list[Filled]] = {"know": [], "say": [], "do": [], "see": []}
    for one in PANELS:
        filled[one.column].append(Filled(one.template, one.load(request, session, incident)))
    return filled


def address(incident_id: UUID, kind: str | None, id: UUID | None) -> str | None:
    """Where a line's link leads; None where it has none, or where nobody has a page for it."""
    if kind is None or id is None or kind not in LINKS:
        return None
    return LINKS[kind].format(incident=incident_id, id=id)
