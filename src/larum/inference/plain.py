"""The model that needs no server: one table of small whole numbers per language, looked up by hashed n-grams.

A text's score is the weighted sum of the rows its pieces fall on, so a batch costs one gather and one sum in numpy.
The tables are made by `training/train_sentiment.py`; the card says what they learned from and how well they did.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import groupby

import msgspec
import numpy as np
from numpy.typing import NDArray

from larum.inference.contract import Card, Opinion, Quality
from larum.inference.ngrams import Pieces, pieces

FALLBACK = "any"
"""The table for every language without one of its own."""
_AT_ONCE = 256
"""Texts scored together: their n-grams fit the processor's cache."""


class _Table(msgspec.Struct, frozen=True):
    bits: int
    rows: NDArray[np.int8]
    """Columns: negative, positive (against neutral), and complaint where it was learned."""
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]

    def scores(self, found: Pieces) -> NDArray[np.float64]:
        picked = self.rows[found.buckets(self.bits)]
        columns = [
            np.bincount(found.owners, weights=picked[:, column] * found.weights, minlength=found.texts)
            for column in range(picked.shape[1])
        ]
        return np.asarray(np.stack(columns, axis=1) * self.scales + self.biases, dtype=np.float64)


class PlainClassifier:
    """Sentiment in every language, best in Polish and English; complaints in these two."""

    def __init__(self) -> None:
        self._tables = _tables()
        self.card = _card()

    def opinions(self, texts: Sequence[str], languages: Sequence[str]) -> list[Opinion]:
        spoken = [language if language in self._tables else FALLBACK for language in languages]
        opinions: list[Opinion | None] = [None] * len(texts)
        order = sorted(range(len(texts)), key=spoken.__getitem__)
        for language, alike in groupby(order, key=spoken.__getitem__):
            places = list(alike)
            for begin in range(0, len(places), _AT_ONCE):
                some = places[begin : begin + _AT_ONCE]
                scores = self._tables[language].scores(pieces([texts[place] for place in some]))
                for place, opinion in zip(some, _opinions(scores), strict=True):
                    opinions[place] = opinion
        return [opinion for opinion in opinions if opinion is not None]


@cache
def plain() -> PlainClassifier:
    """The one in use: its tables are read once, when first needed."""
    return PlainClassifier()


def _opinions(scores: NDArray[np.float64]) -> list[Opinion]:
    moods = np.stack([scores[:, 0], np.zeros(len(scores)), scores[:, 1]], axis=1)
    moods = np.exp(moods - moods.max(axis=1, keepdims=True))
    moods /= moods.sum(axis=1, keepdims=True)
    rows = moods.tolist()
    if scores.shape[1] == 2:
        return [Opinion(negative, neutral, positive, None) for negative, neutral, positive in rows]
    complaints = (1 / (1 + np.exp(-scores[:, 2]))).tolist()
    return [
        Opinion(negative, neutral, positive, complaint)
        for (negative, neutral, positive), complaint in zip(rows, complaints, strict=True)
    ]


@cache
def _tables() -> dict[str, _Table]:
    tables = {}
    for file in resources.files("larum.inference").joinpath("weights").iterdir():
        if not file.name.endswith(".npz"):
            continue
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as packed:
            rows = packed["rows"]
            tables[file.name.removesuffix(".npz")] = _Table(
                bits=len(rows).bit_length() - 1, rows=rows, scales=packed["scales"], biases=packed["biases"]
            )
    return tables


@cache
def _card() -> Card:
    text = resources.files("larum.inference").joinpath("weights", "card.json").read_text(encoding="utf-8")
    fields = json.loads(text)
    return Card(
        name=fields["name"],
        version=fields["version"],
        languages=tuple(sorted(_tables().keys() - {FALLBACK})),
        quality=tuple(Quality(**entry) for entry in fields["quality"]),
    )
