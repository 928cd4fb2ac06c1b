"""What a story is told by, and since when."""

from collections.abc import Iterable

import msgspec

from larum.detect.new_story import post_detector
from larum.detect.post_promises import DAY, stream
from larum.detect.posts import Finding, Seen


def told(posts: Iterable[Seen]) -> list[Finding]:
    state = post_detector.start()
    found = [each for post in sorted(posts, key=lambda post: post.at) for each in post_detector.see(state, post)]
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
