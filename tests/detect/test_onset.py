"""The first minutes: posts that follow each other faster than ever, told from their times alone."""

import gzip
import io
import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larum.cli.judging_arrivals import judge
from larum.detect.onset import Heard, Onset, OnsetState, Pace, begin, hear
from larum.detect.posts import PostOutOfOrder, Seen

HOUR = 3600.0
MONDAY = 1_767_571_200.0


def quiet(hours: float, an_hour: float, seed: int = 1) -> list[float]:
    chance, at, times = random.Random(seed), MONDAY, list[float]()
    while (at := at + chance.expovariate(an_hour) * HOUR) < MONDAY + hours * HOUR:
        times.append(round(at))
    return times


def heard(times: list[float]) -> list[Heard]:
    pace = begin()
    return [hear(pace, at) for at in times]


def judged(text: str | bytes, folder: Path, least: int = 3) -> tuple[list[list[str]], str]:
    file, out, err = folder / "posts.csv", io.StringIO(), io.StringIO()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    judge(file, least, out, err)
    rows = [line.split(",") for line in out.getvalue().splitlines()]
    assert rows[0] == ["at", "score", "alarm"]
    return rows[1:], err.getvalue()


def test_three_posts_in_a_minute_after_a_silent_day_are_a_call() -> None:
    times = [*quiet(24, 0.2), *(MONDAY + 25 * HOUR + second for second in (0, 20, 55))]
    said = heard(times)
    assert [one.alarm for one in said] == [False] * (len(times) - 1) + [True]
    assert said[-1].posts == 3
    assert said[-1].score > 0.5


def test_the_same_three_posts_on_a_busy_stream_are_none() -> None:
    times = [*quiet(24, 60), *(MONDAY + 24 * HOUR + second for second in (0, 20, 55))]
    assert not any(one.alarm for one in heard(times))


def test_one_event_is_one_call_however_long_it_goes_on() -> None:
    storm = [MONDAY + 48 * HOUR + 15.0 * number for number in range(600)]
    assert sum(one.alarm for one in heard([*quiet(48, 1), *storm])) == 1


