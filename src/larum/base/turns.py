"""The same work for many, one after the other, where one that fails must not keep the others waiting."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class SomeFailed(Exception):
    """Of many, some could not be done; its cause is what happened to the first of them."""


def in_turn(things: Sequence[Thing], do: Callable[[Thing], Result]) -> list[Result]:
    """Do it for each, in this order. What fails is told when all the others are done (`SomeFailed`).

    >>> in_turn([1, 2], str)
    ['1', '2']
    """
    done: list[Result] = []
    failed: list[tuple[Thing, Exception]] = []
    for thing in things:
        try:
            done.append(do(thing))
        except Exception as trouble:  # whatever it is, the others must not wait; it is raised after them
            failed.append((thing, trouble))
    if failed:
        first, why = failed[0]
        raise SomeFailed(f"{len(failed)} of {len(things)} failed, {first} first") from why
    return done
