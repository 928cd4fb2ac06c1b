"""The same thing, put out by many accounts as if by one: artificial bursts, told while they happen.

An object (a text, a link, a picture, a repost) is pushed where four things hold at one moment:

- ten accounts or more have shared it within a quarter of an hour: the tenth share is where a burst begins to count;
- at least half of these did so within a minute of another one's share of it (the window of CooRTweet's network);
- they are at least a third of all accounts heard in the last hour: in an organic burst people talk about one thing in
  their own words, and even what is repeated most stays a small part of the whole;
- of all shares the object ever had here, at least half came in such company: a song's title or a greeting is written by
  people one by one on other days, and their chorus is no campaign.

The first three are known for days from StockNet's bursts (`docs/reference/judgement.md`); here they are asked at every
share, of what has come so far. Nothing but the object, the account and the time is looked at.
"""

from typing import Final

import msgspec

from larum.detect.sharing import Share, SharesOutOfOrder

PEOPLE: Final = 10
"""Accounts from which a burst is one."""
SPAN: Final = 900.0
"""Seconds within which they share the object."""
MOST: Final = 0.5
"""Part of them, and of all shares the object ever had, that came in company: within the window of another's."""
AROUND: Final = 3600.0
PART: Final = 1 / 3
"""Part of the accounts heard in the last hour that they must be."""
REMEMBERED: Final = 30 * 86400.0
"""Seconds an object is remembered after its last share."""
AT_MOST: Final = 20_000
"""Shares of the last hour kept to know who is about; where more come, the hour is shorter."""
OBJECTS: Final = 50_000
"""Objects remembered; beyond them the ones that rested longest are forgotten."""


class Burst(msgspec.Struct):
    """An object that is being pushed; it grows while it goes on."""

    object: str
    start: float
    """Time of its first share within the quarter of an hour that told."""
    told: float
    """Time of the share that made it plain."""
    end: float
    accounts: list[str]
    """In the order of their first share."""
    contents: list[str]
    together: float
    part: float
    """When it was told: the part of its accounts in company, and of all accounts of the hour."""


class Shared(msgspec.Struct):
    """What is known of one object: its shares of the last quarter of an hour, and how many there ever were."""

    at: list[float] = []
    accounts: list[str] = []
    contents: list[str] = []
    joined: list[bool] = []
    """Whether another account's share is within the window."""
    here: dict[str, int] = {}
    together: dict[str, int] = {}
    """Accounts of these shares, and of those in company, with how many."""
    ever: int = 0
    ever_joined: int = 0
    burst: Burst | None = None
    """The one that is going on."""


class Synchrony(msgspec.Struct):
    """What is known of a stream of shares."""

    begun: float | None = None
    """Time of the first share it was given."""
    reached: float | None = None
    objects: dict[str, Shared] = {}
    """The one shared last is last."""
    about_at: list[float] = []
    about_accounts: list[str] = []
    about: dict[str, int] = {}


def see(state: Synchrony, share: Share, window: float = 60.0, keeps: int = OBJECTS, asked: float = 1.0) -> Burst | None:
    """Take the next share; gives a burst at the share that makes it plain. Later shares make that burst grow.

    `keeps` is how many objects are remembered: more than are shared while a burst goes on. `asked` is how many times as
    many accounts as usually must take part.
    """
    if state.reached is not None and share.at < state.reached:
        raise SharesOutOfOrder(at=share.at, reached=state.reached)
    state.reached = share.at
    if state.begun is None:
        state.begun = share.at
    _hear(state, share, keeps)
    shared = state.objects.pop(share.object, None) or Shared()
    state.objects[share.object] = shared
    if shared.at and share.at - shared.at[-1] > SPAN:
        shared.burst = None
    gone = 0
    while gone < len(shared.at) and share.at - shared.at[gone] > max(SPAN, window):
        _less(shared.here, shared.accounts[gone])
        if shared.joined[gone]:
            _less(shared.together, shared.accounts[gone])
        gone += 1
    del shared.at[:gone], shared.accounts[:gone], shared.contents[:gone], shared.joined[:gone]
    _join(shared, share, window)
    if (burst := shared.burst) is not None:
        burst.end = share.at
        if shared.here[share.account] == 1 and share.account not in burst.accounts:
            burst.accounts.append(share.account)
        burst.contents.append(share.content)
        return None
    together, people = len(shared.together), len(shared.here)
    if people < PEOPLE * asked or together < MOST * people or together < PART * len(state.about):
        return None
    if shared.ever_joined < MOST * shared.ever:
        return None
    shared.burst = Burst(
        object=share.object,
        start=shared.at[0],
        told=share.at,
        end=share.at,
        accounts=list(dict.fromkeys(shared.accounts)),
        contents=list(shared.contents),
        together=together / people,
        part=together / len(state.about),
    )
    return shared.burst


def _hear(state: Synchrony, share: Share, keeps: int) -> None:
    """Who is about, and which objects are still remembered."""
    state.about_at.append(share.at)
    state.about_accounts.append(share.account)
    state.about[share.account] = state.about.get(share.account, 0) + 1
    gone = max(0, len(state.about_at) - AT_MOST)
    while share.at - state.about_at[gone] > AROUND:
        gone += 1
    for account in state.about_accounts[:gone]:
        _less(state.about, account)
    del state.about_at[:gone], state.about_accounts[:gone]
    while state.objects:
        oldest = next(iter(state.objects))
        if share.at - state.objects[oldest].at[-1] <= REMEMBERED and len(state.objects) < keeps:
            break
        del state.objects[oldest]


def _join(shared: Shared, share: Share, window: float) -> None:
    """Add a share, and put those in company that are in its company."""
    company = False
    for place in range(len(shared.at) - 1, -1, -1):
        if share.at - shared.at[place] > window:
            break
        if shared.accounts[place] == share.account:
            continue
        company = True
        if shared.joined[place]:  # what is before it within the window is in its company, and was put there by it
            break
        shared.joined[place] = True
        _more(shared.together, shared.accounts[place])
        shared.ever_joined += 1
    shared.at.append(share.at)
    shared.accounts.append(share.account)
    shared.contents.append(share.content)
    shared.joined.append(company)
    _more(shared.here, share.account)
    shared.ever += 1
    if company:
        _more(shared.together, share.account)
        shared.ever_joined += 1


def _more(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _less(counts: dict[str, int], name: str) -> None:
    counts[name] -= 1
    if not counts[name]:
        del counts[name]
