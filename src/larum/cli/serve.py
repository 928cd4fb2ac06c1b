"""Serves a Larum until somebody says stop."""

import socket

import structlog
import uvicorn

from larum.auth.actions.claim import claim_url, offer_claim
from larum.base.actor import SYSTEM
from larum.base.settings import Settings
from larum.bootstrap import Larum
from larum.cli.terminal import speaker
from larum.respond.actions.channels import add_page_channels
from larum.respond.publishing import recover

BACKLOG = 512


def serve(larum: Larum, *, greeting: bool = True) -> None:
    """Listen, start the runner, say where it is, and stay until interrupted."""
    quiet_logs(larum.settings.log_level)
    listening = socket.socket(socket.AF_INET6 if ":" in larum.settings.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((larum.settings.host, larum.settings.port))
    listening.listen(BACKLOG)
    port = listening.getsockname()[1]
    address = larum.settings.public_url.rstrip("/") or f"http://{larum.settings.host}:{port}"
    if greeting:
        greet(larum, address)
    config = uvicorn.Config(larum.app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
    with larum.database.working(SYSTEM) as work:
        add_page_channels(work)
    recover(larum.database, larum.services.outside)
    larum.runner.start()
    try:
        Server(config).run(sockets=[listening])
    finally:
        larum.runner.stop()
        larum.database.close()


def on_a_real_port(settings: Settings) -> Settings:
    """Settings whose port can stand in links: where any will do, one that is free now."""
    if settings.port:
        return settings
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as free:
        free.bind((settings.host, 0))
        return settings.model_copy(update={"port": free.getsockname()[1]})


class Server(uvicorn.Server):
    """Ends the live lines of open pages first, so that nobody has to wait for them when it stops."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        live = getattr(getattr(self.config.app, "state", None), "live", None)
        if live is not None:
            live.close()
        await super().shutdown(sockets)


def greet(larum: Larum, address: str) -> None:
    """Say where Larum is, and to the first person how to become its owner."""
    _ = speaker()
    print(_("Larum listens on {address}", address=address), flush=True)
    with larum.database.working(SYSTEM) as work:
        issued = offer_claim(work)
    if issued is not None:
        print(_("Nobody owns it yet. Open this link once to become its owner:"), flush=True)
        print(f"  {claim_url(address, issued.secret)}", flush=True)


def quiet_logs(level: str) -> None:
    """Log lines of this level and above, as plain text on standard error."""
    names = {"debug": 10, "info": 20, "warning": 30, "error": 40}
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(names[level]))
