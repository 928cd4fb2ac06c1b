"""What a detector is: a small machine that is fed one bin at a time and never looks ahead.

A detector is a file in this package with a module-level `detector`; `registry.py` finds it, `conformance.py` says what
it must hold to. Its state is JSON-able at any moment, so it survives a restart and a hand-over to another worker.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Protocol, TypeVar

import msgspec

from larum.base.errors import Refusal

Takes = Literal["mentions", "negative"]
State = TypeVar("State")


class Bin(msgspec.Struct, frozen=True, gc=False):
    """Counts of one stream in one span of time, as detectors see them. Times are seconds since 1970, UTC."""

    start: float
    width: float
    mentions: float
    negative: float = 0.0

    @property
    def end(self) -> float:
        """Nothing about this bin can be known earlier."""
        return self.start + self.width


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """What a detector says about one bin."""

    score: float
    """0 to 1, higher is more unusual; above one half says: stronger than anything lately."""
    fires: bool
    """Reason to call somebody, if nobody was called for this burst yet (`watch.py` sees to that)."""
    unusual: bool
    """Belongs to a burst, loud or fading: an episode goes on while this is true."""
    since: float
    """Start of the stretch of unusual bins this one belongs to, or of the bin itself."""
    observed: float
    usual: float
    """Count and expectation over the most unusual of the spans looked at."""
    reasons: Mapping[str, float | str]
    """What else was looked at, by name."""
    caveats: tuple[str, ...] = ()


class Detector(Protocol[State]):
    """Something that notices.

    `step` and `idle` use the state they are given up: go on with the one they return.
    """

    name: str
    """As its file is called."""
    takes: Takes
    """Which count of a bin it looks at."""
    paper: ClassVar[str]
    """Where the formula comes from."""
    state_type: type[State]

    def parameters(self) -> dict[str, float]:
        """What can be turned, by a name that says what it means; units are in the name."""
        ...

    def start(self) -> State:
        """A state that has seen nothing."""
        ...

    def step(self, state: State, bin: Bin) -> tuple[State, Evidence | None]:
        """Take the next bin; evidence where anything came. Refuses a bin that starts before the last one ended."""
        ...

    def idle(self, state: State, since: float, until: float) -> State:
        """Take a watched stretch without a single post: the same as stepping through it, at the cost of its hours."""
        ...


AnyDetector = Detector[Any]


class OutOfOrder(Refusal):
    """A bin starts before the one before it ended; taking it would be looking at the past with today's eyes."""

    code = "bin_out_of_order"
    status = 422
    message = "This count starts at {start}, but counts up to {reached} were already seen. Sort the rows by time."
