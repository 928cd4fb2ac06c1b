"""The crisis clock says how long everything took, whether that was within the guidance, and what nobody knows."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.ids import named
from larum.incident.clocks import RESPONSE_TIMES
from larum.incident.lifecycle import SEVERITIES
from larum.learn.clock import CrisisClock, Spoken, first_right, read
from tests.conftest import NOON

FIRST, SECOND = named("statement", 1), named("statement", 2)


def after(**span: float) -> datetime:
    return NOON + timedelta(**span)


def clock(**told: Any) -> CrisisClock:
    known: dict[str, Any] = {
        "origin_at": NOON,
        "detected_at": after(minutes=10),
        "acknowledged_at": after(minutes=15),
        "declared_at": after(minutes=20),
        "closed_at": after(hours=9),
        "now": after(hours=10),
    }
    return read(told.pop("severity", "SEV1"), **(known | told))


def test_every_hand_counts_from_the_first_sign() -> None:
    spoken = [Spoken(FIRST, after(minutes=60), False), Spoken(SECOND, after(hours=4), True)]
    read_ = clock(spoken=spoken, right_id=first_right(spoken), calm_at=after(hours=7))
    assert [(hand.name, hand.after) for hand in read_.hands] == [
        ("origin", timedelta(0)),
        ("detected", timedelta(minutes=10)),
        ("acknowledged", timedelta(minutes=15)),
        ("declared", timedelta(minutes=20)),
        ("first_word", timedelta(minutes=60)),
        ("right_word", timedelta(hours=4)),
        ("calm", timedelta(hours=7)),
        ("closed", timedelta(hours=9)),
    ]


def test_the_guidance_of_the_severity_is_met_or_missed() -> None:
    spoken = [Spoken(FIRST, after(minutes=60), False)]
    grave, mild = clock(spoken=spoken), clock(spoken=spoken, severity="SEV3")
    assert (grave.hand("acknowledged").took, grave.hand("acknowledged").met) == (timedelta(minutes=5), True)
    # Forty minutes after the declaration, of forty-five.
    assert (grave.hand("first_word").took, grave.hand("first_word").met) == (timedelta(minutes=40), True)
    late = clock(spoken=[Spoken(FIRST, after(minutes=66), False)])
    assert late.hand("first_word").met is False
    assert mild.hand("first_word").guide == timedelta(hours=8)
    assert clock(severity="SEV4").hand("first_word").guide is None


def test_what_did_not_happen_is_said_as_such() -> None:
    bare = clock(origin_at=None, detected_at=None, acknowledged_at=None, closed_at=None)
    assert [hand.name for hand in bare.hands if hand.at is not None] == ["declared"]
    assert all(hand.after is None and hand.met is None for hand in bare.hands)
    assert bare.hand("first_word").guide == timedelta(minutes=45)


def test_words_before_the_declaration_took_no_time() -> None:
    assert clock(spoken=[Spoken(FIRST, after(minutes=18), True)]).hand("first_word").took == timedelta(0)


def test_what_was_noticed_had_begun() -> None:
    assert clock(origin_at=after(minutes=12)).hand("detected").after == timedelta(0)


def test_a_promised_word_is_kept_broken_put_off_or_overtaken_by_the_end() -> None:
    spoken = [Spoken(FIRST, after(hours=1), False), Spoken(SECOND, after(hours=3), True)]
    promised: list[tuple[datetime, datetime | None]] = [
        (after(hours=1), after(hours=2)),  # nothing came until three
        (after(hours=2, minutes=30), after(hours=3)),  # came on the minute
        (after(hours=3), after(hours=5)),  # put off before its time
        (after(hours=4), after(hours=12)),  # the incident was over by then
    ]
    rhythm = clock(spoken=spoken, promised=promised).rhythm
    assert (rhythm.promised, rhythm.kept) == (2, 1)
    assert rhythm.longest == timedelta(hours=2)
    assert rhythm.guide == RESPONSE_TIMES["SEV1"].update_for


instants = st.integers(0, 5000).map(lambda minutes: after(minutes=minutes))
maybe = st.none() | instants


@settings(max_examples=150)
@given(
    st.sampled_from(SEVERITIES), maybe, maybe, maybe, instants, maybe,
    st.lists(st.tuples(instants, st.booleans()), max_size=5), st.lists(st.tuples(instants, maybe), max_size=5),
)  # fmt: skip
def test_whatever_is_known_the_clock_can_be_read(
    severity: Any, origin: Any, detected: Any, acknowledged: Any, declared: Any, closed: Any, said: Any, promised: Any
) -> None:
    spoken = [Spoken(named("statement", n), at, right) for n, (at, right) in enumerate(sorted(said))]
    read_ = read(
        severity,
        origin_at=origin,
        detected_at=detected,
        acknowledged_at=acknowledged,
        declared_at=declared,
        closed_at=closed,
        spoken=spoken,
        right_id=first_right(spoken),
        promised=sorted(promised, key=lambda pair: pair[0]),
        now=after(minutes=6000),
    )
    for hand in read_.hands:
        assert hand.after is None or (hand.at is not None and origin is not None)
        assert hand.met is None or (hand.guide is not None and hand.met == (hand.took <= hand.guide))
    assert 0 <= read_.rhythm.kept <= read_.rhythm.promised <= len(promised)
    first, right = read_.hand("first_word").at, read_.hand("right_word").at
    assert right is None or (first is not None and first <= right)
