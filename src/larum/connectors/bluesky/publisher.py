"""Posts our statements on Bluesky, each at most once, through the account's own server (XRPC)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import msgspec

from larum.base.http import Answer, Unreachable
from larum.base.translate import msgid
from larum.connectors.bluesky.events import POST, page_of
from larum.connectors.bluesky.manifest import MANIFEST
from larum.connectors.bluesky.writing import LIMIT, facets, length, mentions, record_key
from larum.connectors.contract import Media, Outside, Published
from larum.connectors.errors import (
    CredentialsRefused,
    PublishingRefused,
    RateLimited,
    SourceNotUnderstood,
    SourceUnreachable,
    TextTooLong,
)
from larum.connectors.manifest import Settings

PICTURES = 4
"""In one post, at most."""


class Account:
    """Our account, signed in for one errand."""

    def __init__(self, settings: Settings, outside: Outside) -> None:
        settings = MANIFEST.fill(settings, "publish")
        self._service = settings["service"].rstrip("/")
        self._where = urlsplit(self._service).netloc
        self._outside = outside
        self._token = ""
        answer = self._call(
            "com.atproto.server.createSession",
            {"identifier": settings["handle"].removeprefix("@"), "password": settings["app_password"]},
        )
        if answer.status in (400, 401):
            raise CredentialsRefused(where=self._where)
        session = self._good(answer)
        self.did = str(session.get("did", ""))
        self.handle = str(session.get("handle", ""))
        self._token = str(session.get("accessJwt", ""))

    def find(self, key: UUID) -> Published | None:
        """What stands under our key, or None."""
        query = urlencode({"repo": self.did, "collection": POST, "rkey": record_key(key)})
        answer = self._get(f"com.atproto.repo.getRecord?{query}")
        if answer.status in (400, 404) and _error(answer) == "RecordNotFound":
            return None
        return _published(str(self._good(answer).get("uri", "")))

    def post(self, key: UUID, text: str, language: str, media: Sequence[Media]) -> Published:
        """Write the record under our key, or give what already stands there."""
        if (already := self.find(key)) is not None:
            return already
        record: dict[str, Any] = {
            "$type": POST,
            "text": text,
            "langs": [language],
            "createdAt": self._outside.clock.now().astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
        }
        if found := facets(text, self._accounts_in(text)):
            record["facets"] = found
        if media:
            images = [{"alt": picture.alt, "image": self._upload(picture)} for picture in media[:PICTURES]]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        answer = self._call(
            "com.atproto.repo.putRecord",
            # swapRecord null: only where nothing stands there yet, so two senders at once make one post.
            {
                "repo": self.did,
                "collection": POST,
                "rkey": record_key(key),
                "record": record,
                "validate": True,
                "swapRecord": None,
            },
        )
        if _error(answer) == "InvalidSwap" and (meanwhile := self.find(key)) is not None:
            return meanwhile
        return _published(str(self._good(answer).get("uri", "")))

    def _accounts_in(self, text: str) -> dict[str, str]:
        """The DID of each mentioned handle that exists; one that does not stays plain text."""
        accounts = {}
        for handle in mentions(text):
            answer = self._get(f"com.atproto.identity.resolveHandle?{urlencode({'handle': handle})}")
            if answer.ok:
                accounts[handle] = str(self._good(answer).get("did", ""))
        return {handle: did for handle, did in accounts.items() if did}

    def _upload(self, picture: Media) -> Any:
        answer = self._call("com.atproto.repo.uploadBlob", picture.data, content_type=picture.mime)
        return self._good(answer).get("blob")

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def _get(self, method: str) -> Answer:
        try:
            return self._outside.http.get(f"{self._service}/xrpc/{method}", headers=self._headers())
        except Unreachable as error:
            raise SourceUnreachable(where=self._where, why=error.fields["why"]) from error

    def _call(self, method: str, body: object, content_type: str = "application/json") -> Answer:
        sent = body if isinstance(body, bytes) else msgspec.json.encode(body)
        headers = {**self._headers(), "Content-Type": content_type}
        try:
            # Every call here may be repeated: writing goes under one key, and only where nothing is yet.
            return self._outside.http.post(f"{self._service}/xrpc/{method}", sent, headers=headers, repeatable=True)
        except Unreachable as error:
            raise SourceUnreachable(where=self._where, why=error.fields["why"]) from error

    def _good(self, answer: Answer) -> dict[str, Any]:
        """The answer's object; a refusal by name where it is none."""
        if answer.status == 429:
            raise RateLimited(where=self._where, retry_at=self._patience(answer))
        if answer.status in (401, 403):
            raise CredentialsRefused(where=self._where)
        if answer.status >= 500:
            raise SourceUnreachable(where=self._where, why=f"status {answer.status}")
        if not answer.ok:
            raise PublishingRefused(where=self._where, why=answer.body[:300].decode(errors="replace"))
        try:
            found = answer.json()
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SourceNotUnderstood(where=self._where, why=str(error)) from error
        if not isinstance(found, dict):
            raise SourceNotUnderstood(where=self._where, why=msgid("an object was expected"))
        return found

    def _patience(self, answer: Answer) -> datetime:
        if answer.retry_at:
            return answer.retry_at
        reset = answer.headers.get("ratelimit-reset", "")
        if reset.isdecimal() and len(reset) < 12:
            return datetime.fromtimestamp(int(reset), UTC)
        return self._outside.clock.now() + timedelta(minutes=5)


def publish(
    settings: Settings, key: UUID, text: str, language: str, outside: Outside, media: Sequence[Media] = ()
) -> Published:
    """Post `text` under `key`, once however often it is asked; refuses a text that is too long at once."""
    if (counted := length(text)) > LIMIT:
        raise TextTooLong(where="Bluesky", length=counted, limit=LIMIT)
    return Account(settings, outside).post(key, text, language, media)


def check(settings: Settings, key: UUID, outside: Outside) -> Published | None:
    """What is out under `key`."""
    return Account(settings, outside).find(key)


def _published(uri: str) -> Published:
    return Published(url=page_of(uri), native_id=uri)


def _error(answer: Answer) -> str:
    """The name of the refusal in an XRPC answer; empty where it gives none."""
    if answer.ok:
        return ""
    try:
        found = answer.json()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return str(found.get("error", "")) if isinstance(found, dict) else ""
