"""How grave a burst is follows from what can be counted, and is said."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.alert.severity import WORDS, Picture, judge

STORM = Picture(
    observed=900, usual=12, mentions=4000, negative=3000, authors=2500, reach=2_000_000, questions=80, platforms=4,
    minutes_to_notice=6,
)  # fmt: skip
pictures = st.builds(
    Picture,
    observed=st.floats(0, 1e6),
    usual=st.floats(0, 1e4),
    mentions=st.integers(0, 100_000),
    negative=st.integers(0, 1000),
    authors=st.integers(0, 50_000),
    reach=st.integers(0, 10**8),
    questions=st.integers(0, 500),
    platforms=st.integers(1, 8),
    minutes_to_notice=st.floats(0, 600),
    caveats=st.sampled_from([(), ("short_history",), ("late_start",)]),
)


def test_storm_of_thousands_is_existential() -> None:
    assert judge(STORM).severity == 1


def test_six_angry_posts_about_a_bakery_are_worth_a_look_and_no_more() -> None:
    assert judge(Picture(observed=6, usual=0.05, mentions=6, negative=6, authors=6, minutes_to_notice=20)).severity == 3


def test_a_dozen_accounts_cannot_make_a_crisis_however_loud() -> None:
    judged = judge(msgspec.structs.replace(STORM, authors=12))
    assert judged.severity == 3
    assert judged.reasons[-1].code == "few_people"


def test_praise_is_no_crisis() -> None:
    judged = judge(msgspec.structs.replace(STORM, negative=40))
    assert judged.severity == 3
    assert "harmless" in [reason.code for reason in judged.reasons]


def test_nothing_much_is_only_watched() -> None:
    assert judge(Picture(observed=20, usual=9, mentions=20, negative=2, authors=18)).severity == 4


def test_where_collection_has_just_begun_nobody_is_woken_for_the_gravest() -> None:
    assert judge(msgspec.structs.replace(STORM, caveats=("late_start",))).severity == 2


def test_a_source_that_falls_silent_is_watched_and_no_more() -> None:
    judged = judge(msgspec.structs.replace(STORM, collection=True))
    assert judged.severity == 4
    assert judged.reasons[-1].code == "collection"


@given(pictures)
@settings(max_examples=150)
def test_every_severity_has_its_reasons_in_words(picture: Picture) -> None:
    judged = judge(picture)
    assert 1 <= judged.severity <= 4
    assert all(reason.code in WORDS and reason.points for reason in judged.reasons)
    assert judged.severity == 4 or judged.reasons


@given(pictures, st.integers(1, 50_000))
@settings(max_examples=150)
def test_more_people_never_make_it_less_grave(picture: Picture, more: int) -> None:
    assert judge(msgspec.structs.replace(picture, authors=picture.authors + more)).severity <= judge(picture).severity


def test_a_large_account_that_speaks_ill_is_worth_a_look_though_nobody_has_joined_it() -> None:
    alone = Picture(observed=0, usual=0, mentions=1, negative=1, authors=1, reach=2_000_000)
    assert judge(alone).severity == 4
    assert judge(msgspec.structs.replace(alone, critic=2_000_000)).severity == 3


def test_four_people_with_the_same_problem_are_worth_a_look() -> None:
    few = Picture(observed=0, usual=0, mentions=4, negative=4, authors=4)
    assert judge(few).severity == 4
    assert judge(msgspec.structs.replace(few, reports=4)).severity == 3


PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "who-is-called-at-night.md"
CASE = re.compile(
    r"^\| (?P<what>[^|]+) \| (?P<mentions>[\d,]+) \| (?P<authors>[\d,]+) \| (?P<usual>[\d,.]+|unknown) \| "
    r"(?P<negative>\d+) % \| (?P<reach>[\d,]+) \| \*\*SEV(?P<severity>\d)\*\* \|",
    re.MULTILINE,
)


def cases() -> list[dict[str, str]]:
    return [found.groupdict() for found in CASE.finditer(PAGE.read_text("utf-8"))]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["what"])
def test_what_people_are_told_of_severities_is_what_is_judged(case: dict[str, str]) -> None:
    mentions, authors, reach = (int(case[name].replace(",", "")) for name in ("mentions", "authors", "reach"))
    unknown = case["usual"] == "unknown"
    what = case["what"]
    picture = Picture(
        observed=0 if "same problem" in what or "new story" in what else mentions,
        usual=0.5 if unknown else float(case["usual"].replace(",", "")),
        mentions=mentions,
        negative=round(mentions * int(case["negative"]) / 100),
        authors=authors,
        reach=reach,
        questions=mentions // 5,
        critic=reach if "large account" in what else 0,
        reports=authors if "same problem" in what else 0,
        newcomers=authors if "new story" in what else 0,
        caveats=("short_history",) if unknown else (),
    )
    assert judge(picture).severity == int(case["severity"])


def test_the_page_on_severities_has_its_cases() -> None:
    assert {case["severity"] for case in cases()} == {"1", "2", "3", "4"}


def test_three_times_the_usual_of_a_large_brand_is_no_existential_crisis() -> None:
    large = Picture(
        observed=3000, usual=1000, mentions=3000, negative=2000, authors=2500, reach=5_000_000, questions=400
    )
    assert judge(large).severity == 2
    assert judge(large).reasons[-1].code == "usual_size"
    assert judge(msgspec.structs.replace(large, observed=12_000)).severity == 1


def test_a_new_story_is_worth_a_look_though_two_tell_it() -> None:
    two = Picture(observed=0, usual=0, mentions=2, negative=1, authors=2, newcomers=2)
    assert judge(two).severity == 3
