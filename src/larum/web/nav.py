"""What the frame offers on every page: where one can go, and what the command palette knows."""

from dataclasses import dataclass

from larum.base.actor import Role
from larum.base.translate import Msgid


@dataclass(frozen=True, slots=True)
class Nav:
    """A place in the rail. A page module that exposes one as `NAV` appears there; a station that is absent does not."""

    order: int
    msgid: Msgid
    path: str
    icon: str
    """A name in `static/icons.svg`."""
    thumb: bool = False
    """True for the few that stay within reach of a thumb on a phone; the rest is behind “More”."""
    role: Role = "viewer"
    """Who sees it."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the command palette offers beside the places of the rail; a page module lists them as `COMMANDS`."""

    msgid: Msgid
    path: str
    icon: str = "arrow"
    role: Role = "responder"
