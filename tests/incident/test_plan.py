"""Plans in daylight: who has read them, whether we are ready, and what they come to when they are put to work."""

from datetime import timedelta
from typing import cast

import pytest

from larum.alert.model import EscalationStep
from larum.auth.model import Person
from larum.base.clock import FrozenClock
from larum.base.errors import NotFound
from larum.base.ids import named
from larum.base.translate import Language
from larum.db.work import Database
from larum.incident import store
from larum.incident.actions.declare import declare
from larum.incident.actions.plan import mark_read
from larum.incident.plan import from_playbook, playbook_for, update_for
from larum.incident.playbook import shipped
from larum.incident.readiness import gaps
from larum.match.model import Brand, Monitor
from tests.conftest import NOON, OWNER, RESPONDER, VIEWER
from tests.incident.people import settle

EVERY = [(language, playbook.id) for language in ("pl", "en") for playbook in shipped(cast(Language, language))]


def test_a_playbook_put_to_work_is_tasks_with_due_times_and_roles_that_wait(database: Database) -> None:
    settle(database)
    playbook = playbook_for("false_information", "pl")
    with database.working(RESPONDER) as work:
        incident = declare(work, "Plotka o skażeniu", "false_information", "SEV2", playbook=playbook, language="pl")
    with database.reading() as session:
        room = store.room(session, incident.id)
    assert [(task.step, task.title, task.role) for task in room.tasks] == [
        (step.id, step.title, step.role) for step in playbook.steps
    ]
    assert [task.due_at for task in room.tasks] == [NOON + step.due_for for step in playbook.steps]
    assert [(role.role, role.title) for role in room.roles] == [(role.id, role.title) for role in playbook.roles]
    assert [role.person_id for role in room.roles if role.person_id] == [RESPONDER.id]
    assert room.timeline[-1].fields == {"playbook": playbook.title}


@pytest.mark.parametrize(("language", "id"), EVERY)
def test_every_task_of_every_plan_belongs_to_a_role_of_it(language: Language, id: str) -> None:
    playbook = next(playbook for playbook in shipped(language) if playbook.id == id)
    plan = from_playbook(playbook)
    assert {step.role for step in plan.steps} <= {role.id for role in plan.roles}
    assert plan.leads in {role.id for role in plan.roles}
    assert update_for(playbook, "SEV1") == timedelta(minutes=playbook.rhythm["SEV1"].update)


def test_readiness_names_what_to_mend_until_nothing_is_left(database: Database, clock: FrozenClock) -> None:
    def missing() -> list[str]:
        with database.reading() as session:
            return [gap.path for gap in gaps(store.preparation(session), clock.now())]

    assert len(missing()) == 4
    settle(database)
    with database.working(OWNER) as work:
        work.session.add(Brand(id=named("brand"), name="Bystra", created_at=NOON))
        work.session.flush()
        work.session.add(
            Monitor(
                id=named("monitor"), brand_id=named("brand"), name="Bystra", query="bystra", created_at=NOON,
                changed_at=NOON,
            )
        )  # fmt: skip
        work.session.add(
            EscalationStep(id=named("step"), position=1, person_id=cast("object", OWNER.id), after_minutes=0)
        )
    assert len(missing()) == 2  # nobody can reach the owner, nobody has read a plan
    with database.working(OWNER) as work:
        owner = work.session.get_one(Person, OWNER.id)
        owner.notify = ["mailto://ola@bystra.example"]
        mark_read(work, "own_mistake", "pl")
    assert missing() == []
    clock.advance(days=200)
    assert missing() == ["/plan#plans"]


def test_a_plan_is_read_by_people_once_or_many_times(database: Database, clock: FrozenClock) -> None:
    settle(database)
    for _ in range(2):
        with database.working(VIEWER) as work:
            mark_read(work, "own_mistake", "pl")
        clock.advance(days=1)
    with database.reading() as session:
        readings = store.readings(session)
    assert [reading.person_id for reading in readings["own_mistake", "pl"]] == [VIEWER.id]
    assert readings["own_mistake", "pl"][0].at == NOON + timedelta(days=1)
    with pytest.raises(NotFound), database.working(VIEWER) as work:
        mark_read(work, "no_such_plan", "pl")
