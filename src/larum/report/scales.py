"""Round numbers and round times for the axes of figures. Pure."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo


def ticks(highest: float, most: int = 4) -> list[float]:
    """Round values from zero to at least `highest`, at most `most` steps; counts start at zero.

    >>> ticks(87)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    rough = max(highest, 1) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
    # Counts have no halves.
    step = max(1.0, step) if step != 2.5 else 5.0 if rough > 2.5 else 3.0
    return [step * index for index in range(math.ceil(max(highest, 1) / step) + 1)]


_STEPS_FOR = tuple(timedelta(hours=hours) for hours in (1 / 12, 1 / 4, 1 / 2, 1, 2, 3, 6, 12, 24, 48, 168, 336, 672))


def instants(start: datetime, end: datetime, zone: tzinfo, most: int) -> tuple[list[datetime], timedelta]:
    """Round instants of the reader's clock within the span, and the step between them."""
    step = next((step for step in _STEPS_FOR if (end - start) / step <= most), _STEPS_FOR[-1])
    local = start.astimezone(zone).replace(tzinfo=None)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + math.ceil((local - midnight) / step) * step
    found: list[datetime] = []
    while (instant := at.replace(tzinfo=zone).astimezone(UTC)) <= end:
        found.append(instant)
        at += step
    return found, step


def path(points: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path through `points`; None breaks the line, because what was not seen is not drawn.

    >>> path([(0, 1), (2, 3), None, (4, 5)])
    'M0 1L2 3M4 5'
    """
    parts: list[str] = []
    broken = True
    for point in points:
        if point is None:
            broken = True
            continue
        parts.append(f"{'M' if broken else 'L'}{_short(point[0])} {_short(point[1])}")
        broken = False
    return "".join(parts)


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
