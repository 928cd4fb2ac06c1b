"""What the connectors' tests share: a world that reaches loopback and nothing else."""

from collections.abc import Iterator

import pytest
import stamina

from larum.base.clock import FrozenClock, SystemClock
from larum.base.http import LOOPBACK, Guard, Http
from larum.connectors.contract import Outside


@pytest.fixture(autouse=True)
def no_waiting_between_attempts() -> Iterator[None]:
    """Attempts are counted as in earnest, but follow each other at once."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def outside(clock: FrozenClock) -> Iterator[Outside]:
    """The world at a given time."""
    http = Http(agent="Larum tests", guard=Guard(LOOPBACK), clock=clock)
    yield Outside(http=http, clock=clock)
    http.close()


@pytest.fixture
def outside_now() -> Iterator[Outside]:
    """The world as it is, for peers that have a clock of their own."""
    clock = SystemClock()
    http = Http(agent="Larum tests", guard=Guard(LOOPBACK), clock=clock)
    yield Outside(http=http, clock=clock)
    http.close()
