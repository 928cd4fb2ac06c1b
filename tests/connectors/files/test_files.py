"""Files: read in pieces, gone on with from any piece, whatever is in them."""

import gzip
import json
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.conftest import NOON

from larum.connectors.conformance import losses_on_resuming
from larum.connectors.contract import Batch, Outside
from larum.connectors.errors import SettingWrong, SourceUnreachable
from larum.connectors.files import reading
from larum.connectors.files.connector import Files
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival, Post, Refused

MAP = "columns: {id: nr, created_at: when, text: what}\nconstants: {platform: forum}\n"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few items show as much as two thousand."""
    monkeypatch.setattr(reading, "IN_A_BATCH", 3)


def line(number: int, text: str = "Hej") -> bytes:
    post = {"platform": "forum", "id": str(number), "created_at": "2026-03-02T11:00:00Z", "text": text}
    return json.dumps(post, ensure_ascii=False).encode() + b"\n"


def file(folder: Path, *pieces: bytes, packed: bool = False) -> str:
    path = folder / ("posts.gz" if packed else "posts")
    path.write_bytes(gzip.compress(b"".join(pieces)) if packed else b"".join(pieces))
    return str(path)


def read_all(settings: dict[str, str], cursor: str = "") -> tuple[list[Arrival], list[Batch]]:
    batches = list(reading.batches(settings, cursor, NOON))
    return [arrival for batch in batches for arrival in batch.arrivals], batches


def ids(arrivals: Iterable[Arrival]) -> list[str]:
    return [arrival.reason if isinstance(arrival, Refused) else arrival.native_id for arrival in arrivals]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_a_file_is_read_whole_in_pieces(tmp_path: Path, packed: bool) -> None:
    arrivals, batches = read_all({"path": file(tmp_path, *map(line, range(8)), packed=packed)})

    assert ids(arrivals) == [str(number) for number in range(8)]
    assert [batch.more for batch in batches] == [True, True, False]
    progress = [batch.progress for batch in batches if batch.progress]
    assert progress[-1].done == progress[-1].total > 0
    assert [at.done for at in progress] == sorted(at.done for at in progress)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("table", [False, True], ids=["lines", "table"])
def test_reading_goes_on_from_any_batch_with_nothing_lost_and_nothing_twice(
    tmp_path: Path, outside: Outside, packed: bool, table: bool
) -> None:
    pieces = [b"\xef\xbb\xbf", line(0), b"{\r\n", *map(line, range(1, 5)), b"\n", line(5, "ą" * 9), line(6)[:-1]]
    settings = {"path": file(tmp_path, *pieces, packed=packed)}
    if table:
        rows = ["\ufeffnr,when,what", *(f'{n},2026-03-02T11:00,"two\nlines, ""{n}"""' for n in range(8)), "9,broken"]
        settings = {"path": file(tmp_path, "\r\n".join(rows).encode(), packed=packed), "columns": MAP}

    assert losses_on_resuming(Files(), settings, outside) == []
    assert losses_on_resuming(NoMemory(), settings, outside) == []


class NoMemory(Files):
    """As after a restart: every batch opens the file anew."""

    def read(self, settings: Settings, cursor: str, outside: Outside) -> Batch:
        return Files().read(settings, cursor, outside)


def test_a_growing_file_is_followed_and_an_unfinished_line_waited_for(tmp_path: Path, outside: Outside) -> None:
    settings = {"path": file(tmp_path, line(1), line(2)[:20]), "follow": "on"}
    first = Files().read(settings, "", outside)
    with Path(settings["path"]).open("ab") as still_written:
        still_written.write(line(2)[20:] + line(3))
    second = Files().read(settings, first.cursor, outside)

    assert (ids(first.arrivals), ids(second.arrivals)) == (["1"], ["2", "3"])
    assert second.wait_for > 0


def test_a_file_that_became_shorter_is_another_file(tmp_path: Path) -> None:
    settings = {"path": file(tmp_path, *map(line, range(6)))}
    _, batches = read_all(settings)
    file(tmp_path, line(77))

    assert ids(read_all(settings, batches[-1].cursor)[0]) == ["77"]


def test_bad_lines_are_refused_with_their_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    too_long = b'{"text": "' + b"x" * 10_000_001 + b'"}\n'
    settings = {"path": file(tmp_path, line(1), b"\x00\xff\n", too_long, b"\r\n", "ż\n".encode("cp1250"), line(2))}
    arrivals, _ = read_all(settings)

    assert ids(arrivals) == ["1", "wrong_encoding", "too_long", "wrong_encoding", "2"]
    assert [bad.where for bad in arrivals if isinstance(bad, Refused)] == ["line 2", "line 3", "line 5"]


