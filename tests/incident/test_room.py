"""A crisis as a team lives it: declared, worked on, watched, closed, and open again; on both databases."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from larum.alert.model import Alert
from larum.audit import trail
from larum.auth.action import ACTIONS
from larum.base.clock import FrozenClock
from larum.base.errors import Invalid, NotAllowed, NotFound, WrongMove
from larum.base.ids import named
from larum.base.translate import Words
from larum.db.events import outbox
from larum.db.work import Database
from larum.incident import events, store, timeline
from larum.incident.actions import course, ledger, notes, roles, tasks
from larum.incident.actions.declare import declare, link_alert
from larum.incident.lifecycle import ConclusionMissing, IncidentIsClosed, ReasonMissing, SourceMissing
from larum.incident.model import Incident, TimelineEntry
from larum.incident.timeline import Link
from tests.conftest import APPROVER, NOON, OWNER, RESPONDER, VIEWER
from tests.incident.people import settle

BRAND = named("brand", "bystra")


@pytest.fixture
def bystra(database: Database) -> UUID:
    """An incident with nothing in it but what every incident has."""
    settle(database)
    with database.working(RESPONDER) as work:
        return declare(work, "Water smells of chlorine", "own_mistake", "SEV2").id


def raise_alert(database: Database, name: str = "alert") -> UUID:
    with database.working(OWNER) as work:
        alert = Alert(
            id=named(name),
            brand_id=BRAND,
            severity=1,
            reasons=[],
            caveats=[],
            begun_at=NOON - timedelta(hours=2),
            raised_at=NOON - timedelta(minutes=90),
            last_signal_at=NOON,
            observed=90.0,
            usual=4.0,
            detector="surge",
        )
        work.session.add(alert)
        return alert.id


def lines(database: Database, incident_id: UUID) -> list[str]:
    words = Words("en", now=NOON)
    with database.reading() as session:
        said = [timeline.sentence(entry) for entry in store.timeline(session, incident_id)]
    return [words(sentence, **fields) for sentence, fields in said]


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(outbox.c.name).order_by(outbox.c.told_at, outbox.c.id)))


def test_an_incident_from_an_alert_takes_its_times_and_takes_the_alert_on(database: Database) -> None:
    settle(database)
    alert_id = raise_alert(database)
    with database.working(RESPONDER) as work:
        incident = declare(
            work,
            " Water smells of chlorine ",
            "own_mistake",
            "SEV1",
            origin_at=NOON - timedelta(hours=2),
            detected_at=NOON - timedelta(minutes=90),
            alert_ids=[alert_id],
            brand_id=BRAND,
        )
    with database.reading() as session:
        room = store.room(session, incident.id)
        alert = session.get(Alert, alert_id)
        assert store.incident_of_alert(session, alert_id) is not None
    assert (room.incident.title, room.incident.number, room.incident.state) == (
        "Water smells of chlorine", 1, "declared",
    )  # fmt: skip
    assert room.incident.acknowledged_at == NOON
    assert list(room.alert_ids) == [alert_id]
    assert alert is not None
    assert (alert.state, alert.incident_id) == ("acknowledged", incident.id)
    clocks = room.clocks(NOON)
    assert (clocks.since_origin, clocks.since_detection) == (timedelta(hours=2), timedelta(minutes=90))
    assert told(database) == ["IncidentDeclared"]


def test_without_a_plan_there_is_still_what_every_incident_needs(database: Database, bystra: UUID) -> None:
    with database.reading() as session:
        room = store.room(session, bystra)
    assert [(task.step, task.due_at) for task in room.tasks] == [
        ("assess", NOON + timedelta(minutes=45)),
        ("freeze", NOON + timedelta(minutes=45)),
        ("first_statement", NOON + timedelta(minutes=90)),
    ]
    assert [(role.role, role.person_id) for role in room.roles] == [
        ("lead", RESPONDER.id), ("comms", None), ("speaker", None), ("scribe", None),
    ]  # fmt: skip
    assert room.owner_of(room.tasks[0]) == RESPONDER.id


def test_the_plan_speaks_the_language_of_the_team(database: Database) -> None:
    with database.working(RESPONDER) as work:
        incident = declare(work, "Woda pachnie chlorem", "own_mistake", "SEV2", language="pl")
    with database.reading() as session:
        assert "oświadczenie" in store.room(session, incident.id).tasks[2].title


def test_each_incident_gets_the_next_number(database: Database, bystra: UUID) -> None:
    with database.working(OWNER) as work:
        assert declare(work, "A second one", "unforeseen", "SEV3").number == 2


def test_the_course_of_an_incident_leaves_a_line_for_every_step(
    database: Database, clock: FrozenClock, bystra: UUID
) -> None:
    with database.working(RESPONDER) as work:
        course.start(work, bystra)
        course.change_severity(work, bystra, "SEV1", "A child was taken to hospital")
        course.set_next_update(work, bystra, NOON + timedelta(hours=1))
    clock.advance(hours=5)
    with database.working(APPROVER) as work:
        course.monitor(work, bystra)
        course.close(work, bystra, "The pump was replaced; the water is clean.")
    clock.advance(hours=1)
    with database.working(RESPONDER) as work:
        reopened = course.reopen(work, bystra, "New reports from the north")
    assert (reopened.state, reopened.closed_at, reopened.conclusion, reopened.next_update_at) == (
        "active", None, "", None,
    )  # fmt: skip
    assert lines(database, bystra) == [
        "The incident was declared: “Water smells of chlorine”, SEV2, serious.",
        "The incident is now: team at work. Before: just declared.",
        "Severity changed from SEV2 to SEV1: A child was taken to hospital",
        "The next public update is promised for 13:00.",
        "The incident is now: being watched. Before: team at work.",
        "The incident was closed: The pump was replaced; the water is clean.",
        "The incident was reopened: New reports from the north",
    ]
    assert sorted(told(database)) == sorted(
        ["IncidentDeclared", "SeverityChanged", "NextUpdateSet", *["IncidentMoved"] * 4]
    )


def test_what_needs_a_reason_is_refused_without_one(database: Database, bystra: UUID) -> None:
    with pytest.raises(ReasonMissing), database.working(RESPONDER) as work:
        course.change_severity(work, bystra, "SEV1", " ")
    with pytest.raises(ConclusionMissing), database.working(RESPONDER) as work:
        course.close(work, bystra, "")
    with pytest.raises(Invalid), database.working(RESPONDER) as work:
        tasks.add(work, bystra, "   ")
    with pytest.raises(SourceMissing), database.working(RESPONDER) as work:
        ledger.add_fact(work, bystra, "The well is clean", status="confirmed")
    with pytest.raises(ReasonMissing), database.working(RESPONDER) as work:
        ledger.decide(work, bystra, "Say nothing", "")
    with database.reading() as session:
        room = store.room(session, bystra)
    assert (room.incident.severity, room.incident.state, len(room.tasks), len(room.timeline)) == (
        "SEV2", "declared", 3, 1,
    )  # fmt: skip


def test_a_closed_incident_promises_nothing_and_owes_nothing(database: Database, bystra: UUID) -> None:
    with database.working(RESPONDER) as work:
        course.set_next_update(work, bystra, NOON + timedelta(hours=1))
        course.close(work, bystra, "False alarm")
    with pytest.raises(IncidentIsClosed), database.working(RESPONDER) as work:
        course.set_next_update(work, bystra, NOON)
    with pytest.raises(WrongMove), database.working(RESPONDER) as work:
        course.start(work, bystra)
    with database.reading() as session:
        assert store.open_incidents(session) == []
        assert [incident.id for incident in store.closed_incidents(session)] == [bystra]
        assert store.room(session, bystra).clocks(NOON + timedelta(days=9)).next is None


def test_a_task_is_handed_over_postponed_done_and_undone(database: Database, clock: FrozenClock, bystra: UUID) -> None:
    with database.working(RESPONDER) as work:
        task = tasks.add(work, bystra, "Call the laboratory", due_at=NOON + timedelta(minutes=15))
        tasks.reassign(work, task.id, OWNER.id)
        tasks.postpone(work, task.id, NOON + timedelta(hours=1), "They open at one")
    clock.advance(minutes=70)
    with database.reading() as session:
        room = store.room(session, bystra)
        late = room.clocks(clock.now()).overdue
    assert "Call the laboratory" in [deadline.what for deadline in late]
    with database.working(OWNER) as work:
        tasks.complete(work, task.id)
    with pytest.raises(WrongMove), database.working(RESPONDER) as work:
        tasks.complete(work, task.id)
    with pytest.raises(WrongMove), database.working(RESPONDER) as work:
        tasks.reassign(work, task.id, None)
    with database.working(OWNER) as work:
        tasks.reopen(work, task.id)
        dropped = tasks.drop(work, task.id, "The laboratory called us")
    assert (dropped.state, dropped.settled_by, dropped.reason) == (
        "dropped", "Ola Owner", "The laboratory called us",
    )  # fmt: skip
    assert lines(database, bystra)[1:] == [
        "New task: “Call the laboratory”.",
        "The task “Call the laboratory” is now with Ola Owner.",
        "The task “Call the laboratory” is now due 13:00. Why: They open at one",
        "Task done: “Call the laboratory”.",
        "Task to be done after all: “Call the laboratory”.",
        "Task dropped: “Call the laboratory”. Why: The laboratory called us",
    ]


def test_nobody_can_be_given_a_task_who_does_not_exist(database: Database, bystra: UUID) -> None:
    with pytest.raises(NotFound), database.working(RESPONDER) as work:
        tasks.add(work, bystra, "Call the laboratory", person_id=named("nobody"))


def test_a_role_changes_hands_with_somebody_to_step_in(database: Database, bystra: UUID) -> None:
    with database.working(RESPONDER) as work:
        roles.hand_over(work, bystra, "speaker", OWNER.id, APPROVER.id)
        roles.hand_over(work, bystra, "legal", APPROVER.id, title="Legal adviser")
        roles.hand_over(work, bystra, "lead", None)
    with database.reading() as session:
        had = {role.role: (role.person_id, role.alternate_id) for role in store.room(session, bystra).roles}
    assert had["speaker"] == (OWNER.id, APPROVER.id)
    assert had["legal"] == (APPROVER.id, None)
    assert had["lead"] == (None, None)
    assert lines(database, bystra)[1:] == [
        "Spokesperson: Ola Owner, alternate: Adam Approver.",
        "Legal adviser: Adam Approver.",
        "Crisis lead: nobody now.",
    ]


def test_a_fact_keeps_what_it_was_before(database: Database, clock: FrozenClock, bystra: UUID) -> None:
    with database.working(RESPONDER) as work:
        fact = ledger.add_fact(work, bystra, "The pump in Lipowa street failed")
    clock.advance(minutes=20)
    with database.working(OWNER) as work:
        ledger.settle_fact(work, fact.id, "confirmed", "Plant manager")
    clock.advance(minutes=20)
    with database.working(OWNER) as work:
        settled = ledger.settle_fact(work, fact.id, "refuted", "Log of the pump")
    assert (settled.status, settled.source) == ("refuted", "Log of the pump")
    assert [(before["status"], before["source"], before["by"]) for before in settled.history] == [
        ("open", "", "Rita Responder"),
        ("confirmed", "Plant manager", "Ola Owner"),
    ]
    assert lines(database, bystra)[1:] == [
        "Not yet known: “The pump in Lipowa street failed”.",
        "Now confirmed: “The pump in Lipowa street failed”. Source: Plant manager",
        "Now refuted: “The pump in Lipowa street failed”. Source: Log of the pump",
    ]


def test_a_promise_is_kept_late_or_broken_but_never_forgotten(
    database: Database, clock: FrozenClock, bystra: UUID
) -> None:
    with database.working(RESPONDER) as work:
        promise = ledger.promise(
            work, bystra, "Free water at every shop", person_id=OWNER.id, due_at=NOON + timedelta(hours=1)
        )
    clock.advance(hours=2)
    with database.reading() as session:
        late = store.room(session, bystra).clocks(clock.now()).overdue
    assert late[-1].kind in {"promise", "task"}
    assert "promise" in {deadline.kind for deadline in late}
    with database.working(OWNER) as work:
        ledger.settle_promise(work, promise.id, "broken")
        kept = ledger.settle_promise(work, promise.id, "kept")
    assert (kept.state, kept.settled_at) == ("kept", clock.now())


def test_a_note_may_tell_of_an_hour_ago_and_stands_there(database: Database, bystra: UUID) -> None:
    with database.working(RESPONDER) as work:
        notes.note(work, bystra, "A reporter called the shop in Lipowa", NOON - timedelta(hours=1))
        decided = ledger.decide(work, bystra, "Close the shop", "Nobody can say yet that it is safe")
    assert lines(database, bystra) == [
        "A reporter called the shop in Lipowa",
        "The incident was declared: “Water smells of chlorine”, SEV2, serious.",
        "Decided: “Close the shop”. Why: Nobody can say yet that it is safe",
    ]
    with database.reading() as session:
        last = store.timeline(session, bystra)[-1]
    assert (last.link_kind, last.link_id, last.actor_name) == ("decision", decided.id, "Rita Responder")


def test_a_pinned_line_stays_where_it_happened(database: Database, bystra: UUID) -> None:
    with database.working(RESPONDER) as work:
        entry_id = notes.note(work, bystra, "The hospital says three people are well")
        assert notes.pin(work, entry_id).pinned
        assert not notes.pin(work, entry_id, pinned=False).pinned


def test_packages_above_write_their_own_lines_once_however_often_they_hear(database: Database, bystra: UUID) -> None:
    kind = timeline.kind("test.statement_sent", timeline.msgid("“{title}” was sent at {at}."), instants=("at",))
    link = Link("statement", named("statement"))
    for _ in range(3):
        with database.working(OWNER) as work:
            timeline.write(work, bystra, kind, {"title": "We close the shop", "at": NOON}, link, once="statement-1")
    assert lines(database, bystra)[1:] == ["“We close the shop” was sent at 12:00."]
    with pytest.raises(KeyError), database.working(OWNER) as work:
        timeline.write(work, bystra, "test.unheard_of")


def test_a_line_of_a_package_that_is_gone_still_shows_that_something_was_there() -> None:
    entry = TimelineEntry(kind="gone.away", fields={"x": 1})
    assert timeline.sentence(entry) == ("gone.away", {})


def test_one_more_alert_moves_the_first_sign_back_and_is_linked_once(database: Database, bystra: UUID) -> None:
    alert_id = raise_alert(database, "another")
    for _ in range(2):
        with database.working(RESPONDER) as work:
            incident = link_alert(work, bystra, alert_id, NOON - timedelta(hours=2))
    assert incident.origin_at == NOON - timedelta(hours=2)
    assert lines(database, bystra)[1:] == ["An alert was added to the incident."]


def test_the_crisis_bar_names_the_gravest_first_with_what_is_due(database: Database, bystra: UUID) -> None:
    with database.working(OWNER) as work:
        grave = declare(work, "Fire in the warehouse", "unforeseen", "SEV1")
        course.set_next_update(work, bystra, NOON + timedelta(minutes=5))
    with database.reading() as session:
        glances = store.glances(session, store.open_incidents(session), NOON)
    assert [glance.incident.id for glance in glances] == [grave.id, bystra]
    assert [glance.open_tasks for glance in glances] == [3, 3]
    assert glances[1].clocks.next is not None
    assert (glances[1].clocks.next.kind, glances[1].clocks.next.at) == ("update", NOON + timedelta(minutes=5))


def test_viewers_read_and_do_not_act(database: Database, bystra: UUID) -> None:
    with pytest.raises(NotAllowed), database.working(VIEWER) as work:
        course.start(work, bystra)
    with pytest.raises(NotAllowed), database.working(VIEWER) as work:
        declare(work, "Mine", "unforeseen", "SEV4")


def test_what_does_not_exist_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound), database.working(OWNER) as work:
        notes.note(work, named("nowhere"), "Hello")
    with database.reading() as session, pytest.raises(NotFound):
        store.room(session, named("nowhere"))


def test_every_action_leaves_its_entry_in_the_audit_trail_and_a_room_that_follows(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.listeners.append(heard.append)
    with database.working(RESPONDER) as work:
        incident = declare(work, "Water smells of chlorine", "own_mistake", "SEV2")
    assert {"incidents", f"incident:{incident.id}"} <= heard[-1]
    with database.reading() as session:
        entries = session.execute(select(trail.audit_entries)).all()
    assert [(entry.action, entry.subject_id) for entry in entries] == [("incident.declare", incident.id)]
    assert all(ACTIONS[name].doc for name in ACTIONS if name.startswith("incident."))


def test_events_are_told_with_what_others_need(database: Database, bystra: UUID) -> None:
    with database.reading() as session:
        body = session.scalar(select(outbox.c.body).where(outbox.c.name == events.IncidentDeclared.__name__))
        incident = session.get(Incident, bystra)
    assert body is not None
    assert incident is not None
    assert f'"incident_id":"{bystra}"' in body
    assert '"severity":"SEV2"' in body
