"""Figures: what a chart shows, as a record that can say itself as SVG, as rows of a table, and as JSON for the browser.

The SVG stands by itself: on a page without script, in mail, in a PDF. Its colours come from the page's style sheet by
class; `standalone=True` puts a palette for white paper into it. Pure: the moment and the reader come with `Words`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

import msgspec
from markupsafe import Markup

from larum.base.translate import Msgid, Words, msgid
from larum.report.scales import instants, path, ticks

MarkerKind = Literal["alert", "statement", "act", "campaign"]

PAPER = """
text{font-family:system-ui,'Noto Sans','DejaVu Sans',sans-serif;font-size:12px;fill:#44474f}
.grid{stroke:#e3e4e8;stroke-width:1}.band{fill:#e6e8ee}.line{fill:none;stroke:#1f3fbf;stroke-width:2;stroke-linejoin:round}
.last{fill:#1f3fbf}.strong{font-weight:600;fill:#17181c}.marker{stroke:#17181c;stroke-width:1;stroke-dasharray:3 3}
.marker-alert{stroke:#b42318}.sign{fill:#17181c}.sign-alert{fill:#b42318}.sign-statement{fill:#00694d}
.fan{fill:#1f3fbf;fill-opacity:.14}.fan-middle{fill:none;stroke:#1f3fbf;stroke-width:2;stroke-dasharray:2 4}
.bar{fill:#8b8f9a}.bar-accent{fill:#1f3fbf}.mood-negative{fill:#d55e00}.mood-neutral{fill:#a3a6ae}.mood-positive{fill:#009e73}
"""
"""The palette of figures on white paper."""


ROWS = 100
"""Rows of a table at most: what somebody can still read, and a day in quarters of an hour."""


class Point(msgspec.Struct, frozen=True):
    """One bin of time. `value` is None where nothing could be seen, which is not the same as zero."""

    at: datetime
    value: float | None
    low: float | None = None
    """Lower edge of what is usual then."""
    high: float | None = None
    negative: float = 0.0
    """How many of `value` are negative."""


class Marker(msgspec.Struct, frozen=True):
    """An act or an event on the curve."""

    at: datetime
    label: str
    kind: MarkerKind = "act"
    href: str | None = None


class Fan(msgspec.Struct, frozen=True):
    """What is expected of one moment to come: the middle, and the range that holds four times out of five."""

    at: datetime
    low: float
    middle: float
    high: float


class Curve(msgspec.Struct, frozen=True):
    """A count over time against what is usual, with the share of the negative beneath and acts marked on it."""

    title: str
    summary: str
    """The picture in one sentence, for whoever cannot see it and whoever has no time."""
    points: Sequence[Point]
    markers: Sequence[Marker] = ()
    counted: Msgid = msgid("mentions")
    last: str | None = None
    """What stands at the end of the line; how many mentions, unless given."""
    fan: Sequence[Fan] = ()
    """What is to be expected after the last point."""

    @property
    def top(self) -> float:
        """The highest that is drawn. A range may reach far beyond what was ever seen: it leaves the picture there."""
        seen = max((max(p.value or 0, p.high or 0) for p in self.points), default=0)
        return max([seen, *(min(each.high, 2 * max(seen, each.middle)) for each in self.fan)])

    def last_said(self, words: Words) -> str:
        """The label at the end of the line."""
        value = next((p.value for p in reversed(self.points) if p.value is not None), 0)
        return self.last or words.ngettext("{count} mention", "{count} mentions", round(value))

    def svg(self, words: Words, width: int = 960, height: int = 300, *, standalone: bool = False) -> Markup:
        """The figure as SVG, with direct labels."""
        return _curve(self, words, width, height, standalone)

    def headers(self, words: Words) -> list[str]:
        """The head of its table."""
        return [
            words("Time"),
            words(self.counted).capitalize(),
            words("Usual from"),
            words("Usual to"),
            words("Negative"),
        ]

    def rows(self, words: Words) -> list[list[str]]:
        """Its table, one row per bin, the newest `ROWS` of them."""

        def shown(value: float | None) -> str:
            return "–" if value is None else words.number(value, 1 if value % 1 else 0)

        return [
            [f"{words.date(p.at)}, {words.time(p.at)}", *(shown(v) for v in (p.value, p.low, p.high, p.negative))]
            for p in self.points[-ROWS:]
        ]

    def json(self, words: Words) -> Markup:
        """The same for `charts.js`, safe inside a script element."""
        body = {
            "kind": "curve",
            "title": self.title,
            "summary": self.summary,
            "labels": {
                "value": words(self.counted),
                "band": words("usual"),
                "negative": words("negative"),
                "last": self.last_said(words),
                "day": words("last 24 hours"),
                "week": words("7 days"),
                "all": words("all"),
                "fan": words("forecast"),
            },
            "points": [[int(p.at.timestamp() * 1000), p.value, p.low, p.high, p.negative] for p in self.points],
            "markers": [
                {"at": int(m.at.timestamp() * 1000), "label": m.label, "kind": m.kind, "href": m.href}
                for m in self.markers
            ],
            "fan": [[int(f.at.timestamp() * 1000), f.low, f.middle, min(f.high, self.top)] for f in self.fan],
            "zone": getattr(words.zone, "key", "UTC"),
        }
        safe = msgspec.json.encode(body).decode().replace("<", "\\u003c").replace("&", "\\u0026")
        return Markup(safe)  # noqa: S704 - no character is left that could end the script element


class Bar(msgspec.Struct, frozen=True):
    """One bar; `tone` is a class of the style sheet."""

    label: str
    value: float
    tone: Literal["plain", "accent", "negative", "neutral", "positive"] = "plain"


class Bars(msgspec.Struct, frozen=True):
    """A few counts side by side, each with its name and its number on it."""

    title: str
    summary: str
    bars: Sequence[Bar]

    def svg(self, words: Words, width: int = 640, *, standalone: bool = False) -> Markup:
        """The figure as SVG: lying bars, because names are long."""
        names = min(width * 0.4, 12 + 7.2 * max((len(bar.label) for bar in self.bars), default=0))
        most = max((bar.value for bar in self.bars), default=0) or 1
        drawn: list[Markup] = []
        for index, bar in enumerate(self.bars):
            y = 28 * index
            length = max(1.0, (width - names - 72) * bar.value / most)
            tone = {"plain": "bar", "accent": "bar-accent"}.get(bar.tone, f"mood-{bar.tone}")
            drawn.append(
                Markup('<text x="{:.0f}" y="{}" text-anchor="end">{}</text>').format(names - 8, y + 18, bar.label)
                + Markup('<rect class="{}" x="{:.0f}" y="{}" width="{:.1f}" height="16" rx="2"/>').format(
                    tone, names, y + 6, length
                )
                + Markup('<text class="strong" x="{:.0f}" y="{}">{}</text>').format(
                    names + length + 6, y + 18, words.number(bar.value)
                )
            )
        height = 28 * len(self.bars)
        return _sheet(width, height, self.title, self.summary, Markup("").join(drawn), standalone)

    def headers(self, words: Words) -> list[str]:
        """The head of its table."""
        return ["", words("Count")]

    def rows(self, words: Words) -> list[list[str]]:
        """Its table."""
        return [[bar.label, words.number(bar.value)] for bar in self.bars]


def spark(values: Sequence[float], summary: str, width: int = 120, height: int = 28) -> Markup:
    """A curve the size of a word; `summary` says it in words."""
    most = max(values, default=0) or 1
    across = max(1, len(values) - 1)
    points = [
        (2 + (width - 8) * i / across, height - 3 - (height - 8) * value / most) for i, value in enumerate(values)
    ]
    drawn = Markup('<path class="line" d="{}"/>').format(path(points))
    if points:
        drawn += Markup('<circle class="last" cx="{:.1f}" cy="{:.1f}" r="2.5"/>').format(*points[-1])
    return Markup(
        '<svg class="spark" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}</svg>'
    ).format(width, height, summary, drawn)


def _sheet(width: int, height: float, title: str, summary: str, drawn: Markup, standalone: bool) -> Markup:
    style = Markup("<style>%s</style>") % Markup(PAPER) if standalone else Markup("")  # noqa: S704 - our own
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {0} {1:.0f}" '
        'width="{0}" height="{1:.0f}" role="img" aria-label="{2}">'
        "<title>{2}</title><desc>{3}</desc>{4}{5}</svg>"
    ).format(width, height, title or summary, summary, style, drawn)


_LEFT, _RIGHT, _TOP, _FOOT, _STRIP = 40, 16, 46, 24, 8
_Across = Callable[[datetime], float]
_Upward = Callable[[float], float]


def _curve(curve: Curve, words: Words, width: int, height: int, standalone: bool) -> Markup:
    if not curve.points:
        return _sheet(width, 1, curve.title, curve.summary, Markup(""), standalone)
    start, end = curve.points[0].at, (curve.fan or curve.points)[-1].at
    span = (end - start).total_seconds() or 1
    levels = ticks(curve.top)
    floor = height - _FOOT - _STRIP - 8

    def x(at: datetime) -> float:
        return _LEFT + (width - _LEFT - _RIGHT) * (at - start).total_seconds() / span

    def y(value: float) -> float:
        return floor - (floor - _TOP) * value / levels[-1]

    drawn = Markup("")
    for level in levels:
        drawn += Markup(
            '<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
            '<text x="{}" y="{:.1f}" text-anchor="end">{}</text>'
        ).format(_LEFT, width - _RIGHT, y(level), y(level), _LEFT - 6, y(level) + 4, words.compact(level))
    drawn += _times(start, end, words, x, width, height)
    drawn += _band(curve, words, x, y)
    drawn += _negatives(curve, x, floor + 8)
    line = path([None if p.value is None else (x(p.at), y(p.value)) for p in curve.points])
    drawn += Markup('<path class="line" d="{}"/>').format(line)
    seen = [p for p in curve.points if p.value is not None]
    if seen and seen[-1].value is not None:
        last_x, last_y = x(seen[-1].at), y(seen[-1].value)
        said = curve.last_said(words)
        drawn += Markup(
            '<circle class="last" cx="{:.1f}" cy="{:.1f}" r="3.5"/>'
            '<text class="strong" x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>'
        ).format(last_x, last_y, last_x + 3, max(_TOP + 10, last_y - 9), said)
        drawn += _fan(curve, words, seen[-1], x, y)
    drawn += _markers(curve.markers, start, end, x, floor, width)
    return _sheet(width, height, curve.title, curve.summary, drawn, standalone)


def _times(start: datetime, end: datetime, words: Words, x: _Across, width: int, height: int) -> Markup:
    drawn = Markup("")
    found, step = instants(start, end, words.zone, most=max(3, width // 110))
    for at in found:
        local = at.astimezone(words.zone)
        said = words.date(at) if step >= timedelta(days=1) or (local.hour, local.minute) == (0, 0) else words.time(at)
        if 20 < x(at) < width - 20:
            drawn += Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(x(at), height - 6, said)
    return drawn


def _band(curve: Curve, words: Words, x: _Across, y: _Upward) -> Markup:
    edge = [(p.at, p.low, p.high) for p in curve.points if p.low is not None and p.high is not None]
    if len(edge) < 2:
        return Markup("")
    over = [(x(at), y(high)) for at, _, high in edge if high is not None]
    under = [(x(at), y(low)) for at, low, _ in reversed(edge) if low is not None]
    return Markup('<path class="band" d="{}Z"/><text x="{:.1f}" y="{:.1f}">{}</text>').format(
        path([*over, *under]), over[0][0] + 4, over[0][1] - 5, words("usual")
    )


def _fan(curve: Curve, words: Words, last: Point, x: _Across, y: _Upward) -> Markup:
    """What is to be expected opens from the last point that was seen."""
    if not curve.fan or last.value is None:
        return Markup("")
    begin = (x(last.at), y(last.value))
    over = [(x(each.at), y(min(each.high, curve.top))) for each in curve.fan]
    under = [(x(each.at), y(each.low)) for each in reversed(curve.fan)]
    middle = [begin, *((x(each.at), y(each.middle)) for each in curve.fan)]
    return Markup(
        '<path class="fan" d="{}Z"/><path class="fan-middle" d="{}"/>'
        '<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>'
    ).format(
        path([begin, *over, *under]), path(middle), over[-1][0], max(_TOP + 10, over[-1][1] - 6), words("forecast")
    )


def _negatives(curve: Curve, x: _Across, top: float) -> Markup:
    """The strip: where it is darker, more of what is said is negative. Neighbours that look alike are one rectangle."""
    drawn = Markup("")
    ends = [point.at for point in curve.points[1:]] + [curve.points[-1].at]
    runs = groupby(zip(curve.points, ends, strict=True), key=lambda pair: _shade(pair[0]))
    for shade, run in runs:
        pairs = list(run)
        if shade:
            start, end = x(pairs[0][0].at), x(pairs[-1][1])
            drawn += Markup(
                '<rect class="mood-negative" x="{:.1f}" y="{:.0f}" width="{:.1f}" height="{}" opacity="{:.1f}"/>'
            ).format(start, top, max(1.0, end - start), _STRIP, shade / 10)
    return drawn


def _shade(point: Point) -> int:
    """The negative share in tenths; what is there at all is at least visible, and a trace is nothing."""
    share = point.negative / point.value if point.value else 0
    return 0 if share < 0.05 else max(2, min(10, round(share * 10)))


def _markers(markers: Sequence[Marker], start: datetime, end: datetime, x: _Across, floor: float, width: int) -> Markup:
    """Labels in two rows; one that would cover another keeps its sign and shows its words on hover."""
    drawn, free = Markup(""), [0.0, 0.0]
    for marker in sorted((m for m in markers if start <= m.at <= end), key=lambda m: m.at):
        at, length = x(marker.at), 7.0 * len(marker.label)
        left = min(at, width - length - 4)
        row = next((row for row in (0, 1) if left > free[row] + 6), None)
        top = 14 + 16 * (row or 0)
        sign = Markup(
            '<line class="marker marker-{0}" x1="{1:.1f}" x2="{1:.1f}" y1="{2}" y2="{3:.0f}"/>'
            '<circle class="sign sign-{0}" cx="{1:.1f}" cy="{4}" r="4"/>'
        ).format(marker.kind, at, top + 4, floor, _TOP)
        if row is not None:
            free[row] = left + length
            sign += Markup('<text x="{:.1f}" y="{}">{}</text>').format(left, top, marker.label)
        sign = Markup("<g><title>{}</title>{}</g>").format(marker.label, sign)
        drawn += Markup('<a href="{}">{}</a>').format(marker.href, sign) if marker.href else sign
    return drawn
