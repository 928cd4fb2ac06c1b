"""What a counting detector is: a small machine that is fed one bin at a time, for many streams at once.

A detector is a file in this package with a module-level `detector`; `registry.py` finds it, `conformance.py` says what
it must hold to. It never looks ahead. Streams are watched in step, a row of every array each, and what is said of one
does not depend on the others: one machine judges ten thousand monitors a minute, and one file, by the same lines.

To write one: keep what you remember in a `msgspec.Struct` (`state.py` says how), learn in `step`, skip in `idle`.
`swell.py` is the shortest to copy from.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

import msgspec
import numpy as np
from numpy.typing import NDArray

from larum.base.errors import Refusal

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]
State = TypeVar("State")

Count = Literal[
    "mentions", "negative", "authors", "reach", "reposts", "questions", "complaints", "complainers", "platforms",
    "loudest", "critic",
]  # fmt: skip
MOST: Final = 1e12
"""Counts are cut here, so that sums of them stay exact."""
FAINT: Final = 0.3
"""Strength of a case below which nobody listens, however sensitive a monitor is."""


class Bins(msgspec.Struct, frozen=True, gc=False):
    """Counts of all streams in one span of time, a row each. Times are seconds since 1970, UTC.

    A count that nobody gave is None, and read as nothing; `taken` also puts right what is no count.
    """

    start: float
    width: float
    mentions: Floats
    negative: Floats | None = None
    authors: Floats | None = None
    """Distinct accounts."""
    reach: Floats | None = None
    """Followers of these accounts together."""
    reposts: Floats | None = None
    questions: Floats | None = None
    complaints: Floats | None = None
    complainers: Floats | None = None
    """Distinct accounts that complain in words of their own."""
    platforms: Floats | None = None
    """On how many platforms there was anything."""
    loudest: Floats | None = None
    """Followers of the largest account among the authors."""
    critic: Floats | None = None
    """Followers of the largest account among those who speak ill: negative, or complaining."""

    @property
    def end(self) -> float:
        """Nothing about these bins can be known earlier."""
        return self.start + self.width

    def taken(self, name: Count) -> Floats:
        """One count, a row per stream, fit for sums: no number and less than nothing are nothing.

        >>> Bins(0.0, 60.0, np.array([3.0, -1.0, np.nan, np.inf])).taken("mentions").tolist()
        [3.0, 0.0, 0.0, 0.0]
        """
        counts: Floats | None = getattr(self, name)
        if counts is None:
            return np.zeros(len(self.mentions))
        if np.isfinite(counts).all() and counts.min(initial=0.0) >= 0.0 and counts.max(initial=0.0) <= MOST:
            return counts
        return np.where(np.isfinite(counts), np.clip(counts, 0.0, MOST), 0.0)

    def people(self, name: Count) -> Floats:
        """One count in which an account that posts often within a bin counts once, where accounts are known.

        >>> Bins(0.0, 60.0, np.array([40.0, 3.0]), authors=np.array([1.0, 3.0])).people("mentions").tolist()
        [1.0, 3.0]
        """
        counts = self.taken(name)
        return counts if self.authors is None else np.minimum(counts, self.taken("authors"))


class Evidence(msgspec.Struct, gc=False):
    """What a detector says about one bin of every stream, a row each."""

    score: Floats
    """0 to 1, higher is more unusual; above one half says: stronger than anything lately."""
    strength: Floats
    """How strong the case for a call is: the weakest of the proofs a detector asks for, as a multiple of what is asked
    of it by default; 0 where there is no case. A monitor calls from the strength it asks for (`calibrate.py`), if
    nobody was called for this burst yet (`watch.py` sees to that)."""
    unusual: Bools
    """Belongs to a burst, loud or fading: an episode goes on while this is true."""
    since: Floats
    """Start of the stretch of unusual bins this one belongs to, or of the bin itself."""
    observed: Floats
    usual: Floats
    """Count and expectation over the most unusual of the spans looked at."""
    reasons: dict[str, Floats]
    """What else was looked at, by name; NaN where there is nothing to say."""
    caveats: dict[str, Bools]
    """What weakens the evidence, by code."""

    @property
    def fires(self) -> Bools:
        """Reason to call somebody, where no monitor asks for more or for less."""
        return self.strength >= 1.0

    def explain(self, rows: Rows, **reasons: Floats | float) -> None:
        """Say more of these streams; of the others nothing."""
        for name, values in reasons.items():
            self.reasons[name] = np.full(len(self.score), np.nan)
            self.reasons[name][rows] = values

    def reasons_of(self, row: int) -> dict[str, float | str]:
        """What there is to say of one stream."""
        return {name: float(values[row]) for name, values in self.reasons.items() if not np.isnan(values[row])}

    def caveats_of(self, row: int) -> tuple[str, ...]:
        """What weakens the evidence about one stream."""
        return tuple(code for code, holds in self.caveats.items() if holds[row])


def quiet(bins: Bins) -> Evidence:
    """Evidence that says nothing of anybody, to be written over where there is something to say."""
    streams = len(bins.mentions)
    return Evidence(
        score=np.zeros(streams),
        strength=np.zeros(streams),
        unusual=np.zeros(streams, dtype=np.bool_),
        since=np.full(streams, bins.start),
        observed=np.zeros(streams),
        usual=np.zeros(streams),
        reasons={},
        caveats={},
    )


class Detector(Protocol[State]):
    """Something that notices. `step` and `idle` change the state they are given."""

    name: str
    """As its file is called."""
    takes: tuple[Count, ...]
    """Which counts of a bin it looks at."""
    paper: ClassVar[str]
    """Where the formula comes from."""
    state_type: type[State]

    def parameters(self) -> Mapping[str, float]:
        """What can be turned, by a name that says what it means; units are in the name."""
        ...

    def start(self, streams: int, width: float) -> State:
        """A state that has seen nothing, for so many streams in bins of `width` seconds."""
        ...

    def step(self, state: State, bins: Bins) -> Evidence:
        """Take the next bin of every stream. Refuses one that starts before the last one ended."""
        ...

    def idle(self, state: State, since: float, until: float) -> None:
        """Take a watched stretch in which nothing came to any stream.

        The same, to the last digit, as stepping through it in empty bins, at the cost of its hours.
        """
        ...


AnyDetector = Detector[Any]


@runtime_checkable
class Listener(Protocol):
    """A detector to which it says something that nothing came: it is given the last bin of every hour, even if empty.

    Other detectors may be spared empty bins by `idle`. At other bins it must not look, so that what it says does not
    depend on which of them it was given.
    """

    hears_silence: ClassVar[bool]


class Example(NamedTuple):
    """A stream of its own making in which a detector must call."""

    bins: list[Bins]
    begins: int
    """The bin with which the unusual begins."""
    within: int
    """Bins within which it must call."""


@runtime_checkable
class Illustrated(Protocol):
    """A detector that looks for something else than more of everything, and shows for what."""

    def example(self) -> Example: ...


class OutOfOrder(Refusal):
    """A bin starts before the one before it ended; taking it would be looking at the past with today's eyes."""

    code = "bin_out_of_order"
    status = 422
    message = "This count starts at {start}, but counts up to {reached} were already seen. Sort the rows by time."


def in_order(start: float, reached: float) -> None:
    """Refuse a bin that starts before everything up to `reached` was seen."""
    if start < reached - 1e-6:
        raise OutOfOrder(start=start, reached=reached)
