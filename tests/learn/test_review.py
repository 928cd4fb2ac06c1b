"""A team looks back: the review begins by itself, is written by several people, and leaves lessons behind."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from larum.base.actor import SYSTEM
from larum.base.clock import FrozenClock
from larum.base.errors import Invalid, NotAllowed, NotFound, WrongMove
from larum.base.http import Http
from larum.base.ids import named
from larum.connectors.contract import Outside
from larum.db.events import outbox
from larum.db.work import Database
from larum.incident.actions.course import close
from larum.incident.actions.declare import declare
from larum.incident.events import IncidentMoved
from larum.incident.store import open_incident, timeline
from larum.learn import actions, store
from larum.learn.lifecycle import NothingLearnt, ReviewMoved, StillGoingOn
from larum.learn.model import Review
from larum.respond.actions.approve import approve
from larum.respond.actions.channels import add_channel
from larum.respond.actions.publish import publish
from larum.respond.actions.write import draft, hand_over
from larum.respond.publishing import publish_due
from tests.conftest import APPROVER, NOON, OWNER, RESPONDER, VIEWER
from tests.incident.people import settle
from tests.report.bystra import HELPLESS, RIGHT


@pytest.fixture
def closed(database: Database) -> UUID:
    """An incident that is over, with its review begun."""
    settle(database)
    with database.working(RESPONDER) as work:
        incident = declare(work, "The water smells", "own_mistake", "SEV2")
        close(work, incident.id, "It is clean again.")
        actions.begin_review(work, incident.id)
    return incident.id


def review(database: Database, incident_id: UUID) -> Review:
    with database.reading() as session:
        found = store.review_of(session, incident_id)
    assert found is not None
    return found


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(outbox.c.name).where(outbox.c.name.like("%Review%"))))


def test_a_review_begins_when_an_incident_is_closed_and_once(database: Database) -> None:
    settle(database)
    with database.working(RESPONDER) as work:
        incident_id = declare(work, "The water smells", "own_mistake", "SEV2").id
    for target in ("active", "closed", "closed"):
        with database.working(SYSTEM) as work:
            actions.begin_when_closed(work, IncidentMoved(incident_id=incident_id, origin="declared", target=target))
        with database.reading() as session:
            assert (store.review_of(session, incident_id) is not None) == (target == "closed")
    assert told(database) == ["ReviewBegun"]


def test_two_people_do_not_write_over_each_other(database: Database, closed: UUID) -> None:
    with database.working(RESPONDER) as work:
        actions.write_review(work, closed, worked=" The alarm ", did_not="", seen=1)
    with pytest.raises(ReviewMoved, match="Rita Responder"), database.working(OWNER) as work:
        actions.write_review(work, closed, worked="Nothing", did_not="", seen=1)
    kept = review(database, closed)
    assert (kept.worked, kept.edition, kept.changed_by) == ("The alarm", 2, "Rita Responder")


def test_a_review_is_published_when_it_says_something_and_the_incident_is_over(
    database: Database, closed: UUID
) -> None:
    with pytest.raises(NothingLearnt), database.working(APPROVER) as work:
        actions.publish_review(work, closed)
    with database.working(RESPONDER) as work:
        actions.write_review(work, closed, worked="", did_not="The first word said nothing", seen=1)
    with pytest.raises(NotAllowed), database.working(RESPONDER) as work:
        actions.publish_review(work, closed)
    with database.working(APPROVER) as work:
        actions.publish_review(work, closed)
    assert review(database, closed).published_by == "Adam Approver"
    with pytest.raises(WrongMove), database.working(APPROVER) as work:
        actions.publish_review(work, closed)
    with database.working(RESPONDER) as work:
        actions.revise_review(work, closed)
    assert (review(database, closed).state, review(database, closed).published_at) == ("draft", None)
    with database.reading() as session:
        kinds = [entry.kind for entry in timeline(session, closed)]
    assert kinds[-2:] == ["learn.published", "learn.revised"]


def test_what_is_still_going_on_has_no_published_review(database: Database) -> None:
    settle(database)
    with database.working(APPROVER) as work:
        incident_id = declare(work, "The water smells", "own_mistake", "SEV2").id
        actions.begin_review(work, incident_id)
        actions.write_review(work, incident_id, worked="So far so good", did_not="", seen=1)
    with pytest.raises(StillGoingOn), database.working(APPROVER) as work:
        actions.publish_review(work, incident_id)


def test_a_lesson_has_somebody_and_a_time_and_is_put_into_practice(
    database: Database, clock: FrozenClock, closed: UUID
) -> None:
    with database.working(RESPONDER) as work:
        due_at = NOON + timedelta(days=14)
        lesson = actions.add_lesson(work, closed, "A statement for every plant", person_id=OWNER.id, due_at=due_at)
        loose = actions.add_lesson(work, closed, "Sleep more")
    with pytest.raises(Invalid), database.working(RESPONDER) as work:
        actions.add_lesson(work, closed, "  ")
    with pytest.raises(NotFound), database.working(RESPONDER) as work:
        actions.add_lesson(work, closed, "Somebody do something", person_id=named("nobody"))
    clock.advance(days=3)
    with database.working(OWNER) as work:
        actions.settle_lesson(work, lesson.id, done=True)
        actions.remove_lesson(work, loose.id)
    with database.reading() as session:
        (kept,) = store.lessons_of(session, review(database, closed).id)
        assert (kept.done_at, kept.done_by) == (NOON + timedelta(days=3), "Ola Owner")
        (course,) = store.courses(session)
        assert (course.lessons, course.open_lessons) == (1, 0)
    with database.working(OWNER) as work:
        assert actions.settle_lesson(work, lesson.id, done=False).done_at is None


def test_a_person_overrules_the_check_on_which_word_was_right(
    database: Database, clock: FrozenClock, closed: UUID
) -> None:
    with database.working(OWNER) as work:
        page = add_channel(work, name="Crisis page", connector="page", language="en")
    said = []
    for texts in (HELPLESS, RIGHT):
        clock.advance(hours=1)
        with database.working(RESPONDER) as work:
            statement = draft(work, title="Word", texts=texts, incident_id=closed)
            hand_over(work, statement)
        with database.working(APPROVER) as work:
            held = work.session.merge(statement)
            approve(work, held, seen=1)
            publish(work, held, channels=[page])
        publish_due(database, Outside(http=Http(clock=clock), clock=clock))
        said.append(statement.id)

    def right() -> UUID | None:
        with database.reading() as session:
            out = store.gone_out(session, open_incident(session, closed))
            assert [each.statement.id for each in out] == said
            return store.right_statement(store.review_of(session, closed), out)

    assert right() == said[1]
    for choice, expected in ((said[0], said[0]), ("none", None), ("check", said[1])):
        with database.working(RESPONDER) as work:
            actions.choose_right_statement(work, closed, choice)
        assert right() == expected
    with pytest.raises(NotFound), database.working(RESPONDER) as work:
        actions.choose_right_statement(work, closed, named("statement", "of another incident"))


def test_whoever_only_looks_changes_nothing(database: Database, closed: UUID) -> None:
    with pytest.raises(NotAllowed), database.working(VIEWER) as work:
        actions.write_review(work, closed, worked="I was here", did_not="", seen=1)
    with pytest.raises(NotAllowed), database.working(VIEWER) as work:
        actions.add_lesson(work, closed, "Look more")