def test_a_stream_that_often_comes_in_clusters_calls_only_for_more() -> None:
    clusters = [MONDAY + 12 * HOUR * number + second for number in range(40) for second in (0, 30, 60, 90)]
    said = heard(clusters)
    assert not any(one.alarm for one in said[len(said) // 2 :])
    end = MONDAY + 500 * HOUR
    assert any(one.alarm for one in heard([*clusters, *(end + 3 * number for number in range(60))])[-60:])


def test_where_a_stream_begins_nothing_is_usual_yet() -> None:
    assert not any(one.alarm for one in heard([MONDAY + number for number in range(500)]))


def test_a_stream_first_seen_at_night_may_wake_up() -> None:
    night = [MONDAY + HOUR * number / 2 for number in range(16)]
    day = [MONDAY + 8 * HOUR + HOUR * number // 15 for number in range(90)]
    assert not any(one.alarm for one in heard([*night, *day]))


def test_the_last_hours_make_a_slow_rise_plain_within_the_hour() -> None:
    steady = [MONDAY + HOUR * number / 4 for number in range(36 * 4)]
    rise, minutes = [steady[-1]], 0.0
    while minutes < 60:
        minutes = (rise[-1] - steady[-1]) / 60
        rise.append(rise[-1] + HOUR // (4 + 24 * min(1, minutes / 30)))
    assert sum(one.alarm for one in heard([*steady, *rise[1:]])) == 1


def test_posts_told_to_the_minute_are_no_bundle_of_their_own() -> None:
    times = sorted(at // 60 * 60 for at in quiet(96, 30))
    assert not any(one.alarm for one in heard(times))


@pytest.mark.parametrize("an_hour", [0.1, 1.0, 20.0])
def test_quiet_weeks_stay_quiet(an_hour: float) -> None:
    calls = sum(one.alarm for seed in range(5) for one in heard(quiet(4 * 168, an_hour, seed)))
    assert calls <= 1


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=60), st.data())
def test_what_comes_later_changes_nothing_and_a_restart_neither(gaps: list[float], data: st.DataObject) -> None:
    times = [MONDAY + sum(gaps[: place + 1]) for place in range(len(gaps))]
    cut = data.draw(st.integers(0, len(times)))
    whole = heard(times)
    assert heard(times[:cut]) == whole[:cut]
    pace = begin()
    for at in times[:cut]:
        hear(pace, at)
    again = msgspec.json.decode(msgspec.json.encode(pace), type=Pace)
    assert [hear(again, at) for at in times[cut:]] == whole[cut:]
    assert all(0 <= one.score <= 1 for one in whole)


def test_the_table_is_echoed_line_by_line_with_broken_rows_named(tmp_path: Path) -> None:
    text = "timestamp,id\n2026-01-05T00:00:00Z,1\nyesterday,2\n2026-01-04T00:00:00Z,3\n\n2026-01-05T00:00:00Z,4\n"
    rows, said = judged(text, tmp_path)
    assert [row[0] for row in rows] == ["2026-01-05T00:00:00Z"] * 2
    assert [int(line.split()[1]) for line in said.splitlines()] == [3, 4]


@pytest.mark.parametrize("text", ["", "timestamp\n", "timestamp\n2026-01-05\n", "1767571200\n"])
def test_little_or_nothing_is_no_alarm(text: str, tmp_path: Path) -> None:
    rows, _ = judged(text, tmp_path)
    assert all(row[1:] == ["0.000000", "0"] for row in rows)


def test_a_packed_table_in_seconds_is_read_too(tmp_path: Path) -> None:
    times = [*quiet(24, 0.2), *(MONDAY + 25 * HOUR + second for second in (0, 20, 55))]
    rows, said = judged(gzip.compress("\n".join(["timestamp", *map(str, times)]).encode()), tmp_path)
    assert said == ""
    assert [row[2] for row in rows] == ["0"] * (len(times) - 1) + ["1"]
    rows, _ = judged("\n".join(["timestamp", *map(str, times)]), tmp_path, least=4)
    assert {row[2] for row in rows} == {"0"}


def seen(at: float, account: str, monitor: str = "bakery") -> Seen:
    return Seen(at=at, id=f"{at:.0f}{account}", account=account, text="What is that smoke?", monitor=monitor)


def told(posts: list[Seen]) -> list[tuple[str, ...]]:
    detector = Onset(least=4, weeks=100)
    state = detector.start()
    found = []
    for number, post in enumerate(posts):
        if number == len(posts) // 2:
            state = msgspec.json.decode(msgspec.json.encode(state), type=OnsetState)
        found += detector.see(state, post)
    return [finding.posts for finding in found]


def test_witnesses_are_counted_once_each_and_shown() -> None:
    before = [seen(at, f"a{number}") for number, at in enumerate(quiet(48, 0.3))]
    end = MONDAY + 50 * HOUR
    crowd = [seen(end + 20 * number, f"w{number}") for number in range(4)]
    thread = [seen(end + 20 * number, "one person") for number in range(4)]
    assert told([*before, *crowd]) == [tuple(post.id for post in crowd)]
    assert told([*before, *thread]) == []


def test_monitors_do_not_touch_each_other() -> None:
    before = [seen(at, f"a{number}", name) for number, at in enumerate(quiet(48, 0.3)) for name in ("one", "other")]
    end = MONDAY + 50 * HOUR
    assert told([*before, *(seen(end + 20 * number, f"w{number}", "one") for number in range(3))]) == []


def test_a_post_from_the_past_is_refused() -> None:
    pace = begin()
    hear(pace, MONDAY)
    with pytest.raises(PostOutOfOrder):
        hear(pace, MONDAY - 1)
