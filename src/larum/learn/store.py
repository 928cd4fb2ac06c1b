"""What is asked about reviews."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from larum.alert.lifecycle import Verdict as AlertVerdict
from larum.alert.model import Alert, AlertSignal
from larum.base.errors import NotFound
from larum.db.work import Work
from larum.detect.backtest import Peak
from larum.detect.calibrate import LOOKED_BACK
from larum.detect.store import loud_peaks_since, peaks_since
from larum.incident.model import Incident
from larum.incident.typology import CAUSES, Cause
from larum.learn import rightness
from larum.learn.calibrate import Judged
from larum.learn.clock import CrisisClock, Spoken, first_right, read
from larum.learn.model import Calibration, Lesson, Review
from larum.learn.rightness import Verdict
from larum.match.model import Monitor
from larum.match.store import first_mentions
from larum.respond.model import Publication, Statement, Version

STAFF = "staff"


class Out(NamedTuple):
    """A statement that went out, as it was worded, with what the check finds in it."""

    statement: Statement
    at: datetime
    """When it was out on the first of its channels."""
    text: str
    language: str
    verdict: Verdict
    number: int
    """How many wordings it took."""


class Course(NamedTuple):
    """One review in a list."""

    incident: Incident
    review: Review | None
    lessons: int
    open_lessons: int


class Taught(NamedTuple):
    """What an earlier incident taught, for whoever stands before one like it."""

    incident: Incident
    lessons: list[Lesson]
    """What is to be different, the things done first."""


class Past(NamedTuple):
    """What is known of how a monitor calls."""

    peaks: list[Peak]
    watched: timedelta
    """How much of the time looked back at it has watched."""
    judged: list[Judged]
    """Its alerts that somebody judged."""

    @property
    def right(self) -> list[tuple[datetime, datetime]]:
        """The stretches of the alerts that were no false alarms."""
        return [(each.begun_at, each.until) for each in self.judged if each.verdict != "wrong"]


def past_of(session: Session, monitor: Monitor, now: datetime, since: datetime | None = None) -> Past:
    """How a monitor called, as far back as anybody looks, or since an instant."""
    return _pasts(session, {monitor.id: (monitor, since)}, now)[monitor.id]


def since_calibrated(session: Session, monitors: Sequence[Monitor], now: datetime) -> dict[UUID, Past]:
    """How each monitor called since somebody last said how sensitive it is to be, as far as that may propose another
    strength: a few reads, however many. Of monitors that nobody judged, weaker cases than they ask for say nothing."""
    return _pasts(session, {monitor.id: (monitor, monitor.calibrated_at) for monitor in monitors}, now, proposing=True)


def _pasts(
    session: Session,
    monitors: Mapping[UUID, tuple[Monitor, datetime | None]],
    now: datetime,
    *,
    proposing: bool = False,
) -> dict[UUID, Past]:
    ids = list(monitors)
    first = first_mentions(session, ids)
    begun = {
        id: max(min(monitor.created_at, first.get(id, now)), now - LOOKED_BACK, since or now - LOOKED_BACK)
        for id, (monitor, since) in monitors.items()
    }
    oldest = min(begun.values(), default=now)
    query = (
        select(AlertSignal.monitor_id, Alert)
        .join(Alert, Alert.id == AlertSignal.alert_id)
        .where(AlertSignal.monitor_id.in_(ids), Alert.verdict != "", Alert.raised_at >= oldest)
        .order_by(Alert.raised_at, Alert.id)
    )
    judged: dict[UUID, dict[UUID, Judged]] = {id: {} for id in ids}
    for monitor_id, one in session.execute(query):
        if one.raised_at >= begun[monitor_id]:
            judged[monitor_id][one.id] = Judged(
                one.id, cast(AlertVerdict, one.verdict), one.begun_at, one.raised_at, one.last_signal_at, one.detector
            )
    peaks: dict[UUID, list[Peak]] = {id: [] for id in ids}
    if proposing:
        known = peaks_since(session, [id for id in ids if judged[id]], oldest)
        known += loud_peaks_since(session, [id for id in ids if not judged[id]], oldest)
    else:
        known = peaks_since(session, ids, oldest)
    for peak in known:
        if peak.hour_at >= begun[peak.monitor_id]:
            peaks[peak.monitor_id].append(peak)
    return {id: Past(peaks[id], now - begun[id], list(judged[id].values())) for id in ids}


def calibrations(session: Session, monitor_id: UUID) -> Sequence[Calibration]:
    """What was said of how sensitive a monitor is to be, the latest first."""
    query = select(Calibration).where(Calibration.monitor_id == monitor_id)
    return session.scalars(query.order_by(Calibration.at.desc(), Calibration.id.desc())).all()


def review_of(session: Session, incident_id: UUID) -> Review | None:
    """The review of an incident; None where nobody has begun one."""
    return session.scalars(select(Review).where(Review.incident_id == incident_id)).one_or_none()


def hold_review(work: Work, incident_id: UUID) -> Review:
    """The review of an incident, to change (`NotFound` where nobody has begun one)."""
    review = work.session.scalars(
        select(Review).where(Review.incident_id == incident_id).with_for_update()
    ).one_or_none()
    if review is None:
        raise NotFound
    return review


def hold_lesson(work: Work, lesson_id: UUID) -> tuple[Lesson, Review]:
    """A lesson to change, with its review (`NotFound`)."""
    lesson = work.session.get(Lesson, lesson_id, with_for_update=True)
    if lesson is None:
        raise NotFound
    return lesson, work.session.get_one(Review, lesson.review_id)


def lessons_of(session: Session, review_id: UUID) -> Sequence[Lesson]:
    """The lessons of a review: what is to be done first, soonest first."""
    return session.scalars(
        select(Lesson)
        .where(Lesson.review_id == review_id)
        .order_by(Lesson.done_at.is_not(None), Lesson.due_at.is_(None), Lesson.due_at, Lesson.added_at, Lesson.id)
    ).all()


def taught(session: Session, incident_ids: Sequence[UUID]) -> dict[UUID, Taught]:
    """What each of these incidents taught; two reads, however many."""
    found = {one.id: Taught(one, []) for one in session.scalars(select(Incident).where(Incident.id.in_(incident_ids)))}
    query = (
        select(Review.incident_id, Lesson)
        .join(Lesson, Lesson.review_id == Review.id)
        .where(Review.incident_id.in_(incident_ids))
        .order_by(Lesson.done_at.is_(None), Lesson.added_at, Lesson.id)
    )
    for incident_id, lesson in session.execute(query):
        found[incident_id].lessons.append(lesson)
    return found


def courses(session: Session, limit: int = 100) -> list[Course]:
    """Incidents with their reviews: the open ones first, then the one that ended last."""
    counted = (
        select(
            Lesson.review_id,
            func.count().label("lessons"),
            func.sum(case((Lesson.done_at.is_(None), 1), else_=0)).label("open_lessons"),
        )
        .group_by(Lesson.review_id)
        .subquery()
    )
    rows = session.execute(
        select(Incident, Review, counted.c.lessons, counted.c.open_lessons)
        .outerjoin(Review, Review.incident_id == Incident.id)
        .outerjoin(counted, counted.c.review_id == Review.id)
        .order_by(Incident.closed_at.is_not(None), Incident.closed_at.desc(), Incident.declared_at.desc(), Incident.id)
        .limit(limit)
    )
    return [Course(row[0], row[1], int(row[2] or 0), int(row[3] or 0)) for row in rows]


def gone_out(session: Session, incident: Incident) -> list[Out]:
    """Every statement of an incident that left the house for readers outside it, in the order of time."""
    rows = session.execute(
        select(Statement, Publication, Version)
        .join(Publication, Publication.statement_id == Statement.id)
        .join(Version, Version.id == Publication.version_id)
        .where(
            Statement.incident_id == incident.id,
            Statement.audience != STAFF,
            Publication.state == "sent",
            Publication.sent_at.is_not(None),
        )
        .order_by(Publication.sent_at, Publication.id)
    )
    first: dict[UUID, Out] = {}
    for statement, publication, version in rows:
        if statement.id not in first and publication.sent_at is not None:
            language = incident.language if incident.language in version.texts else publication.language
            text = str(version.texts.get(language, publication.text))
            verdict = rightness.judge(text, language, cause_of(incident))
            first[statement.id] = Out(statement, publication.sent_at, text, language, verdict, version.number)
    return list(first.values())


def clock_of(
    incident: Incident,
    review: Review | None,
    out: Sequence[Out],
    promised: Sequence[tuple[datetime, datetime | None]],
    *,
    calm_at: datetime | None = None,
    now: datetime,
) -> CrisisClock:
    """The crisis clock of an incident; a person's word on the right statement comes before the check's."""
    spoken = [Spoken(each.statement.id, each.at, each.verdict.right) for each in out]
    return read(
        incident.severity,
        origin_at=incident.origin_at,
        detected_at=incident.detected_at,
        acknowledged_at=incident.acknowledged_at,
        declared_at=incident.declared_at,
        closed_at=incident.closed_at,
        calm_at=calm_at,
        spoken=spoken,
        right_id=right_statement(review, out),
        promised=promised,
        now=now,
    )


def right_statement(review: Review | None, out: Sequence[Out]) -> UUID | None:
    """Which statement counts as the right word; None where none does."""
    if review is not None and review.right_chosen_by:
        return review.right_statement_id
    return first_right([Spoken(each.statement.id, each.at, each.verdict.right) for each in out])


def cause_of(incident: Incident) -> Cause:
    """Why it happened, as the typology knows it."""
    known: Mapping[str, Cause] = {cause: cause for cause in CAUSES}
    return known.get(incident.cause, "unforeseen")
