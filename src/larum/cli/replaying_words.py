"""What `larum replay` says: a line for each alert, and the sum at the end."""

from datetime import datetime

import msgspec

from larum.alert.wording import headline
from larum.base.translate import Words
from larum.cli.replaying import Replayed, Told
from larum.cli.terminal import speaker


class Line(msgspec.Struct, frozen=True):
    """One alert, for programs."""

    event: str
    at: datetime
    brand: str
    severity: int
    headline: str
    begun_at: datetime
    seconds_after_begin: float
    first_mention_at: datetime | None
    seconds_after_first_mention: float | None
    observed: float
    usual: float


class Teller:
    """Tells people in sentences, or programs in JSON Lines; each line as soon as it is known."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._words = speaker()

    def alert(self, told: Told) -> None:
        """An alert would have gone out."""
        line = _line(self._words, told)
        self._write(msgspec.json.encode(line).decode() if self._as_json else _sentence(self._words, told, line))

    def end(self, done: Replayed) -> None:
        """It is over."""
        if self._as_json:
            self._write(msgspec.json.encode({"event": "end", **msgspec.to_builtins(done)}).decode())
            return
        _ = self._words
        parts = [
            _.ngettext("{count} post", "{count} posts", done.posts),
            _.ngettext("{count} mention", "{count} mentions", done.mentions),
            _.ngettext("{count} alert", "{count} alerts", done.alerts),
        ]
        self._write(_.join(parts) + ".")
        if done.refused:
            self._write(_.ngettext("{count} item could not be read.", "{count} items could not be read.", done.refused))

    def _write(self, line: str) -> None:
        print(line, flush=True)  # looked up anew: on a terminal the progress bar makes room above itself


def _line(words: Words, told: Told) -> Line:
    alert, first = told.alert, told.first_mention_at
    return Line(
        event=told.kind,
        at=told.at,
        brand=told.brand,
        severity=alert.severity,
        headline=headline(words, alert, told.brand),
        begun_at=alert.begun_at,
        seconds_after_begin=(told.at - alert.begun_at).total_seconds(),
        first_mention_at=first,
        seconds_after_first_mention=None if first is None else (told.at - first).total_seconds(),
        observed=alert.observed,
        usual=alert.usual,
    )


def _sentence(words: Words, told: Told, line: Line) -> str:
    since = words("{span} after it began", span=told.at - told.alert.begun_at)
    if told.first_mention_at is not None:
        since += ", " + words("{span} after the first mention", span=told.at - told.first_mention_at)
    grave = f"SEV{line.severity}" + (f" {words('graver now')}" if line.event == "worsened" else "")
    return f"{told.at:%Y-%m-%d %H:%M}  {grave}  {line.headline} ({since})"
