"""The step in which readings become counts.

A window is always counted anew from the readings (law 3), so a reading that arrives twice, late or again after a crash
leaves the same numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from larum.analyse.records import Reading
from larum.analyse.store import mark_ours
from larum.base.stage import Stage
from larum.db.columns import from_microseconds, to_microseconds
from larum.db.work import Work
from larum.match.events import OwnAccountsChanged
from larum.match.records import Unmention
from larum.match.store import brands, own_accounts
from larum.measure.records import SECONDS, Span, Window
from larum.measure.store import recount, save_windows

SPANS: tuple[Span, ...] = ("minute", "hour", "day")


def load(work: Work, batch: Sequence[Reading | Unmention]) -> list[Window]:
    """Count, now, every window that these readings fall into."""
    return _counted(work, _by_monitor(batch))


def _counted(work: Work, touched: Mapping[UUID, set[datetime]]) -> list[Window]:
    counted: list[Window] = []
    for monitor_id, instants in sorted(touched.items()):
        if work.on_postgresql:  # two workers must not count one monitor past each other
            work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": monitor_id.int % 2**62})
        for span in SPANS:
            starts = {start_of(span, at) for at in instants}
            counted += recount(work.session, monitor_id, span, sorted(starts))
    return counted


def compute(batch: Sequence[Reading | Unmention], counted: list[Window]) -> list[Window]:
    """The windows as they were counted."""
    return counted


def save(work: Work, counted: Sequence[Window]) -> None:
    """Keep the windows."""
    save_windows(work, counted)
    work.touch(*{f"windows:{window.monitor_id}" for window in counted})


def recount_own(work: Work, event: OwnAccountsChanged) -> None:
    """Other accounts are ours: what they posted is marked anew, and its windows are counted again. May be repeated."""
    brand_ids = [brand.id for brand in brands(work.session)] if event.brand_id is None else [event.brand_id]
    instants: dict[UUID, set[datetime]] = {}
    for brand_id in brand_ids:
        accounts = [(one.platform, one.handle) for one in own_accounts(work.session, brand_id)]
        for monitor_id, at in mark_ours(work, brand_id, accounts):
            instants.setdefault(monitor_id, set()).add(at)
    save(work, _counted(work, instants))


def start_of(span: Span, at: datetime) -> datetime:
    """Start of the window an instant falls into, aligned in UTC.

    >>> from datetime import UTC
    >>> start_of("hour", datetime(2026, 3, 2, 12, 34, 56, tzinfo=UTC)).isoformat()
    '2026-03-02T12:00:00+00:00'
    """
    width = SECONDS[span] * 1_000_000
    return from_microseconds(to_microseconds(at) // width * width)


def _by_monitor(batch: Sequence[Reading | Unmention]) -> dict[UUID, set[datetime]]:
    touched: dict[UUID, set[datetime]] = {}
    for item in batch:
        if isinstance(item, Reading):
            touched.setdefault(item.mention.monitor_id, set()).add(item.mention.post.created_at)
        else:
            touched.setdefault(item.monitor_id, set()).add(item.at)
    return touched


MEASURE = Stage(
    name="measure",
    load=load,
    compute=compute,
    save=save,
    key=lambda item: item.mention.monitor_id if isinstance(item, Reading) else item.monitor_id,
)
