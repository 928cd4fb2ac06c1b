"""Writes docs/reference/judgement.md from what the benchmarks measured: figures, protocols, misses, false alarms.

    python scripts/judgement.py            write the page
    python scripts/judgement.py --check    1 where the page is stale

Each benchmark of judgement leaves its results with `--json benchmarks/results/<name>.json`: an object with `name`,
`protocol`, `rows` (a list of objects with the same keys), `parameters`, and `failed`, a list of sentences on what was
tried and did not work, was missed, or cannot be had. `protocol` is Markdown. Optional: `command`, and `targets`, what
the project set out to reach and what came: objects with `target`, `wanted`, `measured` and `met`.
"""

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
ORDER = (
    "detection_nab", "stock_bursts", "planted_bursts", "stories", "arrivals", "arrivals_rising", "arrivals_quiet",
    "quiet_life", "quiet_posts", "planted_complaints", "quiet_calendar", "other_detectors", "cross_platform",
    "source_silence", "cascades", "cascades_limits", "forecast", "coordination", "detect_cost",
)  # fmt: skip
"""Sections of the page; a result that is not named here is a mistake."""
PAGE = ROOT / "docs" / "reference" / "judgement.md"
HEAD = """<!-- Written by scripts/judgement.py from benchmarks/results. Run the benchmark, then it. -->

# How good is the judgement?

What Larum's detectors and forecasts did on real data and in simulation, by the protocol named with each table. Misses
and false alarms are printed like hits. Development figures are called that: the parameters were chosen while these data
were in sight. Everything here can be run again: each table names its command; the data sets are not part of the project
(licences, and people's own words), so they are read from a folder you give. To see the same on your own data, use
[`larum judge`](judge.md). How each detector works: [detectors](detectors.md).
"""


def page() -> str:
    """The page as it follows from the results."""
    files = sorted(RESULTS.glob("*.json"), key=lambda file: (ORDER.index(file.stem), file.stem))
    results = [json.loads(file.read_text("utf-8")) for file in files]
    return "\n".join([HEAD, glance(results), *(section(result) for result in results)]).rstrip() + "\n"


def glance(results: list[dict[str, Any]]) -> str:
    """What was wanted and what came, all benchmarks together."""
    targets = [
        {name: target[name] for name in ("target", "wanted", "measured", "met")}
        for result in results
        for target in result.get("targets", [])
    ]
    return "\n".join(["## At a glance", "", *table(sorted(targets, key=lambda target: target["target"])), ""])


def section(result: dict[str, Any]) -> str:
    """One benchmark: how it was measured, what came out, what did not work."""
    lines = [f"## {result['name']}", "", result["protocol"], ""]
    if command := result.get("command"):
        lines += [f"    {command}", ""]
    lines += [*table(result["rows"]), ""]
    if parameters := result.get("parameters"):
        lines += ["Parameters: " + ", ".join(f"{name} {shown(value)}" for name, value in parameters.items()) + ".", ""]
    if failed := result.get("failed"):
        lines += ["Missed, wrong, or tried in vain:", "", *(f"- {sentence}" for sentence in failed), ""]
    return "\n".join(lines)


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Rows as tables, one for each stretch of rows that hold the same things."""
    tables: list[str] = []
    for heads, alike in groupby(rows, key=_heads):
        tables += [""] * bool(tables) + _table(heads, list(alike))
    return tables or ["No rows."]


def _heads(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row)


def _table(heads: tuple[str, ...], rows: list[dict[str, Any]]) -> list[str]:
    return [
        "| " + " | ".join(name.replace("_", " ") for name in heads) + " |",
        "|" + "---|" * len(heads),
        *("| " + " | ".join(shown(row.get(name, "")) for name in heads) + " |" for row in rows),
    ]


def shown(value: object) -> str:
    """A number with as many places as mean something; the rest as it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value)
    return str(value).replace("|", "\\|").replace("\n", " ")


def main(words: list[str]) -> int:
    text = page()
    if "--check" in words:
        stale = not PAGE.exists() or PAGE.read_text("utf-8") != text
        if stale:
            print("stale: docs/reference/judgement.md; run python scripts/judgement.py")
        return int(stale)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
