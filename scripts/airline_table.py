"""Fills the airline table of docs/data.md from the product's own path: import, match, read, count, judge, alert.

    python scripts/airline_table.py [../shared/data]            print the table
    python scripts/airline_table.py [../shared/data] --write    put it into docs/data.md

Nothing is tuned to this file. Work is done in a folder that is deleted afterwards; about a minute.
"""

import re
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from larum.alert.model import Alert
from larum.alert.wording import CAVEATS
from larum.base.clock import SystemClock
from larum.base.translate import Words
from larum.cli.importing import bring_in
from larum.db.migrate import upgrade
from larum.db.work import Database
from larum.match.model import Brand, Monitor
from larum.match.store import mentions

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data.md"
MAP = ROOT / "examples" / "airline-map.yaml"
MONITORS = ROOT / "examples" / "airline-monitors.yaml"
PLACE = re.compile(r"(<!-- airline-table -->\n).*?(<!-- /airline-table -->)", re.DOTALL)
ZONE = ZoneInfo("America/Los_Angeles")
"""The file's own."""


def measured(file: Path) -> str:
    """The table and the alerts behind it, in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/larum.db"
        upgrade(url)
        database = Database(url, SystemClock())
        try:
            done = bring_in(database, file, columns=MAP, encoding="utf-8", monitors=MONITORS, again=False, quiet=True)
            return f"{done.posts:,} posts read, {done.refused} refused, {done.alerts} alerts.\n\n" + tables(database)
        finally:
            database.close()


def tables(database: Database) -> str:
    """Alerts per airline and day, then each alert on a line."""
    words = Words("en", ZONE)
    with database.reading() as session:
        brands = {brand.id: brand.name for brand in session.scalars(select(Brand).order_by(Brand.name))}
        alerts = list(session.scalars(select(Alert).order_by(Alert.raised_at)))
        owner = {monitor.id: monitor.brand_id for monitor in session.scalars(select(Monitor))}
        posted = session.execute(select(mentions.c.monitor_id, mentions.c.at))
        volume = Counter((owner[monitor], at.astimezone(ZONE).date()) for monitor, at in posted)
    raised: dict[tuple[object, object], list[Alert]] = defaultdict(list)
    for alert in alerts:
        raised[alert.brand_id, alert.raised_at.astimezone(ZONE).date()].append(alert)
    days = sorted({day for _, day in volume})
    lines = ["| airline | " + " | ".join(f"{day:%d %b}" for day in days) + " |", "|---|" + "---|" * len(days)]
    for id, name in brands.items():
        cells = []
        for day in days:
            found = ", ".join(f"SEV{alert.severity}" for alert in raised[id, day])
            cells.append(f"{volume[id, day]:,}" + (f" **{found}**" if found else ""))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "| raised | airline | severity | observed | usual | lasted | the alert says so itself |",
        "|" + "---|" * 7,
    ]
    for alert in alerts:
        said = " ".join(CAVEATS[code] for code in alert.caveats if code in CAVEATS)
        lasted = alert.last_signal_at - alert.begun_at + timedelta(0)
        lines.append(
            f"| {alert.raised_at.astimezone(ZONE):%d %b %H:%M} | {brands[alert.brand_id]} | SEV{alert.severity} "
            f"| {alert.observed:,.0f} | {alert.usual:,.1f} | {words.duration(lasted)} | {said or '–'} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Print, or write."""
    given = [word for word in sys.argv[1:] if not word.startswith("--")]
    file = Path(given[0] if given else ROOT / "../shared/data") / "airline_tweets_2015" / "tweets.csv.gz"
    if not file.is_file():
        print(f"{file} is not there: give the folder that holds airline_tweets_2015", file=sys.stderr)
        return 1
    table = measured(file)
    if "--write" not in sys.argv:
        print(table)
        return 0
    PAGE.write_text(PLACE.sub(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
