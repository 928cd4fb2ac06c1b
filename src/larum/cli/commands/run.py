"""Start Larum: pages, readers, detectors, calls."""

from typing import Annotated

import typer

from larum.cli.terminal import Data, DatabaseUnusable, refusals_said, settings_for


def command(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on.", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on; 0 takes a free one.", show_default=False)] = None,
) -> None:
    """Start Larum for yourself.

    The first start prints a link with a one-time token: whoever opens it becomes the owner.

    Examples:

        larum run

        larum run --data /srv/larum --host 0.0.0.0 --port 8400
    """
    chosen = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    with refusals_said():
        settings = settings_for(data, **chosen)

        from larum.bootstrap import assemble
        from larum.cli.serve import on_a_real_port, serve
        from larum.db.engine import DatabaseTrouble, why

        try:
            larum = assemble(on_a_real_port(settings))
        except DatabaseTrouble as wrong:
            raise DatabaseUnusable(detail=why(wrong)) from wrong
        serve(larum)
