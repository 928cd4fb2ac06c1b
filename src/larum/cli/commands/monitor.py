"""What Larum watches for."""

from typing import Annotated

import typer

from larum.cli.terminal import AsJson, Data, opened, refusals_said, speaker

app = typer.Typer(help="List, add, and try monitors.", no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False, data: Data = None) -> None:
    """List the monitors.

    Example: larum monitor list --json
    """
    import msgspec

    from larum.match.store import brands, monitors

    with refusals_said(), opened(data) as database, database.reading() as session:
        names = {brand.id: brand.name for brand in brands(session)}
        rows = [
            {
                "brand": names[one.brand_id],
                "name": one.name,
                "query": one.query,
                "state": one.state,
                "sensitivity": one.sensitivity,
            }
            for one in monitors(session)
        ]
    if as_json:
        print(msgspec.json.encode(rows).decode())
    elif not rows:
        print(speaker()('No monitors yet. Add one: larum monitor add --brand "Acme" "acme"'))
    else:
        for row in rows:
            print(f"{row['brand']}  {row['name']}  {row['query']}  ({row['state']})")


@app.command()
def add(
    query: Annotated[str, typer.Argument(help="What to watch for.")],
    brand: Annotated[str, typer.Option(help="On behalf of which brand; added where there is none of that name.")],
    name: Annotated[str | None, typer.Option(help="Name of the monitor; the brand's by default.")] = None,
    data: Data = None,
) -> None:
    """Add a monitor.

    Example: larum monitor add --brand Kwarcja 'kwarcj* OR "bank kwarcja"'
    """
    from larum.base.actor import SYSTEM
    from larum.match.actions import add_brand, add_monitor
    from larum.match.store import brand_named

    with refusals_said(), opened(data) as database, database.working(SYSTEM) as work:
        found = brand_named(work.session, brand) or add_brand(work, name=brand)
        monitor = add_monitor(work, brand_id=found.id, name=name or brand, query=query)
        print(monitor.id)


@app.command()
def sensitivity(
    name: Annotated[str, typer.Argument(help="Name of the monitor.")],
    wish: Annotated[str, typer.Argument(help="How often it may call for nothing: month, week or day.")] = "",
    save: Annotated[bool, typer.Option("--save", help="Call like this from now on.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Show whom a sensitivity would have called, and save it if asked to.

    Example: larum monitor sensitivity Kwarcja week --save
    """
    import msgspec

    from larum.base.actor import SYSTEM
    from larum.base.errors import Invalid, NotFound
    from larum.detect.backtest import called
    from larum.detect.calibrate import WISHES, calibrate
    from larum.learn.actions import set_sensitivity
    from larum.learn.store import past_of
    from larum.match.store import monitor_named

    with refusals_said(), opened(data) as database:
        with database.reading() as session:
            monitor = monitor_named(session, name)
            if monitor is None:
                raise NotFound
            chosen = next((known for known in WISHES if known == (wish or monitor.sensitivity)), None)
            if chosen is None:
                raise Invalid("Choose month, week or day.", field="wish")
            past = past_of(session, monitor, database.clock.now())
            asked = calibrate(chosen, past.peaks, past.watched, past.right).asked if wish else monitor.asked
            calls = called(past.peaks, asked)
        if save and wish:
            with database.working(SYSTEM) as work:
                set_sensitivity(work, monitor.id, wish=chosen)
    if as_json:
        shown = {"monitor": name, "sensitivity": chosen, "asked": asked, "saved": save and bool(wish), "calls": calls}
        print(msgspec.json.encode(shown).decode())
        return
    _ = speaker()
    print(
        _.ngettext(
            "It would have called {count} time in {span}, asking for {asked} times the default evidence.",
            "It would have called {count} times in {span}, asking for {asked} times the default evidence.",
            len(calls),
            span=past.watched,
            asked=_.number(asked, 2),
        )
    )
    for call in calls:
        print(f"  {call.at:%Y-%m-%d %H:%M}  {call.detector}  {call.observed:.0f} / {call.usual:.1f}")


@app.command("try")
def try_(
    query: Annotated[str, typer.Argument(help="A query to try on the posts Larum holds.")],
    limit: Annotated[int, typer.Option(help="Newest posts to try it on.")] = 10_000,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Show what a query would have caught, before it is saved.

    Example: larum monitor try 'kwarcj* NOT praca'
    """
    from uuid import UUID

    import msgspec

    from larum.collect.store import newest_posts
    from larum.match.index import Index
    from larum.match.query import parse

    with refusals_said(), opened(data) as database, database.reading() as session:
        posts = newest_posts(session, limit=limit)
        caught = Index.build([(UUID(int=0), parse(query))]).match(posts)
    if as_json:
        for mention in caught:
            found = {"id": mention.post.native_id, "words": mention.words, "text": mention.post.text}
            print(msgspec.json.encode(found).decode())
        return
    _ = speaker()
    print(_("{caught} of the newest {all} posts.", caught=_.number(len(caught)), all=_.number(len(posts))))
    for mention in caught[:20]:
        print(f"  {mention.post.created_at:%Y-%m-%d %H:%M}  {' '.join(mention.post.text.split())[:120]}")
