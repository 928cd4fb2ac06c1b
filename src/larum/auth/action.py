"""Declares what people or a rule can do: who may, and that it leaves its trace.

An action is a function whose first argument is the `Work`. Declared with `@action`, it refuses an actor whose role
does not reach far enough and writes the audit entry in the same transaction. The change itself and the event it tells
are the function's own lines.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar
from uuid import UUID

from larum.audit.trail import record
from larum.base.actor import Actor, Role
from larum.base.errors import NotAllowed
from larum.db.work import Work

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

Needs = Role | Literal["anyone", "system"]


@dataclass(frozen=True)
class Declared:
    """One action as the documentation and the tests see it."""

    name: str
    needs: Needs
    doc: str


ACTIONS: dict[str, Declared] = {}
"""Every action there is, by name."""


def action(
    name: str, *, needs: Needs, secret: tuple[str, ...] = ()
) -> Callable[[Callable[Concatenate[Work, Arguments], Result]], Callable[Concatenate[Work, Arguments], Result]]:
    """Declare an action `package.imperative`, such as `incident.declare`.

    `needs` is the least role; `anyone` lets the public in, `system` only Larum itself. `secret` names arguments whose
    values stay out of the audit trail.
    """

    def declare(
        function: Callable[Concatenate[Work, Arguments], Result],
    ) -> Callable[Concatenate[Work, Arguments], Result]:
        signature = inspect.signature(function)
        ACTIONS[name] = Declared(name, needs, inspect.getdoc(function) or "")

        @functools.wraps(function)
        def run(work: Work, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            if not _may(work.actor, needs):
                raise NotAllowed
            result = function(work, *args, **kwargs)
            given = signature.bind(work, *args, **kwargs).arguments
            record(work, name, _subject(result, given), _detail(given, secret))
            return result

        return run

    return declare


def _may(actor: Actor, needs: Needs) -> bool:
    if needs == "anyone":
        return True
    if needs == "system":
        return actor.kind == "system"
    return actor.reaches(needs)


def _subject(result: object, given: dict[str, Any]) -> UUID | None:
    """What an entry is about: the thing the action gave back, else the first thing or id it was given."""
    for candidate in (result, *list(given.values())[1:]):
        found = candidate if isinstance(candidate, UUID) else getattr(candidate, "id", None)
        if isinstance(found, UUID):
            return found
    return None


def _detail(given: dict[str, Any], secret: tuple[str, ...]) -> dict[str, Any]:
    """The arguments in a form that can be kept: things by their id, secrets not at all."""
    detail: dict[str, Any] = {}
    for name, value in list(given.items())[1:]:
        if name in secret:
            continue
        identity = getattr(value, "id", None)
        detail[name] = str(identity) if isinstance(identity, UUID) else _plain(value)
    return detail


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
