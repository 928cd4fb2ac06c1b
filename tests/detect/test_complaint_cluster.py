"""Several unrelated people report the same problem, on a monitor that hears complaints every day."""

import math
from collections.abc import Iterable
from random import Random
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.detect.complaint_cluster import post_detector
from larum.detect.posts import Seen
from larum.detect.reading.follow import Stand, follow, pack, unpack
from larum.detect.records import Signal

HOUR, DAY = 3600.0, 86400.0
SHOP = UUID(int=9)
GRIEVANCES = (
    "parcel came late again from Trzmiel", "nobody answers the phone at Trzmiel", "wrong size sent, no refund",
    "the app of Trzmiel crashes when I pay", "courier left my box in the rain, thanks Trzmiel",
)  # fmt: skip
GLASS = (
    "found glass in the jam from Trzmiel", "my son cut his lip, there was glass in it", "glass! in food! seriously",
    "careful with that jam: we had pieces of glass",
)  # fmt: skip

SPELT = str.maketrans("0123456789.", "aeiouydrsm ")
EVILS = ("late", "broken", "rude", "dirty", "cold", "wrong", "dear", "slow", "stale")


def everyday(days: int = 40) -> list[Seen]:
    """Four complaints a day, about anything."""
    texts = [f"{GRIEVANCES[number * 7 % 5]} {'abcdefghij'[number % 10] * 4}" for number in range(days * 4)]
    return [
        Seen(at=number * DAY / 4, id=f"usual{number}", account=f"customer{number % 61}", text=text, complains=True)
        for number, text in enumerate(texts)
    ]


def glass(at: float, texts: tuple[str, ...] = GLASS, accounts: int = 9) -> list[Seen]:
    return [
        Seen(at=at + number * HOUR, id=f"glass{number}", account=f"guest{number % accounts}", text=text, complains=True)
        for number, text in enumerate(texts)
    ]


