"""What `larum doctor` looks at. Each look gives what it found, and in words what to do about it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TextIO

import msgspec
from rich.console import Console
from sqlalchemy.orm import Session

from larum.audit.trail import count, first_broken, newest_at
from larum.auth.store import has_owner
from larum.base.clock import SystemClock
from larum.base.translate import Words
from larum.cli.terminal import SettingsUnusable, settings_for, speaker
from larum.collect.actions import health_of
from larum.collect.store import sources
from larum.db.engine import DatabaseTrouble, why
from larum.db.migrate import shape
from larum.db.outbox import given_up
from larum.db.work import Database
from larum.detect.hearing.store import silent
from larum.flow.quarantine import waiting_by_reason
from larum.incident.store import preparation

if TYPE_CHECKING:
    from larum.base.settings import Settings

DISK_WARN: Final = 2_000_000_000
DISK_FAIL: Final = 200_000_000
"""Bytes free: below the first somebody should look soon, below the second a storm of posts may fill the disk."""
FRONT_END: Final = ("basecoat.css", "htmx.js", "echarts.js")

State = Literal["ok", "warn", "fail"]


class Check(msgspec.Struct, frozen=True):
    """What one look found."""

    name: str
    """For programs."""
    state: State
    message: str
    """What was found and, where it is not well, what to do; in the reader's language."""


def look_over(data: Path | None) -> list[Check]:
    """Everything, in the order in which a person would mend it."""
    _ = speaker()
    try:
        settings = settings_for(data)
    except SettingsUnusable as wrong:
        return [Check("settings", "fail", _.sentence(wrong))]
    return [
        _folder(settings, _),
        *_database(settings, _),
        _disk(settings, _),
        _pdf(_),
        _front_end(_),
    ]


def show(found: list[Check], out: TextIO, *, as_json: bool) -> None:
    """A line for each, the state in colour where the terminal has any; or all as JSON."""
    if as_json:
        well = not any(check.state == "fail" for check in found)
        out.write(msgspec.json.encode({"ok": well, "checks": found}).decode() + "\n")
        return
    console = Console(file=out, highlight=False, soft_wrap=True)
    colours = {"ok": "green", "warn": "yellow", "fail": "bold red"}
    for check in found:
        console.print(f"{check.state:<4}", style=colours[check.state], end="  ")
        console.print(check.message, markup=False)


def _folder(settings: "Settings", _: Words) -> Check:
    folder = settings.data.resolve()
    if not folder.exists():
        said = _("The data folder {folder} is not there yet. “larum run” makes it.", folder=folder)
        return Check("data_folder", "warn", said)
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as wrong:
        said = _(
            "Nothing can be written to {folder}: {detail}. Give it to the user that runs Larum.",
            folder=folder,
            detail=wrong.strerror or wrong,
        )
        return Check("data_folder", "fail", said)
    return Check("data_folder", "ok", _("The data folder {folder} can be written to.", folder=folder))


def _database(settings: "Settings", _: Words) -> Iterator[Check]:
    embedded = not settings.database.get_secret_value()
    if embedded and not (settings.data / "larum.db").exists():
        yield Check("database", "warn", _("There is no database yet. “larum run” makes it."))
        return
    database = Database(settings.database_url, SystemClock())
    try:
        found = _shape(database, _)
        yield found
        if found.state == "ok":
            with database.reading() as session:
                yield _audit(session, _)
                yield _clock(session, _)
                yield _owner(session, _)
                yield _called(session, _)
                yield _sources(session, _)
                yield _waiting(session, _)
    except DatabaseTrouble as wrong:
        said = _(
            "The database cannot be read: {detail}. Check that it runs and that its address is right.",
            detail=why(wrong),
        )
        yield Check("database", "fail", said)
    finally:
        database.close()


def _shape(database: Database, _: Words) -> Check:
    present, newest = shape(database)
    if present != newest:
        said = _(
            "The database has another shape than this Larum wants ({present} instead of {newest}). "
            "Make a copy; then “larum run” of the newest version brings it up to date.",
            present=present or "–",
            newest=newest,
        )
        return Check("database", "fail", said)
    return Check(
        "database",
        "ok",
        _("The database answers and has the newest shape ({kind}).", kind=database.reader.dialect.name),
    )


def _audit(session: Session, _: Words) -> Check:
    broken = first_broken(session)
    if broken is not None:
        said = _(
            "The audit trail was tampered with or damaged at entry {number}. "
            "Keep this database, and compare it with a copy.",
            number=broken,
        )
        return Check("audit", "fail", said)
    return Check(
        "audit",
        "ok",
        _.ngettext(
            "The audit trail is whole: {count} entry.", "The audit trail is whole: {count} entries.", count(session)
        ),
    )


