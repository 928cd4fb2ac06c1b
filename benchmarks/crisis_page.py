"""How many readers one process serves while everybody looks at the same crisis page, and how long they wait.

    python benchmarks/crisis_page.py [seconds]

An empty database on SQLite, one page with twelve updates, twenty answers and twenty problems. Requests go straight into
the application, without a network: what is measured is ours. "Made anew" is the page right after something changed.
"""

import asyncio
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import httpx2

from larum.base.actor import PUBLIC, SYSTEM, Actor
from larum.base.clock import FrozenClock
from larum.base.ids import named
from larum.connectors.contract import Outside
from larum.db.columns import metadata
from larum.db.engine import open_engine
from larum.db.migrate import load_tables
from larum.db.work import Database
from larum.engage import store as crisis_pages
from larum.engage.actions import answer, ask, pages
from larum.incident.actions.declare import declare
from larum.public.app import create_public_app
from larum.respond import store
from larum.respond.actions import approve, publish, write
from larum.respond.actions.channels import add_page_channels
from larum.respond.publishing import publish_due

OWNER = Actor(kind="person", id=named("person", "owner"), name="Owner", role="owner")
WRITER = Actor(kind="person", id=named("person", "writer"), name="Writer", role="responder")


def page_of_a_bad_day(database: Database, outside: Outside) -> str:
    """A page with everything on it; its address."""
    with database.working(SYSTEM) as work:
        add_page_channels(work)
    with database.working(OWNER) as work:
        incident = declare(work, "Water smells of chlorine", "own_mistake", "SEV2").id
        pages.prepare_page(work, incident)
        words = pages.Words(title={"en": "Water"}, happened={"en": "It smells."}, advice={"en": "Do not drink it."})
        pages.edit_page(work, incident, words=words)
        slug = pages.open_page(work, incident).slug
    for number in range(12):
        with database.working(WRITER) as work:
            text = {"en": f"Update {number}. " + "The pipes are being flushed; the next word comes on the hour. " * 4}
            statement = write.draft(work, title=f"Update {number}", texts=text, incident_id=incident)
            write.hand_over(work, statement)
        with database.working(OWNER) as work:
            held = store.open_statement(work.session, statement.id)
            approve.approve(work, held, seen=1)
            publish.publish(
                work, held, channels=[each for each in store.channels(work.session) if each.language == "en"]
            )
    publish_due(database, outside)
    for number in range(20):
        with database.working(PUBLIC) as work:
            page = crisis_pages.public_page(work.session, slug)
            address = f"192.0.2.{number}"
            asked = ask.ask(work, page, text=f"Question number {number}, what now?", language="en", address=address)
            ask.report(work, page, text=f"Problem number {number} here", language="en", address=address)
        with database.working(WRITER) as work:
            answer.answer(work, asked.id, answer="We will know at six. " * 5)
    return slug


async def read(database: Database, slug: str, seconds: float) -> None:
    """Read it in three ways and print what came of it."""
    app = create_public_app(database, prefix="")
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://page.example") as reader:
        first = await reader.get(f"/{slug}")
        print(f"page: {len(first.content):,} bytes")
        tag = {"if-none-match": first.headers["etag"]}
        rows: tuple[tuple[str, dict[str, str], bool], ...] = (
            ("kept ready", {}, False),
            ("reader's copy still good (304)", tag, False),
            ("made anew", {}, True),
        )
        print(f"{'':32}{'requests/s':>12}{'median ms':>12}{'p95 ms':>10}")
        for name, headers, anew in rows:
            took = []
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                if anew:
                    for listener in database.listeners:
                        listener(frozenset({"page"}))
                started = time.perf_counter()
                answered = await reader.get(f"/{slug}", headers=headers)
                took.append(time.perf_counter() - started)
                assert answered.status_code in (200, 304)
            cuts = quantiles(took, n=20)
            print(f"{name:32}{len(took) / sum(took):>12,.0f}{cuts[9] * 1000:>12.2f}{cuts[18] * 1000:>10.2f}")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'larum.db'}"
        load_tables()
        engine = open_engine(url, writes=True)
        metadata.create_all(engine)
        engine.dispose()
        clock = FrozenClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
        database = Database(url, clock)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        slug = page_of_a_bad_day(database, Outside(http=None, clock=clock))  # type: ignore[arg-type]  # nothing is sent
        asyncio.run(read(database, slug, seconds))
        database.close()


if __name__ == "__main__":
    main()
