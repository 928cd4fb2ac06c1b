"""On whose behalf Larum watches, and which accounts are their own."""

from typing import Annotated

import typer

from larum.cli.terminal import AsJson, Data, opened, refusals_said, speaker

app = typer.Typer(help="List brands, and say which accounts are their own.", no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False, data: Data = None) -> None:
    """List the brands with their own accounts.

    Example: larum brand list --json
    """
    import msgspec

    from larum.match.store import brands, own_accounts

    with refusals_said(), opened(data) as database, database.reading() as session:
        rows = [
            {
                "name": brand.name,
                "country": brand.country,
                "accounts": [f"{one.platform}:{one.handle}" for one in own_accounts(session, brand.id)],
            }
            for brand in brands(session)
        ]
    if as_json:
        print(msgspec.json.encode(rows).decode())
    elif not rows:
        print(speaker()('No brands yet. Add one with its monitor: larum monitor add --brand "Acme" "acme"'))
    else:
        for row in rows:
            print("  ".join([str(row["name"]), *row["accounts"]]))


@app.command()
def own(
    brand: Annotated[str, typer.Argument(help="Name of the brand.")],
    platform: Annotated[str, typer.Argument(help="As its posts name it, such as bluesky.")],
    handle: Annotated[str, typer.Argument(help="The account's handle, with or without its @.")],
    remove: Annotated[bool, typer.Option("--remove", help="It is not ours.")] = False,
    data: Data = None,
) -> None:
    """Say that an account is a brand's own: what it posts is kept, and is no voice in what is counted.

    Example: larum brand own Kwarcja bluesky kwarcja.bsky.social
    """
    from larum.base.actor import SYSTEM
    from larum.base.errors import NotFound
    from larum.match.actions import add_own_account, remove_own_account
    from larum.match.own import account
    from larum.match.store import brand_named, own_accounts

    with refusals_said(), opened(data) as database, database.working(SYSTEM) as work:
        found = brand_named(work.session, brand)
        if found is None:
            raise NotFound
        if not remove:
            add_own_account(work, found.id, platform=platform, handle=handle)
            return
        wanted = account(platform, handle)
        known = [one for one in own_accounts(work.session, found.id) if (one.platform, one.handle) == wanted]
        if not known:
            raise NotFound
        for one in known:
            remove_own_account(work, one.id)
