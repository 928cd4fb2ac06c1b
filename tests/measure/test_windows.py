"""What a window counts, through the whole path, on both databases."""

import msgspec
import pytest

from larum.connectors.contract import Batch
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.match.actions import add_brand, add_monitor
from larum.measure.records import Window
from larum.measure.stage import SPANS
from larum.measure.store import recount, windows_between
from tests.conftest import NOON, OWNER
from tests.flow.stories import post

COMPLAINT = "Znalazłam szkło w chlebie z Kłosa, oddajcie mi pieniądze!"
FACT = "Kłos otworzył dziś o siódmej"
PRAISE = "Kłos ma cudowny chleb, uwielbiam, najlepsza piekarnia w mieście ❤️"


@pytest.fixture
def hour(database: Database) -> Window:
    with database.working(OWNER) as work:
        brand = add_brand(work, name="Piekarnia Kłos")
        monitor_id = add_monitor(work, brand_id=brand.id, name="Kłos", query="kłos*").id
    loud = post(3, 3, PRAISE, author=3, followers=5_000_000)
    elsewhere = msgspec.structs.replace(post(4, 4, PRAISE, author=4, followers=70_000), platform="other")
    repeated = msgspec.structs.replace(post(5, 5, COMPLAINT, author=5, followers=900), repost_of="post-0")
    arrivals = [
        post(0, 0, COMPLAINT, author=1),
        post(1, 1, COMPLAINT + " Wstyd.", author=1),
        post(2, 2, FACT, author=2),
    ]
    receive(database, Batch(arrivals=[*arrivals, loud, elsewhere, repeated], cursor="6"), source_id=None)
    with database.reading() as session:
        (counted,) = windows_between(session, monitor_id, "hour")
        for span in SPANS:
            kept = windows_between(session, monitor_id, span)
            assert recount(session, monitor_id, span, [window.start_at for window in kept]) == kept
    assert counted.start_at == NOON
    return counted


def test_who_complains_twice_is_one_and_who_repeats_a_complaint_is_none(hour: Window) -> None:
    assert (hour.complaints, hour.complainers) == (3, 1)


def test_platforms_are_told_apart(hour: Window) -> None:
    assert hour.platforms == 2


def test_the_largest_account_is_known_and_so_is_the_largest_that_speaks_ill(hour: Window) -> None:
    assert (hour.loudest, hour.critic) == (5_000_000, 900)
