"""What a card says is what the numbers say: no more, and nothing where they say nothing."""

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.alert import noticed, sentences, sentences_ahead, wording
from larum.alert.ahead import begins, fan, look
from larum.alert.explain import (
    Ending,
    Named,
    Wording,
    calm_below,
    claims,
    leading,
    told_since,
    unusual,
    voices,
)
from larum.alert.explain import said as said_in
from larum.alert.model import Alert
from larum.alert.similar import Case, alike
from larum.alert.topics import tells, topics
from larum.analyse.lookup import Account, TakingPart
from larum.base.translate import Words
from larum.detect.forecast.volume import Forecast
from larum.detect.records import Signal
from larum.detect.registry import detectors
from larum.measure import baseline
from larum.measure.baseline import Baseline
from larum.measure.narrative import Story
from larum.measure.records import Window
from larum.measure.stories.store import Growing

THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
HERE = UUID(int=1)
ENGLISH, POLISH = Words("en", now=THURSDAY), Words("pl", now=THURSDAY)


def signal(detector: str = "surge", *, observed: float = 41, usual: float = 1, minutes: float = 15) -> Signal:
    return Signal(
        monitor_id=HERE, detector=detector, begun_at=THURSDAY, fired_at=THURSDAY + timedelta(minutes=10),
        until=THURSDAY + timedelta(minutes=10), score=0.9, observed=observed, usual=usual,
        evidence={"span_minutes": minutes},
    )  # fmt: skip


def hour(ago: float, mentions: int, negative: int = 0) -> Window:
    at = (THURSDAY - timedelta(hours=ago)).replace(minute=0)
    return Window(HERE, "hour", at, mentions, negative, mentions, 0, 0, 0)


def story(mentions: int, *, ever: int = 0, began: datetime = THURSDAY, title: str = "Glass in the bread") -> Growing:
    id = UUID(int=mentions * 1000 + ever)
    told = Story(id, HERE, title, id, mentions + ever, 0, mentions, began, THURSDAY, ("glass", "bread"), 0.9)
    return Growing(told, mentions, (mentions,))


def taking_part(*wrote: int, same_words: int = 0, reposts: int = 0) -> TakingPart:
    busiest = tuple(Account(f"a{n}", "sample", 10, count) for n, count in enumerate(wrote))
    return TakingPart(sum(wrote), len(wrote), busiest, reposts, same_words)


def learnt(per_hour: float) -> Baseline:
    """Four quiet weeks."""
    known = baseline.begin()
    begun = THURSDAY.timestamp() - 28 * baseline.DAY
    for index in range(28 * 24):
        baseline.observe(known, begun + index * 3600, 3600, np.array([per_hour]))
    return known


def how(words: Words, one: Signal, *hours: Window) -> str:
    return " ".join(sentences.unusual(words, one, unusual([one], hours, THURSDAY)))


def test_how_unusual_is_said_against_the_hour_of_the_week_and_against_the_last_weeks() -> None:
    weeks = hour(27 * 24, 3), hour(40, 7), hour(0, 44)
    said = how(ENGLISH, signal(usual=2), *weeks)
    assert said.startswith("41 mentions in 15 mins; on a Thursday morning usually 2. ")
    assert "Its largest hour has 44; in the 4 weeks before, the largest had 7 (17 Nov, 17:00)." in said
    assert "w\xa0czwartek rano zwykle 2." in how(POLISH, signal(usual=2), *weeks)
    assert "w\xa0ciągu 6 godzin; " in how(POLISH, signal(minutes=360), *weeks)


def test_what_was_as_loud_before_is_admitted() -> None:
    assert "It has been as loud before: 70 in an hour" in how(
        ENGLISH, signal(), hour(27 * 24, 3), hour(40, 70), hour(0, 44)
    )


def test_nobody_who_has_seen_no_thursday_says_what_is_usual_on_one() -> None:
    said = how(ENGLISH, signal(), hour(3 * 24, 3), hour(0, 44))
    assert "Thursday" not in said
    assert "1 would be usual, going by the 3 days before." in said


def test_where_almost_nothing_is_usual_no_multiple_is_made_of_it() -> None:
    said = how(ENGLISH, signal(observed=6, usual=0.05, minutes=60), hour(400, 1), hour(0, 6))
    assert "6 mentions in 1 hour; usually one comes in 20 hrs." in said
    assert "hardly any are usual" in how(ENGLISH, signal(observed=530, usual=0.0), hour(400, 1), hour(0, 60))
    assert headline(observed=530, usual=0.0) == "Kłos: 530 mentions where hardly any are usual"


def headline(*, observed: float = 40, usual: float = 2, caveats: tuple[str, ...] = ()) -> str:
    return wording.headline(ENGLISH, cast(Alert, _alert(observed, usual, caveats)), "Kłos")


def test_a_multiple_is_named_where_the_usual_is_known_and_nowhere_else() -> None:
    assert headline() == "Kłos: 20 times as many mentions as usual"
    assert headline(caveats=("late_start",)) == "Kłos: many more mentions than before"
    assert headline(observed=3) == "Kłos: more mentions than usual"


