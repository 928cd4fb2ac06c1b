"""Who does what, and who steps in for them."""

from uuid import UUID

from larum.auth.action import action
from larum.db.work import Work
from larum.incident import timeline
from larum.incident.events import RoleHandedOver
from larum.incident.model import IncidentRole
from larum.incident.people import name_of
from larum.incident.store import hold_incident, hold_role, next_place


@action("incident.hand_over", needs="responder")
def hand_over(
    work: Work,
    incident_id: UUID,
    role: str,
    person_id: UUID | None,
    alternate_id: UUID | None = None,
    title: str = "",
) -> None:
    """Somebody takes a role on, with somebody who steps in for them; None leaves it with nobody.

    A role the incident does not have yet is added under `title`.
    """
    hold_incident(work, incident_id)
    had = hold_role(work, incident_id, role)
    if had is None:
        had = IncidentRole(
            incident_id=incident_id,
            role=role,
            title=title.strip() or role,
            place=next_place(work.session, IncidentRole, incident_id),
            person_id=None,
            alternate_id=None,
            since=work.now(),
        )
        work.session.add(had)
    changed = had.person_id != person_id
    had.person_id, had.alternate_id = person_id, alternate_id
    if changed:
        had.since = work.now()
    named = {
        "role": had.title,
        "person": name_of(work.session, person_id),
        "alternate": name_of(work.session, alternate_id),
    }
    if person_id is None:
        timeline.write(work, incident_id, timeline.ROLE_EMPTIED, named)
    elif alternate_id is None:
        timeline.write(work, incident_id, timeline.ROLE_GIVEN, named)
    else:
        timeline.write(work, incident_id, timeline.ROLE_GIVEN_WITH_ALTERNATE, named)
    work.tell(RoleHandedOver(incident_id=incident_id, role=role, person_id=person_id, alternate_id=alternate_id))
