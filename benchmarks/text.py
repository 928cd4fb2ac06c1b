"""How well and how fast posts are read: `python benchmarks/text.py [../shared/data]`.

The Polish development posts and X-CI were learned from, so for these the card's cross-validated numbers are printed,
which the trainer measured on posts each model had not seen; rules, and sets nobody learned from, are measured here.
"""

import csv
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from larum.analyse.fingerprint import fingerprints
from larum.analyse.intent import plain as bare
from larum.analyse.intent import threatens, wants_answer
from larum.analyse.language import found
from larum.analyse.reading import understand
from larum.base.text import fold
from larum.inference.plain import plain

SPEED_ON = 4_000


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as opened:
        return list(csv.DictReader(opened))


def line(what: str, **numbers: float) -> None:
    print(f"  {what:58}" + "  ".join(f"{name} {number:.3f}" for name, number in numbers.items()))


def scores(truth: Sequence[bool], guess: Sequence[bool]) -> dict[str, float]:
    both = sum(is_so and said for is_so, said in zip(truth, guess, strict=True))
    precision, recall = both / max(sum(guess), 1), both / max(sum(truth), 1)
    return {"P": precision, "R": recall, "F1": 2 * both / max(sum(truth) + sum(guess), 1), "n": sum(truth)}


def speed(what: str, work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> None:
    work(texts[:10])
    began = time.process_time()
    for begin in range(0, len(texts), 500):
        work(texts[begin : begin + 500])
    print(f"  {what:58}{len(texts) / (time.process_time() - began):>10,.0f} posts per CPU second")


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data") / "text"
    print(f"{platform.platform()}, {platform.processor() or platform.machine()}, Python {platform.python_version()}")

    print("Held out by the trainer")
    for quality in plain().card.quality:
        line(f"{quality.language} {quality.task}: {quality.data}", **{quality.measure: quality.value})

    print("Nobody learned from")
    airline = rows(data / "airline_crowdflower/airline.csv")
    texts = [row["text"] for row in airline]
    said = understand(texts, ["en"] * len(texts))
    for mood in ("negative", "neutral", "positive"):
        truth = [row["airline_sentiment"] == mood for row in airline]
        line(f"en sentiment: airline posts, {mood}", **scores(truth, [one.sentiment.label == mood for one in said]))
    counted = sum(one.negative for one in said) / len(said)
    line(
        "en airline posts: share counted as negative",
        counted=counted,
        truth=sum(row["airline_sentiment"] == "negative" for row in airline) / len(said),
    )

    print("Rules, on the posts they were written beside")
    for part in ("written", "poleval"):
        posts = rows(data / f"polish_posts_labelled/dev_{part}.csv")
        texts = [bare(row["text"]) for row in posts]
        line(
            f"pl question: {part}",
            **scores([row["question"] == "1" for row in posts], [wants_answer(text) for text in texts]),
        )
        line(
            f"pl threat: {part}",
            **scores([row["threat_or_call"] == "1" for row in posts], [threatens(text) for text in texts]),
        )

    print("Language")
    with (data / "poleval2019_task6/task1_train.ft").open(encoding="utf-8") as opened:
        polish = [tweet.split(" ", 1)[1] for tweet in opened][:SPEED_ON]
    line("Polish tweets called Polish", recall=found(polish).count("pl") / len(polish))
    line("the same without diacritics", recall=found([fold(text) for text in polish]).count("pl") / len(polish))
    english = [row["text"] for row in airline][:SPEED_ON]
    line("English airline posts called English", recall=found(english).count("en") / len(english))

    print("Speed, on Polish tweets")
    speed("language", found, polish)
    speed("sentiment and complaint", lambda some: plain().opinions(some, ["pl"] * len(some)), polish)
    speed(
        "question and threat", lambda some: [(wants_answer(bare(text)), threatens(bare(text))) for text in some], polish
    )
    speed("fingerprint", fingerprints, polish)
    speed("all but the fingerprint", lambda some: understand(some, [None] * len(some)), polish)


if __name__ == "__main__":
    main()
