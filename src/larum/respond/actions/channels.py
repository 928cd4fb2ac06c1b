"""Where we publish."""

from typing import Any

from larum.auth.action import action
from larum.base.errors import Invalid
from larum.connectors import registry
from larum.db.work import Work
from larum.match.actions import publish_from
from larum.respond.actions.publish import PAGE
from larum.respond.actions.write import LANGUAGES
from larum.respond.model import Channel
from larum.respond.store import channels

ACCOUNT = "handle"
"""The setting by which a connector that publishes names the account it publishes from."""
PAGE_NAMES = {"pl": "Strona kryzysowa", "en": "Crisis page"}
"""The name of the crisis page as a channel, in its own language: what people see beside the words."""


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
    name = _named(name)
    if language not in LANGUAGES:
        raise Invalid("Say which language this channel speaks.", field="language")
    if connector != PAGE and "publish" not in registry.manifest(connector).capabilities:
        raise Invalid("That platform can be read here, but not published on.", field="connector")
    channel = _channel(work, name, connector, language, settings or {}, secrets or {})
    work.session.add(channel)
    work.session.flush()
    _is_ours(work, channel)
    work.touch("channels")
    return channel


@action("respond.add_page_channels", needs="system")
def add_page_channels(work: Work) -> int:
    """See to it that the crisis page can be published on in every language; gives how many channels that added.

    Larum does this whenever it starts; a channel that was switched off stays off.
    """
    there = {channel.language for channel in channels(work.session) if channel.connector == PAGE}
    missing = [language for language in LANGUAGES if language not in there]
    for language in missing:
        work.session.add(_channel(work, PAGE_NAMES[language], PAGE, language, {}, {}))
    work.session.flush()
    if missing:
        work.touch("channels")
    return len(missing)


@action("respond.change_channel", needs="owner", secret=("secrets",))
def change_channel(
    work: Work, channel: Channel, *, name: str, settings: dict[str, Any], secrets: dict[str, Any]
) -> None:
    """Give a channel another name or other settings; a secret that is not given stays as it is."""
    channel.name = _named(name)
    channel.settings = settings
    channel.secrets = {**channel.secrets, **{field: value for field, value in secrets.items() if value}}
    _is_ours(work, channel)
    work.touch("channels")


@action("respond.switch_channel", needs="owner")
def switch_channel(work: Work, channel: Channel, *, on: bool) -> None:
    """Stop using a channel, or use it again; what went out there stays on record."""
    channel.state = "on" if on else "off"
    work.touch("channels")


def _is_ours(work: Work, channel: Channel) -> None:
    """What we publish from is ours: its posts are no voice in what people say about us."""
    if channel.connector != PAGE:
        publish_from(work, channel.id, channel.connector, str(channel.settings.get(ACCOUNT, "")))


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid("A channel needs a name by which people recognise it.", field="name")
    return name.strip()


def _channel(
    work: Work, name: str, connector: str, language: str, settings: dict[str, Any], secrets: dict[str, Any]
) -> Channel:
    return Channel(
        id=work.fresh_id(),
        name=name,
        connector=connector,
        language=language,
        settings=settings,
        secrets=secrets,
        state="on",
        created_at=work.now(),
    )
