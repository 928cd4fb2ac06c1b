"""One transaction: all of it or nothing, on both databases."""

import threading

import pytest
from sqlalchemy import select

from larum.audit import trail
from larum.auth.action import action
from larum.base.errors import NotAllowed
from larum.base.ids import named
from larum.db.events import Event, outbox
from larum.db.outbox import ATTEMPTS, hear
from larum.db.work import Database, Work
from tests.conftest import OWNER, VIEWER


class LanternLit(Event, frozen=True):
    street: str


@action("test.light_lantern", needs="responder", secret=("password",))
def light_lantern(work: Work, street: str, password: str = "") -> None:
    """Light a lantern."""
    work.tell(LanternLit(street=street))
    if street == "nowhere":
        raise ValueError(street)


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return [row.body for row in session.execute(select(outbox).order_by(outbox.c.told_at))]


def test_an_action_leaves_its_trace_and_its_event_or_nothing_at_all(database: Database) -> None:
    with database.working(OWNER) as work:
        light_lantern(work, "Long Street", password="hush")
    with pytest.raises(ValueError, match="nowhere"), database.working(OWNER) as work:
        light_lantern(work, "nowhere")
    assert told(database) == ['{"street":"Long Street"}']
    with database.reading() as session:
        entries = session.execute(select(trail.audit_entries)).all()
    assert [(entry.action, entry.actor_name, entry.detail) for entry in entries] == [
        ("test.light_lantern", "Ola Owner", {"street": "Long Street"})
    ]


def test_an_actor_whose_role_does_not_reach_is_refused_before_anything_happens(database: Database) -> None:
    with pytest.raises(NotAllowed), database.working(VIEWER) as work:
        light_lantern(work, "Long Street")
    assert told(database) == []


def test_an_event_told_under_one_name_is_kept_once(database: Database) -> None:
    for _ in range(3):
        with database.working(OWNER) as work:
            work.tell(LanternLit(street="Long Street"), once="lantern-1")
    assert len(told(database)) == 1


def test_a_failing_reaction_is_tried_again_and_does_not_stop_the_others(database: Database) -> None:
    heard: list[str] = []

    def react(work: Work, event: LanternLit) -> None:
        if event.street == "bad":
            raise RuntimeError("no oil")
        heard.append(event.street)

    with database.working(OWNER) as work:
        work.tell(LanternLit(street="bad"))
        work.tell(LanternLit(street="good"))
    for _ in range(ATTEMPTS + 2):
        hear(database, {LanternLit: [react]})
    assert heard == ["good"]
    with database.reading() as session:
        trouble = session.execute(select(outbox.c.trouble).where(outbox.c.heard_at.is_(None))).scalars().all()
    assert trouble == ["RuntimeError: no oil"]


def test_a_changed_audit_entry_is_found(database: Database) -> None:
    for street in ("one", "two", "three"):
        with database.working(OWNER) as work:
            light_lantern(work, street)
    with database.reading() as session:
        assert trail.first_broken(session) is None
    with database.working(OWNER) as work:
        work.session.execute(
            trail.audit_entries.update().where(trail.audit_entries.c.number == 2).values(detail={"street": "other"})
        )
    with database.reading() as session:
        assert trail.first_broken(session) == 2


def test_writers_at_once_queue_and_the_chain_stays_whole(database: Database) -> None:
    def light(name: str) -> None:
        for number in range(5):
            with database.working(OWNER) as work:
                light_lantern(work, f"{name} {number}")

    threads = [threading.Thread(target=light, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert trail.count(session) == 20
        assert trail.first_broken(session) is None


def test_listeners_hear_what_was_touched_after_the_commit(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.listeners.append(heard.append)
    with database.working(OWNER) as work:
        work.touch("alerts", f"incident:{named('x')}")
        assert heard == []
    assert heard == [frozenset({"alerts", f"incident:{named('x')}"})]
