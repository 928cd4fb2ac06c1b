"""Bluesky and the whole path: what is written there becomes a mention here, and our statement appears there once."""

import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from larum.analyse.lookup import Wanted, newest
from larum.base.actor import SYSTEM
from larum.base.settings import Settings
from larum.bootstrap import Larum, assemble
from larum.collect.actions import add_source
from larum.match.actions import add_brand, add_monitor
from larum.respond.actions.approve import approve
from larum.respond.actions.channels import add_channel
from larum.respond.actions.publish import publish
from larum.respond.actions.write import draft, hand_over
from larum.respond.model import Publication
from larum.respond.publishing import recover
from larum.respond.store import open_statement, publications
from tests.conftest import APPROVER, OWNER, RESPONDER
from tests.connectors.bluesky.bridge import Bridge
from tests.connectors.bluesky.conftest import Network, bluesky_network, bridge

__all__ = ["bluesky_network", "bridge"]

pytestmark = pytest.mark.timeout(1_200)

WORDS = "Our ovens are off since six. We are sorry. Next word at noon on this account."


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that other threads bring about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def publication(larum: Larum, statement_id: UUID) -> Publication:
    with larum.database.reading() as session:
        (one,) = publications(session, statement_id)
        return one


def test_a_post_there_is_a_mention_here_and_our_words_appear_there_once(
    tmp_path: Path, bluesky_network: Network, bridge: Bridge
) -> None:
    customer, brand = bluesky_network.join("customer"), bluesky_network.join("klos")
    bridge.follow(bluesky_network.firehose)
    larum = assemble(Settings(data=tmp_path, private_networks=True))
    with larum.database.working(OWNER) as work:
        watched = add_brand(work, name="Piekarnia Kłos")
        add_monitor(work, brand_id=watched.id, name="Kłos", query="kłos* OR klos*")
        channel = add_channel(
            work,
            name="Bluesky",
            connector="bluesky",
            language="en",
            settings={"service": bluesky_network.pds, "handle": brand.handle},
            secrets={"app_password": brand.password},
        )
        add_source(
            work,
            name="Bluesky",
            connector="bluesky",
            settings={"jetstream": f"{bridge.address}/subscribe", "accounts": customer.did},
        )
    larum.runner.start()
    try:
        written = customer.post("Szkło w bułce z Piekarni Kłos!", langs=["pl"])

        def arrived() -> bool:
            with larum.database.reading() as session:
                return [reading.mention.post.native_id for reading in newest(session, Wanted())] == [written]

        until(arrived)
        with larum.database.working(RESPONDER) as work:
            statement = draft(work, title="First word", texts={"en": WORDS})
            hand_over(work, statement)
        with larum.database.working(APPROVER) as work:
            again = open_statement(work.session, statement.id)
            approve(work, again, seen=1)
            publish(work, again, channels=[channel], seen=1)
        until(lambda: publication(larum, statement.id).state == "sent")
        assert [post["value"]["text"] for post in brand.posts()] == [WORDS]
    finally:
        larum.runner.stop()

    with larum.database.working(SYSTEM) as work:  # as a crash between sending and noting would have left it
        cut_off = work.session.get_one(Publication, publication(larum, statement.id).id)
        cut_off.state, cut_off.url, cut_off.sent_at = "sending", "", None
    assert recover(larum.database, larum.services.outside) == 0, "the network itself says that it is out"
    assert publication(larum, statement.id).state == "sent"
    assert len(brand.posts()) == 1
    larum.database.close()
