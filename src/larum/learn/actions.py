"""What people do with a review: begin it, write it, say which word was right, draw lessons, publish it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from larum.auth.action import action
from larum.auth.store import open_person
from larum.base.errors import Invalid, NotFound
from larum.base.ids import named
from larum.base.translate import msgid
from larum.db.work import Work
from larum.detect.calibrate import LEAST, MOST, Wish, calibrate
from larum.incident import timeline
from larum.incident.events import IncidentMoved
from larum.incident.lifecycle import said
from larum.incident.model import Incident
from larum.incident.store import hold_incident, open_incident
from larum.incident.timeline import Link
from larum.learn.events import (
    LessonAdded,
    LessonRemoved,
    LessonSettled,
    ReviewBegun,
    ReviewPublished,
    ReviewRevised,
    ReviewWritten,
    RightStatementChosen,
    SensitivitySet,
)
from larum.learn.lifecycle import NothingLearnt, ReviewMoved, StillGoingOn, move_review
from larum.learn.model import Calibration, Lesson, Review
from larum.learn.store import calibrations, gone_out, hold_lesson, hold_review, past_of, review_of
from larum.match.actions import open_monitor
from larum.match.model import Monitor

PUBLISHED = timeline.kind("learn.published", msgid("The review was published."), icon="check")
REVISED = timeline.kind("learn.revised", msgid("The review is being written again."), icon="edit")


@action("learn.begin_review", needs="responder")
def begin_review(work: Work, incident_id: UUID) -> Review:
    """There is a review to write from now on. May be repeated: an incident has one."""
    hold_incident(work, incident_id)
    review = review_of(work.session, incident_id)
    if review is not None:
        return review
    review = Review(
        id=named("review", incident_id),
        incident_id=incident_id,
        state="draft",
        changed_at=work.now(),
        changed_by=work.actor.name,
        right_statement_id=None,
        begun_at=work.now(),
        published_at=None,
    )
    work.session.add(review)
    work.session.flush()
    work.tell(ReviewBegun(incident_id=incident_id, review_id=review.id), once=str(review.id))
    _touch(work, review)
    return review


def begin_when_closed(work: Work, event: IncidentMoved) -> None:
    """An incident that is over is looked back on."""
    if event.target == "closed":
        begin_review(work, event.incident_id)


@action("learn.write_review", needs="responder")
def write_review(work: Work, incident_id: UUID, *, worked: str, did_not: str, seen: int) -> Review:
    """Say what worked and what did not.

    `seen` is the edition the writer started from; if somebody else has written since, nothing is overwritten.
    """
    review = hold_review(work, incident_id)
    if review.edition != seen:
        raise ReviewMoved(name=review.changed_by)
    review.worked, review.did_not = _cleaned(worked), _cleaned(did_not)
    review.edition += 1
    review.changed_at, review.changed_by = work.now(), work.actor.name
    work.tell(ReviewWritten(incident_id=incident_id, review_id=review.id))
    _touch(work, review)
    return review


@action("learn.choose_right_statement", needs="responder")
def choose_right_statement(work: Work, incident_id: UUID, choice: UUID | Literal["none", "check"]) -> Review:
    """Say which statement was the right word, or that none was; `check` leaves it to the check of the wordings."""
    review = hold_review(work, incident_id)
    chosen = choice if isinstance(choice, UUID) else None
    if chosen is not None and chosen not in {
        out.statement.id for out in gone_out(work.session, _incident(work, review))
    }:
        raise NotFound
    review.right_chosen_by = "" if choice == "check" else work.actor.name
    review.right_statement_id = chosen
    work.tell(RightStatementChosen(incident_id=incident_id, statement_id=chosen, by_person=choice != "check"))
    _touch(work, review)
    return review


@action("learn.publish_review", needs="approver")
def publish_review(work: Work, incident_id: UUID) -> Review:
    """The review is done and there for everybody in the house (`NothingLearnt`, `StillGoingOn`)."""
    review = hold_review(work, incident_id)
    if _incident(work, review).state != "closed":
        raise StillGoingOn
    if not (review.worked or review.did_not):
        raise NothingLearnt
    review.state = move_review(review.state, "published")
    review.published_at, review.published_by = work.now(), work.actor.name
    timeline.write(work, incident_id, PUBLISHED, link=Link("review", review.id))
    work.tell(ReviewPublished(incident_id=incident_id, review_id=review.id))
    _touch(work, review)
    return review


@action("learn.revise_review", needs="responder")
def revise_review(work: Work, incident_id: UUID) -> Review:
    """Write on in a review that was published; it is a draft until it is published again."""
    review = hold_review(work, incident_id)
    review.state = move_review(review.state, "draft")
    review.published_at, review.published_by = None, ""
    timeline.write(work, incident_id, REVISED, link=Link("review", review.id))
    work.tell(ReviewRevised(incident_id=incident_id, review_id=review.id))
    _touch(work, review)
    return review


@action("learn.add_lesson", needs="responder")
def add_lesson(
    work: Work, incident_id: UUID, text: str, *, person_id: UUID | None = None, due_at: datetime | None = None
) -> Lesson:
    """One thing that will be different next time, with somebody who makes it so and a time."""
    review = hold_review(work, incident_id)
    if person_id is not None:
        open_person(work.session, person_id)
    lesson = Lesson(
        id=work.fresh_id(),
        review_id=review.id,
        text=said(text, "text"),
        person_id=person_id,
        due_at=due_at,
        done_at=None,
        added_at=work.now(),
    )
    work.session.add(lesson)
    work.tell(LessonAdded(incident_id=incident_id, lesson_id=lesson.id, person_id=person_id, due_at=due_at))
    _touch(work, review)
    return lesson


@action("learn.settle_lesson", needs="responder")
def settle_lesson(work: Work, lesson_id: UUID, *, done: bool) -> Lesson:
    """A lesson was put into practice, or is still to be."""
    lesson, review = hold_lesson(work, lesson_id)
    lesson.done_at = (lesson.done_at or work.now()) if done else None
    lesson.done_by = (lesson.done_by or work.actor.name) if done else ""
    work.tell(LessonSettled(incident_id=review.incident_id, lesson_id=lesson.id, done=done))
    _touch(work, review)
    return lesson


@action("learn.remove_lesson", needs="responder")
def remove_lesson(work: Work, lesson_id: UUID) -> None:
    """Strike out a lesson that is none; the audit trail keeps that there was one."""
    lesson, review = hold_lesson(work, lesson_id)
    work.session.delete(lesson)
    work.tell(LessonRemoved(incident_id=review.incident_id, lesson_id=lesson_id))
    _touch(work, review)


@action("learn.set_sensitivity", needs="responder")
def set_sensitivity(work: Work, monitor_id: UUID, *, wish: Wish, asked: float | None = None) -> Monitor:
    """Say how often a monitor may call for nothing; what that asks for comes from its own past.

    `asked` is a strength that was proposed and accepted, or kept: with it, what people said of alerts so far is heard.
    """
    monitor = open_monitor(work.session, monitor_id)
    if asked is None:
        past = past_of(work.session, monitor, work.now())
        asked = calibrate(wish, past.peaks, past.watched, past.right).asked
    elif not LEAST <= asked <= MOST:
        raise Invalid(msgid("Ask for evidence between 0.4 and 4 times the standard."), field="asked")
    work.session.add(
        Calibration(
            id=work.fresh_id(),
            monitor_id=monitor.id,
            at=work.now(),
            by=work.actor.name,
            sensitivity=wish,
            asked=asked,
            sensitivity_before=monitor.sensitivity,
            asked_before=monitor.asked,
            calibrated_before=monitor.calibrated_at,
        )
    )
    monitor.sensitivity, monitor.asked, monitor.calibrated_at = wish, asked, work.now()
    work.session.flush()
    work.tell(SensitivitySet(monitor_id=monitor.id, sensitivity=wish, asked=asked))
    work.touch("monitors")
    return monitor


@action("learn.undo_sensitivity", needs="responder")
def undo_sensitivity(work: Work, monitor_id: UUID) -> Monitor:
    """Take back what was last said of a monitor: it calls as before, and the verdicts heard then are heard again."""
    monitor = open_monitor(work.session, monitor_id)
    last = next(iter(calibrations(work.session, monitor_id)), None)
    if last is None:
        raise Invalid(
            msgid("There is nothing to take back: nobody has changed when this monitor calls."), field="asked"
        )
    monitor.sensitivity, monitor.asked = last.sensitivity_before, last.asked_before
    monitor.calibrated_at = last.calibrated_before
    work.session.delete(last)
    work.session.flush()
    work.tell(SensitivitySet(monitor_id=monitor.id, sensitivity=monitor.sensitivity, asked=monitor.asked))
    work.touch("monitors")
    return monitor


def _incident(work: Work, review: Review) -> Incident:
    return open_incident(work.session, review.incident_id)


def _cleaned(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _touch(work: Work, review: Review) -> None:
    work.touch("reports", f"report:{review.incident_id}", f"incident:{review.incident_id}")
