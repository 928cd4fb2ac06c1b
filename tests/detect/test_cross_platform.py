"""A story leaves the platform on which it was at home; what merely stands on two platforms has not."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from larum.detect.cross_platform import post_detector
from larum.detect.posts import Finding, Seen
from larum.detect.reading.follow import Stand, follow, pack, unpack

HOUR, DAY = 3600.0, 86400.0
FILM = "https://video.example/kitchen"
WORDS = (
    "look at this kitchen", "who would eat there after that", "not a place for my children any more",
    "they have always been like this", "and that is what we pay for", "somebody should have a look at it",
    "my aunt works there and is not surprised", "is this real or is it made up",
)  # fmt: skip


def quiet(days: int = 40) -> list[Seen]:
    """A forum with six posts a day and a network with three, each in words of its own."""
    return [
        Seen(
            at=number * DAY / 9,
            id=f"calm{number}",
            account=f"{where}:{number % 41}",
            handle=f"{where}person{number % 41}",
            platform=where,
            text=f"bread number {number} was as good as any other of its kind {'abcdefghij'[number % 10] * 4}",
        )
        for number in range(days * 9)
        for where in ("forum" if number % 3 else "net",)
    ]


def carried(where: str, since: float, accounts: int, **said: str) -> list[Seen]:
    """So many accounts share the film, one every twenty minutes, each in words of its own."""
    return [
        Seen(
            at=since + number * HOUR / 3,
            id=f"{where}{since:.0f}-{number}",
            account=f"{where}:carrier{number}",
            handle=f"{where}carrier{number}",
            platform=where,
            text=said.get("text", f"{WORDS[number % 8]} {FILM}?utm_source={where}{number}"),
        )
        for number in range(accounts)
    ]


def found(posts: Iterable[Seen]) -> list[Finding]:
    state = post_detector.start()
    return [each for post in sorted(posts, key=lambda post: post.at) for each in post_detector.see(state, post)]


def crossing(carriers: int = 8) -> list[Seen]:
    return [*carried("forum", 40 * DAY, 6), *carried("net", 40 * DAY + 5 * HOUR, carriers)]


def test_a_film_that_a_forum_shares_and_then_a_network_is_told_with_its_way() -> None:
    (finding,) = found([*quiet(), *crossing()])
    assert finding.since == 40 * DAY + 5 * HOUR, "when it came over, not when the first wrote of it"
    assert finding.what == "forum3456000-0"
    assert finding.reasons["about"] == "video.example/kitchen"
    assert (finding.reasons["home"], finding.reasons["to"]) == ("forum", "net")
    assert finding.reasons["platforms"] == "forum, net"
    assert finding.reasons["platforms_at"] == "1970-02-10T00:00:00+00:00, 1970-02-10T05:00:00+00:00"
    assert finding.reasons["hours_later"] == 5
    assert finding.reasons["to_accounts"] <= 7


def test_two_who_bring_it_over_are_no_spread() -> None:
    assert not found([*quiet(), *crossing(carriers=2)])


def test_what_begins_on_both_at_once_was_at_home_on_neither() -> None:
    assert not found([*quiet(), *carried("forum", 40 * DAY, 8), *carried("net", 40 * DAY + 60, 8)])


def test_people_of_the_same_name_are_the_same_people() -> None:
    there = [
        msgspec.structs.replace(post, handle=f"{post.account.removeprefix('net:')}.net.example")
        for post in crossing()[6:]
    ]
    here = [msgspec.structs.replace(post, handle=f"@{post.account.removeprefix('forum:')}") for post in crossing()[:6]]
    here += [
        msgspec.structs.replace(post, id=f"more{post.id}", account=f"{post.account}b", handle=f"carrier{6 + number}")
        for number, post in enumerate(here[:2])
    ]
    assert not found([*quiet(), *here, *there])


def test_who_posts_the_same_words_everywhere_at_once_carries_nothing_over() -> None:
    here = carried("forum", 40 * DAY, 8)
    there = [
        msgspec.structs.replace(post, at=post.at + 9, id=f"{post.id}x", account=f"net:other{post.id}", platform="net")
        for post in here
    ]
    assert not found([*quiet(), *here, *there])


def test_reposts_are_no_voices_of_their_own() -> None:
    reposts = [msgspec.structs.replace(post, repost_of="calm1") for post in crossing()[6:]]
    assert not found([*quiet(), *crossing()[:6], *reposts])


def test_a_text_that_is_copied_with_a_word_changed_is_one_story() -> None:
    text = "My grandmother broke her tooth on a stone in their bread and nobody there will talk to us about it"
    here, there = carried("forum", 40 * DAY, 6, text=text), carried("net", 40 * DAY + 5 * HOUR, 8, text=text + " so")
    (finding,) = found([*quiet(), *here, *there])
    assert finding.reasons["kind"] == "text"
    assert "about" not in finding.reasons


def test_where_stories_cross_every_day_a_large_one_is_needed() -> None:
    daily: list[Seen] = []
    for day in range(2, 40):
        for where, hours, accounts in (("forum", 0, 5), ("net", 3, 6)):
            daily += [
                msgspec.structs.replace(post, text=post.text.replace("kitchen", f"day{day}"))
                for post in carried(where, day * DAY + hours * HOUR, accounts)
            ]
    assert not [finding for finding in found([*quiet(), *daily]) if finding.at > 20 * DAY]
    (finding,) = [finding for finding in found([*quiet(), *daily, *crossing(carriers=30)]) if finding.at > 20 * DAY]
    assert finding.reasons["to_accounts"] > 6


def test_a_story_is_told_once_and_again_when_it_reaches_a_third_platform() -> None:
    third = carried("video", 40 * DAY + 12 * HOUR, 8)
    once = found([*quiet(), *crossing(carriers=20)])
    again = found([*quiet(), Seen(at=1.0, id="first", account="video:1", platform="video"), *crossing(20), *third])
    assert [finding.reasons["to"] for finding in once] == ["net"]
    assert [finding.reasons["to"] for finding in again] == ["net", "video"]
    assert again[1].reasons["platforms"] == "forum, net, video"


def test_where_nobody_told_of_platforms_nothing_is_said() -> None:
    assert not found(msgspec.structs.replace(post, platform="") for post in [*quiet(), *crossing()])


def test_a_monitor_that_follows_posts_tells_it_too_and_survives_a_restart() -> None:
    stand, signals = Stand(), []
    for upto in range(0, 42 * 86400, 50_000):
        posts = sorted([*quiet(), *crossing()], key=lambda post: post.at)
        followed = follow(stand, UUID(int=7), posts, upto)
        stand = unpack(pack(followed.stand))
        signals += [signal for signal in followed.signals if signal.detector == "cross_platform"]
    (signal,) = signals
    assert signal.evidence["platforms"] == "forum, net"
