"""What a story is told by, and since when."""

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from larum.detect.new_story import NewStory, post_detector
from larum.detect.post_promises import DAY, stream
from larum.detect.posts import Finding, Seen

ANGRY = (
    "Boycott #Trzmiel, they sold my order twice and never refund",
    "@TrzmielPL we will boycott Trzmiel, uninstalled the app today",
    "stop buying from Trzmiel, worst customer service, I want my money back",
    "#BoycottTrzmiel, my parcel is gone, no answer from the company",
    "Trzmiel delivered a broken box, no refund, boycott @TrzmielPL",
)


def told(posts: Iterable[Seen], detector: NewStory = post_detector) -> list[Finding]:
    state = detector.start()
    found = [each for post in sorted(posts, key=lambda post: post.at) for each in detector.see(state, post)]
    return [each for each in found if "trzmiel" in each.what]


def test_while_something_is_planned_so_many_times_as_many_must_tell_it() -> None:
    (usually,) = told(stream())
    (asked,) = told(msgspec.structs.replace(post, asked=1.5) for post in stream())
    assert (len(usually.accounts), len(asked.accounts)) == (2, 3)
    assert not told(msgspec.structs.replace(post, asked=3.0) for post in stream()), "four in all"


def test_a_story_began_with_its_burst_not_with_who_wrote_the_name_that_morning() -> None:
    lone = Seen(at=49.2 * DAY, id="lone", account="early bird", text="My parcel from #Trzmiel came today, thank you")
    (story,) = told([*stream(), lone])
    assert story.posts[0] == "lone"
    assert story.since == 50 * DAY


def test_a_name_that_had_to_be_forgotten_is_not_taken_for_new() -> None:
    """Where the memory holds a day of names, nobody knows whether one was there last week."""
    slowly = [
        Seen(at=(52 + number / 6) * DAY, id=f"s{number}", account=f"s{number}", text=text)
        for number, text in enumerate(ANGRY)
    ]
    many = [
        Seen(at=(40 + number / 100) * DAY, id=f"n{number}", account=f"a{number}", text=f"Here is #Thing{number}abc now")
        for number in range(1300)
    ]
    posts = sorted(
        [*(post for post in stream() if "rzmiel" not in post.text), *many, *slowly], key=lambda post: post.at
    )
    strict = replace(post_detector, surprise=20.0)
    assert told(posts, strict)
    assert not told(posts, replace(strict, keeps=100))
