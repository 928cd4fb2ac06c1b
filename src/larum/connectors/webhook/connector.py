"""The webhook connector: lines in, signed statements out."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from larum.base.http import Unreachable
from larum.base.translate import msgid
from larum.connectors.contract import Found, Media, Outside, Published
from larum.connectors.errors import (
    CannotTell,
    CredentialsRefused,
    PublishingRefused,
    RateLimited,
    SettingWrong,
    SourceUnreachable,
)
from larum.connectors.jsonlines import decode_all
from larum.connectors.manifest import Settings
from larum.connectors.records import Arrival
from larum.connectors.rules import is_address
from larum.connectors.webhook.manifest import MANIFEST

BODY_LIMIT = 32_000_000
"""Bytes of one request: some ten thousand posts. A sender with more makes more requests."""
SHORTEST_TOKEN = 20
SIGNATURE = "X-Larum-Signature"


class Webhook:
    """Takes posts from, and gives statements to, programs of your own."""

    manifest = MANIFEST
    body_limit = BODY_LIMIT

    def convert(self, raw: bytes, settings: Settings, now: datetime) -> Sequence[Arrival]:
        """A request's body: the post format, one item on a line. Each bad line is refused by itself."""
        return list(decode_all(raw, now))

    def lets_in(self, settings: Settings, authorization: str) -> bool:
        """True where a request's `Authorization` header carries the source's token; takes the same time either way."""
        expected = f"Bearer {settings['token']}".encode()
        return hmac.compare_digest(authorization.strip().encode(errors="replace"), expected)

    def test(self, settings: Settings, outside: Outside) -> Found:
        """Check the token's length; with an address to send to, send it an empty test message."""
        if settings.get("send_to"):
            body = msgspec.json.encode({"test": True, "sent_at": outside.clock.now()})
            self._send(settings, body, "test", outside)
            return Found(
                message=msgid("{host} took a test message."), fields={"host": urlsplit(settings["send_to"]).netloc}
            )
        if len(settings["token"]) < SHORTEST_TOKEN:
            raise SettingWrong(label=msgid("Token"), why=msgid("it has to have at least 20 characters"))
        return Found(message=msgid("Ready. Nothing is known of the sender until it sends something."))

    def publish(
        self, settings: Settings, key: UUID, text: str, language: str, outside: Outside, media: Sequence[Media] = ()
    ) -> Published:
        """Send a statement once; the receiver is told its key, so that it can take a repeat for what it is.

        The receiver may answer with JSON `{"url": ..., "id": ...}` to say where the statement can be seen.
        """
        body = msgspec.json.encode({"key": key, "text": text, "language": language, "sent_at": outside.clock.now()})
        answer = self._send(settings, body, str(key), outside)
        url = answer.get("url", "")
        return Published(
            url=url if isinstance(url, str) and is_address(url) else "", native_id=str(answer.get("id") or key)
        )

    def check(self, settings: Settings, key: UUID, outside: Outside) -> Published | None:
        """Nobody can say: a webhook is not asked back."""
        raise CannotTell(where=urlsplit(settings.get("send_to", "")).netloc or "webhook")

    def _send(self, settings: Settings, body: bytes, key: str, outside: Outside) -> dict[str, object]:
        settings = MANIFEST.fill(settings, "publish")
        where = urlsplit(settings["send_to"]).netloc
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            SIGNATURE: sign(settings["signing_secret"], body),
        }
        try:
            answer = outside.http.post(settings["send_to"], body, headers=headers, limit=100_000)
        except Unreachable as error:
            raise SourceUnreachable(where=where, why=error.fields["why"]) from error
        if answer.status in (401, 403):
            raise CredentialsRefused(where=where)
        if answer.status == 429:
            raise RateLimited(where=where, retry_at=answer.retry_at or outside.clock.now() + timedelta(minutes=5))
        if answer.status >= 500:
            raise SourceUnreachable(where=where, why=f"status {answer.status}")
        if not answer.ok:
            raise PublishingRefused(where=where, why=f"status {answer.status}")
        try:
            found = answer.json()
        except (msgspec.DecodeError, UnicodeDecodeError):
            return {}  # it took the statement and has nothing to say
        return found if isinstance(found, dict) else {}


def sign(secret: str, body: bytes) -> str:
    """The signature that goes with `body` (HMAC-SHA256), as `X-Larum-Signature` carries it.

    >>> sign("secret", b"{}")[:14]
    'sha256=7732590'
    """
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


CONNECTOR = Webhook()
