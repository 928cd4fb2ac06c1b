"""Make the tables of `larum.inference.plain` from labelled posts: `python training/train_sentiment.py ../shared/data`.

Needs scikit-learn (dependency group `train`), about ten minutes on one core, and writes `src/larum/inference/weights`.

What a language has few posts for, it learns by way of other tasks. For each of those (emotions, insults, irony, our
word list) ridge regression gives a direction in the space of n-grams; a post's place along each direction joins its
n-grams as a feature of the final logistic regression. All of this is linear, so in the end it folds into one number
per n-gram and the shipped table is no bigger or slower for it. Classes weigh the same however many posts they have.
"""

import argparse
import json
from pathlib import Path

import corpora
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score, recall_score
from sklearn.model_selection import StratifiedKFold

from larum.inference.ngrams import pieces

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "src/larum/inference/weights"
SEED = 1
Floats = NDArray[np.float32]


def matrix(texts: list[str], bits: int) -> sp.csr_matrix:
    parts = [(begin, pieces(texts[begin : begin + 1000])) for begin in range(0, len(texts), 1000)]
    owners = np.concatenate([part.owners + begin for begin, part in parts])
    buckets = np.concatenate([part.buckets(bits) for _, part in parts])
    weights = np.concatenate([part.weights for _, part in parts])
    return sp.csr_matrix((weights, (owners, buckets)), shape=(len(texts), 1 << bits), dtype=np.float32)


def direction(texts: list[str], marks: NDArray[np.float32], bits: int, penalty: float = 3.0) -> Floats:
    """Where other tasks point, one column per label."""
    ridge = Ridge(alpha=penalty, solver="sparse_cg", tol=1e-2, max_iter=40).fit(matrix(texts, bits), marks)
    return ridge.coef_.astype(np.float32).reshape(-1, 1 << bits).T


class Space:
    """N-grams plus the places along the directions, brought to one `scale` on the `usual` posts of the language."""

    def __init__(self, directions: Floats, usual: sp.csr_matrix, scale: float) -> None:
        self._directions = directions
        places = usual @ directions
        self._middle, self._spread = places.mean(axis=0), places.std(axis=0) / scale

    def features(self, grams: sp.csr_matrix) -> sp.csr_matrix:
        return sp.hstack([grams, sp.csr_matrix((grams @ self._directions - self._middle) / self._spread)]).tocsr()

    def folded(self, weights: NDArray[np.float64], bias: float) -> tuple[Floats, float]:
        """The same score straight from the n-grams."""
        size = len(self._directions)
        along = weights[size:] / self._spread
        rows = weights[:size] + self._directions @ along
        return rows.astype(np.float32), float(bias - self._middle @ along)


def fit(features: sp.csr_matrix, labels: NDArray[np.int64], strength: float) -> LogisticRegression:
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=80, tol=1e-3)
    return model.fit(features, labels)


def columns(space: Space, mood: LogisticRegression, complaint: LogisticRegression | None) -> list[tuple[Floats, float]]:
    """Negative and positive against neutral, and complaint."""
    weights, bias = mood.coef_, mood.intercept_
    found = [space.folded(weights[label] - weights[1], bias[label] - bias[1]) for label in (0, 2)]
    if complaint is not None:
        found.append(space.folded(complaint.coef_[0], complaint.intercept_[0]))
    return found


def pack(name: str, found: list[tuple[Floats, float]]) -> None:
    """Whole numbers from -127 to 127; the rarest ten-thousandth, which would stretch the scale, is clipped."""
    rows = np.stack([column for column, _ in found], axis=1)
    scales = (np.quantile(np.abs(rows), 0.9999, axis=0) / 127).astype(np.float32)
    whole = np.clip(np.rint(rows / scales), -127, 127).astype(np.int8)
    WEIGHTS.mkdir(exist_ok=True)
    biases = np.array([bias for _, bias in found], np.float32)
    np.savez_compressed(WEIGHTS / f"{name}.npz", rows=whole, scales=scales, biases=biases)


def entry(language: str, task: str, data: str, measure: str, value: float) -> dict[str, str | float]:
    print(f"{language} {task:10} {data:55} {measure:13} {value:.3f}", flush=True)
    return {"language": language, "task": task, "data": data, "measure": measure, "value": round(float(value), 4)}


def english(text: Path, bits: int = 18) -> list[dict[str, str | float]]:
    posts, labels = corpora.semeval(text)
    grams = matrix(posts, bits)
    found = [direction(*corpora.several(text, name), bits) for name in ("goemotions", "en")]
    for task in ("emotion", "offensive", "irony"):
        others, marks = corpora.tweeteval(text, task, "train")
        found.append(direction(others, np.eye(marks.max() + 1, dtype=np.float32)[marks], bits))
    space = Space(np.concatenate(found, axis=1), grams, scale=0.3)
    mood = fit(space.features(grams), labels, 2.0)
    quality = []
    checked, truth = corpora.tweeteval(text, "sentiment", "val")
    guess = mood.predict(space.features(matrix(checked, bits)))
    quality.append(
        entry("en", "sentiment", "TweetEval validation", "macro-recall", recall_score(truth, guess, average="macro"))
    )
    checked, truth = corpora.airline(text)
    guess = mood.predict(space.features(matrix(checked, bits)))
    quality.append(
        entry(
            "en",
            "sentiment",
            "airline posts 2015, no training on any",
            "negative F1",
            f1_score(truth, guess, average=None)[0],
        )
    )

    brands, complains = corpora.xci(text)
    grams = matrix(brands, bits)
    moods = np.stack([rows for rows, _ in columns(space, mood, None)], axis=1)
    wider = Space(np.concatenate([*found, moods], axis=1), grams, scale=0.2)
    guess = crossed(wider.features(grams), complains, 1.0)
    quality.append(entry("en", "complaint", "X-CI, 10-fold", "macro-F1", f1_score(complains, guess, average="macro")))
    complaint = fit(wider.features(grams), complains, 1.0)
    pack("en", [*columns(space, mood, None), wider.folded(complaint.coef_[0], complaint.intercept_[0])])
    return quality


