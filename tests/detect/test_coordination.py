"""Who shares the same things together: CooRTweet's network share by share, and bursts that were made."""

import io
import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.base.errors import Invalid
from larum.base.ids import named
from larum.cli.judging_coordination import judge
from larum.detect.coordination import Coordination, CoordinationState
from larum.detect.posts import Seen
from larum.detect.reading.follow import Stand, follow, pack, told_at, unpack
from larum.detect.sharing import Edge, Network, Share, SharesOutOfOrder
from larum.detect.synchrony import Burst, Synchrony, see

NOON = 1_767_614_400.0


def by_definition(shares: list[Share], window: float, least: int) -> list[Edge]:
    """The published definition, word by word, with nothing clever in it."""
    rows = Counter(share.account for share in shares)
    known = [share for share in shares if rows[share.account] >= least]
    pairs = [
        (one, other)
        for one, other in combinations(known, 2)
        if one.object == other.object
        and abs(one.at - other.at) <= window
        and one.account != other.account
        and one.content != other.content
        and one.object not in (one.content, other.content)
    ]
    if least >= 1:
        involved = {share.content for pair in pairs for share in pair}
        parts = Counter(share.account for share in known if share.content in involved)
        enough = {share.content for share in known if share.content in involved and parts[share.account] >= least}
        pairs = [(one, other) for one, other in pairs if one.content in enough or other.content in enough]
    weights = Counter(tuple(sorted((one.account, other.account))) for one, other in pairs)
    return sorted(Edge(one, other, weight) for (one, other), weight in weights.items())


small = st.integers(0, 4)
shares_st = st.lists(
    st.builds(
        lambda object, account, content, at: Share(
            f"o{object}", f"a{account}", f"{'o' if content > 7 else 'c'}{content}", at
        ),
        small,
        small,
        st.integers(0, 9),
        st.integers(0, 40).map(float) | st.floats(0, 40),
    ),
    max_size=25,
)


@settings(max_examples=150)
@given(shares_st, st.sampled_from([0.0, 1.0, 7.5, 30.0]), st.integers(0, 4), st.randoms())
def test_share_by_share_it_is_the_network_of_the_definition(shares, window, least, chance) -> None:  # type: ignore[no-untyped-def]
    chance.shuffle(shares)
    shares.sort(key=lambda share: share.at)  # equal times stay shuffled
    network = Network(window, least)
    for number, share in enumerate(shares, 1):
        network.add(share)
        if number % 8 == 0 or number == len(shares):
            expected = by_definition(shares[:number], window, least)
            assert network.edges() == expected
            assert network.pairs() == sum(edge.weight for edge in expected)


def test_a_late_share_can_let_in_an_early_pair() -> None:
    network = Network(10, least=2)
    network.add(Share("link", "ada", "1", 0))
    network.add(Share("link", "bob", "2", 5))
    assert network.edges() == []
    network.add(Share("other", "bob", "3", 5000))
    assert network.edges() == []  # ada has shared only once
    network.add(Share("more", "ada", "4", 6000))
    assert network.edges() == []  # both share often, but never twice together
    network.add(Share("more", "bob", "5", 6010))
    assert network.edges() == [Edge("ada", "bob", 2)]


def test_a_share_from_the_past_is_refused() -> None:
    network = Network(60)
    network.add(Share("link", "ada", "1", 100))
    with pytest.raises(SharesOutOfOrder):
        network.add(Share("link", "bob", "2", 99))
    stream = Synchrony()
    see(stream, Share("link", "ada", "1", 100))
    with pytest.raises(SharesOutOfOrder):
        see(stream, Share("link", "bob", "2", 99))


def crowd(start: float, people: int, every: float, what: str = "BUY NOW", first: int = 0) -> list[Share]:
    return [Share(what, f"bot{first + number}", f"{what}{number}", start + every * number) for number in range(people)]


def chatter(start: float, people: int, every: float) -> list[Share]:
    return [Share(f"thought {number}", f"p{number}", f"t{number}", start + every * number) for number in range(people)]


