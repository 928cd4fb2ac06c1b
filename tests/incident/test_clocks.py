"""How long it has been, what is due next, what is late."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.translate import Words
from larum.incident import standing
from larum.incident.clocks import RESPONSE_TIMES, Deadline, read
from larum.incident.lifecycle import SEVERITIES
from larum.incident.plan import update_for
from tests.conftest import NOON

MINUTES = st.integers(min_value=-3000, max_value=3000).map(lambda minutes: NOON + timedelta(minutes=minutes))
DEADLINES = st.lists(MINUTES.map(lambda at: Deadline(at, "task", "call the plant")), max_size=12)


@settings(max_examples=60)
@given(DEADLINES)
def test_the_next_deadline_is_the_first_of_all_and_the_late_ones_lead(deadlines: list[Deadline]) -> None:
    clocks = read(NOON, origin_at=None, detected_at=None, declared_at=NOON, deadlines=deadlines)
    if not deadlines:
        assert clocks.next is None
    else:
        assert clocks.next is not None
        assert clocks.next.at == min(deadline.at for deadline in deadlines)
    assert {late.at for late in clocks.overdue} == {due.at for due in deadlines if due.at < NOON}
    assert list(clocks.overdue) == sorted(clocks.overdue, key=lambda late: late.at)


@settings(max_examples=40)
@given(MINUTES, MINUTES, DEADLINES)
def test_a_closed_incident_owes_nothing_and_its_clock_stands(
    closed_at: datetime, later: datetime, deadlines: list[Deadline]
) -> None:
    times = {"origin_at": NOON - timedelta(days=4), "detected_at": NOON - timedelta(days=3), "declared_at": NOON}
    one = read(NOON, closed_at=closed_at, deadlines=deadlines, **times)  # type: ignore[arg-type]
    other = read(later, closed_at=closed_at, deadlines=deadlines, **times)  # type: ignore[arg-type]
    assert one == other
    assert one.next is None
    assert one.overdue == []


def test_without_a_first_sign_the_clock_runs_from_the_declaration() -> None:
    later = NOON + timedelta(minutes=7)
    clocks = read(later, origin_at=None, detected_at=None, declared_at=NOON)
    assert clocks.since_origin == timedelta(minutes=7)
    assert clocks.since_detection is None


def test_a_first_sign_that_lies_after_the_declaration_does_not_shorten_the_clock() -> None:
    later = NOON + timedelta(minutes=7)
    clocks = read(later, origin_at=later, detected_at=None, declared_at=NOON)
    assert clocks.since_origin == timedelta(minutes=7)


def test_the_graver_the_sooner() -> None:
    far = timedelta.max
    for graver, milder in pairwise(SEVERITIES):
        for soon, late in zip(RESPONSE_TIMES[graver], RESPONSE_TIMES[milder], strict=True):
            assert (soon or far) <= (late or far)


def test_the_gravest_has_its_first_statement_out_in_45_minutes_and_speaks_every_hour() -> None:
    steps = {step.id: step.due_for for step in standing.plan("SEV1", Words("en")).steps}
    assert steps["first_statement"] == timedelta(minutes=45)
    assert update_for(None, "SEV1") == timedelta(hours=1)
    assert update_for(None, "SEV4") is None
