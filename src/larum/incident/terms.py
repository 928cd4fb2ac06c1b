"""What people call the values that the incident room shows."""

from collections.abc import Mapping

from larum.base.translate import Msgid, msgid

STATES: Mapping[str, Msgid] = {
    "declared": msgid("just declared"),
    "active": msgid("team at work"),
    "monitoring": msgid("being watched"),
    "closed": msgid("ended"),
}
SEVERITIES: Mapping[str, Msgid] = {
    "SEV1": msgid("SEV1, existential"),
    "SEV2": msgid("SEV2, serious"),
    "SEV3": msgid("SEV3, elevated"),
    "SEV4": msgid("SEV4, watch"),
}
FACTS: Mapping[str, Msgid] = {
    "confirmed": msgid("known for certain"),
    "open": msgid("not yet known"),
    "refuted": msgid("proven false"),
}
PROMISES: Mapping[str, Msgid] = {
    "open": msgid("still to be kept"),
    "kept": msgid("promise kept"),
    "broken": msgid("promise broken"),
}
CAUSES: Mapping[str, Msgid] = {
    "own_mistake": msgid("our own mistake"),
    "negative_opinions": msgid("negative opinions"),
    "false_information": msgid("false information"),
    "unforeseen": msgid("an unforeseen event"),
}
ROLES: Mapping[str, Msgid] = {
    "lead": msgid("Crisis lead"),
    "comms": msgid("Communications"),
    "speaker": msgid("Spokesperson"),
    "legal": msgid("Legal adviser"),
    "social": msgid("Social media"),
    "operations": msgid("Operations"),
    "care": msgid("Customer care"),
    "people": msgid("Staff communication"),
    "scribe": msgid("Scribe"),
}
"""Roles a team can add to any incident; a playbook brings its own, with its own titles."""
