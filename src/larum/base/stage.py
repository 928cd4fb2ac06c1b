"""The one shape every step of the path has: load, compute, save.

`compute` is pure: a function of the batch and of what `load` read, so it is tested with two lists and no mock, and it
never knows which mode it runs in. `save` may be repeated: asked twice it leaves the same rows and gives the same
records on, because the stage after it may not have heard the first time (laws 1 to 5 of the flow, ARCHITECTURE.md).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

Unit = TypeVar("Unit")
"""The transaction a stage works in (`db.work.Work`); the ground below it knows only that there is one."""
In = TypeVar("In")
Known = TypeVar("Known")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True)
class Stage(Generic[Unit, In, Known, Out]):
    """One step of the path: takes a batch of `In`, gives a batch of `Out` to the step after it."""

    name: str
    load: Callable[[Unit, Sequence[In]], Known]
    """Reads, in the stage's transaction, what `compute` has to know about this batch."""
    compute: Callable[[Sequence[In], Known], Sequence[Out]]
    """Pure."""
    save: Callable[[Unit, Sequence[Out]], None]
    """Writes what was computed; may be repeated."""
    key: Callable[[In], UUID | str]
    """What must stay in order with itself: items with one key are never worked on by two workers at once."""


def run_batch(stage: Stage[Unit, In, Known, Out], unit: Unit, batch: Sequence[In]) -> Sequence[Out]:
    """One step over one batch, inside one transaction that the caller opened and will commit."""
    known = stage.load(unit, batch)
    computed = stage.compute(batch, known)
    stage.save(unit, computed)
    return computed
