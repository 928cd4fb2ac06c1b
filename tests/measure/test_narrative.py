"""Stories told from invented posts, in Polish and in English."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.analyse.fingerprint import fingerprints
from larum.analyse.records import Reading, Sentiment
from larum.connectors.records import Author, Post
from larum.match.records import Mention
from larum.measure.narrative import State, Story, tell

MONITOR = UUID(int=7)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
NEUTRAL = Sentiment(label="neutral", negative=0.1, neutral=0.8, positive=0.1)


def said(
    number: int, text: str, *, minutes: float = 0, author: str = "", negative: bool = False, **post: str
) -> Reading:
    written = Post(
        platform="sample",
        native_id=str(number),
        url="",
        author=Author(id=author or f"a{number}"),
        created_at=MORNING + timedelta(minutes=minutes or number),
        text=text,
        **post,
    )
    return Reading(
        mention=Mention(monitor_id=MONITOR, post=written, words=("Kaczeniec",)),
        language="pl",
        sentiment=NEUTRAL,
        question=False,
        complaint=False,
        threat=False,
        fingerprint=fingerprints([text])[0],
        negative=negative,
    )


BACTERIA = [
    "Kaczeniec: bakterie listerii w twarogu, inspekcja wycofuje partię",
    "moja córka zatruła się twarogiem z Kaczeńca, bakterie listerii potwierdzone",
    "ile osób zjadło ten twaróg z listerią? Kaczeniec wycofuje partię za późno",
]
PICNIC = [
    "piknik rodzinny Kaczeńca w niedzielę na rynku, orkiestra i wata cukrowa",
    "byliśmy na pikniku rodzinnym, orkiestra grała na rynku, wata cukrowa pyszna, Kaczeniec",
]
ENGLISH = [
    "Listeria found in cottage cheese, dairy recalls the whole batch",
    "The dairy recalls cottage cheese after listeria was found, check your batch number",
]


def told(readings: list[Reading]) -> dict[UUID, Story]:
    return {story.id: story for story in tell(State(), readings).stories}


def test_posts_on_two_matters_become_two_stories() -> None:
    stories = told([said(n, text) for n, text in enumerate([*BACTERIA, *PICNIC])])
    assert sorted(story.size for story in stories.values()) == [2, 3]


def test_english_posts_on_one_matter_become_one_story_with_its_words() -> None:
    (story,) = told([said(n, text) for n, text in enumerate(ENGLISH)]).values()
    assert {"listeria", "cottage", "cheese"} & set(story.terms)
    assert (story.first_at, story.last_at) == (MORNING, MORNING + timedelta(minutes=1))


def test_near_copies_add_to_the_size_but_not_to_the_words_or_the_title() -> None:
    flood = [said(10 + n, f"RT @ktos: {BACTERIA[0]} https://t.co/{n}") for n in range(30)]
    (story,) = told([said(0, BACTERIA[0]), said(1, BACTERIA[1]), *flood]).values()
    assert (story.size, story.copies) == (32, 30)
    assert not story.title.startswith("RT")


def test_a_repost_gives_the_title_only_where_there_is_nothing_better() -> None:
    repost = said(0, f"RT @mleko {BACTERIA[0]} koniecznie sprawdźcie numer partii twarogu", repost_of="x")
    (alone,) = told([repost]).values()
    assert alone.title.startswith("RT")
    (story,) = told([repost, said(1, BACTERIA[1]), said(2, BACTERIA[2])]).values()
    assert not story.title.startswith("RT")


def test_the_words_all_mentions_share_because_they_matched_join_nothing() -> None:
    stories = told([said(0, "Kaczeniec otwiera sklep"), said(1, "kefir Kaczeniec smakuje latem")])
    assert len(stories) == 2


def test_a_flood_of_emoji_tells_no_story() -> None:
    assert told([said(n, "😡" * (n + 1)) for n in range(200)]) == {}


def test_authors_and_negatives_are_counted_once_each() -> None:
    readings = [said(n, BACTERIA[n % 3], author=f"a{n % 2}", negative=n < 3) for n in range(6)]
    (story,) = told(readings).values()
    assert (story.authors, story.negative_share) == (2, 0.5)


def test_many_authors_are_estimated_within_a_fifth() -> None:
    (story,) = told([said(n, BACTERIA[0]) for n in range(3_000)]).values()
    assert 2_400 < story.authors < 3_600


def test_a_story_that_slept_three_days_begins_anew() -> None:
    later = said(1, BACTERIA[0], minutes=60 * 24 * 4)
    before = tell(State(), [said(0, BACTERIA[0])])
    after = tell(before.state, [later])
    (first,), (second,) = before.stories, after.stories
    assert first.id != second.id
    assert len(after.state.threads) == 1


def test_a_story_is_named_from_its_first_post() -> None:
    first = told([said(0, BACTERIA[0])])
    later = told([said(0, BACTERIA[0]), said(1, BACTERIA[1])])
    assert first.keys() == later.keys()


def test_the_given_state_is_left_as_it_was() -> None:
    state = tell(State(), [said(0, BACTERIA[0])]).state
    before = msgspec.msgpack.encode(state)
    tell(state, [said(1, BACTERIA[1]), said(2, PICNIC[0])])
    assert msgspec.msgpack.encode(state) == before


numbers = st.lists(st.integers(0, 40), max_size=30)
TEXTS = [*BACTERIA, *PICNIC, *ENGLISH, "😡😡", "", "ok"]


@given(numbers, numbers)
@settings(max_examples=40)
def test_told_in_one_batch_or_in_two_with_a_packed_state_between_it_is_the_same(one: list[int], two: list[int]) -> None:
    before, after = ([said(n, TEXTS[n % len(TEXTS)]) for n in part] for part in (one, two))
    state = tell(State(), before).state
    packed = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=State)
    two_steps, one_step = tell(packed, after).state, tell(State(), before + after).state
    assert msgspec.msgpack.encode(two_steps) == msgspec.msgpack.encode(one_step)


@given(numbers)
@settings(max_examples=30)
def test_readings_told_again_change_nothing(some: list[int]) -> None:
    readings = [said(n, TEXTS[n % len(TEXTS)]) for n in some]
    state = tell(State(), readings).state
    again = tell(state, readings)
    assert again.stories == []
    assert again.state == state
