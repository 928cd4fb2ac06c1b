"""Opens the house: a port on this machine alone, a folder, a browser; and closes it again."""

import shutil
import socket
import tempfile
import threading
import webbrowser
from pathlib import Path

import uvicorn

from larum.base.errors import Invalid, Refusal
from larum.base.translate import LANGUAGES, msgid
from larum.cli.demo.theatre import Theatre, claim
from larum.cli.serve import BACKLOG, quiet_logs
from larum.cli.terminal import speaker

HERE = "127.0.0.1"


class PortTaken(Refusal):
    """Something else listens there."""

    code = "port_taken"
    status = 409
    message = "Port {port} is taken on this machine. Choose another, or let --port 0 find a free one."


def perform(data: Path | None, *, port: int, speed: float, language: str, seed: int, browser: bool) -> None:
    """Serve the demo until somebody says stop."""
    _ = speaker()
    if language and language not in LANGUAGES:
        raise Invalid(msgid("The demo speaks pl and en."), field="language")
    spoken = language or _.language
    quiet_logs("error")
    listening = _listening(port)
    address = f"http://{HERE}:{listening.getsockname()[1]}"
    folder = data or Path(tempfile.mkdtemp(prefix="larum-demo-"))
    claim(folder)
    theatre = Theatre(folder, speed=speed, language=spoken, seed=seed, port=listening.getsockname()[1])
    print(_("The demo is at {address}", address=address), flush=True)
    print(_("Everything in it is invented. Ctrl-C ends it."), flush=True)
    threading.Thread(target=theatre.raise_curtain, name="demo-curtain", daemon=True).start()
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    config = uvicorn.Config(theatre, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        theatre.close()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _listening(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HERE, port))
    except OSError as taken:
        found.close()
        raise PortTaken(port=port) from taken
    found.listen(BACKLOG)
    return found
