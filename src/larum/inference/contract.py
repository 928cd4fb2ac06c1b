"""What every text classifier promises, wherever it runs: `plain` in this process, later ONNX or a server.

A classifier says who it is and how good it was found to be (`Card`), and turns a batch of texts, each with its
language, into probabilities, one `Opinion` per text in the same order. The same text and language give the same
opinion whatever else is in the batch; nothing is remembered; it may be called from several threads.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Quality(msgspec.Struct, frozen=True):
    """How well a classifier did on one set of posts, as measured by its trainer."""

    language: str
    task: str
    """`sentiment` or `complaint`."""
    data: str
    """The set and how it was held out."""
    measure: str
    """Such as `macro-recall`, 0 to 1."""
    value: float


class Card(msgspec.Struct, frozen=True):
    """Who a classifier is."""

    name: str
    version: str
    languages: tuple[str, ...]
    """ISO 639-1 codes it was trained on; others get its fall-back."""
    quality: tuple[Quality, ...]


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """What a classifier thinks of one text: probabilities."""

    negative: float
    neutral: float
    positive: float
    complaint: float | None
    """None where the classifier has not learned complaints in this language."""


class Classifier(Protocol):
    """A model of mood and complaint."""

    @property
    def card(self) -> Card: ...

    def opinions(self, texts: Sequence[str], languages: Sequence[str]) -> list[Opinion]: ...


class FixedClassifier:
    """The fake: has the opinion it was given for a text, and is neutral about all else."""

    card = Card(name="fixed", version="1", languages=(), quality=())

    def __init__(self, known: dict[str, Opinion] | None = None) -> None:
        self._known = known or {}
        self.asked: list[str] = []

    def opinions(self, texts: Sequence[str], languages: Sequence[str]) -> list[Opinion]:
        self.asked += texts
        return [self._known.get(text, Opinion(0.1, 0.8, 0.1, 0.1)) for text in texts]
