"""What a check finds: named places in a text."""

import msgspec

COMPONENTS: tuple[str, ...] = (
    "acknowledges_event",
    "takes_responsibility",
    "apologises",
    "empathy_for_affected",
    "corrective_action",
    "prevention",
    "instruction_to_affected",
    "next_update",
    "contact",
    "named_person",
)
"""What a good statement holds, in the order in which a reader needs it."""

FAULTS: tuple[str, ...] = (
    "euphemism",
    "apology_for_wrong_thing",
    "conditional_apology",
    "blames_others_or_victim",
    "passive_evasion",
    "minimising",
    "defensive_or_surprised",
    "denial",
    "self_praise_or_marketing",
    "intent_excuse",
    "premature_certainty",
    "burden_on_victim",
)
"""What makes a crisis worse."""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One component or fault, from `start` up to `end`, counted in code points of the checked text."""

    name: str
    start: int
    end: int
    rule: str
    """The rule that found it, such as `pl.apologises.plain`: a person may look it up and contradict it."""


class Checks(msgspec.Struct, frozen=True):
    """What one reading of a statement found, each list in the order of the text."""

    language: str
    components: tuple[Finding, ...]
    faults: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The components that were looked for and not found, most needed first."""
        present = {finding.name for finding in self.components}
        return tuple(name for name in COMPONENTS if name not in present)

    @property
    def clean(self) -> bool:
        """Whether no fault was found; it says nothing of what is missing."""
        return not self.faults
