"""Notes answers as they go out, and counts their day when it is over: a job of every minute.

It runs beside the path. An answer is forecast from what had been heard when it went out, though the job may look a
minute later; where nobody looked within the hour (`IN_TIME`), it is none, and where nobody listened for an hour of its
day, what came is not known. A drill is no answer: while an invented story is read, nothing is noted.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from larum.alert.ahead import STEP, begins, look
from larum.alert.explain import only_collection, told_since
from larum.alert.store import monitors_of, signals_of
from larum.base.actor import SYSTEM
from larum.base.ids import named
from larum.db.work import Database, Work
from larum.detect.learnt import learnt
from larum.learn.cases import store
from larum.learn.cases.records import DAY, DEAF, IN_TIME, SETTLES, Answer, answered

INVENTED: Final = "sample"
"""The connector whose people and posts exist on this machine alone."""
BEAT: Final = timedelta(minutes=10)
"""How often it is kept that we listen."""


def note_answers(database: Database) -> int:
    """Note the answers that have just gone out, settle those whose day is over; gives how many are new."""
    with database.reading() as session:
        now = database.clock.now()
        if not store.just_answered(session, now - IN_TIME) and not store.unsettled(session):
            return 0
    with database.working(SYSTEM) as work:
        read = store.connectors_read(work.session)
        for answer in store.unsettled(work.session):
            _follow(work, answer, listens=not read or any(state in ("ok", "delayed") for _, state in read))
        if any(connector == INVENTED for connector, _ in read):
            return 0
        new = [_note(work, *first) for first in store.just_answered(work.session, work.now() - IN_TIME)]
        return sum(new)


def _note(work: Work, incident_id: UUID, statement_id: UUID, at: datetime) -> bool:
    """Forecast the day after an answer, from what had been heard by then."""
    burst = answered(store.bursts_of(work.session, incident_id), at)
    if burst is None:
        return False
    signals = [signal for signal in signals_of(work.session, burst.id) if signal.fired_at <= at]
    if not signals or only_collection(signals):
        return False
    ids = tuple(monitor.id for monitor in monitors_of(work.session, burst.id))
    begun = begins(told_since(signals), at)
    counts = store.heard_live(work.session, ids, begun, at, STEP, by=at)
    if not sum(counts):
        return False
    day = look(counts, 0, learnt(work.session, ids), at).outlook.mentions[-1]
    answer = Answer(
        id=named("answer", incident_id),
        incident_id=incident_id,
        alert_id=burst.id,
        statement_id=statement_id,
        monitor_ids=ids,
        at=at,
        so_far=sum(counts),
        forecast=day.mentions,
        low80=day.low80,
        high80=day.high80,
        heard_until=work.now(),
    )
    store.save_answer(work, answer)
    _touch(work, answer)
    return True


def _follow(work: Work, answer: Answer, *, listens: bool) -> None:
    """Listen on, and count when its day is over."""
    now = work.now()
    if store.changed_since(work.session, answer.monitor_ids, answer.at):
        store.settle(work, answer.id, None, "changed")
    elif now - answer.heard_until > DEAF:
        store.settle(work, answer.id, None, "unheard")
    elif listens and now >= answer.ends_at + SETTLES:
        counted = store.heard_live(work.session, answer.monitor_ids, answer.at, answer.ends_at, DAY, by=now)
        store.settle(work, answer.id, sum(counted))
    else:
        if listens and now - answer.heard_until >= BEAT:
            store.hear_on(work, answer.id, now)
        return
    _touch(work, answer)


def _touch(work: Work, answer: Answer) -> None:
    work.touch("reports", f"report:{answer.incident_id}", f"alert:{answer.alert_id}")
