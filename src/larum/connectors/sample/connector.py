"""The sample connector."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from larum.base.translate import msgid
from larum.connectors.contract import Batch, Found, Outside
from larum.connectors.errors import SettingWrong
from larum.connectors.jsonlines import decode_all
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival, Post
from larum.connectors.sample.manifest import MANIFEST
from larum.connectors.sample.script import QUIET_FOR
from larum.connectors.sample.story import told

AT_ONCE = 500
"""Posts in one batch: enough to be quick about four weeks, few enough to show how far it is."""
ASK_AGAIN_AFTER = 20.0
"""Seconds of the story, which runs faster than ours."""


class Sample:
    """Tells the story up to now."""

    manifest = MANIFEST

    def convert(self, raw: bytes, settings: Settings, now: datetime) -> Sequence[Arrival]:
        """Posts as lines of Larum's own format, the way this platform would send them if it were one."""
        return list(decode_all(raw, now))

    def read(self, settings: Settings, cursor: str, outside: Outside) -> Batch:
        """What was posted since `cursor`, and never anything that has yet to happen."""
        begins_at = _instant(settings, "begins_at")
        answered_at = _instant(settings, "answered_at") if settings.get("answered_at") else None
        now = outside.clock.now()
        after = _read_upto(cursor, begins_at - QUIET_FOR - timedelta(days=1))
        posts = told(int(settings.get("seed") or 1), begins_at, answered_at, after, now)
        taken: list[Post] = []
        more = False
        for post in posts:
            # An instant is not cut in two: the cursor could not tell its halves apart.
            if len(taken) >= AT_ONCE and post.created_at > taken[-1].created_at:
                more = True
                break
            taken.append(post)
        upto = taken[-1].created_at if more else max(now, after)
        return Batch(arrivals=taken, cursor=upto.isoformat(), more=more, wait_for=ASK_AGAIN_AFTER)

    def test(self, settings: Settings, outside: Outside) -> Found:
        """Say when the story begins."""
        begins_at = _instant(settings, "begins_at")
        return Found(message=msgid("The story begins at {at}."), fields={"at": begins_at.isoformat(timespec="minutes")})


def _instant(settings: Settings, name: str) -> datetime:
    label = next(field.label for field in MANIFEST.fields if field.name == name)
    try:
        at = datetime.fromisoformat(settings.get(name, ""))
    except ValueError as unreadable:
        raise SettingWrong(label=label, why=msgid("it has to be an instant in ISO 8601")) from unreadable
    if at.tzinfo is None:
        raise SettingWrong(label=label, why=msgid("it has to be an instant in ISO 8601"))
    return at.astimezone(UTC)


def _read_upto(cursor: str, otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(cursor).astimezone(UTC) if cursor else otherwise
    except ValueError:
        return otherwise  # from the beginning: posts come again under the same names


CONNECTOR = Sample()
