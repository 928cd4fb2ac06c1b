"""Draws docs/architecture.svg from the imports: which package knows which, in the order of the one import rule.

    python scripts/architecture.py            draw it
    python scripts/architecture.py --check    1 where the picture is not what the imports say

A row is a package that imports, a column one that is imported, both from the top down as `pyproject.toml` orders them.
The rule holds where every mark stands to the right of the diagonal. The picture changes only when one package begins
or ceases to know another.
"""

import sys
import tomllib
from html import escape
from itertools import chain
from pathlib import Path
from typing import Final

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "architecture.svg"

BANDS: Final = {  # the highest package of a band -> its name, its colour
    "cli": ("surface", "#2563eb"),
    "report": ("path", "#047857"),
    "connectors": ("means", "#b45309"),
    "db": ("ground", "#57534e"),
}
WRONG: Final = "#dc2626"
CELL: Final = 26
LEFT: Final = 190
TOP: Final = 106


def layers() -> list[list[str]]:
    """The packages from the top down as import-linter holds them; those on one level never import each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    written = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip() for name in level.split("|")] for level in written]


def imports() -> set[tuple[str, str]]:
    """Pairs of packages of which the first imports the second."""
    graph = grimp.build_graph("larum", cache_dir=None)
    pairs = set()
    for module in graph.modules:
        for known in graph.find_modules_directly_imported_by(module):
            above, below = _package(module), _package(known)
            if above and below and above != below:
                pairs.add((above, below))
    return pairs


def _package(module: str) -> str:
    """`larum.alert.model` is in `alert`; `larum` itself is in none."""
    return module.split(".")[1] if "." in module else ""


def draw() -> str:
    """The picture."""
    levels = layers()
    names = list(chain.from_iterable(levels))
    level = {name: number for number, same in enumerate(levels) for name in same}
    pairs = imports()
    width, height = LEFT + CELL * len(names) + 24, TOP + CELL * len(names) + 52
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    style = 'font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Which package imports which"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>',
        f'<rect width="{width}" height="{height}" rx="10" fill="#ffffff"/>',
    ]
    band, colour, colours = "", "", {}
    for row, name in enumerate(names):
        y = TOP + row * CELL
        if name in BANDS:
            band, colour = BANDS[name]
            parts.append(f'<line x1="16" x2="{width - 24}" y1="{y}" y2="{y}" stroke="#d6d3d1"/>')
            parts.append(f'<text x="16" y="{y + 18}" fill="{colour}" font-weight="700">{band}</text>')
        colours[name] = colour
        x = LEFT + row * CELL
        parts.append(f'<text x="{LEFT - 10}" y="{y + 18}" text-anchor="end" fill="#1c1917">{escape(name)}</text>')
        parts.append(
            f'<text transform="translate({x + 17} {TOP - 8}) rotate(-60)" fill="#1c1917">{escape(name)}</text>'
            f'<rect x="{x + 1}" y="{y + 1}" width="{CELL - 2}" height="{CELL - 2}" rx="4" fill="#e7e5e4"/>'
        )
    for row, above in enumerate(names):
        for column, below in enumerate(names):
            x, y = LEFT + column * CELL, TOP + row * CELL
            if (above, below) in pairs:
                fill = colours[above] if level[above] < level[below] else WRONG
                parts.append(
                    f'<rect x="{x + 5}" y="{y + 5}" width="{CELL - 10}" height="{CELL - 10}" rx="3" fill="{fill}">'
                    f"<title>{escape(above)} imports {escape(below)}</title></rect>"
                )
            elif column > row:
                parts.append(f'<circle cx="{x + CELL / 2:g}" cy="{y + CELL / 2:g}" r="1.5" fill="#d6d3d1"/>')
    parts.append(
        f'<text x="16" y="{height - 20}" fill="#57534e">A row imports a column. Everything stands to the right of the '
        "diagonal: no import points up.</text>"
    )
    return "\n".join([*parts, "</svg>\n"])


def main() -> int:
    """Draw, or say that the picture is stale."""
    picture = draw()
    if "--check" not in sys.argv:
        PICTURE.write_text(picture, encoding="utf-8")
        return 0
    if not PICTURE.exists() or PICTURE.read_text("utf-8") != picture:
        print(f"{PICTURE.relative_to(ROOT)} is stale: run python scripts/architecture.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