def _clock(session: Session, _: Words) -> Check:
    """A clock that stands before what is already on record would put new things before old ones."""
    newest, now = newest_at(session), SystemClock().now()
    if newest is not None and newest > now:
        said = _(
            "This machine's clock ({now}) is behind the newest entry on record ({newest}). Set the clock.",
            now=_.full(now),
            newest=_.full(newest),
        )
        return Check("clock", "fail", said)
    return Check("clock", "ok", _("The clock says {now}.", now=_.full(now)))


def _owner(session: Session, _: Words) -> Check:
    if not has_owner(session):
        said = _("Nobody owns this Larum yet. Open the link that “larum run” prints.")
        return Check("owner", "warn", said)
    return Check("owner", "ok", _("Somebody owns this Larum."))


def _called(session: Session, _: Words) -> Check:
    """An alert that reaches nobody is the one fault that no page shows."""
    ready = preparation(session)
    if not ready.called:
        said = _("An alert would call nobody. Put people on the list under Settings, Escalation.")
        return Check("escalation", "warn", said)
    if len(ready.unreachable) == len(ready.called):
        said = _("Nobody on the escalation list has an address to be reached at. Add one under each person's account.")
        return Check("escalation", "fail", said)
    if ready.unreachable:
        said = _("No address to reach {names} at. Add one under their account.", names=_.join(ready.unreachable))
        return Check("escalation", "warn", said)
    return Check("escalation", "ok", _("An alert calls {names}.", names=_.join(ready.called)))


def _sources(session: Session, _: Words) -> Check:
    found = [source for source in sources(session) if source.state != "paused"]
    bad = [source.name for source in found if health_of(source).state in ("failing", "gone")]
    if bad:
        said = _("Not read any more: {names}. The page of sources says why.", names=_.join(bad))
        return Check("sources", "warn", said)
    still = silent(session)
    if still:
        names = _.join([source.name for source in found if source.id in still])
        return Check(
            "sources", "warn", _("Read, but nothing comes: {names}. The page of sources says more.", names=names)
        )
    if not found:
        return Check("sources", "ok", _("No source is on."))
    return Check(
        "sources", "ok", _.ngettext("{count} source, and it is well.", "{count} sources, and all are well.", len(found))
    )


def _waiting(session: Session, _: Words) -> Check:
    """What Larum could not deal with by itself: items in quarantine, reactions that failed for good."""
    unheard = given_up(session)
    if unheard:
        said = _.ngettext(
            "{count} event could not be dealt with. The log says why.",
            "{count} events could not be dealt with. The log says why.",
            unheard,
        )
        return Check("waiting", "fail", said)
    refused = sum(waiting_by_reason(session).values())
    if refused:
        said = _.ngettext(
            "{count} item waits in quarantine for somebody to look at it.",
            "{count} items wait in quarantine for somebody to look at them.",
            refused,
        )
        return Check("waiting", "warn", said)
    return Check("waiting", "ok", _("Nothing waits in quarantine."))


def _disk(settings: "Settings", _: Words) -> Check:
    place = next(folder for folder in (settings.data.resolve(), *settings.data.resolve().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    state: State = "fail" if free < DISK_FAIL else "warn" if free < DISK_WARN else "ok"
    said = _("{free} GB are free on the disk of the data folder.", free=_.number(free / 1e9, 1))
    if state != "ok":
        said += " " + _("Make room, or let posts be kept for a shorter time.")
    return Check("disk", state, said)


def _pdf(_: Words) -> Check:
    from larum.report.pdf import PdfUnavailable, pdf

    try:
        pdf("<!doctype html><html lang=en><title>Test</title><p>Test")
    except PdfUnavailable as missing:
        return Check("pdf", "warn", _.sentence(missing))
    return Check("pdf", "ok", _("Reviews can be made as PDF."))


def _front_end(_: Words) -> Check:
    from larum.web.assets import FOLDER

    missing = [name for name in FRONT_END if not (FOLDER / "vendor" / name).is_file()]
    if missing:
        said = _(
            "Files of the pages are missing: {names}. "
            "From a checkout, run “python3 dev.py setup”; else install Larum again.",
            names=", ".join(missing),
        )
        return Check("front_end", "fail", said)
    return Check("front_end", "ok", _("The files of the pages are there."))
