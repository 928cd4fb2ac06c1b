"""Whether a statement was the right word: named what happened, answered for it as the cause asks, and went on. Pure.

The first word is often not the right one, and people remember how long the right one took. What each cause asks for
follows `incident/typology.py`. A person may say otherwise; this only reads wordings.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from larum.incident.typology import Cause
from larum.respond.lint.check import check
from larum.respond.lint.records import COMPONENTS

Asked = frozenset[str]
"""Components of which one is enough."""

DENIES_WITH_PROOF = "denies_with_proof"
"""Beside the components of the check: the statement says that something is false and lets people see for themselves."""

_ALWAYS: tuple[Asked, ...] = (
    frozenset({"acknowledges_event"}),
    frozenset({"corrective_action"}),
    frozenset({"next_update"}),
)
ASKED: Mapping[Cause, tuple[Asked, ...]] = {
    "own_mistake": (*_ALWAYS, frozenset({"takes_responsibility"}), frozenset({"apologises"})),
    "negative_opinions": (*_ALWAYS, frozenset({"takes_responsibility"})),
    "false_information": (*_ALWAYS, frozenset({DENIES_WITH_PROOF, "takes_responsibility"})),
    # An event that nobody could foresee is not owned; the people it struck are looked after.
    "unforeseen": (*_ALWAYS, frozenset({"empathy_for_affected", "instruction_to_affected"})),
}
UNDOES: frozenset[str] = frozenset(
    {"apology_for_wrong_thing", "conditional_apology", "blames_others_or_victim", "denial"}
)
"""Faults of which one takes back whatever else the statement says."""

_DENIES = re.compile(
    r"\b(?:not true|untrue|false|fabricated|invented|we deny"
    r"|nieprawd\w+|fałsz\w+|nie jest prawdą|zaprzeczamy|dementujemy|zmyślon\w+|sfabrykowan\w+)\b",
    re.IGNORECASE,
)


class Verdict(NamedTuple):
    """What one wording holds, and what keeps it from being the right word."""

    present: tuple[str, ...]
    """Components found, in the order in which a reader needs them."""
    lacking: tuple[Asked, ...]
    faults: tuple[str, ...]

    @property
    def undone_by(self) -> tuple[str, ...]:
        """The faults that take the rest back."""
        return tuple(fault for fault in self.faults if fault in UNDOES)

    @property
    def right(self) -> bool:
        """True for the right word."""
        return not self.lacking and not self.undone_by


def judge(text: str, language: str, cause: Cause) -> Verdict:
    """Read one wording as an answer to this cause.

    >>> judge("We apologise.", "en", "own_mistake").right
    False
    """
    checks = check(text, language)
    found = {finding.name for finding in checks.components}
    present = [name for name in COMPONENTS if name in found]
    faults = tuple(dict.fromkeys(finding.name for finding in checks.faults))
    # The check names a denial only where nothing in the text lets people see for themselves.
    if "denial" not in faults and _DENIES.search(text):
        present.append(DENIES_WITH_PROOF)
    return Verdict(
        present=tuple(present),
        lacking=tuple(asked for asked in ASKED[cause] if asked.isdisjoint(present)),
        faults=faults,
    )
