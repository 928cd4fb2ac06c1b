"""Who shares the same things within the same moments: CooRTweet's network of accounts, kept share by share.

Two shares of one object by two accounts within the window are a pair; an edge's weight is the number of its pairs.
`least` is how often an account must take part: it needs as many shares at all, and one of the two accounts of a pair
needs as many shares of contents that are in a pair of such accounts (so a post with three tags, one of them shared in
time, counts three times). Definitions: Righetti and Balluff, CooRTweet: A Generalized R Software for Coordinated
Network Detection (Computational Communication Research 7, 2025), `detect_groups` and `generate_coordinated_network`.

Pairs are found as shares arrive, from the shares of the last window alone. Who takes part often enough is settled when
the network is read, because an account's tenth share can let in a pair of its first.
"""

from array import array
from bisect import bisect_left
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from larum.base.errors import Refusal

_SWEEP: Final = 4096
"""Shares between two looks for objects that nobody shares any more."""


class Share(NamedTuple):
    """An account put an object (a link, a text, a picture, a repost) before others, in a post of its own."""

    object: str
    account: str
    content: str
    at: float


class Edge(NamedTuple):
    """Two accounts, in alphabetical order, and how many pairs of shares join them."""

    one: str
    other: str
    weight: int


class SharesOutOfOrder(Refusal):
    """A share is older than one that was taken before."""

    code = "shares_out_of_order"
    status = 422
    message = "This share is of {at}, but shares up to {reached} were already seen. Sort them by time."


class _Lately:
    """The shares of one object that can still be in a pair."""

    __slots__ = ("rows", "times")

    def __init__(self) -> None:
        self.times: list[float] = []
        self.rows: list[int] = []


class Network:
    """The network of all shares so far. Two shares of the same second may come in either order."""

    def __init__(self, window: float, least: int = 2) -> None:
        self.window, self.least = window, least
        self.reached = -np.inf
        self._numbers: dict[str, int] = {}
        self._accounts: dict[str, int] = {}
        self._object, self._account, self._content = array("i"), array("i"), array("i")
        self._lately: dict[str, _Lately] = {}
        # The pairs: the earlier rows one after another, and of each row how many earlier ones it met.
        self._met, self._meetings = array("i"), array("i")

    def __len__(self) -> int:
        return len(self._account)

    def add(self, share: Share) -> list[int]:
        """Take the next share; gives the earlier shares it meets, by number, loops included."""
        if share.at < self.reached:
            raise SharesOutOfOrder(at=share.at, reached=self.reached)
        self.reached = share.at
        row = len(self._account)
        self._account.append(self._accounts.setdefault(share.account, len(self._accounts)))
        self._object.append(self._numbers.setdefault(share.object, len(self._numbers)))
        self._content.append(self._numbers.setdefault(share.content, len(self._numbers)))
        lately = self._lately.setdefault(share.object, _Lately())
        gone = _first_within(lately.times, share.at, self.window)
        if gone > len(lately.times) // 2:
            del lately.times[:gone], lately.rows[:gone]
            gone = 0
        met = lately.rows[gone:]
        self._met.extend(met)
        self._meetings.append(len(met))
        lately.times.append(share.at)
        lately.rows.append(row)
        if row % _SWEEP == 0:
            self._lately = {
                name: here for name, here in self._lately.items() if share.at - here.times[-1] <= self.window
            }
        return met

    def edges(self) -> list[Edge]:
        """The network as it stands, in alphabetical order."""
        names = sorted(self._accounts)
        first, second, weights = self._weighed()
        return [
            Edge(names[one], names[other], weight) for one, other, weight in zip(first, second, weights, strict=True)
        ]

    def pairs(self) -> int:
        """Pairs of shares in the network: the weights' sum."""
        return sum(self._weighed()[2])

    def _weighed(self) -> tuple[list[int], list[int], list[int]]:
        account, content = _numbers(self._account), _numbers(self._content)
        earlier = _numbers(self._met)
        later = np.repeat(np.arange(len(account)), _numbers(self._meetings))
        known = np.bincount(account, minlength=1) >= self.least
        apart = account[earlier] != account[later]
        apart &= content[earlier] != content[later]
        apart &= known[account[earlier]] & known[account[later]]
        for row in (earlier, later):
            apart &= _numbers(self._object)[row] != content[row]  # an original is no share of itself
        earlier, later = earlier[apart], later[apart]
        if self.least >= 1:
            involved = np.zeros(len(self._numbers) + 1, bool)
            involved[content[earlier]] = involved[content[later]] = True
            rows = np.flatnonzero(involved[content] & known[account])
            often = np.bincount(account[rows], minlength=1) >= self.least
            qualified = np.zeros_like(involved)
            qualified[content[rows[often[account[rows]]]]] = True
            kept = qualified[content[earlier]] | qualified[content[later]]
            earlier, later = earlier[kept], later[kept]
        place = np.empty(len(self._accounts), np.int64)
        place[[self._accounts[name] for name in sorted(self._accounts)]] = np.arange(len(place))
        ends = np.sort(np.stack([place[account[earlier]], place[account[later]]]), axis=0)
        keys, weights = np.unique(ends[0] * (len(self._accounts) + 1) + ends[1], return_counts=True)
        first, second = np.divmod(keys, len(self._accounts) + 1)
        return first.tolist(), second.tolist(), weights.tolist()


def _first_within(times: list[float], at: float, window: float) -> int:
    place = bisect_left(times, at - window)
    while place and at - times[place - 1] <= window:  # at - window was rounded
        place -= 1
    while place < len(times) and at - times[place] > window:
        place += 1
    return place


def _numbers(column: "array[int]") -> NDArray[np.int32]:
    return np.frombuffer(column, np.int32) if column else np.zeros(0, np.int32)
