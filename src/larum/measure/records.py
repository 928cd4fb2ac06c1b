"""What measuring gives on: windows of counts, and what is usual for them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Span = Literal["minute", "hour", "day"]

SECONDS: dict[Span, int] = {"minute": 60, "hour": 3600, "day": 86400}


class Window(msgspec.Struct, frozen=True, gc=False):
    """Counts of one monitor's mentions in one span of time. A window without mentions has no row."""

    monitor_id: UUID
    span: Span
    start_at: datetime
    """Start of the span, aligned in UTC."""
    mentions: int
    negative: int
    authors: int
    """Distinct accounts."""
    reach: int
    """Sum over distinct accounts of their followers, where the platform tells: at most so many people."""
    reposts: int
    questions: int
    complaints: int = 0
    complainers: int = 0
    """Distinct accounts that complain in words of their own; who only reposts a complaint is not one."""
    platforms: int = 0
    """On how many platforms there was anything."""
    loudest: int = 0
    """Followers of the largest account that took part; 0 where platforms do not tell."""
    critic: int = 0
    """Followers of the largest account that spoke ill: its post is negative or complains."""
