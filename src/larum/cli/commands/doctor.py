"""Is this Larum well?"""

import typer

from larum.cli.terminal import AsJson, Data


def command(as_json: AsJson = False, data: Data = None) -> None:
    """Look Larum over: database, data folder, audit trail, sources, who is called, disk, clock, and what it is made of.

    Each line says ok, warn or fail, and what to do. It changes nothing, and may be run while Larum runs. The exit code
    is 1 where anything fails, so a watchdog can go by it.

    Examples:

        larum doctor

        larum doctor --json --data /srv/larum
    """
    import sys

    from larum.cli.checking import look_over, show

    found = look_over(data)
    show(found, sys.stdout, as_json=as_json)
    raise typer.Exit(1 if any(check.state == "fail" for check in found) else 0)
