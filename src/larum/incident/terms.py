"""What people call the values that the incident room shows."""

from collections.abc import Mapping

from larum.base.translate import Msgid, msgid

STATES: Mapping[str, Msgid] = {
    "declared": msgid("declared"),
    "active": msgid("active"),
    "monitoring": msgid("being watched"),
    "closed": msgid("closed"),
}
SEVERITIES: Mapping[str, Msgid] = {
    "SEV1": msgid("SEV1, existential"),
    "SEV2": msgid("SEV2, serious"),
    "SEV3": msgid("SEV3, elevated"),
    "SEV4": msgid("SEV4, watch"),
}
FACTS: Mapping[str, Msgid] = {
    "confirmed": msgid("confirmed"),
    "open": msgid("not yet known"),
    "refuted": msgid("refuted"),
}
PROMISES: Mapping[str, Msgid] = {
    "open": msgid("still to be kept"),
    "kept": msgid("kept"),
    "broken": msgid("broken"),
}
CAUSES: Mapping[str, Msgid] = {
    "own_mistake": msgid("our own mistake"),
    "negative_opinions": msgid("negative opinions"),
    "false_information": msgid("false information"),
    "unforeseen": msgid("an unforeseen event"),
}
ROLES: Mapping[str, Msgid] = {
    "lead": msgid("Crisis lead"),
    "communications": msgid("Communications"),
    "spokesperson": msgid("Spokesperson"),
    "legal": msgid("Legal"),
    "social": msgid("Social media"),
    "operations": msgid("Operations"),
    "care": msgid("Customer care"),
    "people": msgid("Staff communication"),
    "scribe": msgid("Scribe"),
}
