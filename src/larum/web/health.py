"""How a source is doing, in words: what is not seen is said."""

from datetime import datetime
from typing import NamedTuple

from larum.alert.hearing import about_so_many
from larum.base.translate import Msgid, Words, msgid
from larum.collect.actions import health_of
from larum.collect.model import Source
from larum.connectors import registry
from larum.detect.hearing.store import Gap

WHY: dict[str, Msgid] = {
    "source_unreachable": msgid("it could not be reached"),
    "source_gone": msgid("the other side says it is gone for good"),
    "source_not_understood": msgid("it answered in a form Larum cannot read"),
    "credentials_refused": msgid("it did not accept the credentials"),
    "rate_limited": msgid("it asks Larum to slow down"),
    "stream_gap": msgid("posts from a time we were away may be missing"),
    "setting_missing": msgid("a setting is missing"),
    "setting_wrong": msgid("a setting cannot be used"),
    "reader_failed": msgid("reading failed inside Larum; the log has the details"),
}
"""By the code of what the last reading met."""


class Said(NamedTuple):
    """A source's health for people."""

    state: str
    """One word."""
    tone: str
    sentence: str
    blind: bool
    """Posts may be missing right now, and nobody asked for that."""


def said(words: Words, source: Source, now: datetime, gap: Gap | None = None) -> Said:
    """How it is doing, why, and since when; `gap` is the last time in which nothing came though it was read."""
    health = health_of(source)
    why = words(WHY.get(health.reason, msgid("it met “{code}”")), code=health.reason) if health.reason else ""
    if "mark" in source.settings:
        sentence = words.ngettext("{count} post from a file.", "{count} posts from a file.", source.posts)
        return Said(words("imported"), "quiet", sentence, blind=False)
    if source.state == "paused":
        return Said(words("paused"), "quiet", words("Nobody reads it until somebody resumes it."), blind=False)
    if source.state == "gone" or health.state == "gone":
        return Said(words("gone"), "danger", _sentence(why), blind=True)
    if health.state == "failing":
        sentence = words("Not read since {since}: {why}.", since=words.when(health.since), why=why)
        return Said(words("not read"), "danger", sentence, blind=True)
    if health.state == "delayed":
        sentence = words("Behind since {since}: {why}. Larum keeps trying.", since=words.when(health.since), why=why)
        return Said(words("delayed"), "warning", sentence, blind=True)
    if gap is not None and gap.until is None:
        sentence = words(
            "Nothing has come since {since}, where {posts} are usual in that time. It met no error.",
            since=words.moment(gap.since),
            posts=about_so_many(words, gap.missing),
        )
        return Said(words("silent"), "warning", sentence, blind=True)
    before = _before(words, gap)
    if "receive" in registry.manifest(source.connector).capabilities:
        return Said(words("listening"), "good", words("Waits for what your programs send.") + before, blind=False)
    if health.read_at is None:
        return Said(words("starting"), "active", words("Not read yet; that is a matter of seconds."), blind=False)
    sentence = words("Last read {when}.", when=words.when(health.read_at)) + before
    return Said(words("read"), "good", sentence, blind=False)


def _before(words: Words, gap: Gap | None) -> str:
    """What has to be known of a gap that is over."""
    if gap is None:
        return ""
    until = gap.until or gap.since
    return " " + words(
        "Until {until} nothing came for {span}, where {posts} are usual: what was posted then may be missing.",
        until=words.moment(until),
        span=words.duration(until - gap.since),
        posts=about_so_many(words, gap.missing),
    )


def _sentence(why: str) -> str:
    return why[:1].upper() + why[1:] + "." if why else ""
