"""Imports a file along the path, batch by batch, with its place kept after each."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from larum.alert.store import how_many
from larum.base.actor import SYSTEM
from larum.base.clock import Clock
from larum.base.errors import Invalid
from larum.base.http import Http
from larum.base.ids import named
from larum.base.translate import Words, msgid
from larum.cli.terminal import speaker
from larum.cli.trouble import because
from larum.cli.yaml_file import yaml_in
from larum.collect.actions import add_source, open_source
from larum.collect.store import sources
from larum.connectors import registry
from larum.connectors.contract import Batch, Outside, Poller
from larum.connectors.records import Refused
from larum.connectors.rules import REASONS, place
from larum.db.work import Database
from larum.flow.arrive import receive
from larum.flow.upload import judge_past
from larum.match.actions import add_brand, add_monitor
from larum.match.store import brand_named, how_many_mentions, monitor_named
from larum.measure.stories.step import tell_stories

COMPLAINTS: Final = 3
"""Items that cannot be read and are named; the others are like them."""


class Imported(msgspec.Struct, frozen=True):
    """What an import brought."""

    posts: int
    refused: int
    mentions: int
    alerts: int


class WantedMonitor(msgspec.Struct, frozen=True):
    """One entry of a file of monitors."""

    name: str
    query: str
    brand: str = ""


def bring_in(
    database: Database,
    file: Path,
    *,
    columns: Path | None,
    encoding: str,
    monitors: Path | None,
    again: bool,
    quiet: bool,
) -> Imported:
    """Read the file to its end, then let the detectors look at the past it brought."""
    readable(file)
    if monitors is not None:
        add_monitors(database, monitors)
    source_id, cursor = _source(database, file, columns, encoding)
    posts = refused = 0
    with progress_bar(quiet) as progress:
        task = progress.add_task(file.name, total=None)
        for batch in complaining(pages(file, columns, encoding, database.clock, "" if again else cursor)):
            receipt = receive(database, batch, source_id=source_id)
            posts, refused = posts + receipt.posts, refused + receipt.refused
            if batch.progress is not None:
                progress.update(task, completed=batch.progress.done, total=batch.progress.total)
    with database.reading() as session:
        newest = open_source(session, source_id).post_at
    judge_past(database, newest)
    tell_stories(database)
    with database.reading() as session:
        caught, alerts = how_many_mentions(session), how_many(session)
    return Imported(posts=posts, refused=refused, mentions=caught, alerts=alerts)


def readable(file: Path) -> None:
    """Refuse what is no file, or none that may be read, before anything is made for it."""
    try:
        with file.open("rb"):
            pass
    except OSError as wrong:
        raise Invalid(
            msgid("The file {file} cannot be read: {detail}"), field="file", file=str(file), detail=because(wrong)
        ) from wrong


def pages(file: Path, columns: Path | None, encoding: str, clock: Clock, cursor: str = "") -> Iterator[Batch]:
    """The file, batch by batch, from a cursor on."""
    connector = registry.connector("files")
    assert isinstance(connector, Poller)
    settings = connector.manifest.fill({"path": str(file.resolve()), **_options(columns, encoding)}, "poll")
    outside = Outside(http=Http(clock=clock), clock=clock)
    while True:
        batch = connector.read(settings, cursor, outside)
        yield batch
        if not batch.more:
            return
        cursor = batch.cursor


def complaining(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The same; the first items that cannot be read are named on standard error, so that nobody has to guess why."""
    _, left = speaker(), COMPLAINTS
    for batch in batches:
        for item in batch.arrivals:
            if left and isinstance(item, Refused):
                print(_not_read(_, item), file=sys.stderr)
                left -= 1
        yield batch


def _not_read(words: Words, item: Refused) -> str:
    """Where an item stands and why it was refused, in the reader's words; what exactly was wrong, as it was said."""
    return words(
        "Not read, {where}: {why} ({detail})",
        where=place(words, item.where) or "?",
        why=words(REASONS.get(item.reason, item.reason)),
        detail=item.detail,
    )


def add_monitors(database: Database, file: Path) -> None:
    """Add the brands and monitors of a file that are not there yet, by name."""
    try:
        wanted = msgspec.convert(yaml_in(file), list[WantedMonitor])
    except msgspec.ValidationError as wrong:
        sentence = msgid("The file {file} is not a list of monitors, each with a “name” and a “query” (“{detail}”).")
        raise Invalid(sentence, field="monitors", file=file.name, detail=str(wrong)) from wrong
    with database.working(SYSTEM) as work:
        for entry in wanted:
            name = entry.brand or entry.name
            brand = brand_named(work.session, name) or add_brand(work, name=name)
            if monitor_named(work.session, entry.name, brand.id) is None:
                add_monitor(work, brand_id=brand.id, name=entry.name, query=entry.query)


def report(done: Imported, *, as_json: bool) -> None:
    """Say what came of it."""
    if as_json:
        sys.stdout.write(msgspec.json.encode(done).decode() + "\n")
        return
    _ = speaker()
    print(_.ngettext("{count} post read.", "{count} posts read.", done.posts))
    if done.refused:
        print(
            _.ngettext(
                "{count} item could not be read; it waits in quarantine with its reason.",
                "{count} items could not be read; they wait in quarantine with their reasons.",
                done.refused,
            )
        )
    print(_.ngettext("{count} mention in all.", "{count} mentions in all.", done.mentions))
    print(_.ngettext("{count} alert in all.", "{count} alerts in all.", done.alerts))


def _source(database: Database, file: Path, columns: Path | None, encoding: str) -> tuple[UUID, str]:
    """The source that stands for this file, as it is now: a file that was replaced by another is another source."""
    path = file.resolve()
    mark = str(named("file", path, encoding, columns.read_text("utf-8") if columns else ""))
    with database.working(SYSTEM) as work:
        for source in sources(work.session):
            if source.connector == "files" and source.settings.get("mark") == mark:
                return source.id, source.cursor
        source = add_source(
            work,
            name=file.name,
            connector="files",
            settings={"path": str(path), "mark": mark, **_options(columns, encoding)},
        )
        source.state = "paused"  # it is read by this command, not by the runner
        return source.id, ""


def _options(columns: Path | None, encoding: str) -> dict[str, str]:
    return {"encoding": encoding, **({"columns": str(columns.resolve())} if columns else {})}


def progress_bar(quiet: bool) -> Progress:
    """How far it is, on standard error."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        redirect_stdout=sys.stdout.isatty(),  # else what a pipe is to have would go to the terminal
        disable=quiet,
    )