def test_a_claim_is_what_people_say_now_and_not_the_title_of_last_week() -> None:
    copies = [
        "RT @ann: Glass in the bread!",
        "glass in the bread!",
        "RT @bob: RT @ann: Glass in the bread!",
        "No bread",
    ]
    assert said_in(copies, "The queue of last week") == Wording("Glass in the bread!", 3)
    assert said_in(["One", "Two"], "Two") == Wording("Two", 1)


def test_where_it_goes_is_said_only_where_chance_is_left_behind() -> None:
    def goes(now: int, before: int) -> str:
        return sentences.pace(ENGLISH, Ending(THURSDAY, None, now, before))

    assert goes(40, 12) == "40 mentions in the last hour, after 12 in the hour before: it grows."
    assert goes(12, 40).endswith("it falls.")
    assert goes(13, 12).endswith("about as much.")
    assert goes(1, 0) == "1 mention in the last hour, not one in the hour before."
    assert goes(0, 0) == "Not a mention in the last two hours."


def test_a_range_from_nothing_to_anything_has_no_middle() -> None:
    wide, narrow, small = Forecast(6, 230, 21, 1200), Forecast(6, 230, 60, 800), Forecast(6, 3, 0, 12)
    assert [sentences_ahead.tellable(each) for each in (wide, narrow, small)] == [False, True, True]


def test_a_day_that_is_unusual_as_a_whole_is_told_as_a_day() -> None:
    day = signal("swell", observed=674, usual=308, minutes=1440)
    assert told_since([day]) == day.fired_at - timedelta(days=1)
    assert told_since([day, signal()]) == THURSDAY
    assert wording.summary(ENGLISH, cast(Alert, _alert()), day).startswith("674 mentions in 24 hours, usually 310")


def _alert(observed: float = 40, usual: float = 2, caveats: tuple[str, ...] = ()) -> object:
    return SimpleNamespace(begun_at=THURSDAY, detector="surge", observed=observed, usual=usual, caveats=caveats)


@pytest.mark.parametrize(
    ("wrote", "pattern"),
    [((30, 1, 1, 1), "one"), ((9, 8, 7, 1, 1, 1), "few"), ((1,) * 40, "many"), ((3, 1), "unsaid"), ((9,), "unsaid")],
)
def test_few_voices_are_told_from_a_crowd(wrote: tuple[int, ...], pattern: str) -> None:
    assert voices(taking_part(*wrote)).pattern == pattern


def test_words_that_stand_in_many_posts_letter_for_letter_are_remarked_on() -> None:
    assert voices(taking_part(*(1,) * 40, same_words=20)).same_words
    assert not voices(taking_part(*(1,) * 40, same_words=3)).same_words


def test_the_claim_is_what_sets_the_burst_apart_and_not_what_people_always_say() -> None:
    always, new = story(60, ever=900, began=THURSDAY - timedelta(days=9)), story(40, title="The computers crashed")
    found = claims([always, new], mentions=150, before=2000, since=THURSDAY)
    assert found[0].title == "The computers crashed"
    assert found[0].fresh
    assert not found[1].fresh
    assert leading(found) is found[0]


def test_where_no_story_carries_it_none_is_called_the_claim() -> None:
    found = claims([story(6), story(5, ever=1)], mentions=150, before=2000, since=THURSDAY)
    assert leading(found) is None


def test_words_that_are_new_are_named_and_the_post_that_tells_them_wins() -> None:
    before = [("Fresh bread and good coffee", ())] * 30
    now = [("There was glass in my bread", ()), ("Glass in the bread again", ()), ("Good coffee", ())] * 4
    found = topics(now, before)
    assert found.words[0][0] == "glass"
    assert "coffee" not in [word for word, _ in found.words]
    scores = tells(found, now[:3])
    assert scores.index(max(scores)) in (0, 1)


def test_level_below_which_it_is_calm_lies_above_the_usual() -> None:
    known = learnt(20)
    calm = calm_below([known], THURSDAY, THURSDAY + timedelta(hours=1))
    assert calm is not None
    assert 25 < calm < 80
    assert calm_below([], THURSDAY, THURSDAY + timedelta(hours=1)) is None


def test_a_forecast_opens_where_the_line_ends_and_its_range_holds_its_middle() -> None:
    found = look([1, 4, 9, 15, 20, 18], 0, [learnt(5)], THURSDAY)
    drawn = fan(found, timedelta(minutes=15))
    assert [at > THURSDAY for at, *_ in drawn] == [True] * 3
    assert all(0 <= low <= middle <= high for _, low, middle, high in drawn)
    assert not found.outlook.reach
    table = sentences_ahead.forecast(ENGLISH, found)
    assert [row[0] for row in table[1:]] == ["1 hour", "6 hours", "24 hours"]
    assert "What an answer would change cannot be said yet" in " ".join(sentences_ahead.ahead(ENGLISH, found))
    assert begins(THURSDAY - timedelta(hours=1), THURSDAY) == THURSDAY - timedelta(hours=1)


