"""Something old is dug out: an advertisement that nobody pointed to for weeks."""

import msgspec

from larum.detect.dormant import post_detector
from larum.detect.posts import Finding, Seen

HOUR, DAY = 3600.0, 86400.0
PAGE = "https://trzmiel.example/advert"


def linked(at: float, account: str, id: str = "") -> Seen:
    return Seen(at=at, id=id or f"by {account}", account=account, text="look at that", links=(PAGE,))


def told(posts: list[Seen]) -> list[Finding]:
    state = post_detector.start()
    return [finding for post in sorted(posts, key=lambda post: post.at) for finding in post_detector.see(state, post)]


def dug_out(day: float, accounts: int) -> list[Seen]:
    return [linked(day * DAY + number * HOUR, f"finder{number}") for number in range(accounts)]


def test_the_fourth_who_digs_out_an_old_advertisement_is_enough() -> None:
    (finding,) = told([linked(0.0, "trzmiel"), *dug_out(30, 4)])
    assert finding.what == PAGE
    assert finding.accounts == ("finder0", "finder1", "finder2", "finder3")
    assert finding.at == 30 * DAY + 3 * HOUR


def test_a_page_that_somebody_links_every_few_days_is_not_back_because_four_do_in_a_day() -> None:
    now_and_then = [linked(day * DAY, f"customer{day}") for day in range(0, 30, 4)]
    assert not told([*now_and_then, *dug_out(30.5, 4)])
    assert told([*now_and_then, *dug_out(30.5, 7)])


def test_who_passes_on_a_fresh_post_goes_along_with_that_post_and_has_dug_out_nothing() -> None:
    first = linked(30 * DAY, "finder", id="fresh")
    along = [
        msgspec.structs.replace(linked(30 * DAY + number * HOUR / 9, f"fan{number}"), repost_of="fresh")
        for number in range(1, 30)
    ]
    assert not told([linked(0.0, "trzmiel"), first, *along])


def test_who_passes_on_the_old_post_itself_digs_it_out() -> None:
    old = Seen(at=0.0, id="advert", account="trzmiel", text="our bread makes you slim")
    again = [
        Seen(at=30 * DAY + number * HOUR, id=f"again{number}", account=f"finder{number}", repost_of="advert")
        for number in range(4)
    ]
    assert told([old, *again])


def test_an_account_that_repeats_itself_is_one() -> None:
    again = [linked(30 * DAY + number * HOUR, "finder", id=f"again{number}") for number in range(9)]
    assert not told([linked(0.0, "trzmiel"), *again])


def test_what_was_passed_on_a_lot_when_it_was_new_lay_still_all_the_same() -> None:
    new = [linked(number * HOUR / 9, f"reader{number}") for number in range(50)]
    assert told([*new, *dug_out(30, 4)])
