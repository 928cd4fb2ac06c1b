"""Cuts a text where something was found in it, so that a page can mark it. Pure."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from larum.respond.lint.records import Checks
from larum.respond.template import open_slots

StretchKind = Literal["plain", "fault", "component", "slot"]
_RANK: dict[StretchKind, int] = {"plain": 0, "component": 1, "fault": 2, "slot": 3}


class Stretch(NamedTuple):
    """A piece of a text, and what was found there; the graver finding where two lie on one another."""

    text: str
    kind: StretchKind
    name: str


def stretches(text: str, checks: Checks) -> list[Stretch]:
    """The text in order, cut at findings and open places; joined it is the text.

    >>> from larum.respond.lint.records import Finding
    >>> found = Checks("en", (), (Finding("euphemism", 0, 3, "r"),))
    >>> [(stretch.text, stretch.kind) for stretch in stretches("Ill at {hour}", found)]
    [('Ill', 'fault'), (' at ', 'plain'), ('{hour}', 'slot')]
    """
    kinds: list[tuple[StretchKind, str]] = [("plain", "")] * len(text)
    for kind, name, start, end in _found(text, checks):
        for at in range(start, end):
            if _RANK[kind] >= _RANK[kinds[at][0]]:
                kinds[at] = (kind, name)
    cut: list[Stretch] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or kinds[at] != kinds[start]:
            cut.append(Stretch(text[start:at], *kinds[start]))
            start = at
    return cut if text else []


def _found(text: str, checks: Checks) -> Iterable[tuple[StretchKind, str, int, int]]:
    for component in checks.components:
        yield "component", component.name, component.start, component.end
    for fault in checks.faults:
        yield "fault", fault.name, fault.start, fault.end
    for slot in open_slots(text):
        yield "slot", slot.name, slot.start, slot.end