def bursts(shares: list[Share]) -> list[Burst]:
    stream, found = Synchrony(), []
    for number, share in enumerate(sorted(shares, key=lambda share: share.at)):
        if number == 5:
            stream = msgspec.json.decode(msgspec.json.encode(stream), type=Synchrony)
        if (burst := see(stream, share)) is not None:
            found.append(burst)
    return found


def test_a_pushed_text_is_told_at_its_tenth_share_and_grows() -> None:
    (burst,) = bursts([*chatter(NOON - 1800, 8, 200), *crowd(NOON, 30, 25)])
    assert (burst.start, burst.told, burst.end) == (NOON, NOON + 9 * 25, NOON + 29 * 25)
    assert burst.accounts == [f"bot{number}" for number in range(30)]


def test_what_is_one_voice_among_many_is_not_pushed() -> None:
    assert bursts([*chatter(NOON - 3000, 400, 10), *crowd(NOON, 30, 25)]) == []


def test_what_spreads_slowly_from_one_to_the_next_is_not_pushed() -> None:
    assert bursts(crowd(NOON, 40, 85)) == []


def test_one_account_that_repeats_itself_is_no_crowd() -> None:
    assert bursts([Share("BUY", "bot", str(number), NOON + number) for number in range(60)]) == []


def test_what_people_write_on_every_day_may_be_written_by_many_at_once() -> None:
    days = [Share("good morning", f"p{number}", f"m{number}", NOON + 7200 * number) for number in range(60)]
    assert bursts([*days, *crowd(NOON + 60 * 7200, 15, 5, "good morning")]) == []
    assert len(bursts([*days, *crowd(NOON + 60 * 7200, 15, 5, "buy this")])) == 1


def test_the_same_text_pushed_again_the_next_day_is_a_burst_of_its_own() -> None:
    again = bursts([*crowd(NOON, 20, 20), *crowd(NOON + 86400, 20, 20, first=50)])
    assert [burst.start for burst in again] == [NOON, NOON + 86400]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 14), st.integers(0, 90)), max_size=80), st.integers(0, 80))
def test_no_burst_waits_for_what_comes_later(events: list[tuple[int, int, int]], cut: int) -> None:
    at, shares = NOON, list[Share]()
    for number, (what, who, gap) in enumerate(events):
        at += gap
        shares.append(Share(f"o{what}", f"a{who}", str(number), at))
    until = shares[cut - 1].at if 0 < cut <= len(shares) else NOON
    known = [burst.told for burst in bursts(shares) if burst.told <= until and cut]
    early = [burst.told for burst in bursts([share for share in shares if share.at <= until] if cut else [])]
    assert early == known or cut > len(shares)


def post(number: int, text: str, followers: int | None = 5, at: float = NOON) -> Seen:
    return Seen(
        at=at + 15 * number, id=f"p{number}", account=f"bot{number}", text=text, followers=followers, monitor="bank"
    )


def an_hour_before() -> Seen:
    return post(0, "Who has the menu of the bank's canteen today?", at=NOON - 3600)


def findings(posts: list[Seen], heard_before: bool = True) -> list[tuple[str, ...]]:
    detector = Coordination(window=60)
    state, found = detector.start(), []
    for number, seen in enumerate([an_hour_before(), *posts] if heard_before else posts):
        if number == 4:
            state = msgspec.json.decode(msgspec.json.encode(state), type=CoordinationState)
        found += detector.see(state, seen)
    assert all(0 <= one.score <= 1 and one.posts and one.accounts for one in found)
    return [one.posts for one in found]


def test_copies_are_one_text_whatever_link_or_handle_they_carry() -> None:
    posts = [post(number, f"RT @u{number}: This bank will fail tomorrow https://t.co/{number}") for number in range(12)]
    assert findings(posts) == [tuple(f"p{number}" for number in range(10))]


def test_the_first_thing_that_a_stream_brings_may_be_repeated_by_all_who_are_heard() -> None:
    first = [post(number, "This bank will fail tomorrow") for number in range(30)]
    assert findings(first, heard_before=False) == []
    later = [post(number, "This bank will fail tomorrow", at=NOON + 3600) for number in range(30)]
    assert findings([*first, *later], heard_before=False) == [tuple(f"p{number}" for number in range(10))]