def busy(days: int, times: float = 1.0, since: float = 0.0, worst: int = 6) -> list[Seen]:
    """A hundred complaints a day, each day about one thing that went wrong on that day `worst` times as many."""
    lot, posts = Random(f"{days} {times}"), list[Seen]()
    for number in range(int(days * 100 * times)):
        at = since + number * DAY / 100 / times
        day = int(at // DAY)
        words = [
            f"{lot.choice('bdfgkl')}{lot.choice('aeiou')}{lot.choice('mnprst')}{lot.choice('aeiou')}" for _ in "12345"
        ]
        words.append(
            EVILS[lot.choices(range(len(EVILS)), [worst if day % len(EVILS) == evil else 1 for evil in range(9)])[0]]
        )
        posts.append(Seen(at=at, id=f"b{at}", account=f"customer{at}", text=" ".join(words), complains=True))
    return posts


def storm(at: float, people: int, hours: float, word: str = "blackout") -> list[Seen]:
    """A thing that never went wrong before, reported by more and more."""
    times = [at + hours * HOUR * math.sqrt(number / people) for number in range(people)]
    lot = Random(word)
    return [
        Seen(
            at=when,
            id=f"s{when}",
            account=f"s{when}",
            text=f"{word} {lot.random():.9f}".translate(SPELT),
            complains=True,
        )
        for when in times
    ]


def clusters(signals: Iterable[Signal]) -> list[Signal]:
    return [signal for signal in signals if signal.detector == "complaint_cluster"]


def signals(posts: list[Seen]) -> list[Signal]:
    return clusters(follow(Stand(), SHOP, posts, upto=100 * DAY).signals)


def test_the_fourth_who_reports_glass_is_enough() -> None:
    (signal,) = signals([*everyday(), *glass(40 * DAY)])
    assert signal.observed == 4
    assert signal.evidence["word"] == "glass"
    assert (signal.begun_at.timestamp(), signal.fired_at.timestamp()) == (
        40 * DAY,
        40 * DAY + 3 * HOUR + 6 * 60,  # the report itself, the rest of its minute, and five in which it settles
    )


def test_a_monitor_that_has_not_seen_many_days_asks_for_one_more() -> None:
    assert not signals([*everyday(days=20), *glass(20 * DAY)])
    (signal,) = signals([*everyday(days=20), *glass(20 * DAY, texts=(*GLASS, "glass again, in two jars of it"))])
    assert signal.observed == 5


def test_one_person_who_says_it_four_times_is_one() -> None:
    assert not signals([*everyday(), *glass(40 * DAY, accounts=1)])


def test_copies_of_one_text_are_no_witnesses() -> None:
    assert not signals([*everyday(), *glass(40 * DAY, texts=(GLASS[0],) * 9)])


def test_who_only_talks_about_it_does_not_complain() -> None:
    talk = [msgspec.structs.replace(post, complains=False) for post in glass(40 * DAY)]
    assert not signals([*everyday(), *talk])


def test_complaints_as_on_any_day_are_no_cluster() -> None:
    assert not signals(everyday(days=60))


def test_what_is_told_does_not_depend_on_how_often_one_looks() -> None:
    posts, stand, found = [*everyday(), *glass(40 * DAY)], Stand(), list[Signal]()
    for upto in range(0, 41 * 86400, 29_000):
        followed = follow(stand, SHOP, posts, upto)
        stand, found = unpack(pack(followed.stand)), [*found, *clusters(followed.signals)]
    assert found == signals(posts)


def test_a_public_whose_complaints_have_had_bad_days_from_the_first_has_one_more() -> None:
    assert not signals(busy(days=9))


def test_a_campaign_that_brings_three_times_as_many_complaints_of_the_usual_kinds_is_no_cluster() -> None:
    assert not signals([*busy(days=14), *busy(days=2, times=3.0, since=14 * DAY)])


def test_what_hundreds_report_is_told_by_the_problem_and_not_by_the_brand_that_they_all_name() -> None:
    days = [*busy(days=28, times=3.0, worst=1), *busy(days=1, times=3.0, since=28 * DAY, worst=40)]
    (signal,) = signals([msgspec.structs.replace(post, text=f"Trzmiel {post.text}") for post in days])
    assert signal.evidence["word"] in EVILS


def test_a_storm_that_grows_by_the_hour_is_not_held_to_its_own_beginning() -> None:
    posts = sorted([*busy(days=21), *storm(20 * DAY, people=60, hours=5)], key=lambda post: post.at)
    (signal,) = signals(posts)
    assert signal.evidence["word"] == "blackout"
    assert signal.observed < 30


def singing(word: str) -> list[Seen]:
    """Quiet walkers, and what 300 people who do not complain say meanwhile."""
    quiet = [
        Seen(at=(20 + number / 300) * DAY, id=f"q{number}", account=f"q{number}", text=f"walked by {number} today")
        for number in range(300)
    ]
    return quiet + [
        msgspec.structs.replace(post, id=f"m{post.id}", account=f"m{post.account}", complains=False)
        for number in range(5)
        for post in storm(20 * DAY + number, people=60, hours=5, word=word)
    ]


def test_what_everybody_talks_about_those_who_complain_do_as_well() -> None:
    storming = [*busy(days=21), *storm(20 * DAY, people=60, hours=5)]
    assert not signals(sorted([*storming, *singing("blackout")], key=lambda post: post.at))
    assert signals(sorted([*storming, *singing("festival")], key=lambda post: post.at))


def test_the_song_that_everybody_sings_brings_its_singers_name_to_those_who_complain() -> None:
    complaining = [*busy(days=21), *storm(20 * DAY, people=12, hours=5, word="serenade tamara")]
    assert not signals(sorted([*complaining, *singing("serenade")], key=lambda post: post.at))
    assert signals(sorted([*complaining, *singing("festival")], key=lambda post: post.at))


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 3)), min_size=150, max_size=400),
    st.integers(0, 9),
)
@settings(max_examples=25)
def test_who_complains_and_who_does_not_may_use_any_words_in_any_order(
    said: list[tuple[bool, int, int]], hours: int
) -> None:
    state = post_detector.start()
    for number, (complains, word, other) in enumerate(said):
        text = f"{EVILS[word]} {EVILS[other]} {number % 7}x{number % 11}y{number % 13}z"
        at = number * (hours * 0.05 + 0.01) * HOUR + (3 * DAY if number > 100 else 0)
        post_detector.see(state, Seen(at=at, id=str(number), account=str(number), text=text, complains=complains))
    assert all(count > 0 for count in state.beside.values())
    assert state.holding.keys() >= state.beside.keys()
