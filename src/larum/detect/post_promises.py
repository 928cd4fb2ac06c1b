"""What every detector of posts must hold to; a test runs each promise over every registered one.

Each promise takes a detector and raises `AssertionError` with what was broken. The stream is made here, by rule: quiet
chatter, a firm people turn against, the same text from many accounts, an old post that comes back, and a film that goes
from one platform to another.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from larum.detect.posts import Finding, PostDetector, PostOutOfOrder, Seen

AnyPostDetector = PostDetector[Any]
DAY: Final = 86_400.0


def stream(*, days: int = 60) -> list[Seen]:
    """Two months on two platforms; on day 50 people turn against a bakery, forty copies go out, an old post comes back,
    and what a forum passes round is taken up elsewhere."""
    posts = []
    for index in range(days * 6):
        text = f"Nothing new on street {index * 7919 % 101}, bus {index % 13} was late again, we walked"
        account, where = f"neighbour{index % 37}", "forum" if index % 3 else "square"
        posts.append(Seen(at=index * DAY / 6, id=f"calm{index}", account=account, text=text, platform=where))
    start = 50 * DAY
    complaints = (
        "Boycott #Trzmiel, they sold my order twice and never refund",
        "@TrzmielPL we will boycott Trzmiel, uninstalled the app today",
        "stop buying from Trzmiel, worst customer service",
        "#BoycottTrzmiel, my parcel is gone, no answer from the company",
    )
    for index in range(12):
        text = complaints[index % len(complaints)] + f" {'abcdefghijkl'[index] * 3}"
        posts.append(Seen(at=start + index * 600, id=f"angry{index}", account=f"customer{index}", text=text))
    for index in range(40):
        text = "Buy the magnificent golden lottery ticket of our honest uncle today"
        posts.append(Seen(at=start + 3600 + index, id=f"copy{index}", account=f"bot{index}", text=text, followers=3))
    for index in range(8):
        at = start + 7200 + index * 300
        posts.append(Seen(at=at, id=f"again{index}", account=f"finder{index}", text="look", repost_of="calm3"))
    for index in range(18):
        where, at = ("forum", start + index * 900) if index < 9 else ("square", start + index * 1200)
        text = f"https://films.example/yard {'abcdefghijklmnopqr'[index] * 5} {'rqponmlkjihgfedcba'[index] * 4}"
        posts.append(Seen(at=at, id=f"film{index}", account=f"viewer{index}", text=text, platform=where))
    return sorted(posts, key=lambda post: post.at)


def told(detector: AnyPostDetector, posts: Iterable[Seen]) -> list[list[Finding]]:
    """What a fresh detector finds, post by post."""
    state = detector.start()
    return [detector.see(state, post) for post in posts]


def never_looks_ahead(detector: AnyPostDetector) -> None:
    """Whatever comes later, what was found in the beginning stays."""
    posts = stream()
    whole = told(detector, posts)
    for cut in (1, len(posts) // 2, len(posts) - 15):
        assert told(detector, posts[:cut]) == whole[:cut], "the future changed the past"


def says_the_same_twice(detector: AnyPostDetector) -> None:
    assert told(detector, stream()) == told(detector, stream()), "two runs differ"


def survives_a_restart(detector: AnyPostDetector) -> None:
    """A state written to JSON and read back goes on as if nothing had happened."""
    state, found = detector.start(), []
    for index, post in enumerate(stream()):
        if index % 29 == 0:
            state = msgspec.json.decode(msgspec.json.encode(state), type=detector.state_type)
        found.append(detector.see(state, post))
    assert found == told(detector, stream()), "a restart changed what is found"


def finds_at_the_post_that_shows_it(detector: AnyPostDetector) -> None:
    """A finding is said at the time of the post that came last, and rests on posts and accounts that were seen."""
    posts, seen = stream(), dict[str, Seen]()
    for post, found in zip(posts, told(detector, posts), strict=True):
        seen[post.id] = post
        for finding in found:
            assert finding.at == post.at, "found at another time"
            assert finding.since <= finding.at, "begun after it was found"
            assert 0 <= finding.score <= 1, "a score outside 0 to 1"
            assert finding.what, "about nothing"
            assert finding.posts, "rests on nothing"
            assert {seen[each].account for each in finding.posts if each in seen} >= set(finding.accounts), "strangers"


def sleeps_through_the_usual(detector: AnyPostDetector) -> None:
    calm = [post for post in stream() if post.id.startswith("calm")]
    assert not any(told(detector, calm)), "found something where nothing was"


def bears_anything(detector: AnyPostDetector) -> None:
    """No text, no account, floods of signs, any script, times of any size: findings, or none."""
    texts = (
        "",
        " ",
        "#",
        "@",
        "##@@",
        "💥" * 500,
        "a" * 5000,
        "\u0301\u0301",
        "ابجد #هوز @حطي",
        "手机坏了 #手机",
        "# @ #x @y _",
    )
    posts = [
        Seen(at=float(index // 3) * 7.0, id=str(index), account=str(index % 5) if index % 7 else "", text=text * 2)
        for index, text in enumerate(texts * 20)
    ]
    posts += [
        Seen(at=1e10, id="far", account="a", text="Trzmiel"),
        Seen(at=2e10, id="further", account="b", text="Trzmiel"),
    ]
    told(detector, posts)


def refuses_the_past(detector: AnyPostDetector) -> None:
    state = detector.start()
    detector.see(state, Seen(at=600.0, id="b", account="a", text="later"))
    try:
        detector.see(state, Seen(at=300.0, id="a", account="a", text="earlier"))
    except PostOutOfOrder:
        return
    raise AssertionError("took a post from before the last one")


PROMISES: Final[Sequence[Callable[[AnyPostDetector], None]]] = (
    never_looks_ahead,
    says_the_same_twice,
    survives_a_restart,
    finds_at_the_post_that_shows_it,
    sleeps_through_the_usual,
    bears_anything,
    refuses_the_past,
)