def test_a_greeting_or_an_empty_post_is_nobodys_campaign() -> None:
    assert findings([post(number, "Happy birthday!") for number in range(30)]) == []
    assert findings([post(number, "https://t.co/x") for number in range(30)]) == []


def test_what_a_large_account_said_may_be_repeated_by_hundreds() -> None:
    posts = [
        post(number, "The bank is down since this morning", 250_000 if number == 0 else 300) for number in range(30)
    ]
    assert findings(posts) == []


def test_a_monitor_is_told_who_pushes_what() -> None:
    pushed = [post(number, f"This bank will fail tomorrow, run https://t.co/{number}") for number in range(20)]
    posts = [an_hour_before(), *pushed]
    stand, early = follow(Stand(), named("monitor", "bank"), posts[:10], NOON + 9 * 15)
    assert early == ()
    _, (signal,) = follow(unpack(pack(stand)), named("monitor", "bank"), posts, NOON + 3600)
    assert (signal.detector, signal.observed) == ("coordination", 10)
    assert str(signal.evidence["by"]).split() == [f"bot{number}" for number in range(10)]
    assert signal.fired_at.timestamp() == told_at(pushed[9].at)


def judged(text: str, folder: Path, window: str = "60s", least: int = 2) -> tuple[dict[str, list[object]], str]:
    file, out, err = folder / "shares.csv", io.StringIO(), io.StringIO()
    file.write_text(text)
    judge(file, window, least, out, err)
    return json.loads(out.getvalue()), err.getvalue()


def table(shares: list[Share]) -> str:
    head = "object_id,account_id,content_id,timestamp"
    return "\n".join([head, *(f"{s.object},{s.account},{s.content},{s.at:.0f}" for s in shares)]) + "\n"


def test_a_table_in_any_order_gives_one_network_and_its_bursts(tmp_path: Path) -> None:
    shares = [*crowd(NOON, 12, 20), *crowd(NOON + 9000, 12, 20, "AND THIS")]
    said, complaints = judged(table(shares[::-1]), tmp_path)
    assert complaints == ""
    assert said["pairs"] == [list(edge) for edge in by_definition(shares, 60, 2)]
    assert [burst["object"] for burst in said["bursts"]] == ["BUY NOW", "AND THIS"]  # type: ignore[index]
    first = said["bursts"][0]
    assert (first["start"], first["end"]) == (f"{NOON:.0f}", f"{NOON + 220:.0f}")  # type: ignore[index]


def test_broken_rows_are_named_and_nothing_is_an_empty_network(tmp_path: Path) -> None:
    text = table([Share("o", "ada", "1", 5.0)]) + "o,bob,2,noon\no,,3,6\nshort\n"
    said, complaints = judged(text, tmp_path, "5m", 1)
    assert said == {"pairs": [], "bursts": []}
    assert [int(line.split()[1]) for line in complaints.splitlines()] == [3, 4, 5]
    assert judged("", tmp_path)[0] == {"pairs": [], "bursts": []}


def test_an_object_may_be_a_text_of_several_lines(tmp_path: Path) -> None:
    rows = "".join(f'"Buy, ""now""\n\nand here",a{number},c{number},{5 + number}\n' for number in range(3))
    said, complaints = judged("object_id,account_id,content_id,timestamp\n" + rows, tmp_path, least=1)
    assert complaints == ""
    assert said["pairs"] == [["a0", "a1", 1], ["a0", "a2", 1], ["a1", "a2", 1]]
    _, complaints = judged('object_id,account_id,content_id,timestamp\no,a,c,5\n"stray,a,d,6\no,b,e,7\n', tmp_path)
    assert [int(line.split()[1]) for line in complaints.splitlines()] == [3]


def test_a_window_that_is_no_span_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        judged("", tmp_path, "a while")


def test_however_many_texts_come_so_many_are_remembered() -> None:
    stream = Synchrony()
    for number in range(300):
        see(stream, Share(f"text {number}", f"p{number}", str(number), NOON + number), keeps=50)
    assert len(stream.objects) == 50
    assert see(stream, Share("text 299", "one more", "x", NOON + 300), keeps=50) is None
