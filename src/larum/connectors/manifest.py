"""What a connector says about itself, so that pages, docs and checks need no knowledge of the platform."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from larum.base.translate import Msgid, msgid
from larum.connectors.errors import SettingMissing, SettingWrong

Capability = Literal["poll", "stream", "receive", "publish"]
"""Asked for news, holds a connection open, is sent news, can post."""

Kind = Literal["text", "address", "secret", "number", "choice", "switch", "file"]

Settings = Mapping[str, str]
"""A connector's settings as the database and the forms hold them: text by name, a switch is `on` or `off`."""


class Field(msgspec.Struct, frozen=True):
    """One setting of a connector, enough to draw its form field and its line in the docs."""

    name: str
    kind: Kind
    label: Msgid
    help: Msgid
    """What it is, and where to find it."""
    default: str | None = None
    """None: has to be given."""
    choices: tuple[str, ...] = ()
    needed_for: tuple[Capability, ...] = ()
    """Capabilities that need it; empty: all of them."""

    @property
    def secret(self) -> bool:
        """True where it is never shown again and never in the audit trail."""
        return self.kind == "secret"

    def check(self, value: str) -> str:
        """The value with spaces around it gone; refuses what the kind cannot be."""
        value = value.strip()
        if self.kind == "number" and not value.isdecimal():
            raise SettingWrong(label=self.label, why=msgid("it has to be a whole number"))
        if self.kind == "choice" and value not in self.choices:
            raise SettingWrong(label=self.label, why=msgid("it is not among the choices"))
        if self.kind == "switch" and value not in ("on", "off"):
            raise SettingWrong(label=self.label, why=msgid("it has to be on or off"))
        if self.kind == "address" and not value.startswith(("https://", "http://", "wss://", "ws://")):
            raise SettingWrong(label=self.label, why=msgid("it has to begin with https:// or wss://"))
        return value


class Manifest(msgspec.Struct, frozen=True):
    """A connector's identity card."""

    name: str
    """The folder's name, and the platform's in the address of a page."""
    title: str
    """What people call it; a proper name, not translated."""
    does: Msgid
    """One sentence."""
    capabilities: frozenset[Capability]
    fields: tuple[Field, ...]
    terms: Msgid
    """What the platform's terms ask of us, in one or two sentences."""
    cursor: str
    """What the cursor means, for whoever has to read one at night."""
    text_limit: int | None = None
    """Longest post in characters as people count them; None where it does not publish or has no limit."""

    def fill(self, given: Settings, capability: Capability) -> dict[str, str]:
        """All settings `capability` needs: the given ones checked, the others by default; refuses a missing one.

        Filling what is filled changes nothing, so connectors do it again for callers that did not.
        """
        filled = {}
        for field in self.fields:
            if field.needed_for and capability not in field.needed_for:
                continue
            value = given.get(field.name, "").strip()
            if value:
                filled[field.name] = field.check(value)
            elif field.default is not None:
                filled[field.name] = field.default
            else:
                raise SettingMissing(label=field.label)
        return filled