def crossed(
    features: sp.csr_matrix,
    labels: NDArray[np.int64],
    strength: float,
    groups: NDArray[np.int64] | int = 0,
    always: tuple[sp.csr_matrix, NDArray[np.int64]] | None = None,
) -> NDArray[np.int64]:
    """A guess for each post by a model that has not seen it; `always` is learned from each time and never asked."""
    guess = np.zeros(len(labels), np.int64)
    folds = StratifiedKFold(10, shuffle=True, random_state=SEED)
    for learn, check in folds.split(features, labels * 2 + groups):
        known, marks = features[learn], labels[learn]
        if always is not None:
            known, marks = sp.vstack([known, always[0]]).tocsr(), np.concatenate([marks, always[1]])
        guess[check] = fit(known, marks, strength).predict(features[check])
    return guess


def polish(text: Path, bits: int = 17) -> list[dict[str, str | float]]:
    tweets, written = corpora.polish_posts(text, "poleval"), corpora.polish_posts(text, "written")
    rows = [*tweets, *written]
    part = np.array([0] * len(tweets) + [1] * len(written))
    labels = np.array([corpora.MOODS.index(row["sentiment"]) for row in rows])
    complains = np.array([int(row["complaint"]) for row in rows])
    grams = matrix([row["text"] for row in rows], bits)

    everyday, harmful = corpora.poleval(text)
    known = {row["text"] for row in tweets}
    fresh = np.array([post not in known for post in everyday])
    reviews, subtitles = corpora.several(text, "clarin"), corpora.several(text, "pl")
    words = corpora.lexicon(HERE / "lexicon_pl.txt", [*everyday, *reviews[0], *subtitles[0]])
    insults = [post for post, kept in zip(everyday, fresh, strict=True) if kept]
    found = [
        direction(*reviews, bits),
        direction(*subtitles, bits),
        direction(*words, bits, penalty=1.0),
        direction(insults, harmful[fresh].astype(np.float32)[:, None], bits),
    ]
    space = Space(np.concatenate(found, axis=1), matrix(everyday, bits), scale=0.2)
    features = space.features(grams)
    ours, our_moods, our_complaints = corpora.own_posts(HERE / "posts_pl.tsv")
    always = space.features(matrix(ours, bits))
    quality = []
    guess = crossed(features, labels, 1.0, part, (always, our_moods))
    complaint_guess = crossed(features, complains, 1.0, part, (always, our_complaints))
    for number, name in ((0, "Polish tweets, 10-fold"), (1, "written Polish brand posts, 10-fold")):
        kept = part == number
        quality.append(
            entry("pl", "sentiment", name, "macro-recall", recall_score(labels[kept], guess[kept], average="macro"))
        )
        quality.append(
            entry("pl", "sentiment", name, "negative F1", f1_score(labels[kept], guess[kept], average=None)[0])
        )
        quality.append(
            entry(
                "pl", "complaint", name, "macro-F1", f1_score(complains[kept], complaint_guess[kept], average="macro")
            )
        )
    features = sp.vstack([features, always]).tocsr()
    mood = fit(features, np.concatenate([labels, our_moods]), 1.0)
    complaint = fit(features, np.concatenate([complains, our_complaints]), 1.0)
    pack("pl", columns(space, mood, complaint))
    return quality


def others(text: Path, bits: int = 17) -> list[dict[str, str | float]]:
    """One table for every other language; English comes from SemEval 2013-2016, as XLM-T's own is TweetEval's test."""
    languages = ("arabic", "french", "german", "hindi", "italian", "portuguese", "spanish")
    sets = [corpora.xlmt(text, language, "train") for language in languages]
    posts, labels = corpora.semeval(text)
    sets.append((posts[::12], labels[::12]))
    grams = matrix([post for part, _ in sets for post in part], bits)
    space = Space(np.zeros((1 << bits, 0), np.float32), grams, scale=1.0)
    mood = fit(grams, np.concatenate([marks for _, marks in sets]), 3.0)
    scores = []
    for language in languages:
        checked, truth = corpora.xlmt(text, language, "val")
        scores.append(f1_score(truth, mood.predict(matrix(checked, bits)), average="macro"))
    pack("any", columns(space, mood, None))
    return [entry("any", "sentiment", "XLM-T validation, mean of seven languages", "macro-F1", float(np.mean(scores)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder that holds text/")
    parser.add_argument("--only", choices=("en", "pl", "any"))
    text = parser.parse_args().data / "text"
    only = parser.parse_args().only
    path = WEIGHTS / "card.json"
    for language, train in (("en", english), ("pl", polish), ("any", others)):
        if only in (None, language):
            quality = train(text)
            card = json.loads(path.read_text()) if path.exists() else {"name": "plain", "version": "1", "quality": []}
            kept = [line for line in card["quality"] if line["language"] != language]
            card["quality"] = [*kept, *quality]
            path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
