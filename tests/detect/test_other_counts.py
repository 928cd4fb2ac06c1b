"""Mood, large accounts and silence, as a monitor would live through them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from larum.detect.contract import Bins
from larum.detect.mood_shift import MoodShift
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.detect.watch import Watching, watch
from larum.measure.records import Window

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
SHOP = UUID(int=9)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def minute(at: datetime, mentions: int = 1, negative: int = 0, critic: int = 0, loudest: int = 300) -> Window:
    return Window(
        monitor_id=SHOP, span="minute", start_at=at, mentions=mentions, negative=negative, authors=mentions, reach=0,
        reposts=0, questions=0, loudest=max(loudest, critic), critic=critic,
    )  # fmt: skip


def calm(days: float, every: int = 10) -> list[Window]:
    """Something every so many minutes; every tenth is negative, by people with a few hundred followers."""
    return [
        minute(MONDAY + number * MINUTE, 1, number // every % 10 == 0, critic=200 + number % 700, loudest=number % 9000)
        for number in range(0, int(days * 1440), every)
    ]


def found(name: str, windows: Iterable[Window], upto: datetime) -> list[Signal]:
    return watch(detectors()[name], Watching(), SHOP, windows, upto, since=MONDAY)[1]


def test_the_mood_turns_though_there_is_no_more_of_it() -> None:
    turned = MONDAY + 10 * DAY
    angry = [minute(turned + number * 10 * MINUTE, 1, number % 3 > 0) for number in range(72)]
    (signal,) = found("mood_shift", [*calm(10), *angry], turned + DAY)
    assert turned < signal.fired_at <= turned + timedelta(hours=8)
    assert 0.1 <= float(signal.evidence["usual_share"]) < 0.15
    assert float(signal.evidence["share"]) > 0.4
    assert not found("surge", [*calm(10), *angry], turned + DAY), "and nobody would have called for the volume"


def test_the_more_is_posted_the_surer_a_turn_of_mood_must_be() -> None:
    detector, volumes = MoodShift(), np.array([2.0, 20.0, 200.0])
    state = detector.start(3, 300.0)
    for number in range(12 * 288 + 12):
        negative = volumes / 2 if number >= 12 * 288 else np.floor(volumes * (number % 5 == 0) / 2)
        evidence = detector.step(state, Bins(number * 300.0, 300.0, volumes, negative))
    asked = evidence.reasons["standard_deviations"] / evidence.strength
    assert asked.tolist() == pytest.approx(np.sqrt(5.2**2 + 2 * np.log1p(12 * volumes / 10)).tolist(), abs=0.1)


def test_a_few_angry_people_are_no_turn_of_mood() -> None:
    turned = MONDAY + 10 * DAY
    assert not found("mood_shift", [*calm(10), *(minute(turned + n * MINUTE, 1, 1) for n in range(9))], turned + DAY)


def test_a_large_account_that_speaks_ill_calls_once() -> None:
    at = MONDAY + 8 * DAY
    again = [minute(at + hours * timedelta(hours=1), 1, 1, critic=3_000_000) for hours in (0, 5, 30, 60)]
    (signal,) = found("reach_jump", [*calm(8), *again], at + 4 * DAY)
    assert (signal.fired_at, signal.observed) == (at + MINUTE, 3_000_000)


def test_a_large_account_that_praises_calls_nobody() -> None:
    at = MONDAY + 8 * DAY
    assert not found("reach_jump", [*calm(8), minute(at, loudest=3_000_000)], at + DAY)


def test_what_fell_silent_is_told_once_even_if_nothing_ever_comes_again() -> None:
    heard, upto = MONDAY + 14 * DAY, MONDAY + 16 * DAY
    (signal,) = found("silence", calm(14), upto)
    assert heard - 10 * MINUTE < signal.begun_at <= heard
    assert heard + timedelta(hours=3) <= signal.fired_at <= heard + timedelta(hours=8)
    assert (signal.observed, signal.until) == (0, upto)


def test_silence_is_told_alike_however_often_one_looks() -> None:
    state, signals, windows = Watching(), dict[UUID, Signal](), calm(14)
    upto = MONDAY
    while upto < MONDAY + 16 * DAY:
        looked, upto = upto, upto + timedelta(minutes=437)
        fresh = [window for window in windows if looked <= window.start_at < upto]
        state, grown = watch(detectors()["silence"], state, SHOP, fresh, upto, since=MONDAY)
        signals |= {signal.id: signal for signal in grown}
    (signal,) = signals.values()
    assert signal == found("silence", windows, upto)[0]


def test_a_monitor_with_hardly_any_posts_is_never_called_silent() -> None:
    assert not found("silence", calm(30, every=400), MONDAY + 60 * DAY)


def test_a_quiet_night_is_no_silence() -> None:
    awake = [window for window in calm(21, every=4) if 8 <= window.start_at.hour < 22]
    assert not found("silence", awake, MONDAY + 21 * DAY + timedelta(hours=8))
