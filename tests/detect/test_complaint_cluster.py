"""Several unrelated people report the same problem, on a monitor that hears complaints every day."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

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


def everyday(days: int = 20) -> list[Seen]:
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


def clusters(signals: Iterable[Signal]) -> list[Signal]:
    return [signal for signal in signals if signal.detector == "complaint_cluster"]


def signals(posts: list[Seen]) -> list[Signal]:
    return clusters(follow(Stand(), SHOP, posts, upto=100 * DAY).signals)


def test_the_fourth_who_reports_glass_is_enough() -> None:
    (signal,) = signals([*everyday(), *glass(20 * DAY)])
    assert signal.observed == 4
    assert signal.evidence["word"] == "glass"
    assert (signal.begun_at.timestamp(), signal.fired_at.timestamp()) == (
        20 * DAY,
        20 * DAY + 3 * HOUR + 6 * 60,  # the report itself, the rest of its minute, and five in which it settles
    )


def test_one_person_who_says_it_four_times_is_one() -> None:
    assert not signals([*everyday(), *glass(20 * DAY, accounts=1)])


def test_copies_of_one_text_are_no_witnesses() -> None:
    assert not signals([*everyday(), *glass(20 * DAY, texts=(GLASS[0],) * 9)])


def test_who_only_talks_about_it_does_not_complain() -> None:
    talk = [msgspec.structs.replace(post, complains=False) for post in glass(20 * DAY)]
    assert not signals([*everyday(), *talk])


def test_complaints_as_on_any_day_are_no_cluster() -> None:
    assert not signals(everyday(days=60))


def test_what_is_told_does_not_depend_on_how_often_one_looks() -> None:
    posts, stand, found = [*everyday(), *glass(20 * DAY)], Stand(), list[Signal]()
    for upto in range(0, 21 * 86400, 29_000):
        followed = follow(stand, SHOP, posts, upto)
        stand, found = unpack(pack(followed.stand)), [*found, *clusters(followed.signals)]
    assert found == signals(posts)
