"""The fake platform keeps the contract that the real ones keep."""

from uuid import UUID

import pytest

from larum.connectors.conformance import losses_on_resuming
from larum.connectors.contract import Outside, Poller, Publisher, Streamer
from larum.connectors.errors import SourceUnreachable
from larum.connectors.fake import FakeConnector
from larum.connectors.records import Removal

ITEMS = [Removal("fake", str(number)) for number in range(7)]
KEY = UUID(int=7)


def test_the_fake_does_what_a_connector_does(outside: Outside) -> None:
    fake = FakeConnector(ITEMS)
    assert isinstance(fake, Poller)
    assert isinstance(fake, Streamer)
    assert isinstance(fake, Publisher)
    assert losses_on_resuming(fake, {}, outside) == []


def test_a_lost_answer_leaves_the_post_out_there_once(outside: Outside) -> None:
    fake = FakeConnector()
    fake.loses_next_answer = True
    with pytest.raises(SourceUnreachable):
        fake.publish({}, KEY, "Przepraszamy.", "pl", outside)

    assert fake.check({}, KEY, outside) == fake.publish({}, KEY, "Przepraszamy.", "pl", outside)
    assert (len(fake.published), fake.sendings) == (1, 2)