def test_older_encodings_are_read_by_option(tmp_path: Path) -> None:
    for encoding in ("cp1250", "iso-8859-2"):
        settings = {"path": file(tmp_path, line(1, "Zażółć gęślą").decode().encode(encoding)), "encoding": encoding}
        (post,), _ = read_all(settings)
        assert isinstance(post, Post)
        assert post.text == "Zażółć gęślą"


def test_an_open_quotation_mark_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = ["nr,when,what"] + [f"{n},2026-03-02T11:00,fine" for n in range(3_000)]
    rows[5] = '4,2026-03-02T11:00,"never closed'
    arrivals, _ = read_all({"path": file(tmp_path, "\n".join(rows).encode()), "columns": MAP})

    assert ids(arrivals).count("broken_row") == 1
    assert len(arrivals) == 3_000


def test_a_ten_megabyte_cell_is_refused_and_the_next_row_read(tmp_path: Path) -> None:
    for size in (150_000, 2_000_000, 11_000_000):
        rows = f"nr,when,what\n1,2026-03-02T11:00,{'x' * size}\n2,2026-03-02T11:00,fine\n"
        assert ids(read_all({"path": file(tmp_path, rows.encode()), "columns": MAP})[0]) == ["too_long", "2"]


def test_a_damaged_archive_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = Path(file(tmp_path, *(line(n, f"{n * 7919}" * 50) for n in range(300)), packed=True))
    path.write_bytes(path.read_bytes()[:-400])
    arrivals, _ = read_all({"path": str(path)})

    assert ids(arrivals)[0] == "0"
    assert ids(arrivals)[-1] == "broken_archive"


def test_the_same_row_gets_the_same_id_and_another_row_another(tmp_path: Path) -> None:
    columns = "columns: {created_at: when, text: what}\nconstants: {platform: forum}\n"
    rows = "when,what\n2026-03-02T11:00,a\n2026-03-02T11:00,b\n2026-03-02T11:00,a\n"
    first, second, third = ids(read_all({"path": file(tmp_path, rows.encode()), "columns": columns})[0])

    assert first == third != second


def test_dates_without_a_zone_are_in_the_table_s_own(tmp_path: Path) -> None:
    columns = MAP + "timezone: Europe/Warsaw\ndates: [iso, '%d.%m.%Y %H:%M', epoch]\n"
    rows = "nr,when,what\n1,2026-01-02T10:00,a\n2,02.07.2025 10:00,b\n3,2026-01-02T10:00Z,c\n4,0,d\n"
    arrivals, _ = read_all({"path": file(tmp_path, rows.encode()), "columns": columns})

    at = [post.created_at.isoformat() for post in arrivals if isinstance(post, Post)]
    assert at == [
        "2026-01-02T09:00:00+00:00",
        "2025-07-02T08:00:00+00:00",
        "2026-01-02T10:00:00+00:00",
        "1970-01-01T00:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (MAP.replace("what", "which"), "no column which"),
        (MAP + "templates: {txet: x}", "txet"),
        (MAP + "timezone: Europe/Wilkowyje", "Wilkowyje"),
        (MAP + "colour: red", "colour"),
        ("{", "flow node"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_before_anything_is_read(tmp_path: Path, columns: str, why: str) -> None:
    with pytest.raises(SettingWrong, match=why):
        read_all({"path": file(tmp_path, b"nr,when,what\n1,2026-01-02T10:00,a\n"), "columns": columns})


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path, outside: Outside) -> None:
    with pytest.raises(SourceUnreachable):
        Files().read({"path": str(tmp_path / "none")}, "", outside)


def test_trying_the_settings_counts_what_is_there(tmp_path: Path, outside: Outside) -> None:
    found = Files().test({"path": file(tmp_path, line(1), b"{\n")}, outside)
    assert (found.fields["posts"], found.fields["refused"]) == ("1", "1")


def test_a_large_file_is_never_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "IN_A_BATCH", 500)
    path = tmp_path / "large"
    with path.open("wb") as large:
        for number in range(8):
            large.write(b"".join(line(number * 1_000 + n, "Ala ma kota. " * 80) for n in range(1_000)))
    tracemalloc.start()
    count = sum(len(batch.arrivals) for batch in reading.batches({"path": str(path)}, "", NOON))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 8_000
    assert peak < path.stat().st_size / 4


def test_the_airline_table_comes_in_whole(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "IN_A_BATCH", 2_000)
    columns = Path(__file__).parents[3] / "examples" / "airline-map.yaml"
    path = shared / "airline_tweets_2015" / "tweets.csv.gz"
    arrivals, _ = read_all({"path": str(path), "columns": str(columns)})
    posts = [arrival for arrival in arrivals if isinstance(arrival, Post)]

    assert len(posts) == len(arrivals) > 9_000
    assert {post.lang for post in posts} == {"en"}
    assert min(post.created_at for post in posts).isoformat() == "2015-02-17T07:36:00+00:00"