def test_an_earlier_case_is_alike_by_its_words_and_says_so() -> None:
    def case(number: int, words: str, severity: int = 2, observed: float = 90, detector: str = "surge") -> Case:
        return Case(
            UUID(int=number), THURSDAY, severity, observed, 2, frozenset({detector}), frozenset(words.split()), "right"
        )

    this = case(1, "glass bread batch")
    found = alike(this, [case(2, "glass batch recall"), case(3, "queue", 4, 3, "swell"), case(4, "", 4, 2, "swell")])
    assert [each.case.alert_id.int for each in found] == [2]
    assert found[0].shared == ("batch", "glass")
    assert "people said it was right" in sentences.alike(ENGLISH, found[0])


def test_a_detector_and_a_caveat_without_words_are_still_told() -> None:
    odd = signal("moon_phase", observed=3, usual=1)
    assert noticed.name(ENGLISH, "moon_phase") == "Moon phase"
    assert wording.evidence(ENGLISH, odd) == "3, usually 1 in 15 mins"
    assert wording.caveat(ENGLISH, "planned_event") != ""
    assert "full moon" in wording.caveat(ENGLISH, "full_moon")


def test_every_detector_that_ships_has_its_words_in_both_languages() -> None:
    for name in detectors():
        assert name in noticed.DETECTORS
        assert noticed.name(ENGLISH, name) != noticed.name(POLISH, name)


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=30).map(lambda counts: sorted(counts, reverse=True)),
    st.integers(0, 30),
    st.integers(0, 30),
)
@settings(max_examples=100)
def test_shares_of_voices_stay_shares(wrote: list[int], same: int, reposts: int) -> None:
    found = voices(taking_part(*wrote, same_words=same, reposts=min(reposts, sum(wrote))))
    assert 0 <= found.share <= 1
    assert sentences.voices(POLISH, found)


def test_the_first_large_new_story_is_the_claim_where_none_carries_a_crisis_of_many_wordings() -> None:
    found = claims([story(336), story(100, title="Where is the recall?")], mentions=2113, before=2000, since=THURSDAY)
    carried_by_few = Named("new_story", "lodzi, zaranek", 5, ())
    assert leading(found, [carried_by_few]) is found[0]
    assert leading(found, [Named("complaint_cluster", "login", 400, ())]) is None


def test_a_small_thing_detectors_named_is_no_headline_of_a_large_burst() -> None:
    alert = cast(Alert, _alert(observed=1483, usual=36))
    assert wording.subjects(ENGLISH, alert, [Named("new_story", "lodzi, zaranek", 5, ())]) == ""
    assert wording.subjects(ENGLISH, alert, [Named("new_story", "glass", 400, (), "Glass in the bread")]) == (
        "“Glass in the bread”"
    )


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (1, "Zgłasza to 1 osoba, zwykle nikt; od 10:00."),
        (2, "Zgłaszają to 2 osoby, każda własnymi słowami; zwykle nikt; od 10:00."),
        (5, "Zgłasza to 5 osób, każda własnymi słowami; zwykle nikt; od 10:00."),
        (22, "Zgłaszają to 22 osoby, każda własnymi słowami; zwykle nikt; od 10:00."),
    ],
)
def test_people_are_counted_as_one_counts_people(people: int, said: str) -> None:
    one = signal("complaint_cluster", observed=people, usual=0)
    polish = Words("pl", zone=timezone(timedelta(hours=1)), now=THURSDAY)
    assert wording.summary(polish, cast(Alert, _alert()), one).replace("\xa0", " ") == said


def test_a_crossing_is_told_with_the_names_of_its_platforms_and_never_with_codes() -> None:
    crossing: dict[str, float | str] = {
        "home": "mastodon", "home_accounts": 2.0, "to": "x", "to_accounts": 5.0, "hours_later": 33.0, "kind": "link",
        "platforms": "mastodon, reddit, x", "platforms_at": "2026-11-18T00:00:00+00:00, 2026-11-19T09:00:00+00:00",
    }  # fmt: skip
    said = noticed.seen(POLISH, "cross_platform", 7, 0.1, crossing).replace("\xa0", " ")
    assert said == (
        "zaczęło się na platformie Mastodon (2 konta); 1 dzień 9 godz. później było też na platformie X (5 kont); "
        "dotąd: Mastodon, Reddit i X"
    )


@pytest.mark.parametrize("detector", sorted(noticed.DETECTORS))
@pytest.mark.parametrize("words", [ENGLISH, POLISH], ids=["en", "pl"])
def test_no_detector_speaks_like_a_machine(detector: str, words: Words) -> None:
    for count in (0.0, 1.0, 2.0, 5.0, 22.0, 341_522.0):
        said = noticed.seen(words, detector, count, count / 3)
        assert "{" not in said
        assert "?" not in said
        assert ".." not in noticed.stop(said)
