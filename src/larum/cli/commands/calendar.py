"""What is planned: campaigns, events, good news."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from larum.cli.terminal import AsJson, Data, opened, refusals_said, settings_for, speaker

app = typer.Typer(help="List and import what is planned.", no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False, data: Data = None) -> None:
    """List what is on now and what is to come.

    Example: larum calendar list --json
    """
    import msgspec

    from larum.match.store import brands
    from larum.measure.calendar.store import planned

    with refusals_said(), opened(data) as database, database.reading() as session:
        names = {brand.id: brand.name for brand in brands(session)}
        rows = [
            {
                "brand": names[one.brand_id],
                "kind": one.kind,
                "title": one.title,
                "begins_at": one.begins_at,
                "ends_at": one.ends_at,
            }
            for one in planned(session, None, database.clock.now())
        ]
    if as_json:
        print(msgspec.json.encode(rows).decode())
    elif not rows:
        print(speaker()("Nothing is planned. Import a calendar: larum calendar import campaigns.ics"))
    else:
        for row in rows:
            span = f"{row['begins_at']:%Y-%m-%d %H:%M} – {row['ends_at']:%Y-%m-%d %H:%M} UTC"
            print(f"{span}  {row['brand']}  {row['title']}  ({row['kind']})")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An iCalendar file (.ics).")],
    brand: Annotated[str, typer.Option(help="Name of the brand; not needed where there is one only.")] = "",
    kind: Annotated[str, typer.Option(help="What it holds: campaign, event or good_news.")] = "campaign",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Take over a calendar file; imported again, it changes what changed and doubles nothing.

    Example: larum calendar import campaigns.ics --brand Kwarcja
    """
    from typing import cast
    from zoneinfo import ZoneInfo

    import msgspec

    from larum.base.actor import SYSTEM
    from larum.base.errors import Invalid
    from larum.match.store import brands
    from larum.measure.calendar.actions import import_calendar
    from larum.measure.calendar.ical import read
    from larum.measure.calendar.model import Kind

    _ = speaker()
    with refusals_said(), opened(data) as database:
        zone = ZoneInfo(settings_for(data).time_zone)
        sheet = read(file.read_text("utf-8", errors="replace"), database.clock.now(), zone)
        with database.working(SYSTEM) as work:
            known = brands(work.session)
            chosen = [one for one in known if one.name == brand] if brand else known
            if len(chosen) != 1:
                names = _.join([one.name for one in known])
                raise Invalid("Name the brand with --brand. There are: {names}.", field="brand", names=names)
            taken = import_calendar(work, chosen[0].id, kind=cast(Kind, kind), sheet=sheet)
    for one in sheet.problems:
        said = _(one.reason, **one.fields)
        print(_("Line {line}, “{title}”: {why}.", line=one.line, title=one.title, why=said), file=sys.stderr)
    if as_json:
        print(msgspec.json.encode(taken).decode())
    else:
        print(
            _("{added} added, {changed} changed, {removed} taken out, {same} as before.", added=taken.added,
              changed=taken.changed, removed=taken.removed, same=taken.same)
        )  # fmt: skip


@app.command()
def undo(
    brand: Annotated[str, typer.Option(help="Name of the brand; not needed where there is one only.")] = "",
    data: Data = None,
) -> None:
    """Take the last import of a calendar back; what people have changed since stays.

    Example: larum calendar undo --brand Kwarcja
    """
    from larum.base.actor import SYSTEM
    from larum.base.errors import Invalid, NotFound
    from larum.match.store import brands
    from larum.measure.calendar.actions import undo_import
    from larum.measure.calendar.store import last_imports

    _ = speaker()
    with refusals_said(), opened(data) as database, database.working(SYSTEM) as work:
        names = {one.id: one.name for one in brands(work.session) if not brand or one.name == brand}
        known = [one for one in last_imports(work.session) if one.brand_id in names]
        if not known:
            raise NotFound
        if len(known) > 1:
            those = _.join([names[one.brand_id] for one in known])
            raise Invalid("Name the brand with --brand. There are: {names}.", field="brand", names=those)
        back = undo_import(work, known[0].id)
    print(_("{undone} as before, {kept} changed since and left.", undone=back.undone, kept=back.kept))
