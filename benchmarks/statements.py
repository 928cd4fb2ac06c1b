"""How well the statement check finds what a careful reader found, label by label.

    python benchmarks/statements.py [DATA] [--language pl] [--errors LABEL]

DATA defaults to ../shared/data. Authored and real statements carry labels and spans; the hotel replies were only asked
whether they apologise. The columns: how many statements carry the label, precision, recall and F1 by statement; then,
where both agree, how often our span touches the reader's, and their mean overlap (intersection over union of code
points); then how many of the decoys, wordings that only look like the fault, were taken for it.
"""

import argparse
import csv
import json
import platform
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from larum.respond.lint.check import CHECKED_COMPONENTS, CHECKED_FAULTS, check
from larum.respond.lint.records import Checks, Finding

Span = tuple[int, int]


class Read(NamedTuple):
    """One labelled statement and what the check says of it."""

    row: dict[str, Any]
    checks: Checks

    def holds(self, label: str) -> bool | None:
        """Whether the reader says so; None where they could not tell."""
        value = {**self.row["components"], **self.row["faults"]}.get(label, False)
        return value if isinstance(value, bool) else None

    def found(self, label: str) -> list[Finding]:
        return [finding for finding in (*self.checks.components, *self.checks.faults) if finding.name == label]

    def spans(self, label: str) -> list[Span]:
        texts = [self.row["spans"].get(label), *self.row.get("more_spans", {}).get(label, [])]
        return [span for text in texts if text for span in places(self.row["text"], text)]

    def decoys(self, label: str) -> list[Span]:
        return [span for text in self.row.get("decoys", {}).get(label, []) for span in places(self.row["text"], text)]


def places(text: str, part: str) -> Iterator[Span]:
    at = text.find(part)
    if at >= 0:
        yield at, at + len(part)


def overlap(one: Span, other: Span) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0


def best_overlap(read: Read, label: str) -> float:
    return max(
        (overlap((finding.start, finding.end), span) for finding in read.found(label) for span in read.spans(label)),
        default=0.0,
    )


def f1(hits: int, found: int, there: int) -> tuple[float, float, float]:
    precision = hits / found if found else 0.0
    recall = hits / there if there else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


def table(title: str, reads: list[Read]) -> None:
    print(f"\n{title}: {len(reads)} statements")
    print(f"{'label':26}{'there':>6}{'found':>6}{'prec':>7}{'rec':>7}{'F1':>7}{'touch':>7}{'IoU':>7}{'decoys':>8}")
    for group in (CHECKED_COMPONENTS, CHECKED_FAULTS):
        scores = [line(label, reads) for label in group]
        told = [score for score in scores if score is not None]
        if told:
            print(f"{'mean F1':26}{'':26}{sum(told) / len(told):7.3f}")


def line(label: str, reads: list[Read]) -> float | None:
    known = [(read, holds) for read in reads if (holds := read.holds(label)) is not None]
    there = sum(holds for _, holds in known)
    found = sum(bool(read.found(label)) for read, _ in known)
    agreed = [read for read, holds in known if holds and read.found(label)]
    precision, recall, score = f1(len(agreed), found, there)
    overlaps = [best_overlap(read, label) for read in agreed if read.spans(label)]
    touch = sum(each > 0 for each in overlaps) / len(overlaps) if overlaps else 0.0
    mean = sum(overlaps) / len(overlaps) if overlaps else 0.0
    decoys = [(read, span) for read, _ in known for span in read.decoys(label)]
    taken = sum(any(overlap((f.start, f.end), span) > 0 for f in read.found(label)) for read, span in decoys)
    print(
        f"{label:26}{there:6}{found:6}{precision:7.3f}{recall:7.3f}{score:7.3f}{touch:7.2f}{mean:7.2f}"
        f"{f'{taken}/{len(decoys)}':>8}"
    )
    return score if there else None


def errors(label: str, reads: Iterable[Read]) -> None:
    for read in reads:
        holds, found = read.holds(label), read.found(label)
        if holds is not None and holds != bool(found):
            words = [read.row["text"][finding.start : finding.end] for finding in found]
            print(f"{'missed' if holds else 'wrong '} {read.row['id']}: {read.row['spans'].get(label, words)}")
            print("       ", [finding.rule for finding in found])


def hotels(path: Path) -> None:
    csv.field_size_limit(sys.maxsize)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    text = next(name for name in rows[0] if name in ("text", "response", "reply", "apology"))
    there = [float(row["mturk_rating"]) > 0 for row in rows]
    found = [any(f.name == "apologises" for f in check(row[text], "en").components) for row in rows]
    hits = sum(a and b for a, b in zip(there, found, strict=True))
    precision, recall, score = f1(hits, sum(found), sum(there))
    right = sum(a == b for a, b in zip(there, found, strict=True)) / len(rows)
    print(
        f"\nhotel replies, apologises: {len(rows)}, accuracy {right:.3f}, {precision=:.3f} {recall=:.3f} F1 {score:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    parser.add_argument("--language", choices=("pl", "en"))
    parser.add_argument("--errors", metavar="LABEL", help="list the statements where the check and the reader differ")
    asked = parser.parse_args()
    started, letters = time.perf_counter(), 0
    for kind in ("authored", "real"):
        source = asked.data / "text" / f"statements_{kind}" / "dev.jsonl"
        rows = [json.loads(raw) for raw in source.read_text(encoding="utf-8").splitlines()]
        for language in (asked.language,) if asked.language else ("pl", "en"):
            reads = [Read(row, check(row["text"], language)) for row in rows if row["language"] == language]
            letters += sum(len(read.row["text"]) for read in reads)
            table(f"{kind}, {language}", reads)
            if asked.errors:
                errors(asked.errors, reads)
    print(f"\n{letters / (time.perf_counter() - started):,.0f} characters a second, rules compiled in between")
    hotels(asked.data / "text" / "hotel_apologies" / "hotel_apologies.csv")
    print(f"{platform.machine()}, Python {platform.python_version()}")


if __name__ == "__main__":
    main()
