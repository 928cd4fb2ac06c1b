"""After months of silence a detector begins anew instead of living through every hour of it."""

from datetime import UTC, datetime, timedelta

from larum.base.ids import named
from larum.detect.stage import FADED_AFTER, Before, Tick, compute
from larum.detect.watch import Watching, pack

BRAND, MONITOR = named("brand"), named("monitor")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def looked(as_of: datetime) -> dict[str, Watching]:
    before = Before(brand_id=BRAND, watching={"surge": Watching(seen_until=as_of.timestamp())}, windows=[], since=as_of)
    return compute([Tick(brand_id=BRAND, upto=NOW)], {MONITOR: before})[0].watching


def test_an_archive_of_years_ago_does_not_keep_anybody_waiting() -> None:
    watching = looked(NOW - timedelta(days=4000))
    assert watching["surge"].as_of == NOW
    assert pack(watching["surge"]) == pack(looked(NOW - FADED_AFTER)["surge"])
