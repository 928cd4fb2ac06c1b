"""Where we publish."""

from typing import Any

from larum.auth.action import action
from larum.base.errors import Invalid
from larum.connectors import registry
from larum.db.work import Work
from larum.respond.actions.publish import PAGE
from larum.respond.actions.write import LANGUAGES
from larum.respond.model import Channel


@action("respond.add_channel", needs="owner", secret=("secrets",))
def add_channel(
    work: Work,
    *,
    name: str,
    connector: str,
    language: str,
    settings: dict[str, Any] | None = None,
    secrets: dict[str, Any] | None = None,
) -> Channel:
    """Add a place to publish on. Its credentials are tried by the surface before this is called."""
    if not name.strip():
        raise Invalid("A channel needs a name by which people recognise it.", field="name")
    if language not in LANGUAGES:
        raise Invalid("Say which language this channel speaks.", field="language")
    if connector != PAGE and "publish" not in registry.manifest(connector).capabilities:
        raise Invalid("That platform can be read here, but not published on.", field="connector")
    channel = Channel(
        id=work.fresh_id(),
        name=name.strip(),
        connector=connector,
        language=language,
        settings=settings or {},
        secrets=secrets or {},
        state="on",
        created_at=work.now(),
    )
    work.session.add(channel)
    work.session.flush()
    work.touch("channels")
    return channel


@action("respond.switch_channel", needs="owner")
def switch_channel(work: Work, channel: Channel, *, on: bool) -> None:
    """Stop using a channel, or use it again; what went out there stays on record."""
    channel.state = "on" if on else "off"
    work.touch("channels")
