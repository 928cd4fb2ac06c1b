"""A real Bluesky network: what people write there arrives, and our statement appears there once."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from tests.connectors.bluesky.bridge import Bridge
from tests.connectors.bluesky.conftest import Network, Person
from tests.connectors.bluesky.reading import Reading

from larum.base.ids import fresh, named
from larum.connectors.bluesky.connector import Bluesky
from larum.connectors.bluesky.publisher import Account
from larum.connectors.contract import Media, Outside, Published
from larum.connectors.errors import CredentialsRefused, TextTooLong
from larum.connectors.records import Post

pytestmark = pytest.mark.timeout(1_200)
"""The first test may have to install the network."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


@pytest.fixture(scope="session")
def ania(bluesky_network: Network) -> Person:
    return bluesky_network.join("ania")


@pytest.fixture(scope="session")
def brand(bluesky_network: Network) -> Person:
    return bluesky_network.join("acme")


@pytest.fixture
def account(bluesky_network: Network, brand: Person) -> dict[str, str]:
    return {"service": bluesky_network.pds, "handle": brand.handle, "app_password": brand.password}


@pytest.fixture(params=["/subscribe", "/xrpc/network.bsky.jetstream.subscribeEvents"])
def source(request: pytest.FixtureRequest, bridge: Bridge, bluesky_network: Network, ania: Person) -> dict[str, str]:
    bridge.follow(bluesky_network.firehose)
    return {"jetstream": bridge.address + request.param, "accounts": ania.did, "reposts": "on"}


def a_key() -> UUID:
    return fresh(datetime.now(UTC))


def of(person: Person, key: UUID, text: str) -> list[str]:
    return [post["value"]["text"] for post in person.posts() if post["value"]["text"] == text]


def test_what_is_written_there_arrives_in_order_and_what_is_deleted_goes(
    source: dict[str, str], ania: Person, outside_now: Outside
) -> None:
    mark = str(a_key())
    written: list[str] = []

    def write() -> None:
        written.append(ania.post(f"{mark} Autobus znów nie przyjechał", langs=["pl-PL"]))
        reference = {"uri": written[0], "cid": ania.record(written[0])["cid"]}
        written.append(ania.post(f"{mark} and again", reply={"root": reference, "parent": reference}))
        written.append(ania.post(f"{mark} quote", embed={"$type": "app.bsky.embed.record", "record": reference}))
        written.append(ania.repost(written[0]))
        ania.delete(written[1])

    reading = Reading(source, outside_now)
    reading.until(lambda so_far: len(written) == 4 and written[1] in so_far.removed, then=write)

    posts = {post.native_id: post for post in reading.arrivals if isinstance(post, Post)}
    mine = [native_id for native_id in posts if native_id in written]
    assert mine == written
    first, answer, quote, repost = (posts[native_id] for native_id in written)
    assert (first.lang, first.author.id) == ("pl", ania.did)
    assert first.url == f"https://bsky.app/profile/{ania.did}/post/{written[0].rpartition('/')[2]}"
    assert answer.reply_to == quote.quote_of == repost.repost_of == first.native_id


def test_a_killed_connection_loses_nothing_that_was_written_meanwhile(
    source: dict[str, str], bridge: Bridge, ania: Person, outside_now: Outside
) -> None:
    mark = str(a_key())
    reading = Reading(source, outside_now)
    reading.until(lambda so_far: f"{mark} 0" in so_far.texts, then=lambda: ania.post(f"{mark} 0"))

    def fall() -> None:
        for number in range(1, 4):
            bridge.drop_connections()
            ania.post(f"{mark} {number}")

    reading.until(lambda so_far: f"{mark} 3" in so_far.texts, then=fall)

    assert [text for text in reading.texts if text.startswith(mark)] == [f"{mark} {number}" for number in range(4)]


def test_a_statement_appears_once_however_often_it_is_sent(
    account: dict[str, str], brand: Person, outside_now: Outside
) -> None:
    key = a_key()
    text = f"Przepraszamy. Szczegóły: https://example.org/sprawa-{key} #Acme"
    first = Bluesky().publish(account, key, text, "pl", outside_now)
    again = Bluesky().publish(account, key, text, "pl", outside_now)

    assert first == again
    assert of(brand, key, text) == [text]
    record = brand.record(first.native_id)["value"]
    assert record["langs"] == ["pl"]
    assert [facet["features"][0]["$type"].partition("#")[2] for facet in record["facets"]] == ["link", "tag"]


def test_a_crash_between_sending_and_noting_never_posts_twice(
    account: dict[str, str], brand: Person, outside_now: Outside
) -> None:
    key = a_key()
    text = f"We are looking into it. {key}"
    assert Bluesky().check(account, key, outside_now) is None
    Bluesky().publish(account, key, text, "en", outside_now)  # and here the process dies before it notes the answer
    found = Bluesky().check(account, key, outside_now)

    assert isinstance(found, Published)
    assert found == Bluesky().publish(account, key, text, "en", outside_now)
    assert of(brand, key, text) == [text]


def test_two_senders_at_once_make_one_post(account: dict[str, str], brand: Person, outside_now: Outside) -> None:
    """The second has looked before the first wrote, so only the server can tell them apart."""
    key = named("statement", str(a_key()))
    text = f"Once. {key}"

    class LookedTooEarly(Account):
        looked = False

        def find(self, key: UUID) -> Published | None:
            if self.looked:
                return super().find(key)
            self.looked = True
            return None

    first = Bluesky().publish(account, key, text, "en", outside_now)
    second = LookedTooEarly(account, outside_now).post(key, text, "en", ())

    assert first == second
    assert of(brand, key, text) == [text]


def test_mentions_and_pictures_go_with_the_text(
    account: dict[str, str], brand: Person, ania: Person, outside_now: Outside
) -> None:
    picture = Media(data=PIXEL, mime="image/png", alt="Jeden piksel")
    text = f"Dziękujemy @{ania.handle}, a @nobody.test nie znamy"
    out = Bluesky().publish(account, a_key(), text, "pl", outside_now, [picture])

    record = brand.record(out.native_id)["value"]
    assert [facet["features"][0].get("did") for facet in record["facets"]] == [ania.did]
    assert record["embed"]["images"][0]["alt"] == "Jeden piksel"


def test_a_text_too_long_is_refused_before_anything_is_asked(outside_now: Outside) -> None:
    with pytest.raises(TextTooLong):
        Bluesky().publish({"service": "http://127.0.0.1:9"}, a_key(), "ż" * 301, "pl", outside_now)


def test_a_wrong_password_is_refused_by_name(account: dict[str, str], outside_now: Outside) -> None:
    with pytest.raises(CredentialsRefused):
        Bluesky().test({**account, "app_password": "wrong"}, outside_now)
    assert Bluesky().test(account, outside_now).fields["handle"] == account["handle"]


def test_what_we_published_arrives_as_a_post(
    bluesky_network: Network, bridge: Bridge, account: dict[str, str], brand: Person, outside_now: Outside
) -> None:
    bridge.follow(bluesky_network.firehose)
    text = f"Jesteśmy na miejscu. {a_key()}"
    reading = Reading({"jetstream": bridge.address, "accounts": brand.did}, outside_now)
    reading.until(
        lambda so_far: text in so_far.texts,
        then=lambda: Bluesky().publish(account, a_key(), text, "pl", outside_now),
    )


def test_the_network_is_installed_from_a_lock_without_addresses() -> None:
    lock = Path(__file__).parents[3] / "peers" / "bluesky" / "package-lock.json"
    assert '"resolved"' not in lock.read_text()
