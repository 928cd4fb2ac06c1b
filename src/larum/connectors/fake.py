"""The fake platform: what everybody else's tests read from and publish to."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from larum.base.errors import Refusal
from larum.base.translate import Msgid
from larum.connectors.contract import Batch, Found, Media, Outside, Published
from larum.connectors.errors import CannotTell, SourceUnreachable
from larum.connectors.jsonlines import decode_all
from larum.connectors.manifest import Field, Manifest, Settings
from larum.connectors.records import Arrival

FAKE = Manifest(
    name="fake",
    title="Fake",
    does=Msgid("Gives what it was given, for tests."),
    capabilities=frozenset({"poll", "stream", "publish"}),
    fields=(Field(name="address", kind="text", label=Msgid("Address"), help=Msgid("Anything."), default="fake"),),
    terms=Msgid("None."),
    cursor="Number of items given.",
)


class FakeConnector:
    """A platform in memory. `items` may grow; `troubles` are met one by one, each by the next call that asks for news.

    >>> fake = FakeConnector()
    >>> fake.troubles.append(SourceUnreachable(where="fake", why="it rains"))
    """

    manifest = FAKE

    def __init__(self, items: Sequence[Arrival] = (), in_a_batch: int = 2) -> None:
        self.items: list[Arrival] = list(items)
        self.troubles: list[Refusal] = []
        self.published: dict[UUID, str] = {}
        """What is out, by its key."""
        self.sendings = 0
        """How often somebody asked to publish."""
        self.loses_next_answer = False
        """Publish next time, and let the sender not hear of it: the crash between sending and noting."""
        self.can_tell = True
        self._in_a_batch = in_a_batch

    def convert(self, raw: bytes, settings: Settings, now: datetime) -> Sequence[Arrival]:
        return list(decode_all(raw, now))

    def read(self, settings: Settings, cursor: str, outside: Outside) -> Batch:
        if self.troubles:
            raise self.troubles.pop(0)
        at = int(cursor or 0)
        arrivals = self.items[at : at + self._in_a_batch]
        behind = at + len(arrivals)
        return Batch(arrivals=arrivals, cursor=str(behind), more=behind < len(self.items), wait_for=1.0)

    async def stream(self, settings: Settings, cursor: str, outside: Outside) -> AsyncIterator[Batch]:
        """What there is, then the end: a test need not wait."""
        while True:
            if self.troubles:
                yield Batch(arrivals=(), cursor=cursor, trouble=self.troubles.pop(0))
            batch = self.read(settings, cursor, outside)
            cursor = batch.cursor
            yield batch
            if not batch.more:
                return

    def test(self, settings: Settings, outside: Outside) -> Found:
        return Found(message=Msgid("The fake platform is there."))

    def publish(
        self, settings: Settings, key: UUID, text: str, language: str, outside: Outside, media: Sequence[Media] = ()
    ) -> Published:
        self.sendings += 1
        self.published.setdefault(key, text)
        if self.loses_next_answer:
            self.loses_next_answer = False
            raise SourceUnreachable(where="fake", why="the answer was lost")
        return self._at(key)

    def check(self, settings: Settings, key: UUID, outside: Outside) -> Published | None:
        if not self.can_tell:
            raise CannotTell(where="fake")
        return self._at(key) if key in self.published else None

    def _at(self, key: UUID) -> Published:
        return Published(url=f"https://fake.example/{key}", native_id=str(key))
