"""The command as people run it: in this process where that says enough, as a process of its own where it does not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from larum.cli.discover import fill
from larum.cli.main import app

LARUM = Path(sys.executable).parent / "larum"
PLAIN = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "NO_COLOR": "1", "COLUMNS": "120", "TERM": "dumb"}

_filled: list[typer.Typer] = []


def say(*arguments: object, **environment: str) -> Result:
    """Run a command in this process."""
    if not _filled:
        _filled.append(fill(app, "larum.cli.commands"))
    return CliRunner().invoke(_filled[0], [str(word) for word in arguments], env={**PLAIN, **environment})


def begin(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """Start a command as a process of its own, with Ctrl-C at work as at a terminal.

    Whatever runs in the background of a shell, as CI may, is deaf to Ctrl-C, and so would be what it starts.
    """
    env = {**os.environ, **PLAIN, **environment}
    command = [str(LARUM), *(str(word) for word in arguments)]
    hearing = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, hearing)
