"""The invented story: the same for everybody, never ahead of the clock, changed by nothing but an honest answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.clock import FrozenClock
from larum.base.http import Http
from larum.connectors import registry
from larum.connectors.conformance import CHECKS, losses_on_resuming
from larum.connectors.contract import Batch, Outside, Poller
from larum.connectors.errors import SettingWrong
from larum.connectors.records import Post

BEGINS_AT = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
END = BEGINS_AT + timedelta(hours=48)
SETTINGS = {"begins_at": BEGINS_AT.isoformat(), "seed": "1", "answered_at": ""}


def sample() -> Poller:
    found = registry.connector("sample")
    assert isinstance(found, Poller)
    return found


def outside(at: datetime) -> Outside:
    clock = FrozenClock(at)
    return Outside(http=Http(clock=clock), clock=clock)


def told(upto: datetime, after: str = "", **changed: str) -> list[Post]:
    posts: list[Post] = []
    batch, then = Batch(arrivals=(), cursor=after, more=True), outside(upto)
    while batch.more:
        batch = sample().read({**SETTINGS, **changed}, batch.cursor, then)
        posts += [arrival for arrival in batch.arrivals if isinstance(arrival, Post)]
    return posts


@pytest.fixture(scope="module")
def whole() -> list[Post]:
    """All of it, to which nobody gives an honest answer."""
    return told(END)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_is_a_platform_like_any_other(check) -> None:  # type: ignore[no-untyped-def]
    assert list(check("sample")) == []


def test_it_is_told_alike_however_often(whole: list[Post]) -> None:
    assert told(END) == whole
    assert told(END, seed="2") != whole


def test_no_post_is_lost_wherever_reading_goes_on() -> None:
    assert losses_on_resuming(sample(), SETTINGS, outside(BEGINS_AT)) == []


def test_every_post_comes_once(whole: list[Post]) -> None:
    assert len({post.id for post in whole}) == len(whole)
    assert 5_000 < len(whole) < 12_000


@given(minutes=st.integers(min_value=-28 * 1440, max_value=60 * 48), step=st.integers(min_value=1, max_value=600))
@settings(max_examples=12)
def test_nothing_is_told_before_it_has_happened(minutes: int, step: int) -> None:
    first = BEGINS_AT + timedelta(minutes=minutes)
    then = first + timedelta(minutes=step)
    assert all(post.created_at <= first for post in told(first, after=(first - timedelta(hours=2)).isoformat()))
    assert all(first < post.created_at <= then for post in told(then, after=first.isoformat()))


def test_an_answer_changes_what_comes_after_it_and_nothing_before(whole: list[Post]) -> None:
    answered_at, end = BEGINS_AT + timedelta(hours=9), BEGINS_AT + timedelta(hours=24)
    burning = [post for post in whole if post.created_at <= end]
    healing = told(end, answered_at=answered_at.isoformat())
    before = [post for post in burning if post.created_at <= answered_at]
    assert healing[: len(before)] == before
    assert len(healing) - len(before) < 0.6 * (len(burning) - len(before))
    assert any(post.native_id == "honest" for post in healing)


def test_nobody_in_it_speaks_with_an_open_place(whole: list[Post]) -> None:
    for post in whole:
        assert not set("{}|") & set(post.text), post.text
        assert post.text == post.text.strip()
        assert ".." not in post.text


def test_it_leads_nowhere(whole: list[Post]) -> None:
    assert all(not post.url and not post.media for post in whole)


@pytest.mark.parametrize("begins_at", ["", "yesterday", "2026-03-05T07:00:00"])
def test_a_beginning_that_is_no_instant_is_refused(begins_at: str) -> None:
    with pytest.raises(SettingWrong):
        sample().read({**SETTINGS, "begins_at": begins_at}, "", outside(BEGINS_AT))
