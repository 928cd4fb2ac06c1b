"""How many stories are told follows from how many are wanted, not from how loud a stream is."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from larum.detect.scarcity import Heard, Scarcity

DAY = 86_400.0
YEAR = 365.25 * DAY
RULE = Scarcity(a_year=9, memory_years=2, imagined_years=0.25, usual=0.14, goes_on_seconds=7 * DAY)


def told(stories: list[tuple[float, float]], rule: Scarcity = RULE) -> list[tuple[float, float]]:
    """Those that are told of stories that come one by one, each a moment and how telling it is."""
    heard, calls = Heard(begun=0.0), []
    for number, (at, telling) in enumerate(stories):
        name, posts = f"name{number}", [f"post{number}"]
        own = rule.find(heard, at, name, posts)
        if rule.rarer(heard, at, telling, own) >= 1:
            calls.append((at, telling))
            rule.spend(heard, at)
        rule.note(heard, at, name, telling, posts)
    return calls


def stories(a_year: float, years: float, seed: int = 1, *, begins: float = 0.0) -> list[tuple[float, float]]:
    """As a Poisson process brings them, twice as telling half as often."""
    chance, at, found = random.Random(seed), begins, []
    while (at := at + chance.expovariate(a_year) * YEAR) < begins + years * YEAR:
        found.append((at, 0.1 * chance.paretovariate(1)))
    return found


@pytest.mark.parametrize("a_year", [20, 100, 500])
def test_a_stream_of_any_loudness_calls_as_often_as_was_asked_for(a_year: float) -> None:
    calls = [len(told(stories(a_year, 4, seed))) / 4 for seed in range(3)]
    assert 7 <= sum(calls) / 3 <= 10.5


def test_the_most_telling_are_told() -> None:
    came = stories(200, 4)
    calls = told(came)
    ten_a_year = sorted((telling for _, telling in came), reverse=True)[39]
    missed = [each for each in came if each[1] > 3 * ten_a_year and each not in calls]
    assert missed == []


def test_a_stream_that_grows_five_times_as_loud_spends_little_more() -> None:
    quiet, loud = stories(40, 4), stories(200, 3, 2, begins=4 * YEAR)
    calls = [at for at, _ in told(quiet + loud) if at >= 4 * YEAR]
    assert len(calls) / 3 <= 14


def test_what_quiet_years_saved_a_noisy_month_may_spend() -> None:
    month = [(6 * YEAR + n * 2 * DAY, 0.3 + n / 1000) for n in range(15)]
    assert len(told([(5.9 * YEAR, 0.11), *month])) >= 10
    assert len(told([(at - 5.9 * YEAR, telling) for at, telling in month])) <= 5


def test_a_story_under_another_name_is_the_same_by_half_of_its_posts() -> None:
    heard = Heard()
    RULE.note(heard, 0.0, "trzmiel", 0.2, ["a", "b", "c", "d"])
    RULE.note(heard, DAY, "trzmielpolska", 0.3, ["c", "d"])
    RULE.note(heard, 2 * DAY, "klos", 0.1, ["d", "e", "f"])
    assert [(story.names, story.telling) for story in heard.stories] == [
        (["trzmiel", "trzmielpolska"], 0.3),
        (["klos"], 0.1),
    ]


def test_a_story_that_was_silent_for_long_is_another() -> None:
    heard = Heard()
    RULE.note(heard, 0.0, "trzmiel", 0.2, ["a", "b"])
    RULE.note(heard, 30 * DAY, "trzmiel", 0.3, ["c", "d"])
    assert len(heard.stories) == 2
    assert heard.stories[0].posts == []


@given(some.lists(some.tuples(some.floats(0, 5 * YEAR), some.floats(0.1, 100)), max_size=400))
@settings(max_examples=30)
def test_never_more_is_told_than_the_allowance_of_the_memory(came: list[tuple[float, float]]) -> None:
    came = sorted(came)
    assert len(told(came)) <= 2 * 9 * (5 + 0.25) + 1


def test_memory_is_bounded() -> None:
    heard = Heard()
    for n in range(1000):
        RULE.note(heard, n * 60.0, f"name{n}", 0.1 + n % 7, [f"post{n}"])
    assert len(heard.stories) == 128
    assert min(story.telling for story in heard.stories) == 6.1


def test_the_first_alarm_may_be_in_antiquity() -> None:
    heard = Heard(begun=-6e10)
    assert RULE.rarer(heard, -6e10 + DAY, 100.0, None) > 1
    RULE.spend(heard, -6e10 + DAY)
    assert RULE.rarer(heard, -6e10 + DAY, 0.2, None) < 1.5
