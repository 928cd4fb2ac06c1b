"""The whole story for somebody who only watches. The tests of this file stand in the order of the story."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from larum.alert.model import Alert
from larum.collect.model import Source
from larum.engage.model import CrisisPage, Problem, Question
from larum.incident.model import Incident, TimelineEntry
from larum.notify.model import Delivery
from larum.respond.model import Publication, Statement
from larum.web.story import guide
from tests.demo.conftest import Demo
from tests.demo.test_sample_story import BEGINS_AT

VIDEO = BEGINS_AT + timedelta(minutes=150)


def said_to_watcher(demo: Demo) -> str:
    class _Story:
        begins_at = BEGINS_AT
        ends_at = BEGINS_AT + timedelta(hours=48)
        paused = False
        speed = 240.0

    with demo.reading() as session:
        return guide(session, _Story(), demo.clock.now(), None, []).happened.said  # type: ignore[arg-type]


def test_quiet_weeks_and_their_campaign_page_nobody(quiet: Demo) -> None:
    with quiet.reading() as session:
        assert session.scalars(select(Alert)).all() == []
        assert session.get_one(Source, quiet.setting.source_id).refused == 0
    assert "quiet" in said_to_watcher(quiet)


def test_an_early_witness_is_not_yet_an_alarm(quiet: Demo) -> None:
    quiet.run_until(VIDEO, every=timedelta(minutes=30))
    with quiet.reading() as session:
        assert session.scalars(select(Alert)).all() == []
    assert "film" in said_to_watcher(quiet)


def test_an_alert_is_raised_within_half_an_hour_of_the_video_and_telephones_ring(quiet: Demo) -> None:
    quiet.run_until(VIDEO + timedelta(hours=2))
    with quiet.reading() as session:
        alert = session.scalars(select(Alert)).one()
        calls = session.scalars(select(Delivery).where(Delivery.state == "sent")).all()
    assert VIDEO < alert.raised_at < VIDEO + timedelta(minutes=30)
    assert {call.person_id for call in calls} <= set(quiet.setting.personas)
    assert calls


def test_at_its_peak_it_is_grave(quiet: Demo) -> None:
    quiet.run_until(BEGINS_AT + timedelta(hours=10), every=timedelta(hours=1))
    with quiet.reading() as session:
        assert session.scalars(select(Alert)).one().severity <= 2
        assert session.scalars(select(Incident)).one().state == "active"


def test_colleagues_say_sorry_and_the_curve_turns(quiet: Demo) -> None:
    quiet.run_until(BEGINS_AT + timedelta(hours=22), every=timedelta(hours=1))
    with quiet.reading() as session:
        assert {statement.state for statement in session.scalars(select(Statement))} == {"sent"}
        assert {publication.state for publication in session.scalars(select(Publication))} == {"sent"}
        assert session.get_one(Source, quiet.setting.source_id).settings["answered_at"]
    assert "honest" in said_to_watcher(quiet)


def test_people_outside_ask_report_and_are_answered(quiet: Demo) -> None:
    quiet.run_until(BEGINS_AT + timedelta(hours=30), every=timedelta(hours=1))
    with quiet.reading() as session:
        assert session.scalars(select(CrisisPage)).one().state == "open"
        questions = session.scalars(select(Question)).all()
        assert len(questions) == 9
        assert all(question.answer for question in questions)
        assert len(session.scalars(select(Problem)).all()) == 4


def test_it_ends_with_an_incident_that_can_be_looked_back_at(quiet: Demo) -> None:
    quiet.run_until(BEGINS_AT + timedelta(hours=48, minutes=15), every=timedelta(hours=3))
    with quiet.reading() as session:
        incident = session.scalars(select(Incident)).one()
        entries = session.scalars(select(TimelineEntry).where(TimelineEntry.incident_id == incident.id)).all()
    assert incident.state == "closed"
    assert incident.conclusion
    assert isinstance(incident.id, UUID)
    assert len(entries) > 10
    assert "over" in said_to_watcher(quiet)
