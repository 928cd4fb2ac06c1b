"""What a statement can begin with: the words of the incident's plan, the words it corrects, or nothing."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from larum.base.translate import Language, Msgid, msgid
from larum.incident.plan import playbook_for, playbook_named
from larum.incident.playbook import Playbook, Slot
from larum.incident.typology import Cause
from larum.respond.template import open_slots

Start = Literal["holding", "customers", "media", "staff", "blank"]

STARTS: Mapping[Start, Msgid] = {
    "holding": msgid("First word"),
    "customers": msgid("To customers"),
    "media": msgid("To the media"),
    "staff": msgid("To our own people"),
    "blank": msgid("Empty page"),
}

_LANGUAGES: tuple[Language, ...] = ("pl", "en")


class Beginning(msgspec.Struct, frozen=True):
    """Texts to start from, by language, and what to put into their open places."""

    texts: dict[str, str]
    audience: str
    slots: dict[str, dict[str, Slot]]
    """By language and name."""


def begin(start: Start, cause: Cause, playbook: str | None) -> Beginning:
    """The wording of the plan at work, or of the plan that fits the cause, in both languages."""
    texts: dict[str, str] = {}
    slots: dict[str, dict[str, Slot]] = {}
    for language in _LANGUAGES:
        plan = (playbook_named(playbook, language) if playbook else None) or playbook_for(cause, language)
        if start != "blank":
            texts[language] = _text(plan, start)
        slots[language] = dict(plan.slots)
    audience = start if start in ("customers", "media", "staff") else "public"
    return Beginning(texts=texts, audience=audience, slots=slots)


def asked(text: str, slots: Mapping[str, Slot]) -> list[tuple[str, Slot | None]]:
    """The open places of a text in order, each with what to put there where the plan knows it."""
    names = dict.fromkeys(slot.name for slot in open_slots(text))
    return [(name, slots.get(name)) for name in names]


def _text(plan: Playbook, start: Start) -> str:
    return plan.holding if start == "holding" else str(getattr(plan.says, start))
