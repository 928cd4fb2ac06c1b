"""Which signals are one alert: one crisis is one alert, however many monitors and detectors see it.

Signals of one brand belong together where their episodes overlap or follow each other within `GAP`. Two things keep
them apart. What is about our own collection (a source that fell silent) is no crisis and never joins one. And where two
new stories are named that have no post, no crowd and hardly a word in common, they are two crises of one day: the
second calls anew, though somebody has taken the first one on. Counts tell no stories, so they go with what is there.
An alert that is closed is over: what was already going on then still belongs to it, but nothing that began afterwards,
and no story that nobody had named in it. An alert nobody works on closes itself when nothing unusual has come for
`QUIET`. The stage and the benchmarks group by
the same lines: start with `gather`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from larum.base.ids import named
from larum.detect import backtest
from larum.detect.records import Signal

GAP: Final = backtest.GAP
"""A crisis that pauses for lunch, or for the night of one continent, is the same crisis."""
QUIET: Final = timedelta(hours=6)
"""Without anything unusual for this long, an alert that nobody works on has ended."""
ABOUT_COLLECTION: Final = frozenset({"silence"})
"""Detectors that say something of what we can see, not of what people say."""
COUNTING: Final = frozenset({"surge", "negative_surge", "swell", "negative_swell"})
"""Detectors whose evidence is so many mentions where so many are usual: it says how large a thing is."""
NAMING: Final = frozenset({"new_story", "coordination", "dormant", "cross_platform"})
"""Detectors that name the one story they found. A cluster of complaints does not: one storm brings ten of them."""
APART: Final = frozenset({"new_story"})
"""Those of them that keep crises apart. One crowd shouts many slogans, so other people's words do not."""
SAME_WORDS: Final = 1 / 3
SAME_CROWD: Final = 1 / 2
"""Share of the words, or accounts, of the smaller of two stories from which both are one."""
_WORD: Final = re.compile(r"[^\W_]{3,}")


class Marks(NamedTuple):
    """By what a story that a detector names is known again."""

    words: frozenset[str]
    posts: frozenset[str]
    accounts: frozenset[str]

    @staticmethod
    def of(signal: Signal) -> "Marks | None":
        """Those of a signal; None where it names no story that keeps crises apart."""
        what, posts, accounts = (str(signal.evidence.get(name, "")) for name in ("what", "posts", "by"))
        if signal.detector not in APART or not (what or posts):
            return None
        words = frozenset(_WORD.findall(what.casefold()))
        return Marks(words, frozenset(posts.split()), frozenset(accounts.split()))

    def alike(self, other: "Marks") -> bool:
        """True where both may well tell the same."""
        return (
            bool(self.posts & other.posts)
            or _share(self.words, other.words) >= SAME_WORDS
            or _share(self.accounts, other.accounts) >= SAME_CROWD
        )


def _share(some: frozenset[str], others: frozenset[str]) -> float:
    return len(some & others) / max(1, min(len(some), len(others)))


class Stretch(NamedTuple):
    """The time an alert covers so far."""

    begun_at: datetime
    until: datetime
    collection: bool = False
    """True for an alert about our own collection."""
    told: tuple[Marks, ...] = ()
    """The stories that were named in it."""
    over_at: datetime | None = None
    """When it was closed; None while it is not."""

    def takes(self, signal: Signal) -> bool:
        """True where this signal belongs to the alert that covers this stretch."""
        near = signal.begun_at - GAP <= self.until and self.begun_at <= signal.until + GAP
        begun = self.over_at is None or signal.begun_at <= self.over_at
        return near and begun and self.collection == about_collection(signal.detector) and not self._another(signal)

    def with_(self, signal: Signal) -> "Stretch":
        """The stretch, the signal's own included."""
        marks = Marks.of(signal)
        return self._replace(
            begun_at=min(self.begun_at, signal.begun_at),
            until=max(self.until, signal.until),
            told=(*self.told, marks) if marks else self.told,
        )

    def _another(self, signal: Signal) -> bool:
        """True where it names a story that has nothing in common with those that were named already. The first story
        named in an alert of counts may well be what was counted; once that is closed, whoever closed it had not heard
        of it."""
        marks = Marks.of(signal)
        if marks is None or not (self.told or self.over_at):
            return False
        return not any(marks.alike(each) for each in self.told)


def about_collection(detector: str) -> bool:
    """True for a detector that speaks of our own collection."""
    return detector in ABOUT_COLLECTION


def gather(
    signals: Iterable[Signal], known: Mapping[UUID, Stretch], held: Mapping[UUID, UUID]
) -> dict[UUID, list[Signal]]:
    """Which alert each of a brand's signals belongs to: by alert, its signals in the order in which they fired.

    `known` are the alerts there are, `held` says which signals are in which already. A signal goes to its own alert,
    else to the latest one that covers its time, else to a new one that it names: the same signals found the same
    alerts, however often asked and in whatever order they are given.
    """
    stretches, joining = dict(known), dict[UUID, list[Signal]]()
    for signal in sorted(signals, key=lambda each: (each.fired_at, str(each.id))):
        alert_id = held.get(signal.id) or _place(signal, stretches)
        before = stretches.get(alert_id)
        begun = before or Stretch(signal.begun_at, signal.until, about_collection(signal.detector))
        stretches[alert_id] = begun.with_(signal)
        joining.setdefault(alert_id, []).append(signal)
    return joining


def _place(signal: Signal, stretches: Mapping[UUID, Stretch]) -> UUID:
    for alert_id, stretch in sorted(stretches.items(), key=lambda item: item[1].begun_at, reverse=True):
        if stretch.takes(signal):
            return alert_id
    return named("alert", signal.id)


def gravest(signals: Sequence[Signal]) -> Signal:
    """The signal an alert shows first: of those that count mentions, or else of all, the one that weighs most.

    Six people who complain are why somebody was called early; once there is a storm, its size is what matters.
    """
    return max(
        signals,
        key=lambda each: (
            each.detector in COUNTING,
            each.score,
            each.observed / max(each.usual, 1.0),
            each.detector,
        ),
    )


def falls_quiet_at(until: datetime) -> datetime:
    """When an alert whose last unusual bin ended then closes itself, if nobody works on it."""
    return until + QUIET
