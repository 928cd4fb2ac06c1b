"""The labelled posts the shipped tables learn from, read where they lie; nothing of them is copied.

Licences decide what is here. Trained on: SemEval 2013-2016 (research terms: hashed weights only), TweetEval emotion,
offensive and irony, GoEmotions (Apache-2.0), X-CI (MIT), XED and CLARIN-Emo (CC BY 4.0), PolEval 2019 task 6 (BSD-3),
XLM-T (Apache-2.0), the Polish posts labelled for Larum, and our own word list. Left out: WCCRS (CC BY-SA: whether
weights inherit is unsettled, and it added under one point), airline (non-commercial) and every set without a licence;
these serve for evaluation only.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from larum.inference.ngrams import prepare

MOODS = ("negative", "neutral", "positive")
Labelled = tuple[list[str], NDArray[np.int64]]


def _lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="\n") as opened:
        return [line.rstrip("\n") for line in opened]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as opened:
        return list(csv.DictReader(opened))


def tweeteval(text: Path, task: str, split: str) -> Labelled:
    labels = np.array([int(line) for line in _lines(text / f"tweeteval/{task}/{split}_labels.txt")])
    posts = _lines(text / f"tweeteval/{task}/{split}_text.txt")[: len(labels)]
    return [_unescaped(post) for post in posts], labels


def _skeleton(post: str) -> str:
    """Letters and digits alone: the same post differs in quotes, blanks and masked handles from file to file."""
    return "".join(character for character in prepare(post) if character.isalnum())


def _unescaped(post: str) -> str:
    """The set writes many letters as \\uXXXX, emoji as two of them."""
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), post).replace("\\n", " ")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def semeval(text: Path) -> Labelled:
    """SemEval 2013-2016 without repeats and without the posts TweetEval validates on."""
    seen = {_skeleton(post) for post in tweeteval(text, "sentiment", "val")[0]}
    posts, labels = [], []
    for path in sorted((text / "semeval2017_4a").glob("*.tsv")):
        for line in _lines(path):
            fields = line.split("\t")
            if len(fields) < 3 or fields[1] not in MOODS:
                continue
            post = _unescaped(fields[2].strip().strip('"').replace('""', '"'))
            if _skeleton(post) not in seen:
                seen.add(_skeleton(post))
                posts.append(post)
                labels.append(MOODS.index(fields[1]))
    return posts, np.array(labels)


def xlmt(text: Path, language: str, split: str) -> Labelled:
    labels = np.array([int(line) for line in _lines(text / f"xlmt_sentiment/{language}/{split}_labels.txt")])
    return _lines(text / f"xlmt_sentiment/{language}/{split}_text.txt")[: len(labels)], labels


def airline(text: Path) -> Labelled:
    """For evaluation only."""
    rows = _rows(text / "airline_crowdflower/airline.csv")
    return [row["text"] for row in rows], np.array([MOODS.index(row["airline_sentiment"]) for row in rows])


def xci(text: Path) -> Labelled:
    """Complaints to brands: 1 where one is made."""
    rows = _rows(text / "xci_complaints/xci.csv")
    return [row["tweet"] for row in rows], np.array([int(row["label"]) for row in rows])


def polish_posts(text: Path, part: str) -> list[dict[str, str]]:
    return _rows(text / f"polish_posts_labelled/dev_{part}.csv")


def own_posts(path: Path) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Posts written for Larum: text, mood, and whether they complain."""
    fields = [line.split("\t") for line in _lines(path) if line]
    moods = np.array([MOODS.index(mood) for mood, _, _ in fields])
    return [post for _, _, post in fields], moods, np.array([int(complains) for _, complains, _ in fields])


def poleval(text: Path) -> Labelled:
    """Polish tweets: 1 where harmful."""
    pairs = [line.split(" ", 1) for line in _lines(text / "poleval2019_task6/task1_train.ft")]
    return [post for _, post in pairs], np.array([int(label[-1]) for label, _ in pairs])


def several(text: Path, name: str) -> tuple[list[str], NDArray[np.float32]]:
    """A set in which one text may carry several emotions: texts, and a column of 0 and 1 for each emotion."""
    if name == "clarin":
        folder = text / "clarin_emo_poleval2024"
        posts = _lines(folder / "train_in.tsv")[1:]
        marks = [[cell == "True" for cell in line.split("\t")] for line in _lines(folder / "train_expected.tsv")[1:]]
        kept = [place for place, post in enumerate(posts) if not post.startswith("###")]
        return [posts[place] for place in kept], np.array([marks[place] for place in kept], np.float32)
    if name == "goemotions":
        fields = [line.split("\t") for line in _lines(text / "goemotions/original/train.tsv")]
        found = [{int(mark) for mark in row[1].split(",")} for row in fields]
    else:
        file = "en-annotated.tsv" if name == "en" else f"{name}-projections.tsv"
        fields = [line.split("\t") for line in _lines(text / "xed" / file) if "\t" in line]
        found = [{int(mark) for mark in re.findall(r"\d", row[1])} for row in fields]
    columns = sorted(set().union(*found))
    return [row[0] for row in fields], np.array([[c in marks for c in columns] for marks in found], np.float32)


def lexicon(path: Path, seen_in: Iterable[str]) -> tuple[list[str], NDArray[np.float32]]:
    """Our word list as tiny texts: words of `seen_in` that begin like an entry, the entries' signs, and plain words."""
    stems: dict[str, int] = {}
    signs: dict[str, int] = {}
    section = ""
    for line in _lines(path):
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            section = line.rstrip(":")
            continue
        for entry in line.split():
            (signs if "emoji" in section else stems)[entry.replace("-", " ") if "emoji" not in section else entry] = (
                0 if section.startswith("negative") else 1
            )
    counts = Counter(word for post in seen_in for word in set(re.findall(r"\w+", prepare(post))))
    known = signs | {stem: mood for stem, mood in stems.items() if " " in stem}
    plain = []
    for word, times in sorted(counts.items()):
        cut = next((word[:size] for size in range(len(word), 1, -1) if word[:size] in stems), None)
        if cut is not None and (len(cut) >= 4 or len(word) - len(cut) <= 2):
            known[word] = stems[cut]
        elif cut is None and times >= 5:
            plain.append(word)
    words = [*known, *plain]
    marks = np.zeros((len(words), 2), np.float32)
    for place, word in enumerate(known):
        marks[place, known[word]] = 1
    return words, marks
