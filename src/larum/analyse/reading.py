"""From mentions to readings: every skill of this package over one batch. Pure."""

from collections.abc import Sequence

import msgspec

from larum.analyse import intent, language
from larum.analyse.fingerprint import fingerprints
from larum.analyse.records import Reading, Sentiment
from larum.analyse.sentiment import counts_as_negative, sentiment
from larum.inference.contract import Classifier
from larum.inference.plain import plain
from larum.match.records import Mention

COMPLAINT_FROM = 0.5
"""Probability from which a post is a complaint."""
COMPLAINT_FROM_WHEN_NAMED = 0.3
"""The same where the post names what is lost, broken or late."""


class Said(msgspec.Struct, frozen=True, gc=False):
    """What one text says, whoever caught it."""

    language: str
    sentiment: Sentiment
    question: bool
    complaint: bool
    threat: bool
    negative: bool


def understand(texts: Sequence[str], declared: Sequence[str | None], model: Classifier | None = None) -> list[Said]:
    """What each text says. `declared` is the language a post claims, or None. A text's result does not depend on the
    others in the batch."""
    languages = language.found(texts, declared)
    opinions = (model or plain()).opinions(texts, languages)
    said = []
    for text, spoken, opinion in zip(texts, languages, opinions, strict=True):
        bare = intent.plain(text)
        mood = sentiment(text, opinion)
        said.append(
            Said(
                language=spoken,
                sentiment=mood,
                question=intent.wants_answer(bare),
                complaint=_complains(bare, opinion.complaint, mood),
                threat=intent.threatens(bare),
                negative=counts_as_negative(mood),
            )
        )
    return said


def read(mentions: Sequence[Mention], model: Classifier | None = None) -> list[Reading]:
    """One reading per mention, in order; a post caught by ten monitors is read once. No `model` means the plain one."""
    places: dict[tuple[str, str], int] = {}
    texts: list[str] = []
    declared: list[str | None] = []
    which = []
    for mention in mentions:
        post = mention.post
        # The text is part of the key: a post edited between two arrivals in one batch is two texts.
        place = places.setdefault((f"{post.platform}\x1f{post.native_id}", post.text), len(texts))
        if place == len(texts):
            texts.append(post.text)
            declared.append(post.lang)
        which.append(place)
    said, keys = understand(texts, declared, model), fingerprints(texts)
    return [
        Reading(
            mention=mention,
            language=said[place].language,
            sentiment=said[place].sentiment,
            question=said[place].question,
            complaint=said[place].complaint,
            threat=said[place].threat,
            fingerprint=keys[place],
            negative=said[place].negative,
        )
        for mention, place in zip(mentions, which, strict=True)
    ]


def _complains(bare: str, chance: float | None, mood: Sentiment) -> bool:
    if not bare:
        return False
    named = intent.falls_short(bare)
    if chance is None:  # a language without labelled complaints: what names a fault in a bad mood
        return named and mood.label == "negative"
    return chance >= (COMPLAINT_FROM_WHEN_NAMED if named else COMPLAINT_FROM)
